"""Where a value stands in the contract: six paths that lead to one schema's property are one place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from vapi_contracts.body import Json
from vapi_contracts.contract.fillers import smallest
from vapi_contracts.contract.shapes import Node, Shape
from vapi_contracts.contract.table import Contract
from vapi_contracts.contract.weighing import escape

__all__ = ["Places", "Strange", "generic", "marks_of", "places_of"]

_ITEM = re.compile(r"/\d+(?=/|$)")


@dataclass(frozen=True, slots=True)
class Strange:
    """Something that no document knows: its pointer, what is strange about it, and the schema that it stands in."""

    pointer: str
    kind: str
    schema: str


@dataclass(slots=True)
class Places:
    """The places of one value: properties and schemas by JSON pointer.

    `properties` has "Schema.property", for the items of a list and the values of a map that of the whole; `schemas` the
    component that an object is; `branches` those that it might have been, and `marks` the properties that tell which it
    is. `strange` is what the contract does not
    know, and `cured` the value without it.
    """

    properties: dict[str, str] = field(default_factory=dict[str, str])
    schemas: dict[str, str] = field(default_factory=dict[str, str])
    branches: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    marks: set[str] = field(default_factory=set[str])
    strange: list[Strange] = field(default_factory=list[Strange])
    cured: Json = None

    @property
    def named(self) -> frozenset[str]:
        """Every "Schema.property" that the value has."""
        return frozenset(self.properties.values())

    def at(self, pointer: str) -> str:
        """Return the property at a pointer, which may lead to what the value has not."""
        known = self.properties.get(pointer)
        if known is not None:
            return known
        parent, _, key = pointer.rpartition("/")
        if parent in self.schemas:
            return f"{self.schemas[parent]}.{key.replace('~1', '/').replace('~0', '~')}"
        return self.at(parent) if parent else "the whole"


def places_of(contract: Contract, schema: str, value: Json) -> Places:
    """Work out the places of a value that is to be that component."""
    places = Places()
    walk = _Walk(contract, places)
    if isinstance(value, dict) and schema in contract.shapes:
        places.cured = walk.shape(contract.shapes[schema], value, "")
    else:
        places.cured = value
    return places


def generic(pointer: str) -> str:
    """Return the pointer with a star for every position in a list."""
    return _ITEM.sub("/*", pointer)


def marks_of(contract: Contract, branch: Node) -> Mapping[str, str]:
    """Return the properties by which a branch of a union that is an object is known, with their values."""
    shape = contract.shapes[str(branch.shape)]
    return {
        key: node.keywords["enum"][0]
        for key, node in shape.properties.items()
        if key in shape.required and len(node.keywords.get("enum", ())) == 1
    }


class _Walk:
    def __init__(self, contract: Contract, places: Places) -> None:
        self._contract, self._places = contract, places

    def shape(self, shape: Shape, value: Mapping[str, Json], pointer: str) -> Json:
        places = self._places
        places.schemas[pointer] = shape.name
        cured: dict[str, Json] = {}
        for key, sub in value.items():
            place = f"{pointer}/{escape(key)}"
            node = shape.properties.get(key)
            if node is None:
                places.properties[place] = f"{shape.name}.{key}"
                places.strange.append(Strange(place, "unknown property", shape.name))
                continue
            places.properties[place] = f"{node.owner}.{key}"
            cured[key] = self.node(node, sub, place, f"{node.owner}.{key}")
        return cured

    def node(self, node: Node, value: Json, pointer: str, name: str) -> Json:
        places = self._places
        places.properties.setdefault(pointer, name)
        if node.branches:
            return self._union(node, value, pointer, name)
        if isinstance(value, dict):
            if node.shape is not None:
                return self.shape(self._contract.shapes[node.shape], value, pointer)
            for key in value:
                places.properties[f"{pointer}/{escape(key)}"] = name
            return value
        if isinstance(value, list) and node.items is not None:
            return [self.node(node.items, item, f"{pointer}/{at}", name) for at, item in enumerate(value)]
        options = node.keywords.get("enum")
        if options and isinstance(value, str) and value not in options:
            places.strange.append(Strange(pointer, "unknown enum value", node.owner))
            return options[0]
        return value

    def _union(self, node: Node, value: Json, pointer: str, name: str) -> Json:
        objects = [branch for branch in node.branches if branch.shape is not None]
        if not isinstance(value, dict) or not objects:
            return value
        places = self._places
        places.branches[pointer] = tuple(str(branch.shape) for branch in objects)
        marks = [marks_of(self._contract, branch) for branch in objects]
        for branch, known in zip(objects, marks, strict=True):
            if known and all(value.get(key) == mark for key, mark in known.items()):
                places.marks |= {f"{branch.shape}.{key}" for key in known}
                return self.shape(self._contract.shapes[str(branch.shape)], value, pointer)
        if any(isinstance(value.get(key), str) for known in marks for key in known):
            places.strange.append(Strange(pointer, "unknown discriminator", name))
            return smallest(self._contract.shapes, str(objects[0].shape))
        return value
