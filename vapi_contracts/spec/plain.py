"""What differs between two views without unions: types, values, bounds, patterns, lists."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

from vapi_contracts.body import Json
from vapi_contracts.spec.differing import Atom, Below, either, narrowed, widened
from vapi_contracts.spec.parts import UNFOLLOWED
from vapi_contracts.spec.pointers import canonical
from vapi_contracts.spec.regexes import meaning
from vapi_contracts.spec.scalars import SIZES, admits, count, finite, formats, number_range, patterns
from vapi_contracts.spec.views import View, Views

__all__ = ["OPAQUE", "expanded", "list_items", "opaque", "scalar_atoms", "shown", "value_atoms"]

OPAQUE = (
    "dependencies",
    "unevaluatedItems",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
)
"""Keywords whose change is seen but not understood: a witness is searched for."""

UNORDERED = frozenset({"required", "enum", "type", "allOf", "anyOf", "oneOf"})
"""Keywords whose lists mean the same in any order."""

SHOWN = 6
"""Values that a message lists."""


def shown(values: list[Json]) -> str:
    """Return some values as a message lists them."""
    listed = ", ".join(_short(value) for value in values[:SHOWN])
    return listed + (f" and {len(values) - SHOWN} more" if len(values) > SHOWN else "")


def scalar_atoms(old: View, new: View) -> tuple[list[Atom], frozenset[str]]:
    """Return what differs, and the types that are left to be compared further."""
    both, unlike = (old, new), list(_unfollowed(old, new))
    if unlike and any(view.parts and all(part.schema.keys() <= {*UNFOLLOWED} for part in view.parts) for view in both):
        return unlike, frozenset()  # all that one of them says is unknown
    free = not old.parts or not new.parts
    if not old.types & new.types or (free and old.types != new.types):
        return [*unlike, *_types(old, new)], frozenset()
    before, after = finite(old), finite(new)
    if (before is not None or after is not None) and (old.allowed or new.allowed):
        return [*unlike, *_listed(old, new, before, after)], frozenset()
    common = old.types & new.types
    atoms = [*unlike, *_types(old, new)]
    if "integer" in common:
        atoms += _numbers(old, new)
    for kind, what in (("string", "characters"), ("array", "items"), ("object", "properties")):
        if kind in common:
            atoms += _sizes(old, new, kind, what)
    if "string" in common:
        written = {meaning(one): one for one in patterns(old)}  # what matches the same is the same
        atoms += _sets("pattern", new, patterns(old), frozenset(written.get(meaning(p), p) for p in patterns(new)))
    if common & {"string", "integer"}:
        atoms += _sets("format", new, formats(old), formats(new))
    if "array" in common:
        most = max(count(old, "array")[1], count(new, "array")[1])
        unique = [most > 1 and True in view.values("uniqueItems") for view in (old, new)]
        text = "items must differ now" if unique[1] else "items may be equal now"
        atoms += either("uniqueItems", new.pointer, text, less=unique[1] > unique[0], more=unique[0] > unique[1])
    atoms += _opaque_atoms(old, new)
    return atoms, common


def list_items(old: View, new: View) -> Iterator[Below]:
    """Yield the items of two lists, where anything is said about them."""
    if 0 in (count(old, "array")[1], count(new, "array")[1]) or any(False in one.values("items") for one in (old, new)):
        return  # how many there may be tells all
    if old.items.parts or new.items.parts or old.items.dangling or new.items.dangling:
        yield Below(("items",), old.items, new.items)


def _short(value: Json) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 100 else text[:97] + "..."


def _listed(old: View, new: View, before: list[Json] | None, after: list[Json] | None) -> Iterator[Atom]:
    if before is not None and after is not None:
        kept = {canonical(value) for value in after}
        gone = [value for value in before if canonical(value) not in kept]
        had = {canonical(value) for value in before}
        come = [value for value in after if canonical(value) not in had]
        yield from value_atoms(new.pointer, gone, come)
    elif after is not None:
        come = [value for value in after if not admits(old, value)]
        yield narrowed("enum-added", new.pointer, f"admits only {shown(after)} now")
        if come:
            yield widened("enum-value-added", new.pointer, f"admits {shown(come)} now")
    elif before is not None:
        gone = [value for value in before if not admits(new, value)]
        if gone:
            yield narrowed("enum-value-removed", new.pointer, f"no longer admits {shown(gone)}")
        yield widened("enum-removed", new.pointer, f"admits more than {shown(before)} now")


def value_atoms(pointer: str, gone: list[Json], come: list[Json]) -> Iterator[Atom]:
    """Yield that listed values are no longer admitted, or are admitted now."""
    if gone == [None] and not come:
        yield narrowed("nullable-removed", pointer, "null is no longer admitted")
    elif gone:
        yield narrowed("enum-value-removed", pointer, f"no longer admits {shown(gone)}")
    if come == [None] and not gone:
        yield widened("nullable-added", pointer, "null is admitted now")
    elif come:
        yield widened("enum-value-added", pointer, f"admits {shown(come)} now")


def _types(old: View, new: View) -> Iterator[Atom]:
    gone, come = old.types - new.types, new.types - old.types
    if gone == frozenset({"null"}) and not come:
        yield narrowed("nullable-removed", new.pointer, "null is no longer admitted")
    elif come == frozenset({"null"}) and not gone:
        yield widened("nullable-added", new.pointer, "null is admitted now")
    else:
        text = f"type changed from {_type_names(old)} to {_type_names(new)}"
        yield from either("type-changed", new.pointer, text, less=bool(gone), more=bool(come))


def _type_names(view: View) -> str:
    if len(view.types) == 7:
        return "any"
    names = view.types - {"integer"} if "number" in view.types else view.types
    return " or ".join(sorted(names)) or "nothing"


def _numbers(old: View, new: View) -> Iterator[Atom]:
    whole = "number" not in old.types & new.types
    before, after = number_range(old, whole=whole), number_range(new, whole=whole)
    (low, no_low, high, no_high), (new_low, new_no_low, new_high, new_no_high) = before, after
    yield from either(
        "minimum-raised" if (new_low, new_no_low) > (low, no_low) else "minimum-lowered",
        new.pointer,
        f"minimum changed from {_bound(low, no_low)} to {_bound(new_low, new_no_low)}",
        less=(new_low, new_no_low) > (low, no_low),
        more=(new_low, new_no_low) < (low, no_low),
    )
    yield from either(
        "maximum-lowered" if (new_high, not new_no_high) < (high, not no_high) else "maximum-raised",
        new.pointer,
        f"maximum changed from {_bound(high, no_high)} to {_bound(new_high, new_no_high)}",
        less=(new_high, not new_no_high) < (high, not no_high),
        more=(new_high, not new_no_high) > (high, not no_high),
    )
    steps = [frozenset(one for one in view.values("multipleOf") if isinstance(one, int | float)) for view in (old, new)]
    steps = [step - {1} for step in steps] if whole else steps
    yield from _steps(new.pointer, *steps)


def _steps(pointer: str, before: frozenset[float], after: frozenset[float]) -> Iterator[Atom]:
    if before == after:
        return
    text = f"multipleOf changed from {shown(sorted(before)) or 'none'} to {shown(sorted(after)) or 'none'}"
    less, more = not after <= before, not before <= after
    if len(before) == len(after) == 1:
        [one], [other] = before, after
        less, more = bool(one % other), bool(other % one)
    yield from either("multipleOf-changed", pointer, text, less=less, more=more)


def _sizes(old: View, new: View, kind: str, what: str) -> Iterator[Atom]:
    (least, most), (new_least, new_most) = count(old, kind), count(new, kind)
    (floor, ceiling), (new_floor, new_ceiling) = _given(old, kind), _given(new, kind)
    least_name, most_name = SIZES[kind]
    yield from either(
        f"{least_name}-{'raised' if new_least > least else 'lowered'}",
        new.pointer,
        f"{least_name} changed from {_bound(least)} to {_bound(new_least)} {what}",
        less=new_least > max(least, floor, new_floor),
        more=least > max(new_least, floor, new_floor),
    )
    yield from either(
        f"{most_name}-{'raised' if new_most > most else 'lowered'}",
        new.pointer,
        f"{most_name} changed from {_bound(most)} to {_bound(new_most)} {what}",
        less=new_most < min(most, ceiling),
        more=most < min(new_most, new_ceiling),
    )


def _given(view: View, kind: str) -> tuple[float, float]:
    """Return how many properties are there anyway, and how many a sender knows of."""
    if kind != "object":
        return 0, math.inf
    known = view.properties and view.additional is None and not view.patterned
    return len(view.required), len(view.properties) if known else math.inf


def _sets(kind: str, new: View, before: frozenset[str], after: frozenset[str]) -> Iterator[Atom]:
    text = f"{kind} changed from {shown(sorted(before)) or 'none'} to {shown(sorted(after)) or 'none'}"
    yield from either(f"{kind}-changed", new.pointer, text, less=bool(after - before), more=bool(before - after))


def _bound(value: float, excluded: bool = False) -> str:
    if math.isinf(value):
        return "none"
    return ("more or less than " if excluded else "") + str(int(value) if float(value).is_integer() else value)


def _unfollowed(old: View, new: View) -> Iterator[Atom]:
    for keyword in UNFOLLOWED:
        if opaque(old, keyword) != opaque(new, keyword):
            text = f"{keyword} is not followed, so what changed by it is unknown"
            kind = "reference-not-followed"
            yield Atom(kind, new.pointer, text, "compatible", "compatible", narrows=True, widens=True)


def _opaque_atoms(old: View, new: View) -> Iterator[Atom]:
    for keyword in OPAQUE:
        if opaque(old, keyword) != opaque(new, keyword):
            yield from either(f"{keyword}-changed", new.pointer, f"{keyword} changed", less=True, more=True)


def opaque(view: View, keyword: str) -> frozenset[Any]:
    """Return what is said for a keyword, references replaced by what they lead to."""
    return frozenset(canonical(expanded(view.views, said)) for said in view.values(keyword))


def expanded(views: Views, value: Json) -> Json:
    """Return a schema with its references replaced by what they lead to, without its wording."""
    return _expanded(views, value, ())


def _expanded(views: Views, value: Json, trail: tuple[str, ...]) -> Json:
    if isinstance(value, list):
        return [_expanded(views, one, trail) for one in value]
    if not isinstance(value, dict):
        return value
    reference = value.get("$ref")
    if isinstance(reference, str):
        if reference in trail or len(trail) > 4:
            return {"$ref": trail.index(reference) if reference in trail else "deep"}
        try:
            return _expanded(views, views.document.resolve(reference), (*trail, reference))
        except LookupError:
            return {}
    made = {
        name: _expanded(views, one, trail)
        for name, one in value.items()
        if not (name in {"description", "title", "example"} and not isinstance(one, dict))
    }
    return {name: _in_order(one) if name in UNORDERED else one for name, one in made.items()}


def _in_order(value: Json) -> Json:
    return sorted(value, key=lambda one: json.dumps(one, sort_keys=True)) if isinstance(value, list) else value
