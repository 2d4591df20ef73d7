"""Two revisions place by place: a graph of pairs of views, each compared once however many ways lead to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from vapi_contracts.spec.demands import demand_atoms
from vapi_contracts.spec.differing import Atom, Below, Direction, Pair, World, both, narrowed, widened
from vapi_contracts.spec.discriminators import discriminator_atoms
from vapi_contracts.spec.instances import Instances
from vapi_contracts.spec.matching import match, split
from vapi_contracts.spec.objects import Objects
from vapi_contracts.spec.plain import list_items, scalar_atoms, value_atoms
from vapi_contracts.spec.scalars import admits, finite
from vapi_contracts.spec.views import View

__all__ = ["Comparer"]


class Comparer:
    """Compares views of an old and of a new document in one world."""

    def __init__(self, world: World, old: Instances, new: Instances) -> None:
        self._old, self._new = old, new
        self._objects = Objects(world, old, new)
        self._pairs: dict[Any, Pair] = {}
        self._open: set[Any] = set()

    def pair(self, old: View, new: View) -> Pair:
        """Return what differs between two views."""
        key = (old.key, new.key)
        if key not in self._pairs:
            if key in self._open:
                return Pair(old, new)
            self._open.add(key)
            try:
                self._pairs[key] = self._compared(old, new)
            finally:
                self._open.discard(key)
        return self._pairs[key]

    def reach(self, old: View, new: View) -> Iterator[Atom]:
        """Yield all that differs between two views and below them."""
        seen: set[Any] = set()
        waiting = [(old, new)]
        while waiting:
            one, other = waiting.pop()
            if (key := (one.key, other.key)) in seen:
                continue
            seen.add(key)
            pair = self.pair(one, other)
            yield from pair.atoms
            waiting.extend((below.old, below.new) for below in pair.below)

    def contained(self, old: View, new: View) -> bool:
        """Whether every value of the first view surely satisfies the second, unknown properties passing."""
        return not any(atom.narrows for atom in self.reach(old, new))

    def ways(self, old: View, new: View) -> tuple[bool, bool]:
        """Whether the second view admits less than the first, and whether it admits more."""
        atoms = list(self.reach(old, new))
        return any(atom.narrows for atom in atoms), any(atom.widens for atom in atoms)

    def served(self, old: View, new: View, direction: Direction) -> bool:
        """Whether nothing between two views breaks in a direction."""
        return not any(atom.severity(direction) == "breaking" for atom in self.reach(old, new))

    def _compared(self, old: View, new: View) -> Pair:
        if old.unknown or new.unknown:
            return Pair(old, new, tuple(_unknown(old, new)))
        usable = self._old.satisfiable(old), self._new.satisfiable(new)
        if usable == (False, False):
            return Pair(old, new)
        if usable == (True, False):
            return Pair(old, new, (narrowed("nothing-satisfies", new.pointer, "nothing satisfies this any more"),))
        if usable == (False, True):
            return Pair(old, new, (widened("something-satisfies", new.pointer, "nothing satisfied this before"),))
        if len(old.alternatives) != 1 or len(new.alternatives) != 1:
            return self._unions(old, new)
        (before, *_), (after, *_) = old.alternatives, new.alternatives
        atoms, common = scalar_atoms(before, after)
        below: list[Below] = []
        atoms += demand_atoms(before, after, self.ways) if common else ()
        if "array" in common:
            below += list_items(before, after)
        if "object" in common:
            atoms += self._objects.atoms(before, after)
            below += self._objects.below(before, after)
        return Pair(old, new, tuple(_placed(atom, old, new) for atom in atoms), tuple(below))

    def _unions(self, old: View, new: View) -> Pair:
        before = _absorbed([one for one in split(old) if self._old.satisfiable(one)], self._old)
        after = _absorbed([one for one in split(new) if self._new.satisfiable(one)], self._new)
        listed, before, after = _listed(before, after)
        pairs, gone, come = match(before, after, self._same)
        if gone and come and not pairs and not any(one.types & other.types for one in gone for other in come):
            text = f"admits {_names(after)} instead of {_names(before)} now"
            return Pair(old, new, (both(narrowed("alternatives-replaced", new.place, text)),))
        atoms = [_placed(atom, old, new) for atom in (*listed, *discriminator_atoms(old, new))]
        for one in gone:
            covered = any(self.served(one, other, "request") for other in after)
            if covered and any(self.contained(one, other) for other in after):
                continue
            text = f"alternative {_name(one)} removed"
            atom = replace(narrowed("alternative-removed", one.place, text), focus=one)
            atoms.append(replace(atom, request="compatible") if covered else atom)
        for one in come:
            covered = any(self.served(other, one, "response") for other in before)
            if covered and any(self._inside(other, one) for other in before):
                continue
            text = f"alternative {_name(one)} added"
            atom = replace(widened("alternative-added", one.place, text), focus=one)
            atoms.append(replace(atom, response="compatible") if covered else atom)
        return Pair(old, new, tuple(atoms), tuple(Below(("branch",), one, other) for one, other in pairs))

    def _same(self, old: View, new: View) -> bool:
        return not any(atom.narrows or atom.widens for atom in self.reach(old, new))

    def _inside(self, old: View, new: View) -> bool:
        return not any(atom.widens for atom in self.reach(old, new))


def _absorbed(views: list[View], instances: Instances) -> list[View]:
    """Leave out scalars whose values another alternative admits anyway: an enum of texts beside any text."""
    scalar = [one for one in views if not one.types & {"array", "object"}]
    if len(scalar) < 2:
        return views
    comparer = Comparer("open", instances, instances)
    kept = list(views)
    for one in scalar:
        others = [other for other in kept if other is not one and other.types & one.types]
        if any(len(other.alternatives) == 1 and comparer.contained(one, other) for other in others):
            kept.remove(one)
    return kept


def _listed(before: list[View], after: list[View]) -> tuple[list[Atom], list[View], list[View]]:
    """Compare the values that are listed, in however many alternatives; what is left are the other alternatives."""
    lists = [[one for one in views if finite(one) is not None] for views in (before, after)]
    if len(lists[0]) < 2 and len(lists[1]) < 2:
        return [], before, after
    (had, others), (has, rest) = [
        ([value for one in listed for value in finite(one) or ()], [one for one in views if one not in listed])
        for listed, views in zip(lists, (before, after), strict=True)
    ]
    gone = [value for value in had if not any(admits(one, value) for one in after)]
    come = [value for value in has if not any(admits(one, value) for one in before)]
    atoms = list(value_atoms("", gone, come))
    return atoms, others, rest


def _placed(atom: Atom, old: View, new: View) -> Atom:
    """Point to where a difference is stated: what a merged view says has no single place of its own."""
    return replace(atom, pointer=new.pointer or old.pointer) if atom.pointer == "" else atom


def _name(view: View) -> str:
    return view.component or " or ".join(sorted(view.types - {"integer"})) or view.place


def _names(views: list[View]) -> str:
    return " or ".join(dict.fromkeys(_name(one) for one in views))


def _unknown(old: View, new: View) -> Iterator[Atom]:
    if old.unknown and new.unknown:
        return
    if old.unknown and new.parts:
        text = "the reference led nowhere in the old revision, so what it meant is unknown"
        yield Atom("reference-mended", new.place, text, "compatible", "compatible", narrows=True, widens=True)
    elif old.parts:
        text = "the reference leads nowhere in the new revision, so what it means is unknown"
        yield Atom("reference-dangling", new.place, text, "compatible", "compatible", narrows=True, widens=True)
