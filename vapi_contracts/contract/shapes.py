"""The schemas of an OpenAPI document as a graph of places, each knowing the ids of the rules about it.

A *shape* is a named component that is an object; a *node* is one place in it: a property, a list item, a map
value. Rule ids belong to places, not to paths, so one node serves every path that reaches it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from vapi_contracts.body import Json
from vapi_contracts.contract.prose import STRING_MAPS

__all__ = ["KEYWORDS", "Node", "Shape", "Shapes", "json_type"]

KEYWORDS = ("enum", "minLength", "maxLength", "minimum", "maximum", "pattern")
"""The keywords beside `type`, `required` and `oneOf` that constrain a payload."""

SHARED = {"UpdateVapiPhoneNumberDTO": "CreateVapiPhoneNumberDTO"}
"""A property that both DTOs have is one rule, named after the second."""

_PREFIX = "#/components/schemas/"


@dataclass(eq=False, slots=True)
class Node:
    """One place of a payload.

    `rule` is the id of its rules without the keyword; `type` the JSON type that it demands, if any; `shape`
    names the component behind it; `branches` are the alternatives of a union.
    """

    rule: str
    owner: str
    name: str
    type: str | None = None
    keywords: Mapping[str, Json] = field(default_factory=dict[str, Json])
    shape: str | None = None
    items: Node | None = None
    values: Node | None = None
    branches: tuple[Node, ...] = ()


@dataclass(eq=False, slots=True)
class Shape:
    """A component: its properties, and the id of the rule that demands each required one."""

    name: str
    properties: dict[str, Node]
    required: dict[str, str]


class Shapes:
    """The components of one OpenAPI document, read when they are first asked for.

    A reference that leads nowhere, and a schema that says nothing, become a node without constraints.
    """

    def __init__(self, document: Mapping[str, Json]) -> None:
        self._schemas: Mapping[str, Json] = document.get("components", {}).get("schemas", {})
        self._read: dict[str, Shape] = {}

    def __contains__(self, name: object) -> bool:
        """Whether the document has a component of that name that is an object."""
        return isinstance(name, str) and bool(self._component(name).get("type") == "object")

    def __getitem__(self, name: str) -> Shape:
        """Return the component of that name; `KeyError` where there is none."""
        if name not in self._read:
            self._read[name] = self._shape(name, _said(self._schemas[name]))
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names of the components that are objects."""
        return (name for name in self._schemas if name in self)

    def owner(self, schema: str, name: str) -> str:
        """Return the schema after which the rules of a property are named."""
        shared = SHARED.get(schema, schema)
        return shared if name in self._component(shared).get("properties", {}) else schema

    def _component(self, name: str) -> Mapping[str, Json]:
        return _said(self._schemas.get(name, {}))

    def _shape(self, name: str, schema: Mapping[str, Json]) -> Shape:
        properties: dict[str, Node] = {}
        for key, sub in schema.get("properties", {}).items():
            owner = self.owner(name, key)
            properties[key] = self._node(sub, f"payload.{owner}.{key}", owner, key)
        required = {key: f"payload.{self.owner(name, key)}.{key}.required" for key in schema.get("required", ())}
        return Shape(name, properties, required)

    def _node(self, schema: Json, rule: str, owner: str, name: str) -> Node:
        schema, target = self._deref(_said(schema))
        if isinstance(schema.get("type"), list):  # as OpenAPI 3.1 writes a union of types
            types = [{**schema, "type": one} for one in schema["type"]]
            schema = types[0] if len(types) == 1 else {"oneOf": types}
        if "oneOf" in schema:
            branches = tuple(self._node(branch, rule, owner, name) for branch in schema["oneOf"])
            return Node(rule, owner, name, branches=branches)
        if target is not None and schema.get("type") == "object":
            return Node(rule, owner, name, type="object", shape=target)
        items, values = schema.get("items"), schema.get("additionalProperties")
        if values is None and schema.get("type") == "object" and (owner, name) in STRING_MAPS:
            values = {"type": "string"}
        return Node(
            rule,
            owner,
            name,
            type=schema.get("type"),
            keywords={keyword: schema[keyword] for keyword in KEYWORDS if keyword in schema},
            items=self._node(items, f"{rule}.items", owner, name) if items else None,
            values=(
                self._node(values, f"{rule}.additionalProperties", owner, name) if isinstance(values, dict) else None
            ),
        )

    def _deref(self, schema: Mapping[str, Json]) -> tuple[Mapping[str, Json], str | None]:
        target: str | None = None
        seen: set[str] = set()
        while True:
            if len(schema.get("allOf", ())) == 1:
                schema = _said(schema["allOf"][0])
            reference: str | None = schema.get("$ref")
            if reference is None:
                return schema, target
            if reference in seen or not reference.startswith(_PREFIX):
                return {}, None
            seen.add(reference)
            name = target = reference.removeprefix(_PREFIX)
            schema = self._component(name)


def _said(schema: Json) -> Mapping[str, Json]:
    """Return what a schema says; `true` says nothing, and `false` nothing that a payload could show."""
    return schema if isinstance(schema, Mapping) else {}


def json_type(value: Json) -> str:
    """Return the JSON type of a value: `boolean` is never a `number`."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case _:
            return "object"
