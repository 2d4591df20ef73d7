"""The places of a payload that an edit can reach, read off a contract: how to walk there, and what to set.

A place is a JSON path with unions merged: `hooks[].do[].destination.message` is one place, whichever kind of
destination bears it. The way to it branches where a union does, so what stands is kept where it fits.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from vapi_contracts.body import Json
from vapi_contracts.contract.fillers import filler, smallest
from vapi_contracts.contract.placing import put
from vapi_contracts.contract.shapes import Node
from vapi_contracts.contract.table import ITEM, ROOTS, Branch, Contract, Part, Path, Verb
from vapi_contracts.contract.weighing import weigh
from vapi_contracts.strategies import vocabulary
from vapi_contracts.strategies.edges import edge_values, place_name
from vapi_contracts.strategies.spelling import Free, free_values

__all__ = ["Leaf", "Option", "Place", "Places", "Way"]

Place: TypeAlias = tuple[str | Part, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """What may be set at the end of a way.

    `companion` mends what stands beside it; a list can also be rearranged.
    """

    values: tuple[Json, ...]
    free: Free
    companion: Callable[[dict[str, Json], Json], None] | None
    is_list: bool


@dataclass(frozen=True, slots=True)
class Option:
    """One way on from a place: what stands there must be of that kind and bear the marks, or is made anew."""

    kind: type
    marks: tuple[tuple[str, Json], ...]
    blank: Json
    onward: Way


@dataclass(frozen=True, slots=True)
class Way:
    """One part of a path: a key, or an item of a list where `key` is `None`; then a leaf or options."""

    key: str | None
    options: tuple[Option, ...]
    leaf: Leaf | None


OWN_ADDRESS = "payload.CreateVapiPhoneNumberDTO.sipUri"
"""Always spelled as is documented: `sip:<user>@<the region's SIP host>`, in any case."""


class Places:
    """The places of one operation's payload, shallow ones first, those that are constant left out.

    `ways` maps each to the way there. With `plausible`, values that an endpoint may refuse are left out, and
    so are places that have no others.
    """

    def __init__(self, contract: Contract, verb: Verb, sip_host: str, *, plausible: bool) -> None:
        self._contract, self._sip_host, self._plausible = contract, sip_host, plausible
        self._verb: Verb = verb
        self._shapes = contract.shapes
        if ROOTS[verb] not in self._shapes:
            raise ValueError(f"this revision of the contract has no {ROOTS[verb]}")
        self._leaves: dict[str, Leaf | None] = {}
        root = Node("", ROOTS[verb], "", type="object", shape=ROOTS[verb])
        paths = dict.fromkeys(self._paths(root, (), (ROOTS[verb],)))
        self.ways: Mapping[Place, Way] = {
            place: way
            for place in sorted(paths, key=len)
            if (way := self._way(root, place, ())) is not None and not _is_constant(way)
        }

    @property
    def start(self) -> dict[str, Json]:
        """The smallest payload: in it an edit is tried."""
        start = smallest(self._shapes, ROOTS[self._verb])
        properties = self._shapes[ROOTS[self._verb]].properties
        if "provider" in properties:
            start["provider"] = filler(self._shapes, properties["provider"])
        if "sipUri" in start or (self._plausible and self._verb == "create" and "sipUri" in properties):
            start["sipUri"] = f"sip:desk@{self._sip_host}"
        return start

    def _paths(self, node: Node, place: Place, around: tuple[str, ...]) -> Iterator[Place]:
        for part, child in _parts(self._contract, node):
            here = (*place, part)
            yield here
            for branch in child.branches or (child,):
                if branch.shape is None or branch.shape not in around:
                    yield from self._paths(branch, here, (*around, branch.shape or ""))

    def _way(self, node: Node, place: Place, before: Path) -> Way | None:
        child = dict(_parts(self._contract, node)).get(place[0])
        if child is None:
            return None
        part, path = place[0], (*before, place[0])
        key = part if isinstance(part, str) else None
        if len(place) == 1:
            leaf = self._leaf(child, path)
            return Way(key, (), leaf) if leaf is not None else None
        options: list[Option] = []
        for at, branch in enumerate(child.branches or (child,)):
            inside = (*path, Branch(at, branch.shape)) if child.branches else path
            onward = self._way(branch, place[1:], inside)
            if onward is not None:
                options.append(self._option(branch, onward))
        return Way(key, tuple(options), None) if options else None

    def _option(self, branch: Node, onward: Way) -> Option:
        if branch.shape is None:
            return Option(list, (), [], onward)
        blank = filler(self._shapes, branch)
        shape = self._shapes[branch.shape]
        marks = tuple(
            (name, blank[name]) for name in blank if len(shape.properties[name].keywords.get("enum", ())) == 1
        )
        return Option(dict, marks, blank, onward)

    def _leaf(self, node: Node, path: Path) -> Leaf | None:
        if node.rule not in self._leaves:
            values = self._admitted(node, path, edge_values(self._shapes, node, self._sip_host))
            free = free_values(node, self._sip_host, plausible=self._plausible or node.rule == OWN_ADDRESS)
            companion = vocabulary.COMPANIONS.get(place_name(node))
            self._leaves[node.rule] = Leaf(values, free, companion, node.type == "array") if values else None
        return self._leaves[node.rule]

    def _admitted(self, node: Node, path: Path, values: Iterator[Json]) -> tuple[Json, ...]:
        """Keep the values that, alone in a payload, break no rule; where wanted, those without a doubt."""
        companion = vocabulary.COMPANIONS.get(place_name(node))
        kept: dict[str, Json] = {}
        for value in values:
            beside: dict[str, Json] = {}
            if companion is not None:
                companion(beside, value)
            if self._admits(path, value, beside):
                kept.setdefault(repr(value), value)
        return tuple(kept.values())

    def _admits(self, path: Path, value: Json, beside: Mapping[str, Json]) -> bool:
        body, _ = put(self._shapes, ROOTS[self._verb], self.start, path, value, beside)
        weight = weigh(self._contract, self._verb, body, self._sip_host)
        if self._plausible:
            return weight.certain and not _is_inexact(value)
        elsewhere = any(doubt.pointer == "/sipUri" for doubt in weight.doubts)
        return weight.valid and not weight.unknown and not elsewhere


def _parts(contract: Contract, node: Node) -> Iterator[tuple[str | Part, Node]]:
    """Yield the parts by which a path goes on from a node, with what stands there; maps are set whole."""
    if node.shape is not None:
        yield from contract.shapes[node.shape].properties.items()
    if node.items is not None:
        yield ITEM, node.items


def _ends(way: Way) -> Iterator[Leaf]:
    if way.leaf is not None:
        yield way.leaf
    yield from itertools.chain.from_iterable(_ends(option.onward) for option in way.options)


def _is_constant(way: Way) -> bool:
    """Whether only one value can stand there, as with a discriminator."""
    return all(
        len(leaf.values) == 1 and not isinstance(leaf.values[0], dict | list) and not leaf.free for leaf in _ends(way)
    )


def _is_inexact(value: Json) -> bool:
    """Whether a JSON reader that uses doubles may give back another number."""
    return isinstance(value, int | float) and (abs(value) >= 2**53 or 0 < abs(value) < 2**-20)
