"""Payloads that prove a difference: built through the place where it lies, then judged in both revisions."""

from __future__ import annotations

import copy
import functools
import itertools
import json
import math
from dataclasses import dataclass
from typing import Any

from vapi_contracts.body import Json
from vapi_contracts.spec.candidates import LONGEST, Candidates
from vapi_contracts.spec.change import Witness
from vapi_contracts.spec.differing import Atom, Direction, Step, World
from vapi_contracts.spec.instances import ImpossibleError, Instances, UnknownError, of_pattern
from vapi_contracts.spec.judging import Judge
from vapi_contracts.spec.scalars import count
from vapi_contracts.spec.searching import search
from vapi_contracts.spec.shrinking import shrunk
from vapi_contracts.spec.views import View

__all__ = ["Anchor", "Witnesses"]

SEARCHED = 200
"""Random payloads that are tried where none could be built."""

MOST_SEARCHES, WIDEST = 20, 60
"""Searches in one comparison, and the schemas behind the one that is searched."""


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
        self._makers = {side: Candidates(known) for side, known in self._known.items()}
        self._searches = MOST_SEARCHES

    def find(self, anchor: Anchor, direction: Direction, old: View, new: View, atom: Atom) -> Witness | None:
        """Return a witness for a difference at the end of a way, if one is found."""
        hint = atom.hint
        sender, reader = ("old", "new") if direction == "request" else ("new", "old")
        maker = self._makers[sender]
        first = 0 if direction == "request" else 1
        leaf, across = ((old, new), (new, old))[first]
        way = [((one, other)[first], (one, other)[1 - first], step) for one, other, step in anchor.way]
        tries: dict[Any, tuple[Json, Json]] = {}
        for value in maker.of(leaf, across, hint, atom.focus):
            payload = _embedded(maker, way, value)
            if payload is not None:
                tries.setdefault(json.dumps(payload[0]), (value, payload[0]))
        ordered = [tries[text] for text in sorted(tries, key=len)]
        spots = (anchor.old, anchor.new) if direction == "request" else (anchor.new, anchor.old)
        told = ((True, True),) if atom.kind == "format-changed" else ((True, False), (False, False))
        for strict, looked_at in itertools.product(self._strictness(direction), told):
            proof = Proof(self._judges[sender], self._judges[reader], spots, looked_at)
            proven = [one for one in ordered if proof(one[1], strict=strict)]
            for value, payload in proven:
                around = maker.neighbours(leaf, value, hint) if hint else (one for one, _ in ordered)
                embedded = (one for near in around if (one := _embedded(maker, way, near)))
                if any(proof.harmless(one[0], strict=strict) for one in embedded):
                    return Witness(payload, sender, reader)
            if proven:
                least = shrunk(proven[0][1], functools.partial(proof, strict=strict))
                return Witness(least, sender, reader)
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

    def _strictness(self, direction: Direction) -> tuple[bool, ...]:
        """What is invalid even where unknown properties pass comes first."""
        return (False, True) if direction == "request" and self._world == "closed" else (False,)


def _embedded(maker: Candidates, way: list[tuple[View, View, Step]], value: Json) -> tuple[Json] | None:
    """Put a value in its place; nothing where what is around it cannot be made."""
    for view, other, step in reversed(way):
        if step[0] == "branch":
            continue
        try:
            value = _put(maker, view, other, step, value)
        except (ImpossibleError, UnknownError):
            return None
    return (value,)


def _put(maker: Candidates, view: View, other: View, step: Step, value: Json) -> Json:
    for one in view.alternatives:
        if step[0] == "items" and "array" in one.types:
            return [copy.deepcopy(value) for _ in range(max(1, math.ceil(count(one, "array")[0])))]
        if step[0] != "items" and "object" in one.types:
            return {**maker.least_object(one, other), _name_at(step): value}
    raise ImpossibleError


def _name_at(step: Step) -> str:
    match step[0]:
        case "property":
            return step[1]
        case "pattern":
            return of_pattern((step[1],), 0, LONGEST)
        case _:
            return "other"
