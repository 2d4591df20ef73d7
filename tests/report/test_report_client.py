"""What is told of a client: the call, the orders to the server, the wire, what came of it. Letter by letter."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from vapi_contracts.body import Text, Value
from vapi_contracts.report.clients import client_command, client_words
from vapi_contracts.report.failure import failure_text
from vapi_contracts.report.orders import order_text, orders_text
from vapi_contracts.rules.rule import Rule
from vapi_contracts.runner.result import Counterexample, RuleResult
from vapi_contracts.scenario import Invoke, Scenario
from vapi_contracts.transcript import Exchange, Invocation, Request, Response, Transcript
from vapi_contracts.trouble import (
    Trouble,
    answer,
    bad_utf8,
    drip,
    drop,
    empty,
    error_body,
    html,
    stall,
    status,
    truncated,
    unknown_enum,
    wrong_content_type,
)

SNAPSHOTS = Path(__file__).parent / "snapshots"
ID = "2f0c1f5e-6f0a-4d1c-9a51-0c5b8e1d7a10"
NUMBER = {"id": ID, "provider": "vapi", "status": "active"}
LONG = {"provider": "vapi", "server": {"url": "https://example.com", "timeoutSeconds": 20, "headers": {"a": "b" * 60}}}


def exchange(method, path, code, sent=None, seen=None, **more):
    body = None if sent is None else Value(sent)
    shown = seen if isinstance(seen, Text) or seen is None else Value(seen)
    return Exchange(
        request=Request(method=method, path=path, body=body, content_type="application/json"),
        response=Response(status=code, body=shown),
        **more,
    )


def broken(rule, *found):
    told = Rule(
        id=rule,
        statement="It is so.",
        basis="inferred",
        source="spec: somewhere",
        subject="client",
        judge=lambda _: [],
        scenarios=lambda _: [],
    )
    return RuleResult(rule=told, outcome="failed", broken=len(found), counterexamples=found)


def found(*seen, rule_of="a", at=None, **more):
    """A counterexample from triples of a step, its invocation and its exchanges."""
    exchanges, invocations = [], []
    for _, invocation, wire in seen:
        invocations.append(replace(invocation, first=len(exchanges), count=len(wire)))
        exchanges += wire
    given = {"message": "create is wrong", "pointer": "", "expected": "this", "actual": "that", "reproduced": "2/2"}
    return Counterexample(
        scenario=Scenario(tuple(step for step, _, _ in seen)),
        transcript=Transcript(exchanges=tuple(exchanges), invocations=tuple(invocations)),
        invocation=at,
        **{**given, **more},
    )


def _one_cause():
    sent = {**LONG, "server": {**LONG["server"], "timeoutSeconds": 20.0}}
    step = Invoke(do="create", body=LONG, way="typed")
    invocation = Invocation(do="create", body=LONG, way="typed", result=NUMBER, kinds={"": "Number"}, seconds=0.002)
    one = found(
        (step, invocation, [exchange("POST", "/phone-number", 201, sent, NUMBER)]),
        message="create by its way 'typed' sends Server.timeoutSeconds as 20.0 where it was given 20",
        pointer="/server/timeoutSeconds",
        expected=20,
        actual=20.0,
    )
    return broken("client.wire", one)


def _several_causes():
    created = (
        Invoke(do="create", body={"provider": "vapi"}),
        Invocation(do="create", body={"provider": "vapi"}, result=NUMBER),
        [exchange("POST", "/phone-number", 201, {"provider": "vapi"}, NUMBER)],
    )
    lost = found(
        created,
        (
            Invoke(do="update", number=0, body={"name": None}),
            Invocation(do="update", id=ID, body={"name": None}, ending="raised", error="ApiError", own=True,
                       message="409:\n conflict \x1b[2J"),
            [exchange("PATCH", f"/phone-number/{ID}", 409, {}, {"message": "no"})],
        ),
        message="update loses a null",
        pointer="/name",
    )  # fmt: skip
    unknown = found(
        (
            Invoke(do="get", id=ID, answers=(unknown_enum(),)),
            Invocation(do="get", id=ID, result={**NUMBER, "status": None}, kinds={"": "Number"}, seconds=0.01),
            [exchange("GET", f"/phone-number/{ID}", 200, None, {**NUMBER, "status": "hibernating"})],
        ),
        pointer="/status",
    )
    late = found(
        (
            Invoke(do="list", query={"limit": 3}, answers=(status(503, retry_after=1), stall()), timeout=0.5),
            Invocation(do="list", query={"limit": 3}, timeout=0.5, ending="hung", seconds=15.0),
            [
                exchange("GET", "/phone-number", 503, None, {"message": "later"}),
                exchange("GET", "/phone-number", 200, None, [NUMBER], delivery="stall", seconds=2.0),
            ],
        ),
        reproduced="1/2",
    )
    odd = found(
        (
            Invoke(do="get", id="..", answers=(html(),)),
            Invocation(do="get", id="..", dumped=False, kinds={"": "Page"}),
            [exchange("GET", "/", 200, None, Text("<html>"))],
        )
    )
    refused = found(
        (
            Invoke(do="create", body=LONG),
            Invocation(do="create", body=LONG, ending="raised", error="TypeError", message=None),
            [],
        )
    )
    return broken("client.tolerate", lost, unknown, late, odd, refused)


@pytest.mark.parametrize("make", [_one_cause, _several_causes], ids=lambda make: make.__name__[1:])
def test_the_message_is_as_it_was(make):
    text = failure_text(make(), base_url=None, target="sdk:make", seed=7)
    file = SNAPSHOTS / f"client_{make.__name__[1:]}.txt"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


def test_a_step_that_the_client_does_not_offer_is_not_taken_for_another():
    """The transcript has nothing of it."""
    scenario = Scenario((Invoke(do="get", id=ID, answers=(html(),)), Invoke(do="list", answers=(empty(),))))
    one = replace(
        found(
            (scenario.steps[1], Invocation(do="list"), [exchange("GET", "/phone-number", 200, None, Text(""))]), at=0
        ),
        scenario=scenario,
    )
    assert "the server answers 200 without a body" in failure_text(broken("client.errors", one), base_url=None)


ORDERS = {
    "as the API does": None,
    "answers 500 with": status(500),
    "the request having been carried out": status(500, carried_out=True),
    "retry-after: 0.5": status(503, retry_after=0.5),
    "without the second half": truncated(),
    "no UTF-8": bad_utf8(),
    "a few bytes at a time": drip(),
    "closes the connection without an answer, the request having been carried out": drop(),
    "nothing having been carried out": drop(carried_out=False),
    "in the middle of the body": Trouble(delivery="cut"),
    "says nothing": Trouble(delivery="silence"),
    "content-type: text/html": wrong_content_type(),
    '"Bad Request"': error_body(),
    "answers 201 with []": answer([], status=201),
    '"hibernating" at /status': unknown_enum(),
}


@pytest.mark.parametrize("told", ORDERS)
def test_an_order_to_the_server_is_told_in_words(told):
    assert told in order_text(ORDERS[told])


def test_orders_for_several_requests_are_numbered():
    assert orders_text((status(500), None)).endswith("; at request 2 and later answers as the API does")


@pytest.mark.parametrize(
    ("target", "command"),
    [
        (None, "vapi-contracts client MODULE:FACTORY --rules client.wire"),
        ("sdk.clients:make", "vapi-contracts client sdk.clients:make --rules client.wire --seed 7"),
        ("node 'my client.js'", "vapi-contracts client --rules client.wire --seed 7 -- node 'my client.js'"),
    ],
)
def test_it_says_how_to_see_it_again(target, command):
    assert client_command(target, "client.wire", None if target is None else 7) == command


def test_a_name_that_is_no_command_line_is_one_word():
    assert client_words("it's") == ["it's"]
