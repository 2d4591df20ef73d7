"""Every documented bound: its value is accepted, one step past it is refused, and by the right property."""

from __future__ import annotations

from math import isfinite
from typing import Any

import jsonschema_rs
import pytest
from pydantic import ValidationError

from vapi_contracts import models
from vapi_contracts.contract.document import bundled_document

NAME20, NAME40 = "u" * 20, "u" * 40
SIP_LOGIN = {"username": NAME20, "password": NAME20}
BACKOFF = {"type": "fixed", "maxRetries": 0, "baseDelaySeconds": 0}
NUMBER = {"type": "number", "number": "+14155550100"}
ANY_NUMBER = {**NUMBER, "numberE164CheckEnabled": False}
SIP = {"type": "sip", "sipUri": "sip:desk@example.com"}
PLAN = {"mode": "blind-transfer"}
RINGING = {"type": "startsWith", "key": "number", "startsWith": []}
ENDING = {"type": "oneOf", "key": "call.endedReason", "oneOf": []}
LAST = {"type": "lastNMessages", "maxMessages": 0}
TEXT = {"type": "text", "text": "", "language": "en"}
SHOWN = {
    "provider": "vapi",
    "id": "1",
    "orgId": "2",
    "createdAt": "2026-01-01T00:00:00.000Z",
    "updatedAt": "2026-01-01T00:00:00.000Z",
}
META = {"itemsPerPage": 100, "totalItems": 0, "currentPage": 1}

MINIMAL: dict[str, dict[str, Any]] = {
    "Assistant": {key: value for key, value in SHOWN.items() if key != "provider"},
    "BackoffPlan": BACKOFF,
    "ContextEngineeringPlanAll": {"type": "all"},
    "ContextEngineeringPlanLastNMessages": LAST,
    "ContextEngineeringPlanNone": {"type": "none"},
    "CreateAssistantDTO": {},
    "CreateVapiPhoneNumberDTO": {"provider": "vapi"},
    "CustomMessage": {"type": "custom-message"},
    "PaginationMeta": META,
    "PhoneNumberCallEndingHookFilter": ENDING,
    "PhoneNumberCallRingingHookFilter": RINGING,
    "PhoneNumberHookCallEnding": {"on": "call.ending"},
    "PhoneNumberHookCallRinging": {"on": "call.ringing", "do": []},
    "PhoneNumberPaginatedResponse": {"results": [], "metadata": META},
    "SayPhoneNumberHookAction": {"type": "say", "exact": ""},
    "Server": {},
    "SipAuthentication": SIP_LOGIN,
    "SummaryPlan": {},
    "TextContent": TEXT,
    "TransferDestinationNumber": NUMBER,
    "TransferDestinationSip": SIP,
    "TransferFallbackPlan": {"message": ""},
    "TransferPhoneNumberHookAction": {"type": "transfer"},
    "TransferPlan": PLAN,
    "UpdateAssistantDTO": {},
    "UpdateVapiPhoneNumberDTO": {},
    "VapiPhoneNumber": SHOWN,
}

