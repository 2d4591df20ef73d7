"""Scenarios of what a client is to do, played on loopback: what the transcript holds, and what it must not."""

import json
import threading
import time

import httpx2
import pytest

from vapi_contracts import trouble
from vapi_contracts.body import Text, Value
from vapi_contracts.client import player as player_module
from vapi_contracts.client.recording import ClientRecorder
from vapi_contracts.endpoint.endpoint import EndpointError, TargetError
from vapi_contracts.endpoint.wire import Answer
from vapi_contracts.reference import create_app
from vapi_contracts.scenario import Create, Invoke, Scenario, instant, text

USER, PASSWORD = "u" * 20, "correct horse battery staple"
PAYLOAD = {"provider": "vapi", "name": "n", "authentication": {"username": USER, "password": PASSWORD}}
LIFE = Scenario(
    (
        Invoke(do="create", body=PAYLOAD),
        Invoke(do="get", number=0),
        Invoke(do="list", query={"limit": 5}),
        Invoke(do="update", number=0, body={"name": "m"}),
        Invoke(do="delete", number=0),
        Invoke(do="get", number=0),
    )
)


@pytest.fixture(params=["sync", "async", "program"])
def right(request, opened, right_client, right_program):
    """The right client in each of its forms, opened."""
    forms = {"sync": right_client.sync_client, "async": right_client.async_client, "program": right_program}
    return opened(forms[request.param])


def test_a_transcript_has_the_intent_the_wire_and_what_the_client_said(right):
    right.probe()
    before = right.requests, right.invocations
    transcript = right.play(LIFE)
    assert (right.requests, right.invocations) == (before[0] + 6, before[1] + 6)
    assert [one.request.method for one in transcript.exchanges] == ["POST", "GET", "GET", "PATCH", "DELETE", "GET"]
    assert [(one.first, one.count) for one in transcript.invocations] == [(at, 1) for at in range(6)]
    create, get, listed, update, _, gone = transcript.invocations
    made = transcript.exchanges[0].shown
    assert create.body == transcript.exchanges[0].sent
    assert create.result == made
    assert create.id is None
    assert get.result == transcript.exchanges[1].shown
    assert get.id == made["id"]
    assert transcript.exchanges[1].request.path == f"/phone-number/{made['id']}"
    assert (listed.query, listed.result) == ({"limit": 5}, [made])
    assert transcript.exchanges[2].request.query == (("limit", "5"),)
    assert (update.body, update.result["name"]) == ({"name": "m"}, "m")
    assert (gone.ending, gone.error, gone.own, gone.dumped) == ("raised", "ClientError", True, True)
    assert [one.exact for one in transcript.invocations] == [create.exact] * 6
    started = [one.started for one in transcript.exchanges]
    assert started == sorted(started)
    assert all(one.request.credential == "right" for one in transcript.exchanges)


@pytest.mark.parametrize("form", ["object", "program"])
def test_a_number_is_there_for_a_client_that_creates_none(opened, program, form):
    """Whether that is known beforehand, or told when it is asked for one."""
    source = (
        "import http.client\n"
        "def answer(asked):\n"
        "    if asked['op'] != 'get': return say(json.dumps({'id': asked['id'], 'error': {'kind': 'unsupported'}}))\n"
        "    http_client = http.client.HTTPConnection(asked['base_url'][7:])\n"
        "    bearer = {'authorization': 'Bearer ' + asked['token']}\n"
        "    http_client.request('GET', '/phone-number/' + asked['args']['id'], headers=bearer)\n"
        "    say(json.dumps({'id': asked['id'], 'ok': json.loads(http_client.getresponse().read())}))\n"
    )

    class Reader:
        def __init__(self, base_url, token, timeout):
            self.http = httpx2.Client(base_url=base_url, headers={"authorization": f"Bearer {token}"}, timeout=timeout)

        def get(self, number):
            return self.http.get(f"/phone-number/{number}").json()

        def close(self):
            self.http.close()

    player = opened(Reader if form == "object" else program(source))
    for _ in range(2):
        transcript = player.play(LIFE)
        assert [one.do for one in transcript.invocations] == ["get", "get"]
        assert [one.request.method for one in transcript.exchanges] == ["GET", "GET"]
        assert transcript.invocations[0].result["name"] == "n"
    assert player.requests == 4


