"""`client.wire`: what the caller gave is what goes on the wire."""

import pytest

from .client_transcripts import ID, NOTHING, PLAIN, causes, exchange, invocation, outcomes, verdicts

RULE = "client.wire"


def created(given, sent, **more):
    return invocation("create", exchange("create", sent=sent), body=given, **more)


def updated(given, sent, **more):
    return invocation("update", exchange("update", sent=sent), body=given, **more)


def server(**properties):
    return {**PLAIN, "server": properties}


def test_what_arrives_as_it_was_given_holds():
    body = {**PLAIN, "hooks": [], "server": {"timeoutSeconds": 20, "headers": {"x_a": ""}}}
    assert outcomes(RULE, created(body, body)) == ["held"]
    unset = {"provider": "vapi", "assistantId": None}
    assert outcomes(RULE, updated(unset, unset)) == ["held"]


@pytest.mark.parametrize(
    ("given", "sent", "cause"),
    [
        (server(timeoutSeconds=20), server(timeoutSeconds=20.0), ("Server.timeoutSeconds", "20 becomes 20.0")),
        (server(timeoutSeconds=20.0), server(timeoutSeconds=20), ("Server.timeoutSeconds", "20.0 becomes 20")),
        (server(timeoutSeconds=20), server(timeoutSeconds=21), ("Server.timeoutSeconds", "changed")),
        (server(timeoutSeconds=20), server(timeoutSeconds="20"), ("Server.timeoutSeconds", "number becomes string")),
        (
            server(staticIpAddressesEnabled=True),
            server(staticIpAddressesEnabled=1),
            ("Server.staticIpAddressesEnabled", "boolean becomes number"),
        ),
        (server(url="https://a.example"), server(), ("Server.url", "lost")),
        (server(url=""), server(url=None), ("Server.url", "becomes null")),
        (server(), server(timeoutSeconds=20), ("Server.timeoutSeconds", "added")),
        (server(credentialId="a"), server(credential_id="a"), ("Server.credentialId", "renamed")),
        (
            server(encryptedPaths=["b", "a"]),
            server(encryptedPaths=["a", "b"]),
            ("Server.encryptedPaths", "order changed"),
        ),
        (server(encryptedPaths=["a", "a"]), server(encryptedPaths=["a"]), ("Server.encryptedPaths", "items lost")),
        (server(headers={"X-A": "a"}), server(headers={"x-a": "a"}), ("Server.headers", "renamed")),
        ({**PLAIN, "hooks": []}, PLAIN, ("CreateVapiPhoneNumberDTO.hooks", "lost")),
    ],
)
def test_each_difference_has_a_cause_of_its_own(given, sent, cause):
    assert causes(RULE, created(given, sent)) == [cause]


def test_a_null_that_is_left_out_is_told_apart_from_a_value_that_is():
    [verdict] = verdicts(RULE, updated({"provider": "vapi", "assistantId": None}, {"provider": "vapi"}))
    assert verdict.cause == ("CreateVapiPhoneNumberDTO.assistantId", "null is left out")
    assert verdict.message == "update does not send the null that it was given for CreateVapiPhoneNumberDTO.assistantId"
    assert (verdict.pointer, verdict.expected, verdict.actual) == ("/assistantId", None, "absent")
    assert (verdict.invocation, verdict.exchange) == (0, 0)


def test_paths_that_lead_to_one_property_have_one_cause():
    plan = {"mode": "blind-transfer", "timeout": 20}
    spoilt = {"mode": "blind-transfer", "timeout": 20.0}
    by_number = {"type": "number", "number": "+14155550100"}
    action = {"type": "transfer", "destination": {"type": "sip", "sipUri": "sip:a@b.example"}}

    def both(used):
        hook = {"on": "call.ending", "do": {**action, "destination": {**action["destination"], "transferPlan": used}}}
        return {**PLAIN, "fallbackDestination": {**by_number, "transferPlan": used}, "hooks": [hook]}

    assert set(causes(RULE, created(both(plan), both(spoilt)))) == {("TransferPlan.timeout", "20 becomes 20.0")}


def test_several_differences_are_several_breaches():
    found = causes(RULE, created(server(url="https://a.example", timeoutSeconds=20), server(timeoutSeconds=20.0)))
    assert sorted(found) == [("Server.timeoutSeconds", "20 becomes 20.0"), ("Server.url", "lost")]


