"""What is asked of values beyond types, bounds and properties: `not`, `if`, `contains`, and their like.

Each is a demand that can only take values away, so one that comes admits less and one that goes admits more. Of
a demand that changes, the schemas within tell which.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from vapi_contracts.body import Json
from vapi_contracts.spec.differing import Atom, either
from vapi_contracts.spec.parts import refused_types
from vapi_contracts.spec.plain import expanded
from vapi_contracts.spec.pointers import canonical, child, mapping, sequence, texts
from vapi_contracts.spec.scalars import admits
from vapi_contracts.spec.views import Part, View

__all__ = ["demand_atoms"]

Ways: TypeAlias = Callable[[View, View], tuple[bool, bool]]
"""Tells of two views whether the second admits less, and whether it admits more."""

KEYWORDS = ("not", "if", "contains", "prefixItems", "dependentRequired", "dependentSchemas", "propertyNames")


@dataclass(frozen=True, slots=True)
class Demand:
    """One demand: what tells it from others, and the schemas that decide when it changes."""

    slot: Any
    key: Any
    within: tuple[View, ...] = ()
    against: bool = False


def demand_atoms(old: View, new: View, ways: Ways) -> Iterator[Atom]:
    """Yield the demands that came, went or changed; `ways` compares the schemas within them."""
    for keyword in KEYWORDS:
        before, after = _demands(old, new, keyword), _demands(new, old, keyword)
        gone = [one for key, one in before.items() if key not in after]
        come = [one for key, one in after.items() if key not in before]
        less, more = bool(come), bool(gone)
        if len(gone) == len(come) == 1 and gone[0].slot == come[0].slot and gone[0].within and come[0].within:
            pairs = [ways(*both) for both in zip(gone[0].within, come[0].within, strict=True)]
            less, more = any(one for one, _ in pairs), any(one for _, one in pairs)
            if come[0].against:
                less, more = more, less
        elif keyword == "contains" and len(gone) == len(come) == 1 and gone[0].key[0] == come[0].key[0]:
            less, more = _closer(gone[0].slot, come[0].slot), _closer(come[0].slot, gone[0].slot)
        word = "changed" if come and gone else "added" if come else "removed"
        yield from either(f"{keyword}-{word}", new.pointer, f"{keyword} {word}", less=less, more=more)


def _demands(view: View, other: View, keyword: str) -> Mapping[Any, Demand]:
    made: dict[Any, Demand] = {}
    for part in view.parts:
        if keyword in part.schema:
            for one in _of_part(view, other, part, keyword):
                made.setdefault(one.key, one)
    return made


def _of_part(view: View, other: View, part: Part, keyword: str) -> Iterator[Demand]:
    said = part.schema[keyword]
    match keyword:
        case "not" if not refused_types(part.schema, view.views.document.version):
            yield Demand("", _key(view, said), (_below(view, part, keyword),), against=True)
        case "if":
            yield from _condition(view, part)
        case "contains":
            least, most = part.schema.get("minContains", 1), part.schema.get("maxContains")
            if least != 0 or most is not None:
                yield Demand((least, most), (_key(view, said), least, most), (_below(view, part, keyword),))
        case "prefixItems":
            for index, one in enumerate(sequence(said)):
                if one not in ({}, True):
                    yield Demand(index, (index, _key(view, one)), (_below(view, part, keyword, index),))
        case "dependentRequired":
            yield from _needed(view, part)
        case "dependentSchemas":
            for name, one in mapping(said).items():
                yield Demand(name, (name, _key(view, one)), (_below(view, part, keyword, name),))
        case "propertyNames":
            if _names_matter(view, other, part):
                yield Demand("", _key(view, said), (_below(view, part, keyword),))
        case _:
            return


def _needed(view: View, part: Part) -> Iterator[Demand]:
    for name, needed in mapping(part.schema["dependentRequired"]).items():
        for one in texts(needed):
            if one != name and one not in view.required:
                yield Demand((name, one), (name, one))


def _closer(old: tuple[Json, Json], new: tuple[Json, Json]) -> bool:
    """Whether a list must contain more of something, or may contain less."""
    (least, most), (new_least, new_most) = [(_size(low, 1), _size(high, math.inf)) for low, high in (old, new)]
    return new_least > least or new_most < most


def _size(value: Json, otherwise: float) -> float:
    return value if isinstance(value, int | float) else otherwise


def _condition(view: View, part: Part) -> Iterator[Demand]:
    known = [name for name in ("then", "else") if part.schema.get(name, {}) not in ({}, True)]
    if known:
        condition = _key(view, part.schema["if"])
        outcomes = tuple((name, _key(view, part.schema[name])) for name in known)
        yield Demand((condition, tuple(known)), (condition, outcomes), tuple(_below(view, part, one) for one in known))


def _names_matter(view: View, other: View, part: Part) -> bool:
    """Whether names that may be given are refused: any name may where none is known."""
    names = view.views.at([(child(part.pointer, "propertyNames"), part.schema["propertyNames"])])
    known = {**view.properties, **other.properties}
    return not known or view.additional is not None or any(not admits(names, name) for name in known)


def _key(view: View, schema: Json) -> Any:
    return canonical(expanded(view.views, schema))


def _below(view: View, part: Part, keyword: str, *steps: str | int) -> View:
    schema: Any = part.schema[keyword]
    for step in steps:
        schema = schema[step]
    return view.views.at([(child(part.pointer, keyword, *steps), schema)])
