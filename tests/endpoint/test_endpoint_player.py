"""What the player does with steps, answers, busy endpoints, silent ones, and what it leaves behind."""

import json
import re
from datetime import UTC, datetime
from email.utils import format_datetime

import pytest

from vapi_contracts.body import Repeated, Text, Value
from vapi_contracts.endpoint.asgi import AsgiEndpoint
from vapi_contracts.endpoint.endpoint import EndpointError, TargetError
from vapi_contracts.endpoint.patience import pause_before
from vapi_contracts.endpoint.player import Player
from vapi_contracts.endpoint.wire import Answer, NoAnswer
from vapi_contracts.scenario import (
    Create,
    Delete,
    List,
    Page,
    Patch,
    Read,
    Scenario,
    Send,
    Wait,
    instant,
    text,
)
from vapi_contracts.transcript import Target

NUMBER = {"provider": "vapi"}


def made(number_id="a", at="2026-01-02T03:04:05.678Z", status=201):
    body = {"id": number_id, "createdAt": at, "updatedAt": at}
    return Answer(status, [("content-type", "application/json")], json.dumps(body).encode())


def status(code, *headers):
    return Answer(code, list(headers), b"{}")


TIMEOUT = NoAnswer("timeout", "no answer in 1 s")
DROPPED = NoAnswer("dropped", "reset")
REFUSED = NoAnswer("refused", "connection refused")
READ = Scenario((Send(method="GET", path="/phone-number/x"),))
POST = Scenario((Send(method="POST", path="/elsewhere", body=Text("{")),))


@pytest.fixture
def player(clock):
    def build(transport, **options):
        options = {"name": "it", "token": "test-token", "sleep": clock.sleep, "clock": clock} | options
        return Player(transport, **options)

    return build


def test_every_step_becomes_its_request(api):
    scenario = Scenario(
        (
            Create(body=NUMBER | {"name": "n"}),
            Read(number=0),
            Patch(number=0, body={"name": "m"}),
            List(query={"limit": 5, "createdAtGe": instant(0, "createdAt")}),
            Page(query={"search": "ä &", "desc": True, "many": [1, "b"]}),
            Send(method="PUT", path="/phone-number/{id:0}?x=1&y=", body=Text("hé"), content_type="text/plain"),
            Send(method="GET", path="/ü a", content_type=None, credential="absent"),
            Delete(number=0, credential="wrong"),
        )
    )
    transcript = AsgiEndpoint(api).play(scenario)
    asked = [seen[:3] for seen in api.seen]
    assert asked == [
        ("POST", "/phone-number", ""),
        ("GET", "/phone-number/id-1", ""),
        ("PATCH", "/phone-number/id-1", ""),
        ("GET", "/phone-number", "limit=5&createdAtGe=2026-01-02T03%3A04%3A05.000Z"),
        ("GET", "/v2/phone-number", "search=%C3%A4%20%26&desc=true&many=1&many=b"),
        ("PUT", "/phone-number/id-1", "x=1&y="),
        ("GET", "/ü a", ""),
        ("DELETE", "/phone-number/id-1", ""),
        ("DELETE", "/phone-number/id-1", ""),  # the clean-up
    ]
    assert [exchange.operation for exchange in transcript.exchanges] == [
        *("create", "read", "patch", "list", "page", "other", "other", "delete")
    ]
    assert transcript.exchanges[4].request.query == (
        ("search", "ä &"),
        ("desc", "true"),
        ("many", "1"),
        ("many", "b"),
    )
    assert transcript.exchanges[5].request.query == (("x", "1"), ("y", ""))
    assert transcript.exchanges[6].request.path == "/%C3%BC%20a"
    assert [exchange.status for exchange in transcript.exchanges] == [201, 200, 200, 200, 200, 200, 401, 401]
    assert api.bodies[0] == b'{"provider":"vapi","name":"n"}'
    assert api.numbers == {}


