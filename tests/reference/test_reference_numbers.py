"""What the clean endpoint does with phone numbers and assistants."""

import re
import uuid

import pytest

FULL = {
    "name": "Front desk",
    "sipUri": "sip:Front-Desk@sip.vapi.ai",
    "numberDesiredAreaCode": "415",
    "assistantId": "6a0c0f4e-0000-4000-8000-000000000001",
    "squadId": "6a0c0f4e-0000-4000-8000-000000000002",
    "workflowId": "6a0c0f4e-0000-4000-8000-000000000003",
    "authentication": {"username": "u" * 20, "password": "p" * 40, "realm": "r"},
    "server": {
        "url": "https://example.org/hook",
        "timeoutSeconds": 20,
        "headers": {"X-Key": "Ä"},
        "encryptedPaths": [],
        "staticIpAddressesEnabled": False,
        "backoffPlan": {
            "type": "exponential",
            "maxRetries": 0,
            "baseDelaySeconds": 0.5,
            "excludedStatusCodes": [400],
        },
    },
    "fallbackDestination": {
        "type": "sip",
        "sipUri": "sip:someone@Example.ORG",
        "sipHeaders": {"X-A": "b"},
        "message": {"type": "custom-message", "contents": [{"type": "text", "text": "a", "language": "en"}]},
        "transferPlan": {
            "mode": "warm-transfer-experimental",
            "sipVerb": "dial",
            "contextEngineeringPlan": {"type": "none"},
            "fallbackPlan": {"message": ""},
        },
    },
    "hooks": [
        {
            "on": "call.ringing",
            "filters": [{"type": "startsWith", "key": "number", "startsWith": ["1415"]}],
            "do": [{"type": "say", "exact": "closed"}, {"type": "transfer"}],
        },
        {
            "on": "call.ending",
            "filters": [{"type": "oneOf", "key": "call.endedReason", "oneOf": ["assistant-request-failed"]}],
            "do": {"type": "transfer", "destination": {"type": "number", "number": "+14155550100"}},
        },
        {"on": "call.ending"},
    ],
}
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def test_everything_sent_comes_back_in_all_four_views(endpoint):
    made = endpoint.create(**FULL)
    for shown in (made, endpoint.read(made).body, endpoint.listed()[0], endpoint.paged()["results"][0]):
        assert shown == made
        assert {key: shown[key] for key in FULL} == FULL
        assert str(uuid.UUID(shown["id"])) == shown["id"]
        assert uuid.UUID(shown["orgId"])
        assert (shown["provider"], shown["status"]) == ("vapi", "active")
        assert INSTANT.fullmatch(shown["createdAt"])
        assert shown["createdAt"] == shown["updatedAt"]
        assert "number" not in shown


def test_the_bare_payload_is_accepted_and_what_is_unknown_is_forgotten(endpoint):
    made = endpoint.create(colour="red")
    assert made.keys() == {"id", "orgId", "provider", "status", "createdAt", "updatedAt"}


def test_values_keep_their_spelling_and_type(endpoint):
    text = b'{"provider":"vapi","server":{"timeoutSeconds":20.0},"name":"\\u0000\\ud83d\\ude00"}'
    made = endpoint("POST", raw=text).body
    assert repr(made["server"]) == "{'timeoutSeconds': 20.0}"
    assert made["name"] == "\0😀"
    assert type(endpoint.create(server={"timeoutSeconds": 20})["server"]["timeoutSeconds"]) is int


@pytest.mark.parametrize(("area", "form"), [("415", r"\+1415[2-9]\d{6}"), ("abc", None), ("115", None)])
def test_an_area_code_brings_a_number_where_there_can_be_one(endpoint, area, form):
    made = endpoint.create(numberDesiredAreaCode=area)
    assert made["numberDesiredAreaCode"] == area
    assert ("number" in made) == (form is not None)
    if form:
        assert re.fullmatch(form, made["number"])
        assert endpoint.create(numberDesiredAreaCode=area)["number"] != made["number"]


def test_a_patch_replaces_what_it_names_and_nothing_else(endpoint):
    made = endpoint.create(**FULL)
    answer = endpoint.patch(made, name="n", server={"timeoutSeconds": 1}, numberDesiredAreaCode="212", colour=1)
    assert answer.status == 200
    assert answer.body["updatedAt"] > made["updatedAt"]
    expected = {**made, "name": "n", "server": {"timeoutSeconds": 1}, "updatedAt": answer.body["updatedAt"]}
    assert answer.body == expected == endpoint.read(made).body


