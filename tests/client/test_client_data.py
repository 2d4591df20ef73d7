"""What a client is to do, what the server does meanwhile, and what was seen, as JSON both ways."""

import json
import math

import pytest

from vapi_contracts import Scenario, Transcript, trouble
from vapi_contracts.body import Text, Value
from vapi_contracts.scenario import Invoke
from vapi_contracts.transcript import Exchange, Invocation, Request, Response

TROUBLES = (
    trouble.status(503, retry_after="0.5"),
    trouble.status(500, carried_out=True),
    trouble.answer({"id": "x"}),
    trouble.truncated(),
    trouble.bad_utf8(),
    trouble.wrong_content_type(),
    trouble.html(),
    trouble.empty(),
    trouble.null(),
    trouble.error_body(),
    trouble.stall(),
    trouble.drip(),
    trouble.drop(),
    trouble.unknown_property(),
    trouble.unknown_enum(),
    trouble.unknown_discriminator(),
)


def again(value):
    return json.loads(json.dumps(value))


@pytest.mark.parametrize("one", TROUBLES, ids=lambda one: json.dumps(one.to_json())[:40])
def test_a_trouble_is_json_both_ways(one):
    assert trouble.Trouble.from_json(again(one.to_json())) == one


def test_no_two_kinds_of_trouble_are_the_same():
    assert len({json.dumps(one.to_json()) for one in TROUBLES}) == len(TROUBLES)


@pytest.mark.parametrize("data", [{"delivery": "pigeon"}, {"damage": "burnt"}, {"colour": "red"}, {"body": {"a": 1}}])
def test_what_is_no_trouble_is_refused(data):
    with pytest.raises(ValueError, match="not a"):
        trouble.Trouble.from_json(data)


def test_a_scenario_of_a_client_is_json_both_ways():
    scenario = Scenario(
        (
            Invoke(do="create", body=None),
            Invoke(do="create", body={"name": None}, way="model", answers=(trouble.status(500), None)),
            Invoke(do="update", number=0, body={"timeout": math.pi}),
            Invoke(do="get", id="../x", answers=TROUBLES, timeout=0.5),
            Invoke(do="list", query={"limit": 5}),
        )
    )
    assert Scenario.from_json(again(scenario.to_json())) == scenario
    assert scenario.to_json()[0] == {"step": "invoke", "do": "create", "body": None}
    assert scenario.to_json()[4] == {"step": "invoke", "do": "list", "query": {"limit": 5}}


def test_a_transcript_of_a_client_is_json_both_ways():
    transcript = Transcript(
        exchanges=(
            Exchange(
                request=Request(method="GET", path="/phone-number/1"),
                response=Response(status=200, body=Text("{")),
                delivery="drip",
            ),
            Exchange(
                request=Request(method="POST", path="/phone-number", body=Value({"timeout": 20.0})), failure="dropped"
            ),
        ),
        invocations=(
            Invocation(do="get", id="1", first=0, count=1, ending="hung", error="Timeout", own=False, message="m"),
            Invocation(do="create", body={"timeout": 20}, result={"n": 2**53 + 1}, kinds={"": "Number"}, exact=False),
        ),
    )
    read = Transcript.from_json(again(transcript.to_json()))
    assert read == transcript
    assert isinstance(read.exchanges[1].sent["timeout"], float)
    assert isinstance(read.invocations[1].body["timeout"], int)
