"""A run against a client: what decides it, which causes it tells, and how it ends."""

import json
from urllib.parse import quote

import httpx2
import pytest

from vapi_contracts import RULES, check_client, judge
from vapi_contracts.endpoint.endpoint import EndpointError
from vapi_contracts.rules.catalogue import UnknownRuleError
from vapi_contracts.rules.rule import Rule
from vapi_contracts.runner.client_runner import ClientRunner
from vapi_contracts.runner.client_stage import MOST_HUNG, ClientStage
from vapi_contracts.runner.events import RuleFinished, RuleStarted, RunFinished, RunStarted
from vapi_contracts.runner.revision import contract_of
from vapi_contracts.scenario import Invoke, Scenario
from vapi_contracts.transcript import Exchange, Invocation, Request, Target, Transcript
from vapi_contracts.verdict import Verdict


class ApiError(Exception):
    """All that the client raises."""


class Client:
    """A client of two methods, right in what it sends."""

    errors = (ApiError,)

    def __init__(self, base_url, token, timeout):
        self.http = httpx2.Client(base_url=base_url, headers={"authorization": f"Bearer {token}"}, timeout=timeout)

    def create(self, payload):
        return self.ask("POST", "/phone-number", self.told(payload))

    def update(self, number, payload):
        return self.ask("PATCH", f"/phone-number/{quote(number, safe='')}", self.told(payload))

    def told(self, payload):
        return payload

    def ask(self, method, path, payload):
        try:
            return self.http.request(method, path, json=payload).raise_for_status().json()
        except (httpx2.HTTPError, ValueError) as error:
            raise ApiError(str(error)) from error

    def close(self):
        self.http.close()


class Wrong(Client):
    """Loses names and, in its other way to create, servers."""

    lost, lost_by_the_way = "name", "server"

    def __init__(self, base_url, token, timeout):
        super().__init__(base_url, token, timeout)
        self.ways = {"typed": self.create_typed}

    def create_typed(self, payload):
        return self.ask("POST", "/phone-number", without(payload, self.lost_by_the_way))

    def told(self, payload):
        return without(payload, self.lost)


def without(payload, gone):
    return {key: value for key, value in payload.items() if key != gone}


def outcomes(result):
    return {found.rule.id: (found.outcome, [c.scenario for c in found.counterexamples]) for found in result.rules}


def wire(client=Wrong, **more):
    return check_client(client, **{"rules": ["client.wire"], "seed": 7, "effort": "quick", **more})


def test_each_cause_is_one_counterexample_made_small():
    [found] = wire().rules
    told = {one.pointer: one for one in found.counterexamples}
    assert {"/name", "/server"} <= set(told)
    assert len(told) == len({(one.pointer, one.message) for one in found.counterexamples})
    assert sum(len(step.body) for step in told["/name"].scenario.steps) <= 2, "a provider and a name"
    assert {one.reproduced for one in found.counterexamples} == {"2/2"}


def test_the_other_ways_to_create_are_tried():
    [found] = wire().rules
    [lost] = [one for one in found.counterexamples if one.pointer == "/server"]
    assert [step.way for step in lost.scenario.steps] == ["typed"]
    assert "typed" in lost.message


def test_a_counterexample_holds_no_payload_that_no_document_allows():
    """Who wrote the client need not cope with one."""
    contract = contract_of(None)
    accepts = [rule for rule in RULES if rule.id == "client.accepts"]
    [found] = wire().rules
    assert contract is not None
    for one in found.counterexamples:
        assert all(verdict.outcome != "broken" for verdict in judge(one.transcript, accepts))


def test_the_same_seed_gives_the_same_run():
    first, second = (wire(effort="standard") for _ in range(2))
    assert outcomes(first) == outcomes(second)
    assert (first.calls, first.requests) == (second.calls, second.requests)


def test_an_outcome_does_not_depend_on_what_else_is_selected():
    together = outcomes(wire(rules=["client.wire", "client.accepts", "client.path"]))
    for rule in together:
        assert outcomes(wire(rules=[rule]))[rule] == together[rule], rule


