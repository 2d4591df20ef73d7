"""Payloads of any revision: a strategy read off a component of an OpenAPI document.

Objects, lists and unions are composed here; every scalar is drawn by `hypothesis_jsonschema`, which knows
formats, patterns and bounds (and fails on whatever admits an object; see decision record 5).
"""

from __future__ import annotations

import difflib
import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeVar

import jsonschema_rs
from hypothesis import strategies as st
from hypothesis_jsonschema import from_schema

from vapi_contracts.body import Json
from vapi_contracts.strategies.edits import Draw
from vapi_contracts.strategies.growth import (
    Checked,
    Later,
    Leaf,
    Listed,
    Mapped,
    Node,
    Record,
    Union,
    Way,
    settle,
    ways_in,
)
from vapi_contracts.strategies.joining import Joiner, types_of
from vapi_contracts.strategies.reading import PREFIX, Schema, grounded, joined_references, readable

__all__ = ["from_spec"]

_N = TypeVar("_N", bound=Node)

_SCALAR = (
    *("type", "enum", "const", "format", "pattern", "minLength", "maxLength"),
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
)
_FORMATS: dict[str, st.SearchStrategy[str]] = {"uuid": st.uuids().map(str)}
"""Formats that hypothesis-jsonschema does not know."""


def from_spec(document: Mapping[str, Json], schema: str) -> st.SearchStrategy[Json]:
    """Generate values of the component `schema` of an OpenAPI document, as plain JSON-able values.

    Any revision will do, as published: what contradicts itself is read as prose and examples mean it, a
    reference that leads nowhere allows any small object, and schemas may lead back to themselves. What the
    document says in prose only is not known here. The simplest has nothing that is optional.

    >>> from vapi_contracts.contract.document import bundled_document
    >>> from_spec(bundled_document(), "TransferDestinationSip").example()  # doctest: +SKIP
    {'type': 'sip', 'sipUri': '', 'callerId': '0'}

    Raises `ValueError` for a name that the document does not have, and for a schema that nothing satisfies.
    """
    reader = _Reader(document)
    root = reader.component(schema)
    settle(reader.nodes)
    if root.height == math.inf:
        raise ValueError(f"nothing satisfies the schema {schema!r}")
    return _grown(_Seed(schema, root))


class _Seed:
    """A component, and the ways to its places; Hypothesis shows the name only."""

    def __init__(self, name: str, root: Node) -> None:
        self._name = name
        self.root = root
        self.ways: st.SearchStrategy[Way] = st.sampled_from(ways_in(root))

    def __repr__(self) -> str:
        return repr(self._name)


@st.composite
def _grown(draw: Draw, seed: _Seed) -> Json:
    return seed.root.make(draw, draw(seed.ways), 0)


