"""A schema with what its `allOf`, or its union of one, says beside it: what clashes may stand in different objects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from vapi_contracts.body import Json
from vapi_contracts.spec.pointers import mapping, sequence
from vapi_contracts.spec.views import UNIONS, WORDING

__all__ = ["gathered", "members", "spread"]

DEEPEST = 5
"""Levels of `allOf` within each other that are looked at."""

HOLDERS = ("allOf", *UNIONS)


def members(schema: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the schemas that hold beside it, none where one of them is a reference or a real union."""
    found: list[Mapping[str, Any]] = []
    for keyword in HOLDERS:
        listed = sequence(schema.get(keyword))
        if keyword in UNIONS and len(listed) > 1:
            return []
        found += [mapping(one) for one in listed]
    return [] if any("$ref" in one for one in [schema, *found]) else found


def gathered(schema: Mapping[str, Any], depth: int = 0) -> Mapping[str, Any]:
    """Return one object that says the same, the schema itself where there is none."""
    inner = [gathered(one, depth + 1) for one in members(schema)] if depth < DEEPEST else []
    if not inner or any(members(one) for one in inner):
        return schema
    made: dict[str, Any] = {name: one for name, one in schema.items() if name not in HOLDERS}
    for one in inner:
        for name, said in one.items():
            if name not in WORDING and made.setdefault(name, said) != said:
                return schema
            made.setdefault(name, said)
    items = made.get("items")
    return {**made, "items": gathered(items, depth + 1)} if isinstance(items, dict) else made


def spread(schema: Mapping[str, Any], whole: Mapping[str, Any], reading: Mapping[str, Json]) -> dict[str, Json]:
    """Write a patch to the gathered object as one to the schema itself, which then says all in one object."""
    if not reading:
        return {}
    apart: dict[str, Json] = {
        name: one for name, one in whole.items() if schema.get(name) != one and name not in reading
    }
    return {**dict(_none(schema)), **apart, **_merged(schema, whole, reading)}


def _none(schema: Mapping[str, Any]) -> Iterator[tuple[str, None]]:
    yield from ((keyword, None) for keyword in HOLDERS if keyword in schema)


def _merged(schema: Mapping[str, Any], whole: Mapping[str, Any], reading: Mapping[str, Json]) -> dict[str, Json]:
    """Return the patch, with what the object has besides where the patch goes into one that stands elsewhere."""
    made: dict[str, Json] = {}
    for name, one in reading.items():
        inner = whole.get(name)
        if isinstance(one, Mapping) and isinstance(inner, Mapping) and schema.get(name) != inner:
            made[name] = {**dict(_none(mapping(schema.get(name)))), **inner, **one}
        else:
            made[name] = one
    return made