def test_calls_and_requests_are_counted():
    result = wire(Client)
    [found] = result.rules
    assert 0 < found.calls < result.calls, "the first one sees whether the client works"
    assert 0 < found.requests <= result.requests


def test_events_tell_the_run_in_order():
    events = []
    wire(rules=["client.wire", "client.path"], on_event=events.append)
    kinds = [type(event) for event in events]
    assert kinds[0] is RunStarted
    assert kinds[-1] is RunFinished
    assert kinds.count(RuleStarted) == kinds.count(RuleFinished) == 2


def test_rules_about_endpoints_are_not_for_clients():
    with pytest.raises(UnknownRuleError, match=r"resource\.echo is about endpoints: use vapi-contracts check"):
        wire(rules=["resource.echo"])


@pytest.mark.parametrize("most", [5, 60, 300])
def test_no_more_requests_are_sent_than_allowed(most):
    assert wire(max_requests=most, effort="standard").requests <= most


def test_failures_are_kept_one_file_a_cause_and_tried_first_next_time(tmp_path, monkeypatch):
    """Without a seed; and forgotten when the rule holds again."""
    first = wire(keep=tmp_path, seed=None)
    [folder] = tmp_path.iterdir()
    kept = sorted(file.name for file in folder.iterdir())
    assert len(kept) == len(first.rules[0].counterexamples)
    assert kept[-1] == "client.wire.json"
    content = json.loads((folder / "client.wire.json").read_text())
    content["scenario"] = [{"step": "invoke", "do": "create", "body": {"provider": "vapi", "name": "kept"}}]
    (folder / "client.wire.json").write_text(json.dumps(content))
    again = wire(keep=tmp_path, seed=None)
    assert "kept" in str(again.rules[0].counterexamples[0].scenario.to_json())
    (folder / "client.wire.json").write_text("{not json")
    assert wire(keep=tmp_path).exit_code == 1
    monkeypatch.setattr(Wrong, "lost", None)
    monkeypatch.setattr(Wrong, "lost_by_the_way", None)
    wire(keep=tmp_path)
    assert list(folder.iterdir()) == []


class Scripted:
    """A client whose transcripts a function makes; `at_once` is how many scenarios came in each batch."""

    name = "scripted"
    base_url = None
    target = Target()
    ways = ()

    def __init__(self, play):
        self.make = play
        self.requests = self.invocations = 0
        self.at_once = []
        self.closed = 0

    def probe(self):
        pass

    def play(self, scenario):
        return self.play_all([scenario])[0]

    def play_all(self, scenarios):
        self.at_once.append(len(scenarios))
        transcripts = [self.make(scenario) for scenario in scenarios]
        self.invocations += sum(len(one.invocations) for one in transcripts)
        self.requests += sum(len(one.exchanges) for one in transcripts)
        return transcripts

    def afresh(self):
        return self

    def close(self):
        self.closed += 1


def seen(ending="returned", seconds=0.0, result=None):
    request = Request(method="POST", path="/phone-number")
    invocation = Invocation(do="create", count=1, ending=ending, seconds=seconds, result=result)
    return Transcript(exchanges=(Exchange(request=request),), invocations=(invocation,))


def rule_of(scenarios, judge, name="client.bounded"):
    """A rule whose verdict on a play is broken where `judge` returns a cause, and held where it returns `None`."""

    def verdicts(transcript):
        cause = judge(transcript)
        outcome = "held" if cause is None else "broken"
        yield Verdict(rule=name, outcome=outcome, exchange=0, invocation=0, cause=cause or (), message=str(cause))

    return Rule(
        id=name,
        statement="It is so.",
        basis="inferred",
        source="here",
        subject="client",
        judge=verdicts,
        scenarios=lambda _: scenarios,
    )


def create(**payload):
    return Scenario((Invoke(do="create", body={"provider": "vapi", **payload}),))


def checked(client, rule, **more):
    runner = ClientRunner(ClientStage(client), contract=contract_of(None), effort="standard", seed=1, **more)
    return runner.run(rule)


