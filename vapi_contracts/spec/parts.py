"""One schema object of a document: which types it names, and what it says of a property."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from vapi_contracts.body import Json
from vapi_contracts.spec.pointers import child, mapping, texts
from vapi_contracts.spec.regexes import matches

__all__ = ["TYPES", "UNFOLLOWED", "UNIONS", "Part", "Place", "besides", "named_types", "refused_types"]

TYPES = frozenset({"null", "boolean", "integer", "number", "string", "array", "object"})
UNIONS = ("oneOf", "anyOf")
UNFOLLOWED = ("$dynamicRef", "$recursiveRef")
"""References that are not followed: what they ask for is unknown."""

Place = tuple[str, Json]
"""A pointer, and the schema that it leads to."""


@dataclass(frozen=True, slots=True)
class Part:
    """One schema object without its references and `allOf`."""

    pointer: str
    schema: Mapping[str, Json]

    @property
    def key(self) -> str:
        """What tells it from other parts; a part without its unions is another one."""
        return self.pointer if "oneOf" in self.schema or "anyOf" in self.schema else self.pointer + "!"


def besides(part: Part, name: str) -> Iterator[Place]:
    """Yield what a part says of a property besides naming it: by a pattern, or as one that it does not know."""
    known = name in mapping(part.schema.get("properties"))
    for pattern, schema in mapping(part.schema.get("patternProperties")).items():
        if matches(pattern, name):
            known = True
            yield child(part.pointer, "patternProperties", pattern), schema
    rest = part.schema.get("additionalProperties")
    if not known and (rest is False or (isinstance(rest, dict) and rest)):
        yield child(part.pointer, "additionalProperties"), rest


def refused_types(schema: Mapping[str, Json], version: str) -> frozenset[str]:
    """Return the types that `not` refuses whole: all of them, or those that it names and says no more of."""
    said = schema.get("not", False)
    if said in ({}, True):
        return TYPES
    if not isinstance(said, dict) or said.keys() != {"type"}:
        return frozenset()
    return named_types(said, version)


def named_types(schema: Mapping[str, Json], version: str) -> frozenset[str]:
    """Return the types that are admitted by name; `integer` is there wherever `number` is."""
    said = schema.get("type")
    if said is None:
        return TYPES
    named = frozenset({said} if isinstance(said, str) else texts(said)) & TYPES
    if not named and isinstance(said, str):
        return TYPES  # no type of JSON: whatever is meant, it excludes nothing that we know of
    if "number" in named:
        named |= {"integer"}
    return named | {"null"} if version == "3.0" and schema.get("nullable") is True else named
