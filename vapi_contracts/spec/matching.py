"""Which alternative of a union in one revision is which in the other."""

from __future__ import annotations

from collections.abc import Callable

from vapi_contracts.spec.pointers import canonical
from vapi_contracts.spec.scalars import finite
from vapi_contracts.spec.views import Part, View

__all__ = ["apart", "match", "split", "tag"]


def split(view: View) -> list[View]:
    """Return the alternatives, those of several JSON types taken apart."""
    found: list[View] = []
    for one in view.alternatives:
        kinds = one.types - ({"integer"} if "number" in one.types else frozenset())
        if len(kinds) in {0, 1, 6, 7} or finite(one) is not None:
            found.append(one)
            continue
        found.extend(_of_type(one, kind) for kind in sorted(kinds))
    return found


def match(
    old: list[View], new: list[View], same: Callable[[View, View], bool]
) -> tuple[list[tuple[View, View]], list[View], list[View]]:
    """Pair the alternatives: by name, by what tells them apart, by meaning, by type. What is left over comes last."""
    pairs: list[tuple[View, View]] = []
    gone, come = list(old), list(new)
    for fits in (_by_name, _by_tag, same, _by_type):
        for one in list(gone):
            fitting = [other for other in come if fits(one, other)]
            if fits is _by_type and (len(fitting) != 1 or sum(_by_type(rest, fitting[0]) for rest in gone) != 1):
                continue
            if fitting:
                pairs.append((one, fitting[0]))
                gone.remove(one)
                come.remove(fitting[0])
    return pairs, gone, come


def tag(view: View) -> frozenset[tuple[str, object]]:
    """Return the properties that can have one value only."""
    if "tag" not in view.memo:
        view.memo["tag"] = _tag(view)
    known: frozenset[tuple[str, object]] = view.memo["tag"]
    return known


def _tag(view: View) -> frozenset[tuple[str, object]]:
    found: set[tuple[str, object]] = set()
    for name, below in view.properties.items():
        values = finite(below) if len(below.alternatives) == 1 else None
        if values is not None and len(values) == 1:
            found.add((name, canonical(values[0])))
    return frozenset(found)


def apart(old: View, new: View) -> bool:
    """Whether a property that both have tells the two apart."""
    before, after = dict(tag(old)), dict(tag(new))
    return any(before[name] != after[name] for name in before.keys() & after.keys())


def _by_name(old: View, new: View) -> bool:
    return old.component is not None and old.component == new.component


def _by_tag(old: View, new: View) -> bool:
    return bool(tag(old) & tag(new)) and not apart(old, new)


def _by_type(old: View, new: View) -> bool:
    return bool(old.types & new.types) and len(old.types) < 7 and len(new.types) < 7 and not apart(old, new)


def _of_type(view: View, kind: str) -> View:
    made = View(view.views, view.place, [])
    made.parts = (*view.parts, Part(f"{view.place}/type/{kind}", {"type": kind}))
    made.wording, made.dangling, made.component = view.wording, view.dangling, view.component
    made.key = (frozenset(part.key for part in made.parts), False, bool(made.dangling))
    return made