def test_no_secret_is_in_a_transcript_and_equality_survives(right):
    """One password twice, another of the same length, and one that a refusal and the client's message quote."""
    other = PASSWORD.swapcase()
    transcript = right.play(
        Scenario(
            (
                Invoke(do="create", body=PAYLOAD),
                Invoke(do="create", body=PAYLOAD | {"authentication": {"username": USER, "password": other}}),
                Invoke(do="get", number=0),
                Invoke(do="create", body=PAYLOAD, answers=(trouble.answer({"said": PASSWORD}, status=400),)),
                Invoke(do="create", body=PAYLOAD, answers=(trouble.bad_utf8(),)),
                Invoke(do="create", body=PAYLOAD, answers=(trouble.truncated(),)),
            )
        )
    )
    written = json.dumps(transcript.to_json())
    for secret in (PASSWORD, PASSWORD[:12], other, other[:12], "test-token"):
        assert secret not in written
    first, second, again, refused, *_ = transcript.invocations
    shown = [one.body["authentication"]["password"] for one in (first, second)]
    assert [len(one) for one in shown] == [len(PASSWORD)] * 2
    assert shown[0] != shown[1]
    assert [one.result["authentication"]["password"] for one in (first, second, again)] == [*shown, shown[0]]
    assert [one.sent["authentication"]["password"] for one in transcript.exchanges[:2]] == shown
    assert shown[0] in refused.message


def test_stand_ins_do_not_depend_on_what_was_played_before(right):
    first = right.play(LIFE).invocations[0].body
    right.play(Scenario((Invoke(do="create", body={"authentication": {"password": PASSWORD[::-1]}}),)))
    assert right.play(LIFE).invocations[0].body == first


@pytest.mark.parametrize("name", ["a/b", "x/../../call", "a?b=c", "a#b", "50%", "%2e%2e", "ä ☎", " "])
def test_an_id_goes_into_the_path_as_it_was_sent(right, name):
    transcript = right.play(Scenario((Invoke(do="get", id=name),)))
    assert transcript.invocations[0].id == name
    [exchange] = transcript.exchanges
    assert exchange.request.path.count("/") == 2
    assert str(httpx2.URL(f"http://a{exchange.request.path}").path) == f"/phone-number/{name}"


@pytest.mark.parametrize("name", ["", ".", ".."])
def test_a_client_that_refuses_has_sent_nothing(right, name):
    transcript = right.play(Scenario((Invoke(do="get", id=name),)))
    assert transcript.exchanges == ()
    assert (transcript.invocations[0].ending, transcript.invocations[0].own) == ("raised", True)


BROKEN = {
    "stall": trouble.stall(),
    "drip": trouble.drip(),
    "drop": trouble.drop(),
    "truncated": trouble.truncated(),
    "bad_utf8": trouble.bad_utf8(),
    "null": trouble.null(),
    "html": trouble.html(),
    "empty": trouble.empty(),
    "error body": trouble.error_body(),
    "500": trouble.status(500, carried_out=True),
    "429": trouble.status(429, retry_after="0"),
    "silence": trouble.Trouble(delivery="silence"),
}


def test_the_right_client_says_so_within_its_time_out_and_posts_once(right):
    scenarios = [
        Scenario(tuple(Invoke(do=do, body={}, answers=(one,), timeout=0.5) for do in ("create", "list")))
        for one in BROKEN.values()
    ]
    for what, transcript in zip(BROKEN, right.play_all(scenarios), strict=True):
        for seen in transcript.invocations:
            assert (what, seen.ending, seen.error, seen.own) == (what, "raised", "ClientError", True)
            assert (what, seen.seconds < 1.5, seen.timeout) == (what, True, 0.5)
        assert [what, *(seen.count for seen in transcript.invocations)] == [what, 1, 3 if what == "429" else 1]


