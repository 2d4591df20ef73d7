"""Absent, null and unknown: three things that a request must not confuse, and a response may."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from vapi_contracts.models import (
    CreateVapiPhoneNumberDTO,
    PhoneNumberPaginatedResponse,
    Server,
    UpdateVapiPhoneNumberDTO,
    VapiPhoneNumber,
)

CREATE = {"provider": "vapi"}
SHOWN = {
    "provider": "vapi",
    "id": "1",
    "orgId": "2",
    "createdAt": "2026-01-01T00:00:00Z",
    "updatedAt": "2026-01-01T00:00:00Z",
}
ROUTING_IDS = ["assistantId", "squadId", "workflowId"]
OPTIONAL_OF_CREATE = [
    "name",
    "sipUri",
    "numberDesiredAreaCode",
    "authentication",
    "fallbackDestination",
    "hooks",
    "server",
    *ROUTING_IDS,
]
OPTIONAL_OF_UPDATE = [
    "provider",
    "name",
    "sipUri",
    "authentication",
    "fallbackDestination",
    "hooks",
    "server",
]
NESTED = [
    {"server": {"backoffPlan": None}},
    {"server": {"headers": None}},
    {"fallbackDestination": {"type": "sip", "sipUri": "sip:a@b", "message": None}},
    {"fallbackDestination": {"type": "number", "number": "+14155550100", "numberE164CheckEnabled": None}},
    {"hooks": [{"on": "call.ending", "do": None}]},
]


@pytest.mark.parametrize("name", OPTIONAL_OF_CREATE)
def test_creating_takes_no_null(name: str) -> None:
    """The published schema has no null: an optional property is left out instead."""
    with pytest.raises(ValidationError) as refused:
        CreateVapiPhoneNumberDTO.model_validate({**CREATE, name: None})
    assert [(error["loc"], error["type"]) for error in refused.value.errors()] == [((name,), "null")]


@pytest.mark.parametrize("name", OPTIONAL_OF_UPDATE)
def test_updating_takes_no_null(name: str) -> None:
    """Nothing but a routing id can be unset by null."""
    with pytest.raises(ValidationError, match="left out rather than null"):
        UpdateVapiPhoneNumberDTO.model_validate({name: None})


@pytest.mark.parametrize("name", ROUTING_IDS)
def test_null_unsets_a_routing_id(name: str) -> None:
    """A null that was given reaches the wire; one that was not does not."""
    assert UpdateVapiPhoneNumberDTO.model_validate({name: None}).payload() == {name: None}
    assert UpdateVapiPhoneNumberDTO().payload() == {}


@pytest.mark.parametrize("change", NESTED, ids=str)
def test_nested_nulls(change: dict[str, Any]) -> None:
    """What a request may not say inside an object, a response may."""
    with pytest.raises(ValidationError, match="left out rather than null"):
        CreateVapiPhoneNumberDTO.model_validate({**CREATE, **change})
    assert VapiPhoneNumber.model_validate({**SHOWN, **change}).payload() == {**SHOWN, **change}


@pytest.mark.parametrize("name", [*OPTIONAL_OF_CREATE, "status", "number"])
def test_a_response_may_fill_with_nulls(name: str) -> None:
    """A number that shows null for what was not sent is read, and shown again as it came."""
    assert VapiPhoneNumber.model_validate({**SHOWN, name: None}).payload() == {**SHOWN, name: None}


@pytest.mark.parametrize("name", SHOWN)
def test_a_response_needs_what_is_required(name: str) -> None:
    """Null is no value for what a response must have."""
    with pytest.raises(ValidationError):
        VapiPhoneNumber.model_validate({**SHOWN, name: None})


def test_reading_a_response_leaves_requests_strict() -> None:
    """The tolerance ends with the response, also where that was refused half-way."""
    page = {"results": [{**SHOWN, "name": None}], "metadata": {"itemsPerPage": 1}}
    with pytest.raises(ValidationError):
        PhoneNumberPaginatedResponse.model_validate(page)
    with pytest.raises(ValidationError, match="left out rather than null"):
        Server.model_validate({"url": None})


def test_what_is_absent_reads_as_none() -> None:
    """Readers need not tell absent from null, and a complete dump is possible without complaint."""
    update = UpdateVapiPhoneNumberDTO()
    assert update.server is None
    assert update.hooks is None
    assert set(update.model_dump().values()) == {None}


@pytest.mark.parametrize("shown", [{}, {"password": None}, {"password": "***"}], ids=str)
def test_a_response_may_hide_the_password(shown: dict[str, Any]) -> None:
    """Masked or absent, the password of a shown number is no reason to refuse the response."""
    login = {"username": "u" * 20, **shown}
    assert VapiPhoneNumber.model_validate({**SHOWN, "authentication": login}).payload() == {
        **SHOWN,
        "authentication": login,
    }


def test_unknown_properties_are_kept() -> None:
    """The contract is silent about them, so they pass, at every depth and in every spelling."""
    given = {**CREATE, "new_thing": {"deep": [1, None]}, "server": {"newThing": None}}
    assert CreateVapiPhoneNumberDTO.model_validate(given).payload() == given
