"""What the clean endpoint turns down, and that it survives all of it."""

import pytest

LONG = "x" * 41
UNKNOWN = "6a0c0f4e-0000-4000-8000-00000000000a"


def number(value, **more):
    return {"fallbackDestination": {"type": "number", "number": value, **more}}


@pytest.mark.parametrize(
    "properties",
    [
        {"provider": "twilio"},
        {"name": LONG},
        {"name": 1},
        {"name": None},
        {"numberDesiredAreaCode": "41"},
        {"authentication": {"username": "u" * 20, "password": "p" * 19}},
        {"authentication": {"password": "p" * 20}},
        {"server": {"timeoutSeconds": 0.5}},
        {"server": {"timeoutSeconds": True}},
        {"server": {"headers": {"a": 1}}},
        {"server": {"backoffPlan": {"type": "fixed", "maxRetries": 11, "baseDelaySeconds": 1}}},
        {"server": {"backoffPlan": {"type": "fixed", "maxRetries": 1}}},
        {"hooks": {}},
        {"hooks": [{"on": "call.answered", "do": []}]},
        {"hooks": [{"on": "call.ringing"}]},
        {"hooks": [{"on": "call.ending", "do": []}]},
        {"hooks": [{"on": "call.ringing", "do": [{"type": "transfer", "destination": {"type": "number"}}]}]},
        {"fallbackDestination": {"type": "sip", "sipUri": "sip:a@b", "transferPlan": {"mode": "blind"}}},
        {
            "fallbackDestination": {
                "type": "sip",
                "sipUri": "sip:a@b",
                "transferPlan": {"mode": "blind-transfer", "sipVerb": "invite"},
            }
        },
        number("+0123456789"),
        number("4155550100"),
        number("+1234567890123456"),
        number("+1415555\u0660"),
        number("+14155550100\n"),
        number("+1 415 555"),
        number("+12345678901234567", numberE164CheckEnabled=True),
        number("12-34", numberE164CheckEnabled=False),
        number("++1234", numberE164CheckEnabled=False),
        number("x" * 41, numberE164CheckEnabled=False),
    ],
)
def test_an_invalid_payload_is_refused_and_stores_nothing(endpoint, properties):
    answer = endpoint("POST", body={"provider": "vapi", **properties})
    assert answer.status == 400
    assert answer.body["statusCode"] == 400
    assert answer.body["error"] == "Bad Request"
    assert [type(message) for message in answer.body["message"]] == [str] * len(answer.body["message"])
    assert answer.body["message"]
    assert endpoint.listed() == []


@pytest.mark.parametrize(
    "properties",
    [
        {"name": "x" * 40},
        {"name": "😀" * 40},
        {"hooks": []},
        {"hooks": [{"on": "call.ringing", "do": []}]},
        {"server": {}},
        number("+123456789012345"),
        number("+12"),
        number("abc", numberE164CheckEnabled=False),
        number("+" + "9" * 39, numberE164CheckEnabled=False),
        {"sipUri": "SIP:a.b-c_1+2%20@SIP.Vapi.AI"},
    ],
)
def test_a_valid_payload_at_the_edge_is_accepted(endpoint, properties):
    assert endpoint.create(**properties).items() >= properties.items()


