"""scenarios(): steps that can be played, payloads that must be accepted, nothing to hide."""

from __future__ import annotations

import itertools
import json
from collections import Counter

import pytest

from vapi_contracts.contract.table import bundled
from vapi_contracts.contract.weighing import weigh
from vapi_contracts.scenario import Create, Delete, List, Page, Patch, Read, Scenario, Wait
from vapi_contracts.strategies import scenarios

HOST = "sip.vapi.ai"


@pytest.fixture(scope="module")
def several(sample):
    return sample(scenarios(), 400)


def filled(value):
    """The payload as it is sent."""
    if isinstance(value, dict):
        if value.keys() == {"$text"}:
            return value["$text"].format(fresh="k3x9", FRESH="K3X9", host=HOST, HOST=HOST.upper(), Host="Sip.Vapi.ai")
        return {key: filled(sub) for key, sub in value.items()}
    return [filled(item) for item in value] if isinstance(value, list) else value


def bodies(scenario):
    """Each payload with its operation and number."""
    created = itertools.count()
    for step in scenario:
        if isinstance(step, Create):
            yield "create", next(created), step.body
        elif isinstance(step, Patch):
            yield "patch", step.number, step.body


def test_a_scenario_has_its_size_and_begins_with_a_creation(several):
    assert {len(scenario) for scenario in several} == set(range(12, 21))
    assert all(isinstance(scenario.steps[0], Create) for scenario in several)


def test_every_kind_of_step_occurs(several):
    kinds = Counter(type(step) for scenario in several for step in scenario)
    assert set(kinds) == {Create, Read, Patch, Delete, List, Page, Wait}
    assert min(kinds, key=lambda kind: kinds[kind]) is Wait


def test_a_step_names_a_number_that_was_created(several):
    for scenario in several:
        created = 0
        for step in scenario:
            if isinstance(step, Create):
                created += 1
            elif isinstance(step, Read | Patch | Delete):
                assert 0 <= step.number < created
            elif isinstance(step, List):
                bounds = [bound for bound in step.query.values() if isinstance(bound, dict)]
                assert all(0 <= bound["$instant"]["number"] < created for bound in bounds)
                assert all(bound["$instant"]["plus_ms"] == 0 for bound in bounds)
        assert created <= 3


def test_most_steps_are_about_the_first_number(several):
    named = Counter(s.number for scenario in several for s in scenario if isinstance(s, Read | Patch | Delete))
    assert named[0] > 2 * sum(count for number, count in named.items() if number)


def test_every_payload_must_be_accepted(several):
    for scenario in several:
        for verb, _, body in bodies(scenario):
            weight = weigh(bundled(), verb, filled(body), HOST)
            assert weight.certain, (weight.faults, weight.doubts)


def test_every_sip_uri_is_fresh_and_belongs_to_one_number(several):
    for scenario in several:
        owners: dict[str, set[int]] = {}
        for _, number, body in bodies(scenario):
            if "sipUri" in body:
                assert set(body["sipUri"]) == {"$text"}
                assert "fresh" in body["sipUri"]["$text"].lower()
                owners.setdefault(filled(body["sipUri"]).lower(), set()).add(number)
        assert all(len(numbers) == 1 for numbers in owners.values())


def test_sip_uris_come_in_several_spellings(several):
    spelled = {body["sipUri"]["$text"] for scenario in several for _, _, body in bodies(scenario) if "sipUri" in body}
    assert {"sip:a{fresh}-0@{host}", "SIP:A{FRESH}-0@{Host}", "Sip:a{fresh}-1@{HOST}"} <= spelled


def test_a_password_is_nothing_but_its_mask(several):
    masks = {
        character
        for scenario in several
        for _, _, body in bodies(scenario)
        for character in body.get("authentication", {}).get("password", "")
    }
    assert {"*", "\u2022"} <= masks <= {"*", "\u2022", "\U0001f512"}


def test_patches_unset_routing_ids(several):
    patches = [body for scenario in several for verb, _, body in bodies(scenario) if verb == "patch"]
    assert any(body.get("assistantId", "") is None for body in patches)


def test_queries_are_what_the_contract_knows(several):
    lists = [step.query for scenario in several for step in scenario if isinstance(step, List)]
    pages = [step.query for scenario in several for step in scenario if isinstance(step, Page)]
    stamps = {f"{stamp}{side}" for stamp in ("createdAt", "updatedAt") for side in ("Gt", "Ge", "Lt", "Le")}
    assert {key for query in lists for key in query} == stamps | {"limit"}
    assert {query["limit"] for query in lists if "limit" in query} == {1, 2, 100, 1000}
    assert {key for query in pages for key in query} == {"search", "page", "limit", "sortOrder"}
    assert all(len(filled(query["search"])) <= 100 and query.get("page", 1) >= 1 for query in pages)


def test_a_scenario_is_plain_data(several):
    for scenario in several[:50]:
        assert Scenario.from_json(json.loads(json.dumps(scenario.to_json()))) == scenario


def test_the_simplest_scenario_creates_and_reads(simplest):
    steps = simplest(scenarios(min_size=3, max_size=5)).to_json()
    create = {"step": "create", "body": {"provider": "vapi", "sipUri": {"$text": "sip:a{fresh}-0@{host}"}}}
    assert steps == [create, *[{"step": "read", "number": 0}] * 2]


@pytest.mark.parametrize("sizes", [{"min_size": 0}, {"min_size": 5, "max_size": 4}, {"numbers": 0}])
def test_sizes_that_leave_nothing_are_refused(sizes):
    with pytest.raises(ValueError, match="no scenario has"):
        scenarios(**sizes)
