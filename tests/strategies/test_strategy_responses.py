"""responses(): valid, of every status, with every kind of timestamp, and nothing that nobody documents."""

from __future__ import annotations

import json
import re
from datetime import datetime
from uuid import UUID

import jsonschema_rs
import pytest

from vapi_contracts.contract.table import Contract, bundled
from vapi_contracts.models import VapiPhoneNumber
from vapi_contracts.strategies import responses

STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.(\d+))?Z")


@pytest.fixture(scope="module")
def answers(sample):
    return sample(responses(), 1500)


def test_every_answer_is_valid(answers):
    components = bundled().document["components"]
    judge = jsonschema_rs.validator_for(
        {"$ref": "#/components/schemas/VapiPhoneNumber", "components": components}, validate_formats=True
    )
    assert [answer for answer in answers if not judge.is_valid(answer)] == []
    for answer in answers[:300]:
        VapiPhoneNumber.model_validate(answer)
        json.dumps(answer, ensure_ascii=False).encode()


def test_nothing_unknown_stands_in_it(answers):
    declared = bundled().shapes["VapiPhoneNumber"].properties.keys()
    assert {name for answer in answers for name in answer} == declared


def test_every_status_occurs_and_none(answers):
    assert {answer.get("status") for answer in answers} == {"active", "activating", "blocked", None}


def test_a_telephone_number_stands_only_where_an_area_code_was_asked_for(answers):
    numbered = [answer for answer in answers if "number" in answer]
    assert 0 < len(numbered) < len(answers)
    for answer in numbered:
        assert answer["number"].startswith(f"+1{answer['numberDesiredAreaCode']}555")
        assert "sipUri" not in answer


def test_timestamps_have_three_precisions_and_are_in_order(answers):
    digits = set()
    for answer in answers:
        created, updated = (STAMP.fullmatch(answer[name]) for name in ("createdAt", "updatedAt"))
        assert len(created[1] or "") == len(updated[1] or "")
        digits.add(len(created[1] or ""))
        assert datetime.fromisoformat(created[0]) <= datetime.fromisoformat(updated[0])
    assert digits == {0, 3, 6}


def test_a_password_is_shown_or_masked_but_never_shortened(answers):
    shown = [answer["authentication"]["password"] for answer in answers if "authentication" in answer]
    masked = [password for password in shown if set(password) == {"*"}]
    assert 0 < len(masked) < len(shown)
    assert all(len(password) >= 20 for password in shown)


def test_ids_are_uuids(answers):
    versions = {UUID(answer[name]).version for answer in answers for name in ("id", "orgId")}
    assert versions == {4}


def test_the_simplest_answer_is_small_and_never_changed(simplest):
    found = simplest(responses())
    assert found.keys() == {"provider", "sipUri", "id", "orgId", "createdAt", "updatedAt", "status"}
    assert found["createdAt"] == found["updatedAt"] == "2024-01-01T00:00:00.000Z"


def test_the_host_is_the_one_that_is_asked_for(sample):
    uris = {
        answer["sipUri"].lower() for answer in sample(responses(sip_host="sip.eu.vapi.ai"), 200) if "sipUri" in answer
    }
    assert uris
    assert all(uri.endswith("@sip.eu.vapi.ai") for uri in uris)


def small_revision(*, shown=True):
    text = {"type": "string"}
    create = {"type": "object", "properties": {"sipUri": text, "name": text}}
    number = {"type": "object", "properties": {"sipUri": text, "id": text}}
    return Contract(
        {
            "components": {
                "schemas": {"CreateVapiPhoneNumberDTO": create} | ({"VapiPhoneNumber": number} if shown else {})
            }
        }
    )


def test_a_revision_that_shows_less_is_shown_less(sample):
    assert {name for answer in sample(responses(contract=small_revision()), 100) for name in answer} == {"sipUri", "id"}


def test_a_revision_without_answers_is_refused(sample):
    with pytest.raises(ValueError, match="has no VapiPhoneNumber"):
        sample(responses(contract=small_revision(shown=False)), 1)
