"""Values to try at a place where two revisions differ: at the bounds of either, with and without each property."""

from __future__ import annotations

import contextlib
import itertools
import math
from collections.abc import Iterator
from typing import Any

from vapi_contracts.body import Json
from vapi_contracts.spec.instances import SAMPLES, ImpossibleError, Instances, UnknownError, of_pattern
from vapi_contracts.spec.matching import split
from vapi_contracts.spec.pointers import child, mapping, sequence
from vapi_contracts.spec.scalars import admits, count, finite, formats, number_range, patterns
from vapi_contracts.spec.views import View

__all__ = ["LONGEST", "Candidates"]

MOST, FEW = 400, 20
"""Values that are tried at a place, and of a branch."""

MOST_BRANCHES = 40
LONGEST = 100_000
"""Length of a text or list that is tried."""


class Candidates:
    """Makes values of the views of one revision that may not fit those of the other."""

    def __init__(self, instances: Instances) -> None:
        self._instances = instances

    def neighbours(self, leaf: View, value: Json, hint: str) -> Iterator[Json]:
        """Yield what differs from a value by the property alone that is said to make the difference."""
        if not isinstance(value, dict):
            return
        if hint in value:
            yield {name: one for name, one in value.items() if name != hint}
        for one in leaf.alternatives:
            if hint in one.properties and self._instances.satisfiable(one.properties[hint]):
                with contextlib.suppress(ImpossibleError, UnknownError):
                    yield {**value, hint: self._instances.least(one.properties[hint])}

    def least_object(self, view: View, other: View) -> dict[str, Any]:
        """Return the least object, with what the other revision requires, so that nothing else is wrong with it."""
        made: dict[str, Any] = dict(self._instances.of_kind(view, "object"))
        for name in sorted(other.required - made.keys()):
            if name in view.properties:
                made[name] = self._instances.least(view.properties[name])
        return made

    def of(self, view: View, other: View, hint: str | None, focus: View | None) -> Iterator[Json]:
        """Yield values of a view that another may refuse, those of one alternative if it alone is in focus."""
        tried = 0
        if focus is not None:
            yield from itertools.islice(self._values(focus, other, hint), FEW)
            for one in split(view)[:MOST_BRANCHES]:
                with contextlib.suppress(ImpossibleError, UnknownError):
                    yield self._instances.least(one)
            return
        for one in split(view)[:MOST_BRANCHES]:
            for value in self._values(one, other, hint):
                tried += 1
                if tried > MOST:
                    return
                yield value

    def _values(self, view: View, other: View, hint: str | None) -> Iterator[Json]:
        values = finite(view)
        if values is not None:
            yield from values
            return
        for kind in ("null", "boolean", "integer", "number", "string", "array", "object"):
            if kind not in view.types:
                continue
            for make in (self._least, *((self._of,) if kind != "number" else ())):
                yield from make(view, other, kind, hint)
        yield from self._demanded(view, other)

    def _least(self, view: View, other: View, kind: str, hint: str | None) -> Iterator[Json]:  # noqa: ARG002
        try:
            yield self._instances.of_kind(view, kind)
        except (ImpossibleError, UnknownError):
            return

    def _of(self, view: View, other: View, kind: str, hint: str | None) -> Iterator[Json]:
        match kind:
            case "boolean":
                yield True
            case "integer":
                yield from _numbers(view, other)
            case "string":
                yield from _texts(view, other)
            case "array":
                yield from self._lists(view, other)
            case "object":
                yield from self._objects(view, other, hint)
            case _:
                return

    def _demanded(self, view: View, other: View) -> Iterator[Json]:
        """Yield what is named by conditions: what `not` refuses, a list with what it must contain, other names."""
        for keyword in ("not", "if", "contains", "propertyNames"):
            named = [(one, asking) for asking in (view, other) for one in _within(asking, keyword)]
            for (inner, asking), (against, _) in itertools.product(named, named):
                typed = inner if len(inner.types) < 7 else inner.views.at([*_places(asking, keyword), *_typed(view)])
                for value in itertools.islice(self._values(typed, against, None), FEW):
                    match keyword:
                        case "contains":
                            yield from ([value] * size for size in (1, 2, *_contained(view), *_contained(other)))
                        case "propertyNames":
                            yield {str(value): ""}
                        case _:
                            yield value
        for keyword in ("dependentRequired", "dependentSchemas"):
            yield from ({name: ""} for said in other.values(keyword) for name in mapping(said))
        yield from self._started(view, other)

    def _started(self, view: View, other: View) -> Iterator[Json]:
        """Yield lists that begin as they must, each item varied in turn."""
        size = max(
            (len(sequence(one)) for one in [*view.values("prefixItems"), *other.values("prefixItems")]), default=0
        )
        inner, against = _prefix(view, size), _prefix(other, size)
        with contextlib.suppress(ImpossibleError, UnknownError):
            least = [self._instances.least(one) for one in inner]
            for index in range(size):
                yield least[: index + 1]
                free: list[Json] = ["", 0, None, {}]
                values = self._values(inner[index], against[index], None) if inner[index].parts else iter(free)
                yield from ([*least[:index], value] for value in itertools.islice(values, FEW))

    def _lists(self, view: View, other: View) -> Iterator[Json]:
        try:
            item = self._instances.least(view.items)
        except (ImpossibleError, UnknownError):
            return
        for size in _sizes(view, other, "array"):
            yield [item] * size
        yield [item, item]

    def _objects(self, view: View, other: View, hint: str | None) -> Iterator[Json]:
        try:
            least = self.least_object(view, other)
        except (ImpossibleError, UnknownError):
            return
        yield least
        given: dict[str, Any] = {}
        for name, below in view.properties.items():
            try:
                given[name] = self._instances.least(below)
            except (ImpossibleError, UnknownError):
                continue
        if hint is not None and hint in given:
            yield {**least, hint: given[hint]}
        yield from ({**least, name: value} for name, value in given.items())
        yield {**given, **least}
        if hint is not None:
            yield {name: value for name, value in {**given, **least}.items() if name != hint}
        if view.additional is True or (view.additional is None and not view.properties):
            free: list[Json] = ["", 0, None, [], {}]
            yield from ({**least, hint or "other": value} for value in free)
        elif isinstance(view.additional, View):
            try:
                yield {**least, "other": self._instances.least(view.additional)}
            except (ImpossibleError, UnknownError):
                return
        for pattern in {**view.patterned, **other.patterned}:
            with contextlib.suppress(ImpossibleError, UnknownError):
                free = [self._instances.least(view.patterned[pattern])] if pattern in view.patterned else ["", 0, None]
                yield from ({**least, of_pattern((pattern,), 0, LONGEST): value} for value in free)
        for size in _sizes(view, other, "object"):
            names = [*least, *(name for name in given if name not in least)]
            yield {name: given.get(name, least.get(name)) for name in names[:size]}


