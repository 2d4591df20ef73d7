"""sip_uris() and case_variants()."""

from __future__ import annotations

import pytest

from vapi_contracts.contract.prose import is_sip_uri_of
from vapi_contracts.strategies import case_variants, sip_uris


@pytest.mark.parametrize("host", ["sip.vapi.ai", "sip.eu.vapi.ai"])
def test_every_sip_uri_is_reachable_at_the_host(sample, host):
    examples = sample(sip_uris(host), 500)
    assert all(is_sip_uri_of(host, uri) for uri in examples)
    assert len(set(examples)) > 450


def test_the_simplest_sip_uri(simplest):
    assert simplest(sip_uris()) == "sip:desk@sip.vapi.ai"


def test_case_variants_differ_in_case_only(sample):
    uri = "sip:front-desk_1@sip.vapi.ai"
    variants = sample(case_variants(uri), 300)
    assert {variant.lower() for variant in variants} == {uri}
    for position, character in enumerate(uri):
        if character.isalpha():
            assert {variant[position] for variant in variants} == {character, character.upper()}


def test_the_simplest_variant_is_the_uri_itself(simplest):
    assert simplest(case_variants("sip:Desk@SIP.vapi.ai")) == "sip:Desk@SIP.vapi.ai"


def test_letters_of_other_scripts_keep_their_case(sample):
    assert {variant[4:8] for variant in sample(case_variants("sip:\u00e9\u0130\u00df\u01c5@x"), 50)} == {
        "\u00e9\u0130\u00df\u01c5"
    }