def test_the_credential_is_sent_and_only_its_kind_recorded(api):
    steps = tuple(List(credential=credential) for credential in ("right", "wrong", "absent"))
    transcript = AsgiEndpoint(api).play(Scenario(steps))
    sent = [headers.get("authorization") for *_, headers in api.seen]
    assert sent[0] == "Bearer test-token"
    assert sent[1].startswith("Bearer ")
    assert sent[1] != sent[0]
    assert sent[2] is None
    assert [exchange.request.credential for exchange in transcript.exchanges] == ["right", "wrong", "absent"]
    assert "test-token" not in json.dumps(transcript.to_json())


def test_a_text_is_fresh_in_every_play(api):
    body = NUMBER | {
        "name": text("{fresh} {FRESH} {host} {HOST} {Host} {{x}}"),
        "deep": [{"$text": 5}, {"$text": "{fresh}", "more": 1}],
    }
    endpoint = AsgiEndpoint(api, target=Target(sip_host="sip.eu.vapi.ai"))
    names = []
    for _ in range(2):
        sent = endpoint.play(Scenario((Create(body=body), Create(body=body)))).exchanges
        assert sent[0].sent == sent[1].sent
        assert sent[0].sent["deep"] == body["deep"]
        names.append(sent[0].sent["name"])
    assert names[0] != names[1]
    fresh = names[0][:10]
    assert re.fullmatch(r"[a-z]{10}", fresh)
    hosts = "sip.eu.vapi.ai SIP.EU.VAPI.AI Sip.Eu.Vapi.Ai {{x}}"
    assert names[0] == f"{fresh} {fresh.upper()} {hosts}"


@pytest.mark.parametrize(
    ("shown", "plus_ms", "expected"),
    [
        ("2026-01-02T03:04:05.678Z", 0, "2026-01-02T03:04:05.678Z"),
        ("2026-01-02T03:04:05.678Z", 1, "2026-01-02T03:04:05.679Z"),
        ("2026-01-02T03:04:05Z", -6000, "2026-01-02T03:03:59.000Z"),
        ("2026-01-02T03:04:05.678901+02:00", 0, "2026-01-02T03:04:05.678901+02:00"),
        ("2026-01-02T03:04:05.678901+02:00", 1, "2026-01-02T01:04:05.679Z"),
        ("2026-01-02T03:04:05", 1000, "2026-01-02T03:04:06.000Z"),
        ("yesterday", 0, "yesterday"),
        ("yesterday", 1, None),
        ("9999-12-31T23:59:59Z", 10**9, None),
        (None, 0, None),
    ],
)
def test_an_instant_is_what_was_shown_or_is_shifted(player, script, shown, plus_ms, expected):
    transport = script(made(at=shown))
    scenario = Scenario((Create(body=NUMBER), List(query={"createdAtLt": instant(0, "createdAt", plus_ms=plus_ms)})))
    exchanges = player(transport).play(scenario).exchanges
    assert len(exchanges) == (1 if expected is None else 2)
    if expected:
        assert exchanges[1].request.query == (("createdAtLt", expected),)


def test_an_instant_is_the_latest_that_was_shown_of_the_number(player, script):
    transport = script(made(at="2026-01-01T00:00:00.001Z"), made(at="2026-01-01T00:00:00.002Z", status=200))
    steps = (
        Create(body=NUMBER),
        Read(number=0),
        List(query={"updatedAtGe": instant(0, "updatedAt")}),
    )
    [*_, last] = player(transport).play(Scenario(steps)).exchanges
    assert last.request.query == (("updatedAtGe", "2026-01-01T00:00:00.002Z"),)


def test_steps_on_a_number_that_was_refused_are_left_out(player, script):
    transport = script(status(400), made("b"), made("b"), status(200))
    steps = (
        Create(body={}),
        Create(body=NUMBER),
        Read(number=0),
        Delete(number=0),
        Patch(number=7, body={}),
        Send(method="GET", path="/phone-number/{id:0}"),
        List(query={"createdAtGe": instant(0, "createdAt")}),
        Read(number=1),
    )
    exchanges = player(transport).play(Scenario(steps)).exchanges
    assert [exchange.request.path for exchange in exchanges] == [*("/phone-number", "/phone-number", "/phone-number/b")]


