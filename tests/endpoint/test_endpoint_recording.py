"""What a transcript keeps of an exchange, and what it must never show."""

import json

import pytest

from vapi_contracts.body import Bytes, Repeated, Text, Value
from vapi_contracts.endpoint.recording import Recorder, masked
from vapi_contracts.endpoint.wire import Answer

SECRET_TOKEN = "s3cr3t/token+=="


def recorded(body, token=SECRET_TOKEN, encoded=None, path="/phone-number", query=()):
    return Recorder(token).request(
        method="POST",
        path=path,
        query=query,
        credential="right",
        content_type="application/json",
        body=body,
        encoded=body.encode() if encoded is None else encoded,
    )


def shown(raw, token=SECRET_TOKEN, headers=()):
    return Recorder(token).response(Answer(200, list(headers), raw))


@pytest.mark.parametrize(
    ("secret", "stand_in"),
    [
        ("", ""),
        ("p4ss word", "*********"),
        ("pä€", "*\u2022\u2022"),
        ("\U0001f600\U00010348", "\U0001f512\U0001f512"),
        ("a\x00b\n\x85", "*\x00*\n\x85"),
        ("\ud800x\udfff", "\ud800*\udfff"),
    ],
)
def test_a_stand_in_is_as_long_and_as_odd_and_stable(secret, stand_in):
    assert masked(secret) == stand_in
    assert masked(stand_in) == stand_in


@pytest.mark.parametrize(
    ("payload", "expected"),
    [
        ({"authentication": {"password": "abc", "username": "u"}}, {"password": "***", "username": "u"}),
        ({"authentication": {"password": 5}}, {"password": 5}),
        ({"authentication": {"password": None}}, {"password": None}),
        ({"authentication": {"more": {"password": "abc"}}}, {"more": {"password": "***"}}),
        ({"authentication": {"password": ["abc", 1]}}, {"password": ["***", 1]}),
        ({"authentication": [{"password": "abc"}]}, [{"password": "***"}]),
    ],
)
def test_a_sip_password_is_masked_both_ways(payload, expected):
    assert recorded(Value(payload)).body.json == {"authentication": expected}
    assert shown(json.dumps([payload]).encode()).body.json == [{"authentication": expected}]


@pytest.mark.parametrize("key", ["headers", "sipHeaders"])
@pytest.mark.parametrize(
    ("name", "hidden"),
    [
        ("Authorization", True),
        ("x-auth-TOKEN", True),
        ("Client-Secret", True),
        ("X-Api-Key", True),
        ("Cookie", True),
        ("X-Trace", False),
    ],
)
def test_secret_looking_headers_are_masked(key, name, hidden):
    payload = {"server": {"url": "u", key: {name: "abc"}}, name: "abc"}
    expected = {"server": {"url": "u", key: {name: "***" if hidden else "abc"}}, name: "abc"}
    assert recorded(Value(payload)).body.json == expected
    assert shown(json.dumps(payload).encode()).body.json == expected


def test_the_payload_itself_is_not_changed():
    payload = {"authentication": {"password": "abc"}}
    recorded(Value(payload))
    assert payload == {"authentication": {"password": "abc"}}


def test_a_value_without_secrets_is_kept_as_it_is():
    body = Value({"name": "n"})
    assert recorded(body).body is body


@pytest.mark.parametrize(
    "raw",
    [
        json.dumps({"a": [f"Bearer {SECRET_TOKEN}"], "authentication": {"username": SECRET_TOKEN}}).encode(),
        json.dumps({"a": SECRET_TOKEN}).replace("/", "\\/").encode(),
        b'{"a": "' + SECRET_TOKEN.replace("s", "\\u0073", 1).encode() + b'"}',
        f"oops: {SECRET_TOKEN}".encode(),
        b"\xff" + SECRET_TOKEN.encode(),
    ],
)
def test_the_token_is_never_shown(raw):
    response = shown(raw, headers=[("Location", f"/?t={SECRET_TOKEN}")])
    body = response.body
    visible = body.encode() if isinstance(body, Text | Bytes) else json.dumps(body.json).encode()
    assert SECRET_TOKEN.encode() not in visible
    assert b"<token>" in visible
    assert response.headers == {"location": "/?t=<token>"}


def test_the_token_is_not_shown_in_requests_either():
    request = recorded(Value({"a": SECRET_TOKEN}), path=f"/{SECRET_TOKEN}", query=[(SECRET_TOKEN, SECRET_TOKEN)])
    assert request.body.json == {"a": "<token>"}
    assert request.path == "/<token>"
    assert request.query == (("<token>", "<token>"),)


def test_a_token_that_is_a_common_word_is_left_alone():
    assert shown(b'{"a": "token"}', token="token").body.json == {"a": "token"}


def test_of_the_headers_three_are_kept():
    headers = [("Content-Type", "a/b"), ("RETRY-AFTER", "1"), ("Set-Cookie", "x"), ("content-type", "c/d")]
    assert shown(b"", headers=headers).headers == {"content-type": "a/b", "retry-after": "1"}


@pytest.mark.parametrize(
    ("raw", "body"),
    [
        (b"", None),
        (b"[1]", Value([1])),
        (b"oops", Text("oops")),
        (b"\xff", Bytes("/w==")),
        (b'[NaN, "authentication"]', Text('[NaN, "authentication"]')),
    ],
)
def test_a_body_is_json_or_text_or_bytes(raw, body):
    assert shown(raw).body == body


@pytest.mark.parametrize("body", [Text('{"a":1}'), Bytes("eyJhIjoxfQ==")])
def test_a_request_is_recorded_by_what_its_bytes_are(body):
    assert recorded(body).body == Value({"a": 1})


def test_a_value_that_is_no_json_is_recorded_as_the_text_it_was():
    assert recorded(Value({"a": float("nan")})).body == Text('{"a":NaN}')


def test_a_repeated_body_and_a_large_answer_keep_their_kind():
    body = Repeated("[", "[", 100_000, "")
    assert recorded(body).body is body
    assert shown(b'["' + b"a" * 1_200_000 + b'"]').body.json == ["a" * 1_200_000]


def test_a_deep_answer_is_searched_without_recursion():
    raw = b'{"a":' * 300 + b'{"authentication":{"password":"abc"}}' + b"}" * 300
    assert b"abc" not in shown(raw).body.encode()


def test_a_refusal_that_quotes_a_secret_does_not_give_it_away():
    """In JSON and in plain text: what was masked in a payload is masked in the answers after it."""
    recorder = Recorder("test-token")
    payload = b'{"authentication": {"username": "u", "password": "hunter2short"}}'
    recorder.request(
        method="POST",
        path="/phone-number",
        credential="right",
        content_type="application/json",
        body=None,
        encoded=payload,
    )
    for body in (b'{"message": ["hunter2short is too short"]}', b"hunter2short is too short"):
        answer = recorder.response(Answer(status=400, headers=(), body=body))
        assert "hunter2short" not in str(answer)
        assert "is too short" in str(answer)