@pytest.mark.parametrize(
    "uri",
    [
        "a@sip.vapi.ai",
        "sips:a@sip.vapi.ai",
        "sip:@sip.vapi.ai",
        "sip:sip.vapi.ai",
        "sip:a@sip.eu.vapi.ai",
        "sip:a@sipxvapi.ai",
        "sip:a@sip.vapi.ai:5060",
        "sip:a@sip.vapi.ai;transport=tcp",
        "sip:a b@sip.vapi.ai",
        "sip:a@b@sip.vapi.ai",
        "sip:a@sip.vapi.ai\n",
        "sip:\u212a@sip.vapi.ai",
        "",
    ],
)
def test_a_sip_uri_of_another_form_is_refused(endpoint, uri):
    assert endpoint("POST", body={"provider": "vapi", "sipUri": uri}).status == 400
    made = endpoint.create()
    assert endpoint.patch(made, sipUri=uri).status == 400


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"null", 400),
        (b"[]", 400),
        (b'"vapi"', 400),
        (b"1" * 5000, 400),
        (b"\xff\xfe", 400),
        (b'\xef\xbb\xbf{"provider":"vapi"}', 400),
        (b'{"provider":"vapi"}'.decode().encode("utf-16"), 400),
        (b'{"provider":"vapi","x":NaN}', 400),
        (b'{"provider":"vapi","x":-Infinity}', 400),
        (b'{"provider":"vapi","x":1e999}', 400),
        (b'{"provider":"vapi","name":"\\ud800"}', 400),
        (b'{"provider":"vapi","\\udfff":1}', 400),
        (b"[" * 100_000, 400),
        (b'{"provider":"vapi","x":' + b"[" * 400 + b"]" * 400 + b"}", 400),
        (b'{"provider":"vapi","x":' + b'{"a":' * 150 + b"1" + b"}" * 150 + b"}", 400),
        (b'{"provider":"vapi","x":"' + b"x" * 1_000_000 + b'"}', 413),
        (b'{"provider":"vapi","provider":"x"}', 400),
        (b'{"provider":"x","provider":"vapi"}', 201),
        (b'{"provider":"vapi","x":[' + b"[]," * 500 + b"1]}", 201),
        (b'{"provider":"vapi","x":' + b"9" * 4000 + b"}", 201),
    ],
)
def test_whatever_a_body_is_the_next_request_is_served(endpoint, raw, status):
    assert endpoint("POST", raw=raw).status == status
    assert len(endpoint.listed()) == (status == 201)
    made = endpoint.create()
    answer = endpoint("PATCH", f"/phone-number/{made['id']}", raw=raw)
    assert answer.status == {201: 200}.get(status, status)


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 201),
        ("Application/JSON; charset=utf-8", 201),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("application/jsonx", 415),
        ("", 415),
        (None, 415),
    ],
)
def test_only_json_is_taken(endpoint, content_type, status):
    assert endpoint("POST", body={"provider": "vapi"}, content_type=content_type).status == status


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer ", "Bearer wrong", "Basic test-token", "test-token", "Bearer test-token x"],
)
def test_without_the_token_nothing_happens(endpoint, authorization):
    made = endpoint.create(name="a")
    path = f"/phone-number/{made['id']}"
    for method, where in [
        ("POST", "/phone-number"),
        ("GET", "/phone-number"),
        ("GET", "/v2/phone-number"),
        ("GET", path),
        ("PATCH", path),
        ("DELETE", path),
        ("POST", "/assistant"),
        ("GET", "/assistant"),
        ("GET", "/nowhere"),
    ]:
        answer = endpoint(method, where, {"provider": "vapi"}, authorization=authorization)
        assert answer.status == 401
        assert isinstance(answer.body["message"], str)
    assert endpoint.listed() == [made]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", f"/phone-number/{UNKNOWN}", 404),
        ("PATCH", f"/phone-number/{UNKNOWN}", 404),
        ("DELETE", f"/phone-number/{UNKNOWN}", 404),
        ("GET", f"/assistant/{UNKNOWN}", 404),
        ("GET", "/phone-number/x", 400),
        ("DELETE", f"/phone-number/{UNKNOWN}0", 400),
        ("GET", "/phone-number/", 404),
        ("GET", "/phone-number/a/b", 404),
        ("GET", "/", 404),
        ("GET", "", 404),
        ("PUT", "/phone-number", 405),
        ("DELETE", "/phone-number", 405),
        ("POST", "/v2/phone-number", 405),
        ("PUT", f"/phone-number/{UNKNOWN}", 405),
    ],
)
def test_unknown_places_and_methods(endpoint, method, path, status):
    assert endpoint(method, path, {"provider": "vapi"}).status == status
