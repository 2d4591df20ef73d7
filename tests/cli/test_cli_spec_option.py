"""`check --spec FILE`: a published revision in place of the bundled contract."""

import json

import pytest

from vapi_contracts.contract.document import bundled_document


def test_an_endpoint_is_held_to_the_revision(run, tmp_path):
    document = bundled_document()
    document["components"]["schemas"]["CreateVapiPhoneNumberDTO"]["properties"]["name"]["maxLength"] = 39
    (tmp_path / "revision.json").write_text(json.dumps(document), encoding="utf-8")
    done = run("check", "--spec", "revision.json", "--rules", "payload.*.name.maxLength", "--effort", "quick")
    assert (done.code, done.err) == (1, "")
    assert "has at most 39 characters" in done.out


@pytest.mark.parametrize(
    ("content", "told"),
    [(None, "no.json"), ("{", "no.json"), ("[]", "no.json"), ('{"openapi": "3.0.0", "paths": {}}', "no.json")],
)
def test_a_document_that_cannot_be_used_is_told_in_one_line(run, tmp_path, content, told):
    if content is not None:
        (tmp_path / "no.json").write_text(content, encoding="utf-8")
    done = run("check", "--spec", "no.json")
    assert done.code == 2
    assert done.err.startswith("Error: --spec: ")
    assert done.err.count("\n") == 1
    assert told in done.err
