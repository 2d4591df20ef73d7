"""Results made by hand, and by short runs against defective endpoints."""

import pytest

from vapi_contracts.body import Bytes, Text, Value
from vapi_contracts.rules.rule import Rule
from vapi_contracts.runner.result import Counterexample, RuleResult, RunResult
from vapi_contracts.scenario import Create, Read, Scenario
from vapi_contracts.transcript import Exchange, Request, Response, Target, Transcript
from vapi_contracts.verdict import Verdict

ID = "2f0c1f5e-6f0a-4d1c-9a51-0c5b8e1d7a10"


def exchange(method, path, status, sent=None, seen=None, **request):
    body = sent if sent is None or isinstance(sent, Text | Bytes) else Value(sent)
    kind = None if sent is None else "application/json"
    return Exchange(
        request=Request(method=method, path=path, body=body, **{"content_type": kind, **request}),
        response=None if status is None else Response(status=status, body=None if seen is None else Value(seen)),
        failure="timeout" if status is None else None,
    )


@pytest.fixture(name="exchange")
def _exchange():
    return exchange


@pytest.fixture
def failed():
    """Make the result of a rule that is broken at the last exchange, or where it is said."""

    def failed(*exchanges, rule="resource.echo", pointer="", message="a property is lost", **more):
        verdict = Verdict(
            rule=rule,
            outcome="broken",
            exchange=more.pop("at", len(exchanges) - 1),
            pointer=pointer,
            message=message,
            beside=more.pop("beside", None),
        )
        broken = Rule(
            id=rule,
            statement="What was sent comes back.",
            basis=more.pop("basis", "inferred"),
            source="spec: somewhere",
            judge=lambda _: [verdict],
            scenarios=tuple,
        )
        found = Counterexample(
            message=message,
            pointer=pointer,
            expected=more.pop("expected", "desk"),
            actual=more.pop("actual", None),
            scenario=Scenario((Create(body={"provider": "vapi"}), Read(number=0))),
            transcript=Transcript(exchanges=exchanges, target=Target(live=more.pop("live", False))),
            reproduced="2/2",
        )
        return RuleResult(rule=broken, outcome="failed", held=3, broken=1, counterexamples=(found,), **more)

    return failed


@pytest.fixture
def ended():
    """Make a whole run."""

    def ended(*rules, **more):
        given = {
            "target": "http://127.0.0.1:8000",
            "seed": 7,
            "effort": "quick",
            "duration_s": 1.5,
            "requests": 9,
        }
        return RunResult(rules=rules, versions={"vapi-contracts": "0"}, **{**given, **more})

    return ended
