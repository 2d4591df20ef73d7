"""Payloads that prove a difference: built through the place where it lies, then judged in both revisions."""

from __future__ import annotations

import contextlib
import copy
import functools
import itertools
import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from vapi_contracts.body import Json
from vapi_contracts.spec.change import Witness
from vapi_contracts.spec.differing import Atom, Direction, Step, World
from vapi_contracts.spec.instances import SAMPLES, ImpossibleError, Instances, UnknownError, of_pattern
from vapi_contracts.spec.judging import Judge
from vapi_contracts.spec.matching import split
from vapi_contracts.spec.scalars import admits, count, finite, formats, number_range, patterns
from vapi_contracts.spec.searching import search
from vapi_contracts.spec.views import View

__all__ = ["Anchor", "Witnesses"]

MOST, FEW = 400, 20
"""Values that are tried at a place, and of a branch."""

MOST_BRANCHES = 40
SEARCHED = 200
"""Random payloads that are tried where none could be built."""

MOST_SEARCHES, WIDEST = 20, 60
"""Searches in one comparison, and the schemas behind the one that is searched."""

LONGEST = 100_000
"""Length of a text or list that is tried."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A schema of both revisions, and the way from it to a place: the views passed, and the steps.

    It is told by its name, or by the pointer to where it stands if it has not the same name in both.
    """

    old: str
    new: str
    way: tuple[tuple[View, View, Step], ...] = ()


@dataclass(frozen=True, slots=True)
class Proof:
    """Judges payloads by what one revision sends and the other reads.

    `formats` tells whether the sender, and the reader, look at formats; a payload is best that has them.
    """

    sender: Judge
    reader: Judge
    spots: tuple[str, str]
    formats: tuple[bool, bool]

    def __call__(self, payload: Json, *, strict: bool) -> bool:
        """Tell whether a payload is sent, and refused by who reads it."""
        return self._sent(payload) and self._read(payload, strict=strict) is False

    def harmless(self, payload: Json, *, strict: bool) -> bool:
        """Tell whether a payload is sent, and understood by who reads it."""
        return self._sent(payload) and self._read(payload, strict=strict) is True

    def _sent(self, payload: Json) -> bool:
        return all(
            self.sender.valid(self.spots[0], payload, closed=closed, formats=self.formats[0]) is True
            for closed in (True, False)
        )

    def _read(self, payload: Json, *, strict: bool) -> bool | None:
        return self.reader.valid(self.spots[1], payload, closed=strict, formats=self.formats[1])