@pytest.mark.parametrize(
    ("shown", "naps"),
    [
        (None, [0.002]),
        ("2026-01-02T03:04:05.678Z", [0.002]),
        ("2026-01-02T03:04:05.678901Z", [0.002]),
        ("2026-01-02T03:04:05Z", [1.002]),
        ("2026-01-02T03:04:05.000Z", [1.002]),
        ("2026-01-02T03:04:05.6Z", [0.102]),
    ],
)
def test_a_wait_is_as_long_as_the_endpoints_clock_is_coarse(player, script, clock, shown, naps):
    player(script(made(at=shown))).play(Scenario((Create(body=NUMBER), Wait())))
    assert clock.naps == naps


def test_zero_milliseconds_are_chance_where_others_were_seen(player, script, clock):
    transport = script(made(at="2026-01-02T03:04:05.678Z"), made(at="2026-01-02T03:04:06.000Z"))
    player(transport).play(Scenario((Create(body=NUMBER), Create(body=NUMBER), Wait())))
    assert clock.naps == [0.002]


@pytest.mark.parametrize(
    ("header", "pause"),
    [
        (None, 0.05),
        ("2", 2.0),
        ("0", 0.0),
        ("0.5", 0.5),
        ("3600", 5.0),
        ("-1", 0.05),
        ("soon", 0.05),
        (format_datetime(datetime.fromtimestamp(1003, UTC), usegmt=True), 3.0),
        (format_datetime(datetime.fromtimestamp(10, UTC), usegmt=True), 0.0),
    ],
)
def test_retry_after_is_honoured(header, pause):
    assert pause_before(1, header, now=lambda: 1000.0) == pause


@pytest.mark.parametrize("code", [429, 503])
def test_a_busy_endpoint_is_asked_again_and_every_attempt_recorded(player, script, clock, code):
    transport = script(status(code), status(code, ("Retry-After", "1")), made())
    it = player(transport)
    exchanges = it.play(Scenario((Create(body=NUMBER),))).exchanges
    assert [exchange.status for exchange in exchanges] == [code, code, 201]
    assert clock.naps == [0.05, 1.0]
    assert it.requests == 4  # and the clean-up


def test_a_busy_endpoint_is_asked_five_times_at_most(player, script, clock):
    exchanges = player(script(status(503))).play(POST).exchanges
    assert len(exchanges) == 5
    assert clock.naps == [0.05, 0.1, 0.2, 0.4]


@pytest.mark.parametrize("silence", [TIMEOUT, DROPPED])
@pytest.mark.parametrize(("scenario", "attempts"), [(READ, 2), (POST, 1)])
def test_only_a_get_is_repeated_after_silence(player, script, silence, scenario, attempts):
    it = player(script(*[silence] * attempts, status(200)))
    exchanges = it.play(scenario).exchanges
    assert [exchange.failure for exchange in exchanges][:attempts] == [silence.failure] * attempts
    assert exchanges[0].response is None
    assert len(exchanges) == attempts
    assert it.requests == {1: 1, 2: 3}[attempts]  # after two of them it asks whether anybody is there


@pytest.mark.parametrize("silence", [TIMEOUT, DROPPED])
@pytest.mark.parametrize("scenario", [READ, Scenario((*POST.steps, *POST.steps, *POST.steps))])
def test_an_endpoint_is_gone_after_three_requests_without_an_answer(player, script, silence, scenario):
    transport = script(silence)
    with pytest.raises(EndpointError) as caught:
        player(transport).play(scenario)
    assert len(transport.sent) == 3
    assert len(caught.value.partial.exchanges) == 2
    assert str(caught.value) == f"it is gone: no answer three times in a row, last: {silence.why}"


def test_what_is_only_silent_on_one_request_is_not_gone(player, script):
    transport = script(DROPPED, DROPPED, status(200), DROPPED, DROPPED, status(200))
    exchanges = player(transport).play(Scenario(POST.steps * 4)).exchanges
    assert [exchange.failure for exchange in exchanges] == ["dropped"] * 4
    assert [request.method for request in transport.sent] == ["POST", "POST", "GET"] * 2


