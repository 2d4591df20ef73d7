"""A schema as its author meant it: OpenAPI's own words in JSON Schema's, and contradictions as they are read.

No value satisfies an object whose `enum` lists strings, or a list that must be one of some strings. Prose and
examples say what is meant, and that is what `readable` returns.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping

from vapi_contracts.body import Json

__all__ = ["PREFIX", "Schema", "grounded", "joined_references", "readable"]

Schema = dict[str, Json]

PREFIX = "#/components/schemas/"
_BINDING = (
    *("$ref", "type", "enum", "const", "format", "pattern", "minLength", "maxLength", "multipleOf"),
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "items", "minItems", "maxItems", "uniqueItems"),
    *("properties", "required", "additionalProperties", "minProperties", "maxProperties"),
    *("allOf", "anyOf", "oneOf", "not", "nullable"),
)
_DATA = frozenset({"enum", "const", "default", "example", "examples"})
_LETTERS = {r"\d": "0-9", r"\w": "A-Za-z0-9_", r"\p{L}": "A-Za-z"}
_TOKEN = re.compile(r"\\p\{L\}|\\.|.", re.DOTALL)


def readable(schema: Json) -> Schema:
    """Return the schema as it is meant, in the words of JSON Schema; what does not bind is left out.

    >>> readable({"type": "object", "enum": ["fixed", "exponential"], "example": "fixed"})
    {'type': 'string', 'enum': ['fixed', 'exponential']}
    >>> readable({"type": "string", "nullable": True})
    {'type': ['string', 'null']}
    """
    if not isinstance(schema, Mapping):
        return {"not": {}} if schema is False else {}
    if "$ref" in schema:
        return {"$ref": schema["$ref"]}  # in OpenAPI 3.0 nothing beside it counts
    read: Schema = {key: schema[key] for key in _BINDING if key in schema}
    for key, mend in _MENDED.items():
        if key in read:
            read[key] = mend(read[key])
    _mend_contradictions(read, schema.get("example"))
    _mend_bounds(read)
    return _with_null(read) if read.pop("nullable", False) is True else read


def grounded(schema: Json, names: Collection[str]) -> Json:
    """Return the schema with every reference that leads to none of the named components made unconstrained."""
    if isinstance(schema, Mapping):
        target = schema.get("$ref")
        if isinstance(target, str) and target.removeprefix(PREFIX) not in names:
            return {}
        return {key: grounded(sub, names) for key, sub in schema.items()}
    if isinstance(schema, list):
        return [grounded(sub, names) for sub in schema]
    return schema


def joined_references(schema: Json) -> Json:
    """Return the schema with what stands beside a reference put under `allOf`, as OpenAPI 3.1 reads it.

    >>> joined_references({"$ref": "#/components/schemas/A", "maxLength": 2, "description": "short"})
    {'allOf': [{'$ref': '#/components/schemas/A'}, {'maxLength': 2}]}
    """
    if isinstance(schema, list):
        return [joined_references(sub) for sub in schema]
    if not isinstance(schema, Mapping):
        return schema
    read = {key: sub if key in _DATA else joined_references(sub) for key, sub in schema.items()}
    if not isinstance(read.get("$ref"), str):
        return read
    beside = {key: sub for key, sub in read.items() if key in _BINDING and key != "$ref"}
    reference = {"$ref": read["$ref"]}
    return {"allOf": [reference, beside]} if beside else reference


def _each(schemas: Json) -> list[Schema]:
    return [readable(sub) for sub in schemas]


def _named(schemas: Json) -> dict[str, Schema]:
    return {name: readable(sub) for name, sub in schemas.items()}


def _further(schema: Json) -> bool | Schema:
    return schema if isinstance(schema, bool) else readable(schema)


def _pattern(pattern: str) -> str:
    """Return a pattern without slashes around it, its letters and digits those of ASCII: the same in any dialect."""
    literal = re.fullmatch(r"/(.*)/[a-z]*", pattern, re.DOTALL)
    out: list[str] = []
    inside = False
    for sign in _TOKEN.findall(literal[1] if literal else pattern):
        letters = _LETTERS.get(sign)
        inside = sign == "[" or (inside and sign != "]")
        out.append(sign if letters is None else letters if inside else f"[{letters}]")
    return "".join(out)


_MENDED: Mapping[str, Callable[[Json], Json]] = {
    "properties": _named,
    "allOf": _each,
    "anyOf": _each,
    "oneOf": _each,
    "items": readable,
    "not": readable,
    "additionalProperties": _further,
    "pattern": _pattern,
}


def _mend_contradictions(read: Schema, example: Json) -> None:
    enum = read.get("enum")
    if read.get("type") == "object" and enum and all(isinstance(value, str) for value in enum):
        read["type"] = "string"
    if read.get("type") != "array":
        return
    if enum and not any(isinstance(value, list) for value in enum):
        del read["enum"]
    read.pop("minLength", None)
    read.pop("maxLength", None)
    integers = isinstance(example, list) and all(type(item) is int for item in example)
    if integers and example and read.get("items") == {"type": "object"}:
        read["items"] = {"type": "integer"}


def _mend_bounds(read: Schema) -> None:
    """Turn the flags of OpenAPI 3.0, `exclusiveMinimum: true` beside `minimum`, into bounds."""
    for exclusive, bound in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if isinstance(read.get(exclusive), bool) and read.pop(exclusive) and bound in read:
            read[exclusive] = read.pop(bound)


def _with_null(read: Schema) -> Schema:
    if isinstance(read.get("type"), str) and not read.keys() & {"allOf", "anyOf", "oneOf", "not", "const"}:
        null = {"enum": [*read["enum"], None]} if "enum" in read else {}
        return {**read, "type": [read["type"], "null"], **null}
    return {"anyOf": [read, {"type": "null"}]}