ACCEPTED: list[tuple[str, dict[str, Any]]] = [
    ("CreateVapiPhoneNumberDTO", {"name": ""}),
    ("CreateVapiPhoneNumberDTO", {"name": "ü" * 40}),
    ("CreateVapiPhoneNumberDTO", {"name": "\U0001f4de" * 40}),
    ("CreateVapiPhoneNumberDTO", {"numberDesiredAreaCode": "415"}),
    ("CreateVapiPhoneNumberDTO", {"sipUri": "sip:desk@sip.vapi.ai"}),
    ("CreateVapiPhoneNumberDTO", {"sipUri": "SIP:Desk@SIP.vapi.AI"}),
    ("CreateVapiPhoneNumberDTO", {"hooks": []}),
    ("SipAuthentication", {"username": NAME40, "password": NAME40, "realm": ""}),
    ("Server", {"timeoutSeconds": 1}),
    ("Server", {"timeoutSeconds": 300}),
    ("Server", {"timeoutSeconds": 1.5}),
    ("Server", {"headers": {"": "", "x-tenant": "7"}}),
    ("Server", {"url": "", "encryptedPaths": [], "credentialId": "", "staticIpAddressesEnabled": False}),
    ("BackoffPlan", {"type": "exponential", "maxRetries": 10, "baseDelaySeconds": 10}),
    ("BackoffPlan", {"maxRetries": 0.5, "excludedStatusCodes": [400, 401.0]}),
    ("TransferDestinationNumber", {"extension": "1", "callerId": "c" * 40}),
    ("TransferDestinationNumber", {"extension": "1" * 10, "callerId": "whatever is set"}),
    ("TransferDestinationNumber", {**ANY_NUMBER, "number": "abc"}),
    ("TransferDestinationNumber", {**ANY_NUMBER, "number": "a" * 40}),
    ("TransferDestinationSip", {"callerId": "", "sipHeaders": {"x-a": "b"}, "sipUri": "anything"}),
    ("TransferPlan", {"timeout": 1, "dialTimeout": 600, "sipVerb": "dial"}),
    ("TransferPlan", {"timeout": 600, "dialTimeout": 1, "sipVerb": "bye"}),
    ("TransferPlan", {"mode": "warm-transfer-twiml", "twiml": "<Dial/>" + "x" * 4089}),
    ("SummaryPlan", {"timeoutSeconds": 1, "messages": [{"role": "system", "depth": [1, None]}]}),
    ("SummaryPlan", {"timeoutSeconds": 60, "messages": []}),
    ("ContextEngineeringPlanLastNMessages", {"maxMessages": 2**53 + 1}),
    ("CustomMessage", {"content": "x" * 1000, "contents": [{**TEXT, "language": "yue"}]}),
    ("SayPhoneNumberHookAction", {"exact": "x" * 4000}),
    ("PhoneNumberCallRingingHookFilter", {"startsWith": ["9" * 20, ""] * 30}),
    ("PhoneNumberCallEndingHookFilter", {"oneOf": ["assistant-request-failed"] * 2}),
    ("VapiPhoneNumber", {"status": "activating", "createdAt": "2028-02-29T23:59:59.123456789+05:30"}),
    ("VapiPhoneNumber", {"createdAt": "2016-12-31T23:59:60Z"}),
    ("PaginationMeta", {"sortOrder": "ASC", "totalPages": 1.0, "createdAtGe": "2026-01-01t00:00:00z"}),
]

REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("CreateVapiPhoneNumberDTO", {"provider": "twilio"}),
    ("CreateVapiPhoneNumberDTO", {"name": "x" * 41}),
    ("CreateVapiPhoneNumberDTO", {"name": 7}),
    ("CreateVapiPhoneNumberDTO", {"numberDesiredAreaCode": "41"}),
    ("CreateVapiPhoneNumberDTO", {"numberDesiredAreaCode": "4155"}),
    ("CreateVapiPhoneNumberDTO", {"numberDesiredAreaCode": 415}),
    ("CreateVapiPhoneNumberDTO", {"sipUri": "sips:desk@sip.vapi.ai"}),
    ("CreateVapiPhoneNumberDTO", {"sipUri": "desk@sip.vapi.ai"}),
    ("CreateVapiPhoneNumberDTO", {"sipUri": "sip:sip.vapi.ai"}),
    ("CreateVapiPhoneNumberDTO", {"sipUri": "sip:@sip.vapi.ai"}),
    ("CreateVapiPhoneNumberDTO", {"sipUri": "sip:desk@"}),
    ("CreateVapiPhoneNumberDTO", {"sipUri": "sip:desk@sip.vapi.ai\n"}),
    ("CreateVapiPhoneNumberDTO", {"sipUri": ""}),
    ("CreateVapiPhoneNumberDTO", {"hooks": {}}),
    ("UpdateVapiPhoneNumberDTO", {"provider": "vonage"}),
    ("UpdateVapiPhoneNumberDTO", {"sipUri": "tel:+14155550100"}),
    ("UpdateVapiPhoneNumberDTO", {"assistantId": 1}),
    ("SipAuthentication", {"username": "u" * 19}),
    ("SipAuthentication", {"username": "u" * 41}),
    ("SipAuthentication", {"password": "u" * 19}),
    ("SipAuthentication", {"password": "u" * 41}),
    ("SipAuthentication", {"realm": True}),
    ("Server", {"timeoutSeconds": 0}),
    ("Server", {"timeoutSeconds": 0.999}),
    ("Server", {"timeoutSeconds": 301}),
    ("Server", {"timeoutSeconds": 300.001}),
    ("Server", {"timeoutSeconds": "20"}),
    ("Server", {"timeoutSeconds": True}),
    ("Server", {"timeoutSeconds": float("nan")}),
    ("Server", {"timeoutSeconds": float("inf")}),
    ("Server", {"headers": {"x-tenant": 7}}),
    ("Server", {"headers": ["x-tenant"]}),
    ("Server", {"encryptedPaths": [1]}),
    ("Server", {"staticIpAddressesEnabled": 1}),
    ("Server", {"staticIpAddressesEnabled": "true"}),
    ("BackoffPlan", {"type": "linear"}),
    ("BackoffPlan", {"type": {}}),
    ("BackoffPlan", {"maxRetries": -1}),
    ("BackoffPlan", {"maxRetries": 11}),
    ("BackoffPlan", {"baseDelaySeconds": -0.1}),
    ("BackoffPlan", {"baseDelaySeconds": 10.1}),
    ("BackoffPlan", {"excludedStatusCodes": ["400"]}),
    ("BackoffPlan", {"excludedStatusCodes": [400.5]}),
    ("BackoffPlan", {"excludedStatusCodes": [True]}),
    ("TransferDestinationNumber", {"extension": ""}),
    ("TransferDestinationNumber", {"extension": "1" * 11}),
    ("TransferDestinationNumber", {"callerId": "c" * 41}),
    ("TransferDestinationNumber", {"number": "+1"}),
    ("TransferDestinationNumber", {"numberE164CheckEnabled": "no"}),
    ("TransferDestinationSip", {"callerId": "c" * 41}),
    ("TransferDestinationSip", {"sipHeaders": {"x-a": None}}),
    ("TransferPlan", {"mode": "cold-transfer"}),
    ("TransferPlan", {"timeout": 0}),
    ("TransferPlan", {"timeout": 601}),
    ("TransferPlan", {"dialTimeout": 0}),
    ("TransferPlan", {"dialTimeout": 601}),
    ("TransferPlan", {"sipVerb": "invite"}),
    ("TransferPlan", {"sipVerb": {}}),
    ("TransferPlan", {"twiml": "x" * 4097}),
    ("SummaryPlan", {"timeoutSeconds": 0}),
    ("SummaryPlan", {"timeoutSeconds": 61}),
    ("SummaryPlan", {"messages": ["text"]}),
    ("ContextEngineeringPlanLastNMessages", {"maxMessages": -1}),
    ("CustomMessage", {"content": "x" * 1001}),
    ("CustomMessage", {"contents": [{**TEXT, "language": "EN"}]}),
    ("SayPhoneNumberHookAction", {"exact": "x" * 4001}),
    ("PhoneNumberCallRingingHookFilter", {"startsWith": ["9" * 21]}),
    ("PhoneNumberCallRingingHookFilter", {"startsWith": "9"}),
    ("PhoneNumberCallEndingHookFilter", {"oneOf": ["customer-ended-call"]}),
    ("PhoneNumberCallEndingHookFilter", {"oneOf": "assistant-request-failed"}),
    ("VapiPhoneNumber", {"status": "gone"}),
    ("VapiPhoneNumber", {"createdAt": "2026-02-30T00:00:00Z"}),
    ("VapiPhoneNumber", {"createdAt": "2026-01-01 00:00:00Z"}),
    ("VapiPhoneNumber", {"updatedAt": "2026-01-01T00:00:00"}),
    ("VapiPhoneNumber", {"updatedAt": 1767225600}),
    ("PaginationMeta", {"sortOrder": "asc"}),
    ("PaginationMeta", {"totalItems": "0"}),
]