def test_a_refused_connection_ends_the_play_at_once(player, script):
    transport = script(made(), REFUSED)
    with pytest.raises(EndpointError, match="it is gone: connection refused; left behind there: a") as caught:
        player(transport).play(Scenario((Create(body=NUMBER), Read(number=0), Read(number=0))))
    assert [exchange.failure for exchange in caught.value.partial.exchanges] == [None, "refused"]


def test_everything_that_was_created_is_deleted(api):
    steps = (
        Create(body=NUMBER),
        Create(body=NUMBER),
        Create(body=[]),
        Delete(number=0),
        Send(method="POST", path="/phone-number", body=Value(NUMBER)),
    )
    endpoint = AsgiEndpoint(api)
    transcript = endpoint.play(Scenario(steps))
    assert api.numbers == {}
    assert len(transcript.exchanges) == 5
    assert endpoint.requests == 7


def test_a_clean_up_that_meets_a_busy_endpoint_tries_again(player, script):
    transport = script(made(), status(429), status(503), status(200))
    player(transport).play(Scenario((Create(body=NUMBER),)))
    assert [request.method for request in transport.sent] == ["POST", "DELETE", "DELETE", "DELETE"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_an_interrupted_play_cleans_up(player, script, error):
    transport = script(made(), error(), status(200))
    with pytest.raises(error):
        player(transport).play(Scenario((Create(body=NUMBER), Read(number=0), Read(number=0))))
    assert [request.method for request in transport.sent] == ["POST", "GET", "DELETE"]


def test_a_second_interrupt_ends_the_clean_up(player, script):
    transport = script(made("a"), made("b"), KeyboardInterrupt(), KeyboardInterrupt(), status(200))
    with pytest.raises(KeyboardInterrupt):
        player(transport).play(Scenario((Create(body=NUMBER), Create(body=NUMBER), Read(number=0))))
    assert len(transport.sent) == 4


def test_a_rate_is_kept(player, script, clock):
    player(script(status(200)), rate=4).play(Scenario(POST.steps * 3))
    assert clock.naps == [0.25, 0.25]


def test_a_large_body_stays_a_description(api):
    body = Repeated("[", "[", 2000, "]")
    [exchange] = AsgiEndpoint(api).play(Scenario((Send(method="POST", path="/x", body=body),))).exchanges
    assert exchange.request.body == body
    assert api.bodies == [body.encode()]


@pytest.mark.parametrize(
    ("outcome", "error", "message"),
    [
        (REFUSED, EndpointError, "cannot reach it: connection refused"),
        (TIMEOUT, EndpointError, "cannot reach it: no answer three times in a row, last: no answer in 1 s"),
        (Answer(500, [], b"", "ValueError: x"), EndpointError, "it raised ValueError: x"),
        (status(401), TargetError, "it refused the token (401)"),
        (status(403), TargetError, "it refused the token (403)"),
        (status(404), TargetError, "it answers 404 to GET /phone-number: is it the API?"),
        (status(307), TargetError, "it answers 307, a redirection: is it the API?"),
        (
            Answer(200, [("Content-Type", "text/html; charset=utf-8")], b"<p>"),
            TargetError,
            "it answers text/html, not JSON: is it the API?",
        ),
        (
            Answer(200, [("content-type", "application/json")], b"oops"),
            TargetError,
            "it answers application/json that is not JSON: is it the API?",
        ),
        (status(200), None, ""),
        (status(500), None, ""),
        (status(400), None, ""),
    ],
)
def test_a_probe_says_what_is_wrong_in_one_line(player, script, outcome, error, message):
    if error is None:
        player(script(outcome)).probe()
        return
    with pytest.raises(error, match=f"^{re.escape(message)}$"):
        player(script(outcome)).probe()


def test_a_probe_asks_for_one_number(player, script):
    transport = script(status(200))
    it = player(transport)
    it.probe()
    assert [request.target for request in transport.sent] == ["/phone-number?limit=1"]
    it.close()
    assert transport.closed == 1
