"""The failure message, letter by letter. `UPDATE_SNAPSHOTS=1` writes the files anew."""

import os
from pathlib import Path

import pytest

from vapi_contracts.body import Bytes, Text
from vapi_contracts.report.failure import failure_text

SNAPSHOTS = Path(__file__).parent / "snapshots"
ID = "2f0c1f5e-6f0a-4d1c-9a51-0c5b8e1d7a10"
CREATED = {"id": ID, "provider": "vapi"}


def _sequence(failed, exchange):
    return failed(
        exchange("POST", "/phone-number", 201, {"provider": "vapi", "name": "desk"}, {**CREATED, "name": "desk"}),
        exchange("GET", f"/phone-number/{ID}", 200, None, CREATED),
        pointer="/name",
    )


def _payload(failed, exchange):
    sent = {"provider": "vapi", "name": "a" * 41, "server": {"url": "https://example.com/" + "x" * 30}}
    return failed(
        exchange("POST", "/phone-number", 201, {"provider": "vapi", "name": "a" * 40}, CREATED),
        exchange("POST", "/phone-number", 400, sent, {"message": ["no"]}),
        rule="payload.CreateVapiPhoneNumberDTO.name.maxLength",
        basis="documented",
        pointer="/name",
        message="the endpoint accepted a payload that breaks the rule",
        expected="at most 40 characters",
        actual="a" * 41,
        beside=0,
    )


def _long_sequence(failed, exchange):
    made = [exchange("POST", "/phone-number", 201, {"provider": "vapi", "name": f"n{at}"}) for at in range(30)]
    rows = [{**CREATED, "name": f"n{at}", "hooks": [{"on": "call.ringing", "do": []}] * 4} for at in range(30)]
    listed = exchange("GET", "/phone-number", 200, None, rows, query=(("limit", "50"), ("search", "a b")))
    return failed(*made, listed, exchange("GET", "/phone-number", 200), at=30, pointer="/17/hooks/2/do")


def _odd_bytes(failed, exchange):
    return failed(
        exchange("POST", "/phone-number", 500, Text("{'a':\x00 1}"), content_type="text/plain"),
        exchange("POST", "/phone-number", None, Bytes("/w=="), content_type=None, credential="wrong"),
        exchange("DELETE", f"/phone-number/{ID}", 200, None, "\ud800\x1b[2J", credential="absent"),
        rule="resource.robust",
        live=True,
        known_deviation="the live service is known for it",
    )


@pytest.mark.parametrize("make", [_sequence, _payload, _long_sequence, _odd_bytes], ids=lambda make: make.__name__[1:])
def test_the_message_is_as_it_was(make, failed, exchange):
    text = failure_text(make(failed, exchange), base_url="http://127.0.0.1:8000")
    file = SNAPSHOTS / f"{make.__name__[1:]}.txt"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("base_url", "target", "command"),
    [
        (None, None, "vapi-contracts check TARGET --rules resource.echo"),
        (None, "the embedded reference", "vapi-contracts check --rules resource.echo"),
        (None, "service:app", "vapi-contracts check service:app --rules resource.echo"),
        ("http://h:1", None, "vapi-contracts check http://h:1 --rules resource.echo"),
    ],
)
def test_it_says_how_to_see_it_again(failed, exchange, base_url, target, command):
    text = failure_text(_sequence(failed, exchange), base_url=base_url, target=target)
    assert text.splitlines()[-1].strip() == command