def test_a_breach_in_time_that_no_replay_shows_is_none():
    """A busy machine is no fault of the client; a breach of another kind stays, and says that it was seen once."""
    plays = []

    def busy_once(scenario):
        plays.append(scenario)
        return seen(seconds=3.0 if len(plays) == 1 else 0.1)

    late = lambda transcript: ("late",) if transcript.invocations[0].seconds > 1 else None  # noqa: E731
    two = [create(), create(name="a")]
    assert checked(Scripted(busy_once), rule_of(two, late)).outcome == "passed"
    plays.clear()
    kept = checked(Scripted(busy_once), rule_of(two, late, name="client.read"))
    assert [one.reproduced for one in kept.counterexamples] == ["0/2"]


def test_what_takes_long_is_not_made_smaller():
    client = Scripted(lambda _: seen(seconds=3.0))
    found = checked(client, rule_of([create(name="a", assistantId="b")], lambda _: ("late",)))
    assert client.invocations == 3, "once, and two replays"
    assert found.counterexamples[0].scenario == create(name="a", assistantId="b")


def test_a_cause_that_holds_all_of_another_is_that_other():
    causes = {"a": ("name", "hooks"), "b": ("name",), "c": ("hooks",), "d": ("hooks", "server")}

    def played(scenario):
        return seen(result=scenario.steps[0].body.get("name"))

    told = lambda transcript: causes.get(transcript.invocations[0].result)  # noqa: E731
    found = checked(Scripted(played), rule_of([create(name=name) for name in causes], told))
    assert [one.message for one in found.counterexamples] == ["('name',)", "('hooks',)"]


def test_a_client_that_hangs_again_and_again_is_given_up():
    client = Scripted(lambda _: seen("hung", 15.0))
    many = [create(name=f"n{at}") for at in range(50)]
    hung = lambda transcript: ("hung",) if transcript.invocations[0].ending == "hung" else None  # noqa: E731
    runner = ClientRunner(ClientStage(client), contract=contract_of(None), effort="standard", seed=1)
    first = runner.run(rule_of(many, hung))
    second = runner.run(rule_of([create(name="later")], hung, name="client.wire"))
    assert client.invocations == MOST_HUNG
    assert first.outcome == "failed"
    assert (second.outcome, second.reason) == ("skipped", "the client hung again and again, and was given up")


def test_what_waits_is_played_first_and_many_at_a_time():
    order = []

    def played(scenario):
        order.append(scenario)
        return seen()

    client = Scripted(played)
    slow = Scenario((Invoke(do="create", body={}, timeout=0.5),))
    checked(client, rule_of([*(create(name=f"n{at}") for at in range(40)), slow], lambda _: None))
    assert order[0] == slow
    assert len(client.at_once) < 6


@pytest.mark.parametrize(
    ("error", "ending", "code"),
    [(EndpointError("the program is gone"), "unreachable", 3), (KeyboardInterrupt(), "interrupted", 130)],
)
def test_a_run_that_ends_early_brings_home_what_it_has(error, ending, code):
    def gone(_):
        raise error

    client = Scripted(gone)
    result = check_client(client, seed=1)
    assert (result.ending, result.exit_code) == (ending, code)
    assert len(result.rules) == sum(rule.subject == "client" for rule in RULES)
    assert client.closed == 1


def test_a_client_that_goes_away_while_a_breach_is_made_small_leaves_the_breach():
    plays = []

    def dying(scenario):
        plays.append(scenario)
        if len(plays) > 1:
            raise EndpointError("the program is gone")
        return seen()

    found = checked(Scripted(dying), rule_of([create(name="a", assistantId="b")], lambda _: ("always",)))
    assert [one.reproduced for one in found.counterexamples] == ["0/0"]


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ("client.path", "the client does not offer what this can be seen by"),
        ("client.errors", "the client sends nothing: TypeError: list takes other arguments"),
    ],
)
def test_why_a_rule_was_skipped(rule, reason):
    class Tiny:
        def __init__(self, base_url, token, timeout):
            pass

        def list(self, **query):
            raise TypeError("list takes other arguments")

    [found] = check_client(Tiny, rules=[rule], seed=1, effort="quick").rules
    assert (found.outcome, found.reason) == ("skipped", reason)