class Witnesses:
    """Finds payloads that one revision sends and the other does not take."""

    def __init__(self, old: Judge, new: Judge, world: World) -> None:
        self._judges = {"old": old, "new": new}
        self._world: World = world
        self._known = {"old": Instances(thorough=True), "new": Instances(thorough=True)}
        self._instances = self._known["old"]
        self._searches = MOST_SEARCHES

    def find(self, anchor: Anchor, direction: Direction, old: View, new: View, atom: Atom) -> Witness | None:
        """Return a witness for a difference at the end of a way, if one is found."""
        hint = atom.hint
        sender, reader = ("old", "new") if direction == "request" else ("new", "old")
        self._instances = self._known[sender]
        first = 0 if direction == "request" else 1
        leaf, across = ((old, new), (new, old))[first]
        way = [((one, other)[first], (one, other)[1 - first], step) for one, other, step in anchor.way]
        tries: dict[Any, tuple[Json, Json]] = {}
        for value in self._candidates(leaf, across, hint, atom.focus):
            payload = self._embedded(way, value)
            if payload is not None:
                tries.setdefault(json.dumps(payload[0]), (value, payload[0]))
        ordered = [tries[text] for text in sorted(tries, key=len)]
        spots = (anchor.old, anchor.new) if direction == "request" else (anchor.new, anchor.old)
        told = ((True, True),) if atom.kind == "format-changed" else ((True, False), (False, False))
        for strict, looked_at in itertools.product(self._strictness(direction), told):
            proof = Proof(self._judges[sender], self._judges[reader], spots, looked_at)
            proven = [one for one in ordered if proof(one[1], strict=strict)]
            for value, payload in proven:
                around = self._neighbours(leaf, value, hint) if hint else (one for one, _ in ordered)
                if any(proof.harmless(one[0], strict=strict) for near in around if (one := self._embedded(way, near))):
                    return Witness(payload, sender, reader)
            if proven:
                shrunk = _shrunk(proven[0][1], functools.partial(proof, strict=strict))
                return Witness(shrunk, sender, reader)
        return self.search(anchor, direction, way[0][0] if way else leaf, tries=SEARCHED)

    def search(self, anchor: Anchor, direction: Direction, view: View, *, tries: int) -> Witness | None:
        """Search for a payload at random; it must be invalid even where unknown properties pass."""
        sender, reader = ("old", "new") if direction == "request" else ("new", "old")
        spots = (anchor.old, anchor.new) if direction == "request" else (anchor.new, anchor.old)
        proof = Proof(self._judges[sender], self._judges[reader], spots, (True, False))
        if self._searches <= 0 or self._judges[sender].breadth(spots[0]) > WIDEST:
            return None
        self._searches -= 1
        sides = (self._judges[sender], spots[0]), (self._judges[reader], spots[1])
        if any(judge.valid(spot, None, closed=False) is None for judge, spot in sides):
            return None
        found = search(view, self._known[sender], lambda one: proof(one, strict=False), tries=tries)
        return None if found is None else Witness(found[0], sender, reader)

    def _neighbours(self, leaf: View, value: Json, hint: str) -> Iterator[Json]:
        """Yield what differs from a value by the property alone that is said to make the difference."""
        if not isinstance(value, dict):
            return
        if hint in value:
            yield {name: one for name, one in value.items() if name != hint}
        for one in leaf.alternatives:
            if hint in one.properties and self._instances.satisfiable(one.properties[hint]):
                with contextlib.suppress(ImpossibleError, UnknownError):
                    yield {**value, hint: self._instances.least(one.properties[hint])}

    def _strictness(self, direction: Direction) -> tuple[bool, ...]:
        """What is invalid even where unknown properties pass comes first."""
        return (False, True) if direction == "request" and self._world == "closed" else (False,)

    def _embedded(self, way: list[tuple[View, View, Step]], value: Json) -> tuple[Json] | None:
        """Put a value in its place; nothing where what is around it cannot be made."""
        for view, other, step in reversed(way):
            if step[0] == "branch":
                continue
            try:
                value = self._put(view, other, step, value)
            except (ImpossibleError, UnknownError):
                return None
        return (value,)

    def _put(self, view: View, other: View, step: Step, value: Json) -> Json:
        for one in view.alternatives:
            if step[0] == "items" and "array" in one.types:
                return [copy.deepcopy(value) for _ in range(max(1, math.ceil(count(one, "array")[0])))]
            if step[0] != "items" and "object" in one.types:
                return {**self._object(one, other), _name_at(step): value}
        raise ImpossibleError

    def _object(self, view: View, other: View) -> dict[str, Any]:
        """Return the least object, with what the other revision requires, so that nothing else is wrong with it."""
        made: dict[str, Any] = dict(self._instances.of_kind(view, "object"))
        for name in sorted(other.required - made.keys()):
            if name in view.properties:
                made[name] = self._instances.least(view.properties[name])
        return made

    def _candidates(self, view: View, other: View, hint: str | None, focus: View | None) -> Iterator[Json]:
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
            least = self._object(view, other)
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


def _name_at(step: Step) -> str:
    match step[0]:
        case "property":
            return step[1]
        case "pattern":
            return of_pattern((step[1],), 0, LONGEST)
        case _:
            return "other"


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


def _shrunk(payload: Json, proves: Callable[[Json], bool]) -> Json:
    """Leave out properties and items as long as the payload still proves it."""
    again = True
    while again:
        again = False
        for smaller in _smaller(payload):
            if proves(smaller):
                payload, again = smaller, True
                break
    return payload


def _smaller(value: Json) -> Iterator[Json]:
    if isinstance(value, dict):
        for name in value:
            yield {other: one for other, one in value.items() if other != name}
        for name, below in value.items():
            for smaller in _smaller(below):
                yield {**value, name: smaller}
    elif isinstance(value, list) and len(value) <= 20:
        for index in range(len(value)):
            yield value[:index] + value[index + 1 :]
        for index, below in enumerate(value):
            for smaller in _smaller(below):
                yield [*value[:index], smaller, *value[index + 1 :]]
