"""Values grown along a schema: objects, lists and unions are drawn here, their leaves by what they are given.

An object draws its optional properties at once, a byte each, so that a byte lowered to 0 takes one away. A
*way* leads through the schema to one of its places and is taken whatever is drawn, so that places deep inside
occur as often as shallow ones, in values that stay small.
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeAlias

from hypothesis import reject
from hypothesis import strategies as st

from vapi_contracts.body import Json
from vapi_contracts.strategies.edits import Draw, copied

__all__ = ["Checked", "Later", "Leaf", "Listed", "Mapped", "Node", "Record", "Union", "Way", "settle", "ways_in"]

Way: TypeAlias = tuple[str | int, ...]
"""Which property, item or branch is taken at each node; `ITEM` at a list or a map."""

ITEM = -1
MOST_WAYS = 1000
DEPTH = 8
"""Levels of objects below which nothing optional is drawn any more."""

_WANTED = (3.0, 3.0, 2.0, 2.0, 1.5, 1.5, 1.0, 1.0)
"""How many optional properties an object has on average, by its level, unless it knows few."""

_TRIES = 8
_LONGEST = 3


class Node(Protocol):
    """A place of a schema. `height` is how many levels its smallest value has; infinite if there is none."""

    height: float

    def make(self, draw: Draw, way: Way, level: int) -> Json:
        """Draw a value that goes through the places of the way."""
        ...

    def parts(self) -> Iterator[tuple[str | int, Node]]:
        """Yield the nodes next to this one, with the step that leads there."""
        ...

    def least(self) -> float:
        """Work out the height from those of the parts."""
        ...


class Leaf:
    """A scalar, or what is drawn whole."""

    def __init__(self, strategy: st.SearchStrategy[Any]) -> None:
        self._strategy = strategy
        self.height: float = math.inf

    def make(self, draw: Draw, way: Way, level: int) -> Json:  # noqa: ARG002 - it leads no further
        """Draw it; a whole number is an integer."""
        value = draw(self._strategy)
        if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
            return int(value)
        return copied(value)

    def parts(self) -> Iterator[tuple[str | int, Node]]:
        """Yield nothing."""
        return iter(())

    def least(self) -> float:
        """Return 0, if there is any value."""
        return math.inf if self._strategy.is_empty else 0.0


class Later:
    """A component by its name: its node is known once it has been read, which may lead here again."""

    def __init__(self) -> None:
        self.node: Node | None = None
        self.height: float = math.inf

    def make(self, draw: Draw, way: Way, level: int) -> Json:
        """Draw a value of the component."""
        return self._node.make(draw, way, level)

    def parts(self) -> Iterator[tuple[str | int, Node]]:
        """Yield the parts of the component."""
        return self._node.parts()

    def least(self) -> float:
        """Return the height of the component."""
        return self._node.height

    @property
    def _node(self) -> Node:
        if self.node is None:
            raise RuntimeError("a component was used before it was read")
        return self.node


class Record:
    """An object of declared properties."""

    def __init__(self, properties: Mapping[str, Node], required: Sequence[str]) -> None:
        self._properties = properties
        self._required = frozenset(required)
        self.height: float = math.inf

    @functools.cached_property
    def _optional(self) -> dict[str, int]:
        """The optional properties that something satisfies, with the position of their byte."""
        names = [name for name in self._properties if name not in self._required]
        names = [name for name in names if self._properties[name].height < math.inf]
        return {name: at for at, name in enumerate(names)}

    @functools.cached_property
    def _mask(self) -> st.SearchStrategy[bytes]:
        return st.binary(min_size=len(self._optional), max_size=len(self._optional))

    @functools.cached_property
    def _thresholds(self) -> tuple[int, ...]:
        count = max(1, len(self._optional))
        return tuple(256 - round(256 * min(0.5, wanted / count)) for wanted in _WANTED)

    def make(self, draw: Draw, way: Way, level: int) -> Json:
        """Draw which optional properties there are, then every property."""
        optional = self._optional
        step, rest = (way[0], way[1:]) if way else (None, ())
        threshold, mask = 256, b""
        if optional and level < DEPTH:
            threshold, mask = self._thresholds[level], draw(self._mask)
        made: dict[str, Json] = {}
        for name, node in self._properties.items():
            at = optional.get(name)
            if name == step:
                made[name] = None  # its place; it is drawn last, so that without a way all else stays as it is
            elif name in self._required or (at is not None and mask and mask[at] >= threshold):
                made[name] = node.make(draw, (), level + 1)
        if isinstance(step, str):
            made[step] = self._properties[step].make(draw, rest, level + 1)
        return made

    def parts(self) -> Iterator[tuple[str | int, Node]]:
        """Yield the properties."""
        yield from self._properties.items()

    def least(self) -> float:
        """Return one level more than the highest of the required properties."""
        return 1.0 + max((self._properties[name].height for name in self._required), default=0.0)


class Listed:
    """A list."""

    def __init__(self, item: Node, least: int = 0, most: int | None = None, *, unique: bool = False) -> None:
        self._item, self._least, self._unique = item, least, unique
        self._most = most
        self.height: float = math.inf

    @functools.cached_property
    def _lengths(self) -> tuple[st.SearchStrategy[int], st.SearchStrategy[int]]:
        """How long a list is, high up and further down."""
        most = math.inf if self._most is None else self._most
        long, short = (int(max(self._least, min(most, self._least + more))) for more in (_LONGEST, 1))
        return st.integers(self._least, long), st.integers(self._least, short)

    def make(self, draw: Draw, way: Way, level: int) -> Json:
        """Draw how many items there are, then each."""
        length = self._least
        if level < DEPTH and self._item.height < math.inf:
            length = draw(self._lengths[level >= DEPTH // 2])
        if way and self._most != 0:
            length = max(1, length)
        made = [self._item.make(draw, way[1:] if at == length - 1 else (), level) for at in range(length)]
        if self._unique:
            made = [*{json.dumps(item, sort_keys=True): item for item in made}.values()]
            if len(made) < self._least:
                reject()
        return made

    def parts(self) -> Iterator[tuple[str | int, Node]]:
        """Yield the item."""
        if self._most != 0:
            yield ITEM, self._item

    def least(self) -> float:
        """Return the height of an item, if there must be one."""
        return self._item.height if self._least else 0.0


class Mapped:
    """An object of any keys beside those of a record; the values of a *free* one are of no interest."""

    def __init__(
        self,
        record: Record,
        names: Leaf,
        values: Node,
        least: int = 0,
        most: int | None = None,
        *,
        free: bool = False,
    ) -> None:
        self._record, self._names, self._values = record, names, values
        self._declared = {name for name, _ in record.parts()}
        self._least, self._most, self._free = least, most, free
        self.height: float = math.inf

    @functools.cached_property
    def _counts(self) -> st.SearchStrategy[int]:
        return st.integers(0, 2)

    def make(self, draw: Draw, way: Way, level: int) -> Json:
        """Draw the declared properties, then a few more."""
        inside = way if way and way[0] != ITEM else ()
        made = self._record.make(draw, inside, level)
        more = draw(self._counts) if level < DEPTH and self._values.height < math.inf else 0
        wanted = max(self._least, len(made) + max(more, 1 if way and not inside else 0))
        if self._most is not None:
            wanted = min(wanted, self._most)
        missing = wanted - len(made)
        for at in range(missing):
            name = self._names.make(draw, (), level)
            if name not in self._declared:
                onward = way[1:] if at == missing - 1 and not inside else ()
                made[name] = self._values.make(draw, onward, level + 1)
        if len(made) < self._least:
            reject()
        return made

    def parts(self) -> Iterator[tuple[str | int, Node]]:
        """Yield the declared properties and any value."""
        yield from self._record.parts()
        if not self._free:
            yield ITEM, self._values

    def least(self) -> float:
        """Return the height of the declared properties, or of a value if there must be one."""
        return max(self._record.least(), 1.0 + self._values.height if self._least else 0.0)


class Union:
    """One of several."""

    def __init__(self, branches: Sequence[Node]) -> None:
        self._branches = branches
        self.height: float = math.inf

    @functools.cached_property
    def _open(self) -> list[int]:
        return [at for at, branch in enumerate(self._branches) if branch.height < math.inf]

    @functools.cached_property
    def _choice(self) -> st.SearchStrategy[int]:
        return st.sampled_from(self._open)

    def make(self, draw: Draw, way: Way, level: int) -> Json:
        """Draw which, and then its value; far down the lowest."""
        if way:
            at = int(way[0])
        elif level < DEPTH:
            at = draw(self._choice) if len(self._open) > 1 else self._open[0]
        else:
            at = min(self._open, key=lambda one: self._branches[one].height)
        return self._branches[at].make(draw, way[1:], level)

    def parts(self) -> Iterator[tuple[str | int, Node]]:
        """Yield the branches."""
        yield from enumerate(self._branches)

    def least(self) -> float:
        """Return the height of the lowest."""
        return min((branch.height for branch in self._branches), default=math.inf)


class Checked:
    """A node whose values are tried until one passes, where schemas overlap in ways that no drawing avoids."""

    def __init__(self, node: Node, passes: Callable[[Json], bool]) -> None:
        self._node, self._passes = node, passes
        self.height: float = math.inf

    def make(self, draw: Draw, way: Way, level: int) -> Json:
        """Draw until a value passes; a way that leads nowhere is soon given up."""
        for at in range(_TRIES):
            value = self._node.make(draw, way if at < _TRIES // 4 else (), level)
            if self._passes(value):
                return value
        return reject()

    def parts(self) -> Iterator[tuple[str | int, Node]]:
        """Yield the parts of what is checked."""
        return self._node.parts()

    def least(self) -> float:
        """Return the height of what is checked."""
        return self._node.height


def settle(nodes: Sequence[Node]) -> None:
    """Work out the heights of nodes that may lead back to themselves."""
    changed = True
    while changed:
        changed = False
        for node in reversed(nodes):
            height = node.least()
            if height < node.height:
                node.height, changed = height, True


def ways_in(root: Node) -> list[Way]:
    """Return the ways from a node to the places below which there are none, after the way to itself.

    Shallow ones come first; none goes through a node twice.
    """
    ways: list[Way] = [()]
    level: list[tuple[Node, Way, tuple[Node, ...]]] = [(root, (), (root,))]
    while level and len(ways) < MOST_WAYS:
        below: list[tuple[Node, Way, tuple[Node, ...]]] = []
        for node, way, around in level:
            onward = [(step, part) for step, part in node.parts() if part.height < math.inf and part not in around]
            below += [(part, (*way, step), (*around, part)) for step, part in onward]
            if way and not onward:
                ways.append(way)
        level = below[:MOST_WAYS]
    return ways[:MOST_WAYS]