@pytest.mark.parametrize(
    ("retry_after", "least", "most"), [("0", 0, 0.2), ("0.3", 0.3, 0.6), ("{date+1}", 0, 1.3), ("{date-9}", 0, 0.2)]
)
def test_the_right_client_tries_again_when_it_may(right, retry_after, least, most):
    transcript = right.play(
        Scenario((Invoke(do="list", answers=(trouble.status(503, retry_after=retry_after), None)),))
    )
    assert [one.status for one in transcript.exchanges] == [503, 200]
    first, second = transcript.exchanges
    assert least <= second.started - first.started < most
    assert transcript.invocations[0].result == []


def test_orders_are_for_one_invocation_only(right):
    transcript = right.play(Scenario((Invoke(do="list", answers=(trouble.null(),)), Invoke(do="list"))))
    assert [one.ending for one in transcript.invocations] == ["raised", "returned"]


def test_each_scenario_finds_an_api_without_numbers(right):
    create = Scenario((Invoke(do="create", body=PAYLOAD), Invoke(do="list")))
    assert [len(right.play(create).invocations[1].result) for _ in range(2)] == [1, 1]


def test_steps_that_need_what_is_not_known_are_left_out(right):
    transcript = right.play(
        Scenario(
            (
                Invoke(do="get", number=0),
                Invoke(do="create", body={"name": 5}),
                Invoke(do="update", number=0, body={}),
                Invoke(do="create", body=PAYLOAD, answers=(trouble.error_body(),)),
                Invoke(do="create", body=PAYLOAD),
                Invoke(do="get", number=1),
                Invoke(do="delete", number=2),
                Invoke(do="list", query={"createdAtGe": instant(2, "createdAt")}),
                Invoke(do="list", query={"createdAtGe": instant(7, "createdAt")}),
            )
        )
    )
    assert [one.do for one in transcript.invocations] == ["create", "create", "create", "delete", "list"]
    made = transcript.invocations[2].result
    assert transcript.invocations[3].id == made["id"]
    assert transcript.invocations[4].query == {"createdAtGe": made["createdAt"]}


def test_the_id_is_the_one_on_the_wire_whatever_the_client_says(opened):
    class Forgetful:
        def __init__(self, base_url, token, timeout):
            self.http = httpx2.Client(base_url=base_url, headers={"authorization": f"Bearer {token}"})

        def create(self, payload):
            self.http.post("/phone-number", json=payload)
            return {"id": "another"}

        def get(self, number):
            return self.http.get(f"/phone-number/{number}").json()

        def close(self):
            self.http.close()

    transcript = opened(Forgetful).play(Scenario((Invoke(do="create", body=PAYLOAD), Invoke(do="get", number=0))))
    assert transcript.invocations[0].result == {"id": "another"}
    assert transcript.exchanges[1].status == 200
    assert transcript.invocations[1].id == transcript.exchanges[0].shown["id"]


class Local:
    """A client that asks nobody; `seen` is what it was given."""

    def __init__(self, base_url="", token="", timeout=0.0):
        self.seen = []
        self.ways = {"model": self.mutate, "kept": self.seen.append}

    def create(self, payload):
        return self.mutate(payload)

    def mutate(self, payload):
        payload["name"] = payload.get("name", "").upper()
        payload.setdefault("hooks", []).append({"on": "call.ringing"})
        return payload


@pytest.mark.parametrize("way", [None, "model"])
def test_a_client_that_changes_its_payload_cannot_change_what_was_asked(invoked, way):
    body = {"name": "n", "hooks": [{"on": "call.ending"}]}
    step = Invoke(do="create", body=body, way=way)
    seen = invoked(Local(), step)
    assert seen.body == {"name": "n", "hooks": [{"on": "call.ending"}]} == body
    assert seen.result == {"name": "N", "hooks": [{"on": "call.ending"}, {"on": "call.ringing"}]}
    assert seen.way == way


