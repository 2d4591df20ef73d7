"""A published revision takes the place of the bundled contract."""

import json
from pathlib import Path

import pytest

from vapi_contracts import check
from vapi_contracts.contract.document import bundled_document
from vapi_contracts.spec import SpecError

SLICES = sorted((Path(__file__).parents[3] / "shared" / "spec").glob("*.json"))


@pytest.fixture
def revision(tmp_path):
    """Write the bundled document, changed, to a file."""

    def write(change):
        document = bundled_document()
        change(document["components"]["schemas"])
        file = tmp_path / "revision.json"
        file.write_text(json.dumps(document), encoding="utf-8")
        return file

    return write


def outcomes(result):
    return {found.rule.id: found.outcome for found in result.rules}


def test_the_bundled_document_as_a_revision_changes_nothing(revision):
    file = revision(lambda _: None)
    assert outcomes(check(spec=file, seed=1, effort="quick")) == outcomes(check(seed=1, effort="quick"))


def test_a_bound_that_moved_is_what_the_endpoint_is_held_to(revision):
    file = revision(lambda schemas: schemas["CreateVapiPhoneNumberDTO"]["properties"]["name"].update(maxLength=50))
    [found] = check(spec=file, rules=["payload.*.name.maxLength"], seed=1).rules
    assert found.outcome == "failed"
    assert found.rule.statement.endswith("has at most 50 characters.")
    assert found.counterexamples[0].expected == "accepted"


def test_a_property_that_came_has_rules_of_its_own(revision):
    file = revision(lambda schemas: schemas["Server"]["properties"].update(retries={"type": "number", "maximum": 3}))
    found = outcomes(check(spec=file, rules=["payload.Server.retries.*"], seed=1, effort="quick"))
    assert found == {"payload.Server.retries.type": "failed", "payload.Server.retries.maximum": "failed"}


def test_a_document_without_the_payload_is_refused(revision):
    file = revision(lambda schemas: schemas.pop("CreateVapiPhoneNumberDTO"))
    with pytest.raises(SpecError, match="has no CreateVapiPhoneNumberDTO"):
        check(spec=file)


@pytest.mark.skipif(not SLICES, reason="the folder with real revisions is not there")
@pytest.mark.parametrize("file", SLICES[::4], ids=lambda file: file.stem)
def test_every_real_revision_can_be_checked_against(file):
    """What differs from the reference breaks; nothing of ours does."""
    result = check(spec=file, seed=1, effort="quick")
    assert result.count("errored") == 0
    assert result.count("passed") > 40


@pytest.mark.skipif(not SLICES, reason="the folder with real revisions is not there")
def test_the_newest_revision_is_the_bundled_contract():
    result = check(spec=SLICES[-1], seed=1)
    assert set(outcomes(result).values()) == {"passed"}
    assert len(result.rules) == 193
