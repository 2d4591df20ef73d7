"""phone_numbers(): valid, everywhere, at every bound, small when shrunk."""

from __future__ import annotations

import itertools
import json
from collections import Counter

import jsonschema_rs
import pytest

from vapi_contracts.contract.table import ITEM, Branch, Contract, bundled
from vapi_contracts.contract.weighing import weigh
from vapi_contracts.strategies import phone_numbers

HOST = "sip.vapi.ai"


@pytest.fixture(scope="module")
def payloads(sample):
    return sample(phone_numbers(), 4000)


@pytest.fixture(scope="module")
def plausible(sample):
    return sample(phone_numbers(plausible=True), 4000)


def validator(contract, root):
    components = contract.document["components"]
    return jsonschema_rs.validator_for({"$ref": f"#/components/schemas/{root}", "components": components})


def paths(value, at="$"):
    yield at
    if isinstance(value, dict):
        if not at.endswith(("eaders", ".messages[]")):
            for key, sub in value.items():
                yield from paths(sub, f"{at}.{key}")
    elif isinstance(value, list):
        for item in value:
            yield from paths(item, f"{at}[]")


def declared():
    """The paths of the create payload by the bundled contract, unions merged."""
    found = {"$"}
    for row in bundled().rows["create"]:
        at = "$"
        for part in row.path:
            if not isinstance(part, Branch):
                at += "[]" if part is ITEM else f".{part}" if isinstance(part, str) else ".{}"
                if ".{}" not in at:
                    found.add(at)
    return found


def test_every_payload_is_valid(payloads):
    judge = validator(bundled(), "CreateVapiPhoneNumberDTO")
    wrong = [payload for payload in payloads if not judge.is_valid(payload)]
    weights = [weigh(bundled(), "create", payload, HOST) for payload in payloads]
    assert wrong == []
    assert [weight.faults for weight in weights if not weight.valid or weight.unknown] == []


def test_every_plausible_payload_must_be_accepted(plausible):
    weights = [weigh(bundled(), "create", payload, HOST) for payload in plausible]
    assert [(w.faults, w.doubts) for w in weights if not w.certain] == []


def test_a_plausible_payload_names_the_host_that_is_asked_for(sample):
    host = "sip.eu.vapi.ai"
    for payload in sample(phone_numbers(plausible=True, sip_host=host), 300):
        assert weigh(bundled(), "create", payload, host).certain


def test_every_path_occurs_in_one_of_two_hundred(payloads):
    seen = Counter(path for payload in payloads[:2000] for path in set(paths(payload)))
    assert {path for path in declared() if seen[path] < 10} == set()


