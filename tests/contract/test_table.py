"""The table of constraints, read off the bundled document or another."""

import copy

import pytest

from vapi_contracts.contract.placing import put
from vapi_contracts.contract.table import ROOTS, Contract, bundled
from vapi_contracts.contract.values import at_bound, past_bound, short_of_bound
from vapi_contracts.contract.waivers import NEVER_MISSING, PARTLY_WAIVED, WAIVED
from vapi_contracts.contract.weighing import weigh

HOST = "sip.vapi.ai"
BASE = {
    "create": {"provider": "vapi", "numberDesiredAreaCode": "415"},
    "patch": {"provider": "vapi"},
}


def edited(verb, row, trial):
    path = (*row.path, row.bound) if row.keyword == "required" else row.path
    return put(bundled().shapes, ROOTS[verb], BASE[verb], path, trial.value, trial.siblings)


def test_there_are_179_payload_rules():
    """One for each (schema, property, keyword), as the contract counts them."""
    assert len(bundled().rule_ids) == 179


@pytest.mark.parametrize(
    ("rule", "paths"),
    [
        ("payload.TransferPlan.sipVerb.enum", 6),
        ("payload.CreateVapiPhoneNumberDTO.name.maxLength", 1),
        ("payload.SipAuthentication.password.minLength", 1),
        ("payload.TransferDestinationNumber.number.pattern", 3),
    ],
)
def test_a_rule_has_a_row_for_every_path_by_both_operations(rule, paths):
    rows = list(bundled().rows_of(rule))
    assert [verb for verb, _ in rows].count("create") == paths
    assert [verb for verb, _ in rows].count("patch") == paths


def test_values_at_a_bound_meet_it_and_sit_at_it():
    """On every path, by both operations."""
    for verb, rows in bundled().rows.items():
        for row in rows:
            for trial in at_bound(bundled().shapes, row):
                weight = weigh(bundled(), verb, edited(verb, row, trial)[0], HOST)
                assert not weight.faults, (row.rule, trial)
                assert any(sitting.rule == row.rule for sitting in weight.at), (row.rule, trial)


def test_values_past_a_bound_break_that_rule_and_no_other():
    for verb, rows in bundled().rows.items():
        for row in rows:
            for trial in past_bound(bundled().shapes, row):
                body, pointer = edited(verb, row, trial)
                [fault] = weigh(bundled(), verb, body, HOST).faults
                assert row.rule in fault.rules, (row.rule, trial)
                assert pointer.startswith(fault.pointer)


def test_a_neighbour_is_valid_and_not_at_the_bound():
    for verb, rows in bundled().rows.items():
        for row in rows:
            if row.keyword in ("enum", "pattern", "oneOf"):
                continue
            for trial in at_bound(bundled().shapes, row):
                near = short_of_bound(bundled().shapes, row, trial)
                if near is not None:
                    weight = weigh(bundled(), verb, edited(verb, row, near)[0], HOST)
                    assert not weight.faults
                    assert not any(sitting.rule == row.rule for sitting in weight.at)


def test_every_rule_can_be_broken_or_has_a_reason():
    """A stale reason fails as well."""
    for rule in bundled().rule_ids:
        trials = [t for _, row in bundled().rows_of(rule) for t in past_bound(bundled().shapes, row)]
        assert bool(trials) != (rule in NEVER_MISSING), rule
    assert set(NEVER_MISSING) | set(PARTLY_WAIVED) <= set(bundled().rule_ids)


def test_waivers_name_keywords_that_the_document_has():
    schemas = bundled().document["components"]["schemas"]
    for rule in WAIVED:
        _, schema, prop, keyword = rule.split(".")
        assert keyword in schemas[schema]["properties"][prop], rule
        assert rule not in bundled().rule_ids


def test_another_revision_takes_the_place_of_the_bundled_one():
    """A bound that moved and a property that came: the rules follow, with ids by the same scheme."""
    document = copy.deepcopy(dict(bundled().document))
    schemas = document["components"]["schemas"]
    schemas["CreateVapiPhoneNumberDTO"]["properties"]["name"]["maxLength"] = 50
    schemas["Server"]["properties"]["retries"] = {"type": "number", "maximum": 3}
    revision = Contract(document)
    assert "payload.Server.retries.maximum" in revision.rule_ids
    body = {"provider": "vapi", "name": "a" * 50, "server": {"retries": 4}}
    [fault] = weigh(revision, "create", body, HOST).faults
    assert fault.rules == ("payload.Server.retries.maximum",)


