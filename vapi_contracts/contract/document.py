"""The contract as an OpenAPI 3.0 document, printed from the models in the shape of the published one.

Whatever reads a published revision reads this one too: the same components, the same keywords in the same
places. It holds no sentence of the vendor's, and where the published schema contradicts itself it says what
the models say, so that something satisfies it.
"""

import json
from functools import cache
from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue, models_json_schema
from pydantic_core import core_schema

from vapi_contracts.models import (
    Assistant,
    Contract,
    CreateAssistantDTO,
    CreateVapiPhoneNumberDTO,
    PhoneNumberPaginatedResponse,
    ShownSipAuthentication,
    SipAuthentication,
    UpdateAssistantDTO,
    UpdateVapiPhoneNumberDTO,
    VapiPhoneNumber,
)

_REF = "#/components/schemas/"
_TIME_BOUNDS = [f"{stamp}{bound}" for stamp in ("createdAt", "updatedAt") for bound in ("Gt", "Lt", "Ge", "Le")]


def bundled_document() -> dict[str, Any]:
    """Give the bundled contract, a fresh copy at each call."""
    document: dict[str, Any] = json.loads(_printed())
    return document


@cache
def _printed() -> str:
    document = {
        "openapi": "3.0.0",
        "info": {"title": "Vapi phone numbers, as vapi-contracts reads their contract", "version": "1.0"},
        "paths": _paths(),
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "Bearer"}},
        },
    }
    return json.dumps(document)


class _PublishedShape(GenerateJsonSchema):
    """JSON Schema as the vendor's tool writes it: no titles, no defaults, no const, never null."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 - pydantic's signature
        return False

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        described = super().model_schema(schema)
        for keyword in ("title", "additionalProperties"):
            described.pop(keyword, None)
        return described

    def literal_schema(self, schema: core_schema.LiteralSchema) -> JsonSchemaValue:
        return {"type": "string", "enum": list(schema["expected"])}

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def tagged_union_schema(self, schema: core_schema.TaggedUnionSchema) -> JsonSchemaValue:
        described = super().tagged_union_schema(schema)
        described.pop("discriminator", None)
        return described

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        described = super().dict_schema(schema)
        if described.get("additionalProperties") is True:
            del described["additionalProperties"]
        return described


def _schemas() -> dict[str, Any]:
    roots: list[type[Contract]] = [
        CreateVapiPhoneNumberDTO,
        UpdateVapiPhoneNumberDTO,
        VapiPhoneNumber,
        PhoneNumberPaginatedResponse,
        SipAuthentication,
        CreateAssistantDTO,
        UpdateAssistantDTO,
        Assistant,
    ]
    _, printed = models_json_schema(
        [(model, "validation") for model in roots],
        ref_template=_REF + "{model}",
        schema_generator=_PublishedShape,
    )
    schemas: dict[str, Any] = printed["$defs"]
    # One schema is published for the credentials that are sent and those that are shown.
    del schemas[ShownSipAuthentication.__name__]
    schemas["VapiPhoneNumber"]["properties"]["authentication"] = _ref(SipAuthentication)
    for schema in schemas.values():
        properties: dict[str, Any] = schema.get("properties", {})
        # In 3.0 nothing may stand beside a `$ref`, and the vendor's properties have a description each.
        schema["properties"] = {
            name: {"allOf": [described]} if "$ref" in described else described for name, described in properties.items()
        }
    contents = schemas["CustomMessage"]["properties"]["contents"]
    contents["items"] = {"oneOf": [contents["items"]]}  # published as a union of one
    return schemas


def _paths() -> dict[str, Any]:
    numbers = [_query("limit", minimum=0, maximum=1000, type="number"), *_time_bounds()]
    page = [
        _query("search", type="string", maxLength=100),
        _query("page", type="number", minimum=1),
        _query("sortOrder", type="string", enum=["ASC", "DESC"]),
        _query("sortBy", type="string", enum=["createdAt", "duration", "cost"]),
    ]
    return {
        "/phone-number": _collection(CreateVapiPhoneNumberDTO, VapiPhoneNumber, numbers),
        "/phone-number/{id}": _item(UpdateVapiPhoneNumberDTO, VapiPhoneNumber),
        "/v2/phone-number": {"get": _operation("200", _ref(PhoneNumberPaginatedResponse), page + numbers)},
        "/assistant": _collection(CreateAssistantDTO, Assistant, numbers),
        "/assistant/{id}": _item(UpdateAssistantDTO, Assistant),
    }


def _collection(created: type[Contract], shown: type[Contract], query: list[dict[str, Any]]) -> dict[str, Any]:
    several = {"type": "array", "items": _ref(shown)}
    return {
        "post": _operation("201", _ref(shown), [], body=created),
        "get": _operation("200", several, query),
    }


def _item(changed: type[Contract], shown: type[Contract]) -> dict[str, Any]:
    by_id = [{"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}]
    return {
        "get": _operation("200", _ref(shown), by_id),
        "patch": _operation("200", _ref(shown), by_id, body=changed),
        "delete": _operation("200", _ref(shown), by_id),
    }


def _operation(
    status: str,
    answer: dict[str, Any],
    parameters: list[dict[str, Any]],
    *,
    body: type[Contract] | None = None,
) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "parameters": parameters,
        "responses": {status: {"description": "", "content": {"application/json": {"schema": answer}}}},
        "security": [{"bearer": []}],
    }
    if body is not None:
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": _ref(body)}}}
    return operation


def _query(name: str, **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema}


def _time_bounds() -> list[dict[str, Any]]:
    return [_query(name, type="string", format="date-time") for name in _TIME_BOUNDS]


def _ref(model: type[Contract]) -> dict[str, str]:
    return {"$ref": _REF + model.__name__}
