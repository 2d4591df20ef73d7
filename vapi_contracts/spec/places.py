"""Where the schemas of a document stand."""

from __future__ import annotations

from collections.abc import Iterator

from vapi_contracts.body import Json
from vapi_contracts.spec.document import SCHEMAS, Document
from vapi_contracts.spec.pointers import child, mapping
from vapi_contracts.spec.reading import DATA
from vapi_contracts.spec.views import Place

__all__ = ["schema_places"]

ONE = ("items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames")
ONE_OR_FALSE = (*ONE, "unevaluatedItems", "unevaluatedProperties")
LISTS = ("allOf", "oneOf", "anyOf", "prefixItems")
NAMED = ("properties", "patternProperties", "dependentSchemas", "$defs", "definitions")


def schema_places(document: Document) -> Iterator[Place]:
    """Iterate over all schema objects: those of the components, and those that stand in an operation."""
    for name, schema in document.schemas.items():
        yield from _below(child(SCHEMAS, name), schema)
    components = {name: one for name, one in mapping(document.raw.get("components")).items() if name != "schemas"}
    for name in ("paths", "webhooks"):
        yield from _outside(child("", name), document.raw.get(name))
    yield from _outside("/components", components)


def _below(pointer: str, schema: Json) -> Iterator[Place]:
    if not isinstance(schema, dict):
        return
    yield pointer, schema
    for keyword in ONE_OR_FALSE:
        if isinstance(one := schema.get(keyword), dict):
            yield from _below(child(pointer, keyword), one)
    for keyword in LISTS:
        if isinstance(listed := schema.get(keyword), list):
            for index, one in enumerate(listed):
                yield from _below(child(pointer, keyword, index), one)
    for keyword in NAMED:
        if keyword in schema:
            for name, one in mapping(schema[keyword]).items():
                yield from _below(child(pointer, keyword, name), one)


def _outside(pointer: str, value: Json) -> Iterator[Place]:
    if isinstance(value, list):
        for index, one in enumerate(value):
            yield from _outside(child(pointer, index), one)
    elif isinstance(value, dict):
        for name, one in value.items():
            if name == "schema":
                yield from _below(child(pointer, name), one)
            elif name not in DATA and not str(name).startswith("x-"):
                yield from _outside(child(pointer, name), one)