def test_an_integer_past_the_doubles_has_to_arrive_whole():
    big = {**PLAIN, "n": 2**53 + 1}
    assert causes(RULE, created(big, {**PLAIN, "n": 2**53})) == [
        ("CreateVapiPhoneNumberDTO.n", "integers past 2^53 change")
    ]


@pytest.mark.parametrize(("given", "sent"), [(20.0, 20), (20, 20.0), (2**53 + 1, 2**53), (2**53 + 1, float(2**53))])
def test_what_a_double_explains_is_undecided_where_numbers_are_doubles(given, sent):
    one = created(server(timeoutSeconds=given), server(timeoutSeconds=sent), exact=False)
    assert outcomes(RULE, one) == ["undecided"]


def test_another_difference_is_a_breach_there_too():
    one = created(server(timeoutSeconds=20.5, url="a"), server(timeoutSeconds=20), exact=False)
    assert sorted(causes(RULE, one)) == [("Server.timeoutSeconds", "changed"), ("Server.url", "lost")]


def test_the_first_of_several_tries_is_judged():
    tries = (exchange("create", sent=PLAIN, status=500), exchange("create", sent={**PLAIN, "name": "again"}))
    assert outcomes(RULE, invocation("create", *tries, body=PLAIN)) == ["held"]


@pytest.mark.parametrize(
    ("sent", "what"), [(NOTHING, "no body is sent"), (b"name=a", "a body that is not JSON is sent")]
)
def test_a_body_has_to_be_json(sent, what):
    assert causes(RULE, created(PLAIN, sent)) == [(what,)]


def test_the_method_and_the_path_count():
    put = exchange("update", sent={"provider": "vapi"}, method="PUT")
    assert causes(RULE, invocation("update", put, body={"provider": "vapi"})) == [("method", "update")]
    elsewhere = exchange("create", sent=PLAIN, path="/phone-numbers")
    [verdict] = verdicts(RULE, invocation("create", elsewhere, body=PLAIN))
    assert verdict.cause == ("path", "create")
    assert verdict.message == "create sent POST /phone-numbers, not POST /phone-number"
    assert causes(RULE, invocation("delete", exchange("delete", path="/phone-number/x"))) == [("path", "delete")]
    assert outcomes(RULE, invocation("get", exchange("get"))) == ["held"]


def test_what_an_odd_id_becomes_is_left_to_another_rule():
    odd = invocation("get", exchange("get", path="/phone-number/a%2Fb"), id="a/b")
    assert outcomes(RULE, odd) == ["held"]


def test_a_request_before_the_right_one_is_no_breach():
    looked = exchange("get")
    one = invocation("update", looked, exchange("update", sent={"provider": "vapi"}), body={"provider": "vapi"})
    assert outcomes(RULE, one) == ["held"]


def listed(query, *sent, path="/phone-number"):
    return invocation("list", exchange("list", [], query=sent, path=path), query=query)


@pytest.mark.parametrize("path", ["/phone-number", "/v2/phone-number"])
def test_a_query_that_arrives_holds(path):
    assert outcomes(RULE, listed({"limit": 5}, ("limit", "5"), path=path)) == ["held"]
    same = listed({"createdAtGe": "2024-01-31T12:00:00+02:00"}, ("createdAtGe", "2024-01-31T10:00:00Z"), path=path)
    assert outcomes(RULE, same) == ["held"]


@pytest.mark.parametrize(
    ("query", "sent", "cause"),
    [
        ({"limit": 5}, (), ("list.limit", "lost")),
        ({}, (("limit", "100"),), ("list.limit", "added")),
        ({"limit": 5}, (("limit", "5.0"),), ("list.limit", "changed")),
        (
            {"createdAtGe": "2024-01-31T12:00:00+02:00"},
            (("createdAtGe", "2024-01-31T12:00:00 02:00"),),
            ("list.createdAtGe", "changed"),
        ),
    ],
)
def test_a_query_that_does_not_is_a_breach(query, sent, cause):
    assert causes(RULE, listed(query, *sent)) == [cause]


def test_a_payload_that_never_leaves():
    assert causes(RULE, invocation("create", body=PLAIN)) == [("nothing is sent",)]
    assert outcomes(RULE, invocation("create", body=PLAIN, raised="ValueError")) == []
    assert outcomes(RULE, invocation("get", id=ID)) == []


def test_texts_that_look_alike_are_written_out():
    given, sent = {**PLAIN, "name": "A\u0308"}, {**PLAIN, "name": "\u00c4"}
    [verdict] = verdicts(RULE, created(given, sent))
    assert verdict.message.endswith(r"name as '\xc4' where it was given 'A\u0308'")
