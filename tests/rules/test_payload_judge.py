"""Whose fault a refusal is: proven by a fault alone, or beside a neighbour that differs at one place."""

import pytest

from vapi_contracts import Transcript, judge
from vapi_contracts.body import Value
from vapi_contracts.transcript import Exchange, Request, Response

NAME = "payload.CreateVapiPhoneNumberDTO.name.maxLength"
NAMED = "payload.CreateVapiPhoneNumberDTO.name.type"
VERB = "payload.TransferPlan.sipVerb.enum"
BASE = {"provider": "vapi", "numberDesiredAreaCode": "415"}


def sent(status, *, method="POST", path="/phone-number", **body):
    return Exchange(
        request=Request(method=method, path=path, content_type="application/json", body=Value({**BASE, **body})),
        response=Response(status=status, body=Value({"id": "x"})),
    )


def outcomes(rule, *exchanges):
    return [verdict.outcome for verdict in judge(Transcript(exchanges=exchanges)) if verdict.rule == rule]


def transfer(verb):
    plan = {"mode": "blind-transfer", "sipVerb": verb}
    return {"type": "number", "number": "+14155550100", "transferPlan": plan}


@pytest.mark.parametrize(
    ("rule", "said", "exchanges"),
    [
        (NAME, ["held"], [sent(201, name="n" * 40)]),
        (NAME, ["held"], [sent(400, name="n" * 41)]),
        (NAME, ["held"], [sent(422, name="n" * 41)]),
        (NAME, ["broken"], [sent(201, name="n" * 41)]),
        (NAME, ["undecided"], [sent(500, name="n" * 41)]),
        (NAME, ["undecided"], [sent(429, name="n" * 41)]),
        (NAME, [], [sent(400, name="n" * 41, squadId=5)]),
        (NAME, ["broken"], [sent(201, name="n" * 41, squadId=5)]),
        (NAME, ["undecided"], [sent(400, name="n" * 40)]),
        (NAME, ["broken"], [sent(400, name="n" * 40), sent(201, name="n" * 39)]),
        (NAME, ["broken"], [sent(500, name="n" * 40), sent(201, name="n" * 39)]),
        (NAME, ["undecided"], [sent(400, name="n" * 40), sent(201)]),
        (NAMED, ["broken"], [sent(400, name="n"), sent(201)]),
        (NAME, ["undecided"], [sent(400, name="n" * 40, hooks=[]), sent(201, name="n")]),
        (NAME, [], [sent(400, name="n" * 41, provider="twilio")]),
        (
            VERB,
            ["broken", "held"],
            [sent(400, fallbackDestination=transfer("dial")), sent(201, fallbackDestination=transfer("bye"))],
        ),
        (VERB, ["held"], [sent(400, fallbackDestination=transfer("DIAL"))]),
        (VERB, ["broken"], [sent(201, fallbackDestination=transfer("call"))]),
        (NAMED, ["undecided"], [sent(400, name="a\x00"), sent(201)]),
    ],
)
def test_a_rule_is_held_broken_or_undecided(rule, said, exchanges):
    assert sorted(outcomes(rule, *exchanges)) == sorted(said)


def test_both_plans_that_cannot_be_told_apart_share_a_verdict():
    plan = {"mode": "blind-transfer", "contextEngineeringPlan": {"type": "x"}}
    exchange = sent(201, fallbackDestination={"type": "number", "number": "+14155550100", "transferPlan": plan})
    for name in ("All", "None"):
        assert outcomes(f"payload.ContextEngineeringPlan{name}.type.enum", exchange) == ["broken"]
