"""The phone-number contract within a whole document: its operations, its DTOs, and the `assistant-request`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vapi_contracts.body import Json
from vapi_contracts.spec.document import PREFIX, Document, reachable, references
from vapi_contracts.spec.pointers import mapping, sequence

__all__ = ["MESSAGE", "REPLY", "is_phone_number_api", "narrow"]

PATHS = ("/phone-number", "/phone-number/{id}", "/v2/phone-number")
OURS = frozenset({"CreateVapiPhoneNumberDTO", "UpdateVapiPhoneNumberDTO", "VapiPhoneNumber"})
FAMILIES = frozenset(
    {"artifact", "assistant", "assistantOverrides", "call", "chat", "customer", "phoneNumber", "squad"}
    | {"squadOverrides", "workflow", "workflowOverrides"}
)
"""Properties of the two messages that lead to other families of schemas."""

MOST = 20
"""Schemas that any other property of theirs may lead to."""

MESSAGE = "ServerMessageAssistantRequest"
"""What the API sends to a server URL when a call comes in."""

REPLY = "ServerMessageResponseAssistantRequest"
"""What the server URL answers."""


def is_phone_number_api(document: Document) -> bool:
    """Whether the document has an operation of the phone-number contract."""
    return any(path in document.paths for path in PATHS)


def narrow(document: Document) -> Document:
    """Keep the phone-number contract: what the other four providers' numbers look like is left out.

    A property of the two messages that leads to other families of schemas (assistants, calls, squads) is left
    unconstrained, and the names that it led to are kept beside it under an `x-cut-…` key.
    """
    paths = {path: _ours(item) for path, item in document.paths.items() if path in PATHS}
    schemas = {name: _ours(schema) if "PhoneNumber" in name else schema for name, schema in document.schemas.items()}
    uses = {name: _names(schema) for name, schema in schemas.items()}
    messages = {name: _cut(schemas[name], uses, schemas) for name in (MESSAGE, REPLY) if name in schemas}
    known = reachable(uses, _names([paths, *messages.values()])) - messages.keys()
    kept: dict[str, Json] = {name: schema for name, schema in schemas.items() if name in known} | messages
    components = {**mapping(document.raw.get("components")), "schemas": kept}
    raw = {name: value for name, value in document.raw.items() if name not in {"webhooks", "tags"}}
    return Document({**raw, "paths": paths, "components": components}, document.version)


def _names(value: Json) -> set[str]:
    return {reference.removeprefix(PREFIX) for _, reference in references(value) if reference.startswith(PREFIX)}


def _ours(value: Json) -> Json:
    """Replace a union of the providers' schemas by ours."""
    if isinstance(value, list):
        return [_ours(one) for one in value]
    if not isinstance(value, dict):
        return value
    for union in ("oneOf", "anyOf"):
        branches = [mapping(branch).get("$ref") for branch in sequence(value.get(union))]
        names = [branch.removeprefix(PREFIX) if isinstance(branch, str) else "" for branch in branches]
        mine = [name for name in names if name in OURS]
        if len(names) > 1 and len(mine) == 1 and all("PhoneNumber" in name for name in names):
            return {"$ref": PREFIX + mine[0]}
    return {name: _ours(one) for name, one in value.items()}


def _cut(schema: Json, uses: Mapping[str, set[str]], schemas: Mapping[str, Json]) -> Json:
    properties: dict[str, Any] = {}
    for name, below in mapping(mapping(schema).get("properties")).items():
        named = _names(below)
        foreign = name in FAMILIES or len(reachable(uses, named)) > MOST
        if not (foreign and named & schemas.keys()):
            properties[name] = below
            continue
        union = next((key for key in ("oneOf", "anyOf", "allOf") if key in below), "allOf")
        wording = {key: value for key, value in below.items() if key in {"description", "title", "nullable"}}
        properties[name] = {**wording, f"x-cut-{union}": sorted(named)}
    return {**mapping(schema), "properties": properties}