def model(name: str) -> type[models.Contract]:
    found = getattr(models, name)
    assert issubclass(found, models.Contract)
    return found


@pytest.mark.parametrize("name", MINIMAL)
def test_what_is_required_is_enough(name: str) -> None:
    """An object with its required properties alone is valid, and goes on the wire as it came."""
    assert model(name).model_validate(MINIMAL[name]).payload() == MINIMAL[name]


@pytest.mark.parametrize(("name", "missing"), [(name, key) for name in MINIMAL for key in MINIMAL[name]])
def test_what_is_required_cannot_be_left_out(name: str, missing: str) -> None:
    """Each required property is missed when it is gone, by its name on the wire."""
    rest = {key: value for key, value in MINIMAL[name].items() if key != missing}
    with pytest.raises(ValidationError) as refused:
        model(name).model_validate(rest)
    assert [error["loc"] for error in refused.value.errors()] == [(missing,)]


@pytest.mark.parametrize(("name", "change"), ACCEPTED, ids=str)
def test_at_the_bound(name: str, change: dict[str, Any]) -> None:
    """A value at its bound is accepted and comes back as it was given."""
    given = {**MINIMAL[name], **change}
    assert model(name).model_validate(given).payload() == given


@pytest.mark.parametrize(("name", "change"), REFUSED, ids=str)
def test_past_the_bound(name: str, change: dict[str, Any]) -> None:
    """A value past its bound is refused, and nothing else is blamed."""
    with pytest.raises(ValidationError) as refused:
        model(name).model_validate({**MINIMAL[name], **change})
    assert {error["loc"][0] for error in refused.value.errors()} == set(change)


@pytest.mark.parametrize("model_name", sorted(set(models.__all__) - {"Contract", "Response"}))
def test_every_model_stands_in_the_table(model_name: str) -> None:
    """No model escapes the tables above; what a response shows of credentials has a test of its own."""
    assert model_name in MINIMAL or model_name == "ShownSipAuthentication"


def test_the_public_names_are_all_there() -> None:
    """`__all__` is sorted, and every name in it can be imported."""
    assert sorted(models.__all__) == models.__all__
    assert all(issubclass(getattr(models, name), models.Contract) for name in models.__all__)


# What no keyword says.
SAID_IN_PROSE = {"sipUri"}


def is_valid_by_document(name: str, value: dict[str, Any]) -> bool:
    document = bundled_document()
    schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    return bool(jsonschema_rs.Draft7Validator(schema).is_valid(value))


@pytest.mark.parametrize(("name", "change"), ACCEPTED, ids=str)
def test_the_document_accepts_the_same(name: str, change: dict[str, Any]) -> None:
    """An independent judge of the bundled document accepts what the models accept."""
    assert is_valid_by_document(name, {**MINIMAL[name], **change})


def is_written_in_keywords(change: dict[str, Any]) -> bool:
    """Whether JSON can hold the change at all, and no prose is needed to refuse it."""
    is_json = all(isfinite(value) for value in change.values() if isinstance(value, float))
    return is_json and not SAID_IN_PROSE & set(change)


@pytest.mark.parametrize(("name", "change"), [row for row in REFUSED if is_written_in_keywords(row[1])], ids=str)
def test_the_document_refuses_the_same(name: str, change: dict[str, Any]) -> None:
    """It refuses what they refuse, but for what stands in prose alone."""
    assert not is_valid_by_document(name, {**MINIMAL[name], **change})
