"""updates(): valid patches that may unset a routing id."""

from __future__ import annotations

import itertools

import pytest

from vapi_contracts.contract.table import Contract, bundled
from vapi_contracts.contract.weighing import weigh
from vapi_contracts.strategies import updates

HOST = "sip.vapi.ai"


@pytest.mark.parametrize("plausible", [False, True])
def test_every_update_is_valid(sample, plausible):
    for payload in sample(updates(plausible=plausible), 2000):
        weight = weigh(bundled(), "patch", payload, HOST)
        assert weight.valid, weight.faults
        assert weight.unknown == 0
        assert weight.certain or not plausible, weight.doubts
        assert payload["provider"] == "vapi"
        assert "numberDesiredAreaCode" not in payload


def test_routing_ids_are_set_unset_and_left_alone(sample):
    names = ("assistantId", "squadId", "workflowId")
    mixes = {tuple(type(payload.get(name, 0)) for name in names) for payload in sample(updates(), 3000)}
    assert mixes == set(itertools.product((int, type(None), str), repeat=3))


def test_the_simplest_changes_nothing(simplest):
    assert simplest(updates()) == {"provider": "vapi"}


def test_a_revision_without_patch_is_refused(sample):
    empty = {"type": "object", "properties": {"name": {"type": "string"}}}
    contract = Contract({"components": {"schemas": {"CreateVapiPhoneNumberDTO": empty}}})
    with pytest.raises(ValueError, match="has no UpdateVapiPhoneNumberDTO"):
        sample(updates(contract=contract), 1)