def test_a_patch_without_provider_or_anything_is_accepted(endpoint):
    made = endpoint.create(name="a")
    assert endpoint("PATCH", f"/phone-number/{made['id']}", {"name": "b"}).body["name"] == "b"
    assert endpoint("PATCH", f"/phone-number/{made['id']}", {}).body["name"] == "b"


def test_a_patch_with_one_fault_changes_nothing(endpoint):
    made = endpoint.create(name="a")
    assert endpoint.patch(made, name="b", server={"timeoutSeconds": 301}).status == 400
    assert endpoint.read(made).body == made


@pytest.mark.parametrize("key", ["assistantId", "squadId", "workflowId"])
def test_null_takes_a_routing_id_away_by_patch_only(endpoint, key):
    made = endpoint.create(**FULL)
    assert key not in endpoint.patch(made, **{key: None}).body
    assert key not in endpoint.read(made).body
    assert endpoint.patch(made, name=None).status == 400
    assert endpoint("POST", body={"provider": "vapi", key: None}).status == 400


def test_what_is_deleted_is_gone(endpoint):
    made = endpoint.create(sipUri="sip:a@sip.vapi.ai")
    path = f"/phone-number/{made['id']}"
    assert endpoint("DELETE", path) == (200, made)
    for method in ("GET", "PATCH", "DELETE"):
        assert endpoint(method, path, {}).status == 404
    assert endpoint.listed() == endpoint.paged()["results"] == []
    assert endpoint.create(sipUri="sip:a@sip.vapi.ai")["id"] != made["id"]


def test_two_numbers_cannot_share_a_sip_uri_in_any_case(endpoint):
    first = endpoint.create(sipUri="sip:ab@sip.vapi.ai")
    second = endpoint.create(sipUri="sip:cd@sip.vapi.ai")
    assert endpoint("POST", body={"provider": "vapi", "sipUri": "SIP:Ab@SIP.vapi.ai"}).status == 409
    assert endpoint.patch(second, sipUri="sip:AB@sip.vapi.ai", name="x").status == 409
    assert endpoint.read(second).body == second
    assert endpoint.patch(first, sipUri="sip:AB@sip.vapi.ai").body["sipUri"] == "sip:AB@sip.vapi.ai"
    assert endpoint.patch(first, sipUri="sip:ef@sip.vapi.ai").status == 200
    assert endpoint.patch(second, sipUri="sip:AB@sip.vapi.ai").status == 200


def test_another_region_has_another_sip_host(endpoints):
    europe = endpoints(sip_host="sip.eu.vapi.ai", token="t")
    body = {"provider": "vapi", "sipUri": "sip:a@sip.eu.vapi.ai"}
    assert europe("POST", body=body, authorization="bearer t").status == 201
    body = {"provider": "vapi", "sipUri": "sip:a@sip.vapi.ai"}
    assert europe("POST", body=body, authorization="Bearer t").status == 400


def test_ids_are_compared_without_case(endpoint):
    made = endpoint.create()
    assert endpoint("GET", f"/phone-number/{made['id'].upper()}") == (200, made)


def test_assistants_are_made_read_changed_listed_and_deleted(endpoint):
    made = endpoint("POST", "/assistant", {"name": "Ann", "server": {"url": "https://e.org"}, "model": {"x": 1}})
    assert made.status == 201
    assert made.body.items() >= {"name": "Ann", "model": {"x": 1}}.items()
    path = f"/assistant/{made.body['id']}"
    assert endpoint("GET", path) == (200, made.body)
    assert endpoint("GET", "/assistant", query=f"createdAtGe={made.body['createdAt']}").body == [made.body]
    assert endpoint("GET", "/assistant", query="limit=0").body == []
    changed = endpoint("PATCH", path, {"name": "Bob", "id": "x"})
    expected = {**made.body, "name": "Bob", "updatedAt": changed.body["updatedAt"]}
    assert changed == (200, expected)
    assert endpoint("GET", path).body == expected
    assert endpoint("PATCH", path, {"server": {"timeoutSeconds": 0}}).status == 400
    assert endpoint("DELETE", path) == (200, expected)
    assert endpoint("GET", path).status == endpoint("DELETE", path).status == 404
    assert endpoint("GET", "/assistant").body == []