def test_payloads_differ_and_are_small(payloads):
    texts = [json.dumps(payload, sort_keys=True) for payload in payloads]
    assert len(set(texts)) > 0.95 * len(texts)
    assert sorted(map(len, texts))[len(texts) // 2] < 1500


def test_values_sit_at_every_bound(payloads):
    """Each rule about a bound is met right at it by some payload."""
    sat = {sitting.rule for payload in payloads for sitting in weigh(bundled(), "create", payload, HOST).at}
    bounds = {
        row.rule
        for row in bundled().rows["create"]
        if row.keyword in ("minLength", "maxLength", "minimum", "maximum", "enum", "oneOf", "type")
    }
    assert bounds - sat == set()


def test_every_mix_of_routing_ids_occurs(payloads):
    names = ("assistantId", "squadId", "workflowId")
    mixes = {tuple(name in payload for name in names) for payload in payloads}
    assert mixes == set(itertools.product((False, True), repeat=3))


def leaves(value):
    if isinstance(value, dict | list):
        for sub in value.values() if isinstance(value, dict) else value:
            yield from leaves(sub)
    else:
        yield value


@pytest.mark.parametrize(
    "wanted",
    [
        False,
        True,
        0,
        "",
        0.5,
        299.5,
        2**53 - 1,
        2**53,
        2**53 + 1,
        "\U0001f4de" * 40,
        "\u00e9" * 20,
        "SIP:DESK@SIP.VAPI.AI",
    ],
    ids=lambda value: repr(value)[:20],
)
def test_edge_values_occur(payloads, wanted):
    assert any(type(leaf) is type(wanted) and leaf == wanted for payload in payloads for leaf in leaves(payload))


def test_no_text_holds_what_a_store_cannot(payloads):
    for payload in payloads:
        text = json.dumps(payload)
        assert "\\u0000" not in text
        json.dumps(payload, ensure_ascii=False, allow_nan=False).encode()


def test_texts_are_free_in_good_part(payloads):
    """Texts do not come from tables alone."""
    names = [payload["name"] for payload in payloads if "name" in payload]
    assert len(set(names)) > 0.25 * len(names)


@pytest.mark.parametrize("mode", bundled().shapes["TransferPlan"].properties["mode"].keywords["enum"])
def test_every_transfer_mode_comes_bare_and_with_company(payloads, mode):
    plans = [
        destination["transferPlan"]
        for payload in payloads
        if "transferPlan" in (destination := payload.get("fallbackDestination", {}))
    ]
    sizes = {len(plan) for plan in plans if plan["mode"] == mode}
    assert 1 in sizes
    assert len(sizes) > 1


def test_lists_are_repeated_and_mixed(payloads):
    hooks = [payload["hooks"] for payload in payloads if "hooks" in payload]
    assert any(len(several) > 1 and several[0] == several[1] for several in hooks)
    orders = {tuple(hook["on"] for hook in several[:2]) for several in hooks}
    assert {("call.ringing", "call.ending"), ("call.ending", "call.ringing")} <= orders


def dials(payload):
    destination = payload.get("fallbackDestination", {"type": ""})
    return destination["type"] == "sip" and destination.get("transferPlan", {}).get("sipVerb") == "dial"


@pytest.mark.parametrize(
    ("condition", "size"),
    [
        (lambda _: True, 20),
        (lambda payload: len(payload.get("name", "")) > 39, 72),
        (lambda payload: "headers" in payload.get("server", {}), 54),
        (lambda payload: payload.get("server") == {}, 34),
        (dials, 210),
    ],
    ids=["bare", "name", "headers", "server", "dial"],
)
def test_what_fails_shrinks(simplest, condition, size):
    assert len(json.dumps(simplest(phone_numbers(), condition))) <= size


def test_the_simplest_plausible_payload_has_a_sip_uri(simplest):
    assert simplest(phone_numbers(plausible=True)) == {"provider": "vapi", "sipUri": f"sip:desk@{HOST}"}


def small_revision():
    """A revision that knows less, and one property that is not in the tables."""
    string = {"type": "string"}
    return Contract(
        {
            "components": {
                "schemas": {
                    "CreateVapiPhoneNumberDTO": {
                        "type": "object",
                        "required": ["provider", "colour"],
                        "properties": {
                            "provider": {"type": "string", "enum": ["vapi"]},
                            "colour": {"type": "string", "enum": ["red", "green"]},
                            "motto": {"type": "string", "minLength": 2, "maxLength": 3},
                            "server": {"$ref": "#/components/schemas/Server"},
                        },
                    },
                    "Server": {"type": "object", "properties": {"url": string, "weight": {"type": "number"}}},
                }
            }
        }
    )


def test_an_added_property_needs_no_code(sample):
    contract = small_revision()
    examples = sample(phone_numbers(contract=contract), 500)
    judge = validator(contract, "CreateVapiPhoneNumberDTO")
    assert all(judge.is_valid(example) for example in examples)
    assert {example["colour"] for example in examples} == {"red", "green"}
    assert {len(example["motto"]) for example in examples if "motto" in example} == {2, 3}
    assert any("weight" in example.get("server", {}) for example in examples)