def _sizes(view: View, other: View, kind: str) -> list[int]:
    (least, most), (other_least, other_most) = count(view, kind), count(other, kind)
    for one in other.alternatives if len(other.alternatives) > 1 else ():
        other_least, other_most = max(other_least, count(one, kind)[0]), min(other_most, count(one, kind)[1])
    wanted = {least, least + 1, most, other_most, other_most + 1, other_least - 1}
    return sorted(int(one) for one in wanted if least <= one <= most and 0 <= one <= LONGEST and not math.isinf(one))


def _texts(view: View, other: View) -> Iterator[Json]:
    for size in _sizes(view, other, "string"):
        made = "a" * size
        if admits(view, made):
            yield made
        elif patterns(view):
            try:
                yield of_pattern(tuple(sorted(patterns(view))), size, size)
            except UnknownError:
                continue
    tried = [
        "a",
        "A",
        "0",
        "!",
        " ",
        "\n",
        "\u00e9",
        "a b",
        "+",
        *(SAMPLES[one] for one in formats(view) if one in SAMPLES),
    ]
    least = max(1, int(min(count(view, "string")[0], LONGEST)))
    yield from (one for text in tried for one in (text, text * least) if admits(view, one))


def _numbers(view: View, other: View) -> Iterator[Json]:
    ends: set[float] = {0, 1, -1, 2**31, 2**63}
    for one in (view, *other.alternatives):
        held = number_range(one)
        steps = [step for step in one.values("multipleOf") if isinstance(step, int | float)]
        ends |= {held[0], held[2], *steps, *(2 * step for step in steps)}
    whole = "number" not in view.types
    for end in sorted((end for end in ends if not math.isinf(end)), key=abs):
        for value in (end, end + 1, end - 1, *(() if whole else (end + 0.5, end - 0.5, end + 0.01))):
            exact = int(value) if float(value).is_integer() else value
            if admits(view, exact):
                yield exact


def _places(view: View, keyword: str, *steps: int) -> Iterator[tuple[str, Json]]:
    for part in view.parts:
        schema = part.schema.get(keyword)
        for step in steps:
            schema = sequence(schema)[step] if step < len(sequence(schema)) else None
        if schema is not None:
            yield child(part.pointer, keyword, *steps), schema


def _prefix(view: View, size: int) -> list[View]:
    places = [list(_places(view, "prefixItems", index)) for index in range(size)]
    return [view.views.at(one) if one else view.items for one in places]


def _within(view: View, keyword: str) -> list[View]:
    return [view.views.at([place]) for place in _places(view, keyword)]


def _typed(view: View) -> Iterator[tuple[str, Json]]:
    """Yield that a value be of the types of a view, where a condition within it names none."""
    for part in view.parts:
        if "type" in part.schema:
            yield child(part.pointer, "type#"), {"type": part.schema["type"]}


def _contained(view: View) -> Iterator[int]:
    for keyword, more in (("minContains", 0), ("maxContains", 1)):
        yield from (one + more for one in view.values(keyword) if isinstance(one, int) and 0 <= one <= FEW)
