"""faults(): exactly one rule broken, at the pointer that is told."""

from __future__ import annotations

import re

import pytest

from vapi_contracts.contract.table import bundled
from vapi_contracts.contract.waivers import NEVER_MISSING
from vapi_contracts.contract.weighing import weigh
from vapi_contracts.strategies import BrokenPayload, faults

HOST = "sip.vapi.ai"
NAME = "payload.CreateVapiPhoneNumberDTO.name.maxLength"


def rules_of(verb):
    return {row.rule for row in bundled().rows[verb]} - NEVER_MISSING.keys()


@pytest.fixture(scope="module", params=["create", "patch"])
def broken(request, sample):
    return request.param, sample(faults(verb=request.param), 1500)


def test_exactly_one_rule_is_broken(broken):
    verb, examples = broken
    for example in examples:
        assert isinstance(example, BrokenPayload)
        [fault] = weigh(bundled(), verb, example.payload, HOST).faults
        assert example.rule in fault.rules
        assert example.pointer.startswith(fault.pointer)
        assert example.told


def test_every_rule_is_broken(broken):
    verb, examples = broken
    assert {example.rule for example in examples} == rules_of(verb)


def test_each_rule_can_be_asked_for(sample):
    for rule in sorted(rules_of("create")):
        assert {example.rule for example in sample(faults([rule]), 2)} == {rule}


def resolve(payload, pointer):
    *above, last = [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]
    here = payload
    for part in above:
        here = here[int(part)] if isinstance(here, list) else here[part]
    return here, int(last) if isinstance(here, list) else last


def test_without_the_value_at_the_pointer_the_rule_holds(sample):
    """What is optional there can simply be taken away."""
    required = {row.rule.rpartition(".")[0] for row in bundled().rows["create"] if row.keyword == "required"}
    mended = 0
    for example in sample(faults(), 600):
        if example.rule.endswith(".required") or example.rule.rpartition(".")[0] in required:
            continue
        around, key = resolve(example.payload, example.pointer)
        del around[key]
        assert weigh(bundled(), "create", example.payload, HOST).valid
        mended += 1
    assert mended > 200


def test_a_rule_is_broken_on_every_path(sample):
    examples = sample(faults(["payload.TransferPlan.sipVerb.enum"]), 400)
    places = {re.sub(r"\d+", "*", example.pointer) for example in examples}
    assert places == {
        "/fallbackDestination/transferPlan/sipVerb",
        "/hooks/*/do/destination/transferPlan/sipVerb",
        "/hooks/*/do/*/destination/transferPlan/sipVerb",
    }


def test_the_simplest_fault_is_in_the_smallest_payload(simplest):
    example = simplest(faults([NAME]))
    assert example == BrokenPayload(
        {"provider": "vapi", "sipUri": f"sip:desk@{HOST}", "name": "a" * 41}, NAME, "/name", "41 characters"
    )


@pytest.mark.parametrize(
    ("rules", "verb", "told"),
    [
        (["payload.Nobody.name.type"], "create", "'payload.Nobody.name.type' is not the id"),
        ([NAME, "resource.echo"], "create", "'resource.echo' is not the id"),
        (["payload.TransferPlan.mode.required"], "create", "breaks 'payload.TransferPlan.mode.required'"),
        (["payload.CreateVapiPhoneNumberDTO.numberDesiredAreaCode.type"], "patch", "no payload of 'patch'"),
        ([], "create", "no rule"),
    ],
)
def test_a_rule_that_cannot_be_broken_is_refused(rules, verb, told):
    with pytest.raises(ValueError, match=told):
        faults(rules, verb=verb)