class _Reader:
    """Turns the components of one document into nodes, each when it is first asked for."""

    def __init__(self, document: Mapping[str, Json]) -> None:
        schemas: Mapping[str, Json] = document.get("components", {}).get("schemas", {})
        late = str(document.get("openapi", "")).startswith("3.1")
        self._schemas = {name: joined_references(schema) for name, schema in schemas.items()} if late else schemas
        self._readings: dict[str, Schema] = {}
        self._components: dict[str, Later] = {}
        self._leaves: dict[str, Leaf] = {}
        self._joiner = Joiner(self._reading)
        self.nodes: list[Node] = []
        self._names = self._leaf({"type": "string", "maxLength": 20})
        kinds: tuple[Schema, ...] = (
            *({"type": "string"}, {"type": "boolean"}, {"type": "integer"}, {"type": "number"}),
            {"type": "null"},
        )
        plain = [self._leaf(kind) for kind in kinds]
        inner = self._keep(Union([*plain, self._keep(Listed(plain[0]))]))
        small = self._keep(Mapped(Record({}, ()), self._names, inner, free=True))
        self._any = self._keep(Mapped(Record({}, ()), self._names, self._keep(Union([*plain, small])), free=True))

    def component(self, name: str) -> Node:
        """Return the node of a component. Raises `ValueError` if there is none of that name."""
        if name not in self._components:
            later = self._components[name] = self._keep(Later())
            later.node = self._node(self._reading(name))
        return self._components[name]

    def _reading(self, name: str) -> Schema:
        if name not in self._schemas:
            near = difflib.get_close_matches(name, self._schemas, 1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise ValueError(f"the document has no schema {name!r}{hint}")
        if name not in self._readings:
            self._readings[name] = readable(grounded(self._schemas[name], self._schemas.keys()))
        return self._readings[name]

    def _node(self, schema: Schema) -> Node:
        if "$ref" in schema:
            return self.component(schema["$ref"].removeprefix(PREFIX))
        if "allOf" in schema:
            rest = {word: said for word, said in schema.items() if word != "allOf"}
            parts = [part for part in (rest, *schema["allOf"]) if part]
            return self._node(parts[0]) if len(parts) == 1 else self._joined(schema)
        if schema.get("not") == {}:
            return self._keep(Union(()))
        if "not" in schema:
            return self._checked(self._node({key: sub for key, sub in schema.items() if key != "not"}), schema)
        if "oneOf" in schema or "anyOf" in schema:
            return self._union(schema)
        if "enum" in schema or "const" in schema:
            return self._leaf(schema)
        types = types_of(schema)
        if not types:
            return self._any
        if len(types) > 1:
            return self._keep(Union([self._node({**schema, "type": kind}) for kind in types]))
        match types[0]:
            case "object":
                return self._object(schema)
            case "array":
                item = self._node(schema.get("items", {}))
                least, most = schema.get("minItems", 0), schema.get("maxItems")
                return self._keep(Listed(item, least, most, unique=schema.get("uniqueItems") is True))
            case kind:
                return self._leaf({**schema, "type": kind})

    def _joined(self, schema: Schema) -> Node:
        text = json.dumps(schema, sort_keys=True)
        if text not in self._components:
            later = self._components[text] = self._keep(Later())
            inner = self._node(self._joiner.joined([schema]))
            later.node = inner if self._joiner.exact(schema) else self._checked(inner, schema)
        return self._components[text]

    def _union(self, schema: Schema) -> Node:
        word = "oneOf" if "oneOf" in schema else "anyOf"
        rest = {key: sub for key, sub in schema.items() if key != word}
        branches = [self._joiner.joined([rest, branch]) if rest else branch for branch in schema[word]]
        union = self._keep(Union([self._node(branch) for branch in branches]))
        sure = all(self._joiner.exact({"allOf": [rest, branch]}) for branch in schema[word]) if rest else True
        if sure and (word == "anyOf" or self._joiner.apart(branches)):
            return union
        return self._checked(union, schema)

    def _object(self, schema: Schema) -> Node:
        properties: Mapping[str, Schema] = schema.get("properties", {})
        required: Sequence[str] = schema.get("required", ())
        nodes = {name: self._node(sub) for name, sub in properties.items()}
        further = schema.get("additionalProperties")
        others = self._node(further) if isinstance(further, dict) else self._any
        nodes |= {name: others for name in required if name not in nodes}
        record = self._keep(Record(nodes, required))
        least, most = schema.get("minProperties", 0), schema.get("maxProperties")
        if isinstance(further, dict):
            return self._keep(self._map(record, others, least, most))
        if further is False or (properties and not least):
            return record
        if properties or required or least or most is not None:
            return self._keep(self._map(record, others, least, most))
        return self._any

    def _map(self, record: Record, values: Node, least: int, most: int | None) -> Mapped:
        return Mapped(record, self._names, values, least, most)

    def _leaf(self, schema: Schema) -> Leaf:
        """Return what draws a scalar: the one place where schemas are handed on."""
        scalar = {key: schema[key] for key in _SCALAR if key in schema}
        text = json.dumps(scalar, sort_keys=True)
        if text not in self._leaves:
            leaf = Leaf(from_schema(scalar, custom_formats=_FORMATS, allow_x00=False))
            self._leaves[text] = leaf
            self.nodes.append(leaf)
        return self._leaves[text]

    def _checked(self, node: Node, schema: Schema) -> Node:
        return self._keep(Checked(node, self._judge(schema)))

    def _judge(self, schema: Schema) -> Callable[[Json], bool]:
        """Return what decides whether a value satisfies a schema, made when it is first needed."""
        made: list[jsonschema_rs.Validator] = []

        def passes(value: Json) -> bool:
            if not made:
                schemas = {name: self._reading(name) for name in self._reached(schema)}
                made.append(jsonschema_rs.validator_for({**schema, "components": {"schemas": schemas}}))
            return made[0].is_valid(value)

        return passes

    def _reached(self, schema: Schema) -> set[str]:
        """Return the names of the components that a schema leads to."""
        reached: set[str] = set()
        left = [*_references(schema)]
        while left:
            name = left.pop()
            if name not in reached:
                reached.add(name)
                left += _references(self._reading(name))
        return reached

    def _keep(self, node: _N) -> _N:
        self.nodes.append(node)
        return node


def _references(schema: Json) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get("$ref"), str):
            yield schema["$ref"].removeprefix(PREFIX)
        for sub in schema.values():
            yield from _references(sub)
    elif isinstance(schema, list):
        for sub in schema:
            yield from _references(sub)