def test_cycles_and_dangling_references_are_survived():
    schemas = {
        "CreateVapiPhoneNumberDTO": {
            "type": "object",
            "properties": {
                "self": {"$ref": "#/components/schemas/CreateVapiPhoneNumberDTO"},
                "gone": {"$ref": "#/components/schemas/Gone"},
            },
        },
        "Loop": {"$ref": "#/components/schemas/Loop"},
    }
    rows = Contract({"components": {"schemas": schemas}}).rows["create"]
    assert [row.rule for row in rows] == ["payload.CreateVapiPhoneNumberDTO.self.type"]


TRANSFER = {"type": "number", "number": "+14155550100"}


@pytest.mark.parametrize(
    ("body", "rules"),
    [
        (
            {"provider": "vapi", "fallbackDestination": 5},
            {"payload.CreateVapiPhoneNumberDTO.fallbackDestination.oneOf"},
        ),
        (
            {"provider": "vapi", "fallbackDestination": {"type": "number", "number": "x"}},
            {
                "payload.TransferDestinationNumber.number.minLength",
                "payload.TransferDestinationNumber.number.pattern",
            },
        ),
        (
            {"provider": "vapi", "fallbackDestination": {**TRANSFER, "type": "phone"}},
            {"payload.TransferDestinationNumber.type.enum"},
        ),
        (
            {
                "provider": "vapi",
                "fallbackDestination": {
                    **TRANSFER,
                    "transferPlan": {"mode": "blind-transfer", "contextEngineeringPlan": {"type": "x"}},
                },
            },
            {"payload.ContextEngineeringPlanAll.type.enum", "payload.ContextEngineeringPlanNone.type.enum"},
        ),
        (
            {"provider": "vapi", "hooks": [{"on": "call.ringing"}]},
            {"payload.PhoneNumberHookCallRinging.do.required"},
        ),
        ({"provider": "vapi", "assistantId": None}, {"payload.CreateVapiPhoneNumberDTO.assistantId.type"}),
        (
            {"provider": "vapi", "server": {"headers": {"X": 1}}},
            {"payload.Server.headers.additionalProperties.type"},
        ),
        ({"provider": "vapi2"}, {"payload.CreateVapiPhoneNumberDTO.provider.enum"}),
        (
            {"provider": "vapi", "server": {"staticIpAddressesEnabled": 1}},
            {"payload.Server.staticIpAddressesEnabled.type"},
        ),
        ({"provider": "vapi", "server": {"timeoutSeconds": True}}, {"payload.Server.timeoutSeconds.type"}),
    ],
)
def test_a_fault_is_charged_to_the_rules_that_it_may_break(body, rules):
    faults = weigh(bundled(), "create", body, HOST).faults
    assert {rule for fault in faults for rule in fault.rules} == rules


@pytest.mark.parametrize("provider", ["twilio", "vonage", "telnyx", "byo-phone-number"])
def test_payloads_of_other_providers_are_passed_over(provider):
    weight = weigh(bundled(), "create", {"provider": provider, "name": "a" * 99}, HOST)
    assert not weight.ours
    assert not weight.valid


@pytest.mark.parametrize(
    ("verb", "body", "pointer"),
    [
        ("create", {"provider": "vapi"}, ""),
        ("patch", {"name": "desk"}, ""),
        ("create", {**BASE["create"], "sipUri": "sip:desk@elsewhere.example"}, "/sipUri"),
        ("create", {**BASE["create"], "assistantId": "desk"}, "/assistantId"),
        ("create", {**BASE["create"], "colour": "red"}, "/colour"),
        ("create", {**BASE["create"], "name": "a\x00b"}, "/name"),
        ("create", {**BASE["create"], "name": "a\ud800b"}, "/name"),
        ("create", {**BASE["create"], "server": {"credentialId": "x"}}, "/server/credentialId"),
        ("create", {**BASE["create"], "numberDesiredAreaCode": "000"}, "/numberDesiredAreaCode"),
        (
            "create",
            {**BASE["create"], "fallbackDestination": {**TRANSFER, "callerId": "me"}},
            "/fallbackDestination/callerId",
        ),
        (
            "create",
            {**BASE["create"], "fallbackDestination": {**TRANSFER, "transferPlan": {}}},
            "/fallbackDestination/transferPlan",
        ),
    ],
)
def test_what_is_not_plausible_is_valid_but_need_not_be_accepted(verb, body, pointer):
    weight = weigh(bundled(), verb, body, HOST)
    assert weight.valid
    assert not weight.certain
    assert pointer in {doubt.pointer for doubt in weight.doubts}


def test_null_unsets_a_routing_id_in_a_patch():
    body = {"provider": "vapi", "assistantId": None, "squadId": None, "workflowId": None}
    assert weigh(bundled(), "patch", body, HOST).certain
