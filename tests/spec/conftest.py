"""A small document to edit, the revisions beside the checkout, and an independent look at witnesses."""

import copy
from functools import cache
from pathlib import Path

import jsonschema_rs
import pytest

from vapi_contracts.spec import load, repair

SHARED = Path(__file__).parents[2].parent / "shared" / "spec"
REF = "#/components/schemas/"


def ref(name):
    return {"$ref": REF + name}


def content(schema):
    return {"content": {"application/json": {"schema": schema}}}


BASE = {
    "openapi": "3.0.0",
    "info": {"title": "t", "version": "1"},
    "paths": {
        "/phone-number": {
            "post": {
                "requestBody": {"required": True, **content(ref("Made"))},
                "responses": {"201": {"description": "", **content(ref("Shown"))}, "400": {"description": ""}},
                "security": [{"bearer": []}],
            },
            "get": {
                "parameters": [{"name": "limit", "in": "query", "schema": {"type": "number", "maximum": 100}}],
                "responses": {"200": {"description": "", **content({"type": "array", "items": ref("Shown")})}},
            },
        }
    },
    "components": {
        "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}, "key": {"type": "apiKey", "in": "query"}},
        "schemas": {
            "Made": {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": {"type": "string", "maxLength": 40, "description": "a name"},
                    "kind": {"type": "string", "enum": ["a", "b"]},
                    "size": {"type": "number", "minimum": 1, "maximum": 10},
                    "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 3},
                    "server": {"allOf": [ref("Server")], "description": "where"},
                    "to": {"oneOf": [ref("Number"), ref("Sip")]},
                    "headers": {"type": "object"},
                },
            },
            "Shown": {
                "type": "object",
                "required": ["id"],
                "properties": {
                    "id": {"type": "string"},
                    "server": ref("Server"),
                    "status": {"type": "string", "enum": ["on", "off"]},
                    "note": {"type": "string"},
                },
            },
            "Server": {
                "type": "object",
                "required": ["url"],
                "properties": {"url": {"type": "string"}, "timeout": {"type": "number", "maximum": 120}},
            },
            "Number": {
                "type": "object",
                "required": ["type", "number"],
                "properties": {"type": {"type": "string", "enum": ["number"]}, "number": {"type": "string"}},
            },
            "Sip": {
                "type": "object",
                "required": ["type", "uri"],
                "properties": {"type": {"type": "string", "enum": ["sip"]}, "uri": {"type": "string"}},
            },
            "ServerMessageAssistantRequest": {
                "type": "object",
                "required": ["type"],
                "properties": {"type": {"type": "string", "enum": ["assistant-request"]}, "at": {"type": "string"}},
            },
            "ServerMessageResponseAssistantRequest": {
                "type": "object",
                "properties": {"assistantId": {"type": "string"}, "destination": ref("Sip")},
            },
        },
    },
}


@pytest.fixture
def base():
    return copy.deepcopy(BASE)


@pytest.fixture(scope="session")
def revisions():
    """The slices of the published document, oldest first; they lie beside the checkout, if at all."""
    files = sorted(SHARED.glob("*.json"))
    if not files:
        pytest.skip("no published revisions beside the checkout")
    return files


def plain(schema):
    """Write 3.0 as JSON Schema, without any of our code: null where it is allowed."""
    if isinstance(schema, list):
        return [plain(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: plain(one) for name, one in schema.items()}
    if made.pop("nullable", False) is True:
        return {"anyOf": [made, {"type": "null"}]}
    return made


def closed(schema):
    """Refuse unknown properties of every plain object that names its own; enough for the documents tested here."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: closed(one) for name, one in schema.items()}
    if made.get("type") == "object" and isinstance(made.get("properties"), dict):
        made.setdefault("additionalProperties", False)
    return made


@cache
def readable(document):
    return plain(repair(document))


def is_valid(document, spot, payload, *, strict=False, formats=False):
    whole = readable(document)
    schemas = whole["components"]["schemas"]
    root = {"$ref": REF + spot}
    if spot.startswith("/"):
        root = whole
        for step in spot.split("/")[1:]:
            token = step.replace("~1", "/").replace("~0", "~")
            root = root[int(token)] if isinstance(root, list) else root[token]
    schema = {**(closed(root) if strict else root), "components": {"schemas": closed(schemas) if strict else schemas}}
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=formats).is_valid(payload)


@pytest.fixture(scope="session")
def verify():
    """Look at a witness again: what sets the two revisions apart may be that unknown properties are refused."""

    def verify(old, new, change):
        documents = {"old": load(old) if isinstance(old, dict | Path) else old}
        documents["new"] = load(new) if isinstance(new, dict | Path) else new
        witness = change.witness
        formats = change.kind == "format-changed"
        assert is_valid(documents[witness.valid_in], change.schema, witness.payload, formats=formats)
        strict = change.direction == "request" and "closed world" in change.message
        assert not is_valid(
            documents[witness.invalid_in], change.schema, witness.payload, strict=strict, formats=formats
        )

    return verify