def test_what_the_client_does_not_offer_is_left_out(opened):
    player = opened(Local)
    assert (player.methods, player.ways) == ({"create"}, ("model", "kept"))
    assert [player.offers("create"), player.offers("create", "model"), player.offers("create", "DTO")] == [1, 1, 0]
    assert not player.offers("list")
    steps = (Invoke(do="list"), Invoke(do="create", body={}, way="DTO"), Invoke(do="create", body={}))
    assert [one.way for one in player.play(Scenario(steps)).invocations] == [None]


def test_a_fresh_text_is_the_same_throughout_a_play_and_another_in_the_next(opened):
    player = opened(Local)
    scenario = Scenario((Invoke(do="create", body={"name": text("{fresh}")}),) * 2)
    names = [one.body["name"] for _ in range(2) for one in player.play(scenario).invocations]
    assert names[0] == names[1] != names[2] == names[3]


def test_numbers_stay_what_they_are(right):
    body = PAYLOAD | {"server": {"url": "https://a.b", "timeoutSeconds": 20.0}}
    transcript = right.play(Scenario((Invoke(do="create", body=body), Invoke(do="create", body={"n": 2**53 + 1}))))
    assert isinstance(transcript.invocations[0].body["server"]["timeoutSeconds"], float)
    assert isinstance(transcript.exchanges[0].sent["server"]["timeoutSeconds"], float)
    assert transcript.exchanges[1].sent == {"n": 2**53 + 1}


def test_a_request_out_of_turn_is_blamed_on_nobody(opened):
    """What comes between two invocations belongs to none of them, and the next is played elsewhere."""

    class Telling:
        def __init__(self, base_url, token, timeout):
            self.base_url = base_url

        def get(self, number):
            return self.base_url

    player = opened(Telling)
    scenario = Scenario((Invoke(do="get", id="x"),))
    first = player.play(scenario).invocations[0].result
    assert player.play(scenario).invocations[0].result == first
    httpx2.get(f"{first}/stray", trust_env=False)
    transcript = player.play(scenario)
    assert transcript.exchanges == ()
    assert transcript.invocations[0].result != first


def test_after_a_hang_the_server_is_another(opened):
    gone = threading.Event()

    class Hanging:
        def __init__(self, base_url, token, timeout):
            self.base_url = base_url

        def get(self, number):
            if number == "hang":
                gone.wait(60)
            return self.base_url

    player = opened(Hanging, limit=0.3)
    before, hung, after = player.play(
        Scenario(tuple(Invoke(do="get", id=name) for name in ("x", "hang", "x")))
    ).invocations
    gone.set()
    assert hung.ending == "hung"
    assert before.result != after.result


def test_many_scenarios_are_played_at_once_and_come_back_in_order(right):
    scenarios = [
        Scenario((Invoke(do="create", body=PAYLOAD | {"name": f"n{at}"}), Invoke(do="list"))) for at in range(40)
    ]
    before = right.requests
    transcripts = right.play_all(scenarios)
    assert [one.invocations[0].body["name"] for one in transcripts] == [f"n{at}" for at in range(40)]
    assert [[number["name"] for number in one.invocations[1].result] for one in transcripts] == [
        [f"n{at}"] for at in range(40)
    ]
    assert all(one.invocations[1].count == 1 for one in transcripts)
    assert right.requests == before + 80
    assert right.play_all([]) == []


def test_waiting_is_done_side_by_side(opened, right_client):
    player = opened(right_client.sync_client)
    scenario = Scenario((Invoke(do="list", answers=(trouble.stall(),), timeout=0.5),))
    began = time.perf_counter()
    transcripts = player.play_all([scenario] * 8)
    assert time.perf_counter() - began < 2.5
    assert [one.invocations[0].ending for one in transcripts] == ["raised"] * 8


