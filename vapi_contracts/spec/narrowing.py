"""The phone-number contract within a whole document: its operations, its DTOs, and the `assistant-request`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from vapi_contracts.body import Json
from vapi_contracts.spec.document import PREFIX, Document, reachable, references
from vapi_contracts.spec.pointers import mapping, member, sequence, texts

__all__ = ["MESSAGE", "REPLY", "is_phone_number_api", "narrow"]

PATHS = ("/phone-number", "/phone-number/{}", "/v2/phone-number")
"""The paths, whatever their parameters are called."""

OURS = frozenset({"CreateVapiPhoneNumberDTO", "UpdateVapiPhoneNumberDTO", "VapiPhoneNumber"})
PROVIDER = "vapi"
OTHERS = frozenset({"byo-phone-number", "twilio", "vonage", "telnyx"})
"""Providers of numbers: a union of voices has one called `vapi`, too."""

FAMILIES = frozenset(
    {"artifact", "assistant", "assistantOverrides", "call", "chat", "customer", "phoneNumber", "squad"}
    | {"squadOverrides", "workflow", "workflowOverrides"}
)
"""Properties of the two messages that lead to other families of schemas."""

MOST = 20
"""Schemas that any other property of theirs may lead to."""

DEEPEST = 5
"""Levels of `allOf` in which a provider is looked for."""

MESSAGE = "ServerMessageAssistantRequest"
"""What the API sends to a server URL when a call comes in."""

REPLY = "ServerMessageResponseAssistantRequest"
"""What the server URL answers."""


def is_phone_number_api(document: Document) -> bool:
    """Whether the document has an operation of the phone-number contract."""
    return any(_wanted(path) for path in document.paths)


def narrow(document: Document) -> Document:
    """Keep the phone-number contract: what the other four providers' numbers look like is left out.

    A property of the two messages that leads to other families of schemas (assistants, calls, squads) is left
    unconstrained, and the names that it led to are kept beside it under an `x-cut-…` key.
    """
    paths = {path: _ours(document, item) for path, item in document.paths.items() if _wanted(path)}
    others: dict[str, Json] = {
        kind: _ours(document, one)
        for kind, one in mapping(document.raw.get("components")).items()
        if kind != "schemas"
    }  # fmt: skip
    schemas = {name: _ours(document, schema) for name, schema in document.schemas.items()}
    uses = {name: _names(schema) for name, schema in schemas.items()}
    messages = {name: _cut(schemas[name], uses, schemas) for name in (MESSAGE, REPLY) if name in schemas}
    known = reachable(uses, _names([paths, *messages.values(), *_shared(paths, others)])) - messages.keys()
    kept: dict[str, Json] = {name: schema for name, schema in schemas.items() if name in known} | messages
    raw = {name: value for name, value in document.raw.items() if name not in {"webhooks", "tags"}}
    return Document({**raw, "paths": paths, "components": {**others, "schemas": kept}}, document.version)


def _wanted(path: str) -> bool:
    return re.sub(r"\{[^}]*\}", "{}", path) in PATHS


def _shared(paths: Json, components: Mapping[str, Json]) -> list[Json]:
    """Return the parameters, bodies and answers that the paths refer to."""
    root = {"components": components}
    found: dict[str, Json] = {}
    waiting = [paths]
    while waiting:
        for _, reference in references(waiting.pop()):
            if reference in found or reference.startswith(PREFIX):
                continue
            try:
                found[reference] = member(root, reference.removeprefix("#"))
            except LookupError:
                continue
            waiting.append(found[reference])
    return list(found.values())


def _names(value: Json) -> set[str]:
    return {reference.removeprefix(PREFIX) for _, reference in references(value) if reference.startswith(PREFIX)}


def _ours(document: Document, value: Json) -> Json:
    """Replace a union of the providers' schemas by ours."""
    if isinstance(value, list):
        return [_ours(document, one) for one in value]
    if not isinstance(value, dict):
        return value
    for union in ("oneOf", "anyOf"):
        branches = sequence(value.get(union))
        mine = _mine(document, branches, mapping(value.get("discriminator"))) if len(branches) > 1 else None
        if mine is not None:
            return {"$ref": mine["$ref"]} if "$ref" in mine else mine
    return {name: _ours(document, one) for name, one in value.items()}


def _mine(document: Document, branches: Sequence[Json], discriminator: Mapping[str, Json]) -> Mapping[str, Json] | None:
    """Return the branch of ours, told by its name, or by its provider where it has another one."""
    references = [mapping(branch).get("$ref") for branch in branches]
    names = [one.removeprefix(PREFIX) if isinstance(one, str) else "" for one in references]
    if sum(name in OURS for name in names) == 1 and all("PhoneNumber" in name for name in names):
        return mapping(next(branch for branch, name in zip(branches, names, strict=True) if name in OURS))
    mapped = {
        value: target if str(target).startswith("#") else PREFIX + str(target)
        for value, target in mapping(discriminator.get("mapping")).items()
    }
    if mapped.get(PROVIDER) in references and OTHERS & mapped.keys():
        return mapping(branches[references.index(mapped[PROVIDER])])
    providers = [_provider(document, branch) for branch in branches]
    if providers.count(PROVIDER) == 1 and OTHERS & {*providers}:
        return mapping(branches[providers.index(PROVIDER)])
    return None


def _provider(document: Document, branch: Json, depth: int = 0) -> str | None:
    """Return the one provider that a branch is of, looked for behind references and in `allOf`."""
    if depth > DEEPEST:
        return None
    _, schema = document.follow("", branch)
    said = mapping(mapping(schema.get("properties")).get("provider"))
    values = [said["const"]] if "const" in said else texts(said.get("enum"))
    if len(values) == 1 and isinstance(values[0], str):
        return values[0]
    below = [_provider(document, one, depth + 1) for one in sequence(schema.get("allOf"))]
    return next((one for one in below if one is not None), None)


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
