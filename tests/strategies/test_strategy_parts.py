"""hooks(), destinations(), servers(): the families of objects in a payload."""

from __future__ import annotations

import pytest

from vapi_contracts.contract.table import Contract, bundled
from vapi_contracts.contract.weighing import weigh
from vapi_contracts.strategies import destinations, hooks, servers

PARTS = {
    "hooks": (hooks, []),
    "fallbackDestination": (destinations, {"type": "number", "number": "+14155550100"}),
    "server": (servers, {}),
}


@pytest.mark.parametrize("plausible", [False, True])
@pytest.mark.parametrize("name", PARTS)
def test_a_part_is_valid_in_a_payload(sample, name, plausible):
    part, _ = PARTS[name]
    for value in sample(part(plausible=plausible), 500):
        payload = {"provider": "vapi", "sipUri": "sip:desk@sip.vapi.ai", name: value}
        weight = weigh(bundled(), "create", payload, "sip.vapi.ai")
        assert weight.valid
        assert weight.certain or not plausible


@pytest.mark.parametrize("name", PARTS)
def test_the_simplest_part(simplest, name):
    part, least = PARTS[name]
    assert simplest(part()) == least


def test_hooks_are_of_both_kinds_with_any_number_of_actions(sample):
    every = [hook for several in sample(hooks(), 1500) for hook in several]
    ringing = [hook for hook in every if hook["on"] == "call.ringing"]
    ending = [hook for hook in every if hook["on"] == "call.ending"]
    assert {0, 1, 2, 3} <= {len(hook["do"]) for hook in ringing}
    assert {"say", "transfer"} == {action["type"] for hook in ringing for action in hook["do"]}
    assert {"say", "transfer", None} == {hook.get("do", {"type": None})["type"] for hook in ending}
    assert {0, 1, 2} <= {len(hook.get("filters", [])) for hook in ringing}
    assert {0, 1} <= {len(hook.get("filters", [])) for hook in ending}


def test_destinations_are_of_both_kinds(sample):
    examples = sample(destinations(), 300)
    assert {example["type"] for example in examples} == {"number", "sip"}
    assert any(example.get("numberE164CheckEnabled") is False for example in examples)


def test_a_revision_without_the_part_is_refused(sample):
    plain = {"type": "object", "properties": {"name": {"type": "string"}}}
    contract = Contract({"components": {"schemas": {"CreateVapiPhoneNumberDTO": plain}}})
    with pytest.raises(ValueError, match="has no hooks"):
        sample(hooks(contract=contract), 1)