def test_what_goes_wrong_in_one_of_many_ends_them_all(opened):
    player = opened(Local)
    scenarios = [Scenario((Invoke(do="create", body={}),)), Scenario((Create(body={}),))] * 20
    with pytest.raises(TargetError, match="a scenario for an endpoint cannot be played against a client"):
        player.play_all(scenarios)
    assert player.invocations < 40


def test_an_interruption_ends_them_all(opened, monkeypatch):
    player = opened(Local)
    monkeypatch.setattr(player_module, "PATIENCE", 5.0)

    def interrupted(payload):
        raise KeyboardInterrupt

    monkeypatch.setattr(Local, "mutate", lambda self, payload: interrupted(payload))
    with pytest.raises(KeyboardInterrupt):
        player.play_all([Scenario((Invoke(do="create", body={}),))] * 40)


def test_afresh_the_client_and_the_server_are_new(opened):
    made = []

    def factory(base_url, token, timeout):
        made.append(base_url)
        return Local()

    player = opened(factory)
    scenario = Scenario((Invoke(do="create", body={}),))
    player.play(scenario)
    player.play(scenario)
    assert len(made) == 1
    assert player.afresh() is player
    player.play(scenario)
    assert len(set(made)) == 2


def test_a_client_is_made_once_for_each_time_out(opened):
    made = []

    def factory(base_url, token, timeout):
        made.append(timeout)
        return Local()

    player = opened(factory, timeout=3.0)
    steps = tuple(Invoke(do="create", body={}, timeout=timeout) for timeout in (None, 0.5, 3.0, 0.5))
    assert [one.timeout for one in player.play(Scenario(steps)).invocations] == [3.0, 0.5, 3.0, 0.5]
    assert made == [3.0, 0.5]


def test_a_reference_that_does_not_start_is_an_endpoint_that_is_gone(opened):
    async def failing(scope, receive, send):
        message = await receive()
        await send({"type": f"{message['type']}.failed", "message": "no database"})

    with pytest.raises(EndpointError, match="no database"):
        opened(Local, reference=lambda: failing).probe()


def recorded(recorder, body):
    return recorder.response(Answer(200, [], body)).body


def test_short_and_odd_secrets_are_told_apart_as_far_as_they_can_be():
    recorder = ClientRecorder("test-token")
    secrets = ["aaaa", "bbbb", "aaaa", "\u20ac1", "\u20ac2", "", "\u20ac", "\u00a3"]
    shown = [recorder.value({"authentication": {"password": secret}}) for secret in secrets]
    assert [one["authentication"]["password"] for one in shown] == [
        *("****", "***1", "****", "\u2022*", "\u20221", "", "\u2022", "\u2022")
    ]


def test_a_secret_is_the_same_under_another_name_and_a_short_one_is_left_alone():
    """A client may lose the name that says that something is a secret."""
    recorder = ClientRecorder("test-token")
    recorder.value({"authentication": {"password": "hunter2hunter2"}, "headers": {"x-token": "abc"}})
    assert recorder.value({"pass_word": "hunter2hunter2", "name": "abc"}) == {"pass_word": "*" * 14, "name": "abc"}
    assert recorder.text("hunter2hunter2: abc, test-token") == f"{'*' * 14}: abc, <token>"
    assert recorded(recorder, b'{"x": "hunter2hunter2"}') == Value({"x": "*" * 14})
    recorder.forget()
    assert recorded(recorder, b'{"x": "hunter2hunter2"}') == Value({"x": "hunter2hunter2"})


def test_a_text_that_is_no_json_is_kept_but_for_its_secrets():
    recorder = ClientRecorder("short")
    assert recorded(recorder, b"oops") == Text("oops")
    assert recorded(recorder, b'{"authentication": {"password": "hunter') == Text(
        '{"authentication": {"password": "******'
    )


def test_the_reference_is_made_with_the_token_of_the_run(opened, right_client):
    player = opened(right_client.sync_client, token="other-token", reference=lambda: create_app(token="other-token"))
    assert player.play(Scenario((Invoke(do="list"),))).invocations[0].result == []
