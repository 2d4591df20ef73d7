"""What the rules on clients have a client do."""

import itertools
import json

import pytest
from hypothesis import Phase, given, settings

from vapi_contracts import RULES, Scenario, judge
from vapi_contracts.contract.table import SHOWN, Contract, Verb, bundled
from vapi_contracts.contract.weighing import weigh, weigh_shown
from vapi_contracts.reference import create_app
from vapi_contracts.rules.catalogue import rules_of
from vapi_contracts.rules.client.places import places_of
from vapi_contracts.rules.client.ways import with_way
from vapi_contracts.runner.checking import open_target
from vapi_contracts.scenario import Invoke
from vapi_contracts.transcript import Transcript

CLIENT = {rule.id: rule for rule in RULES if rule.subject == "client"}
HOST = "sip.vapi.ai"


def steps(rule, effort="standard"):
    return [step for scenario in CLIENT[rule].scenarios(effort) for step in scenario]


def resolved(value, count):
    """A payload as it is when it is played."""
    if isinstance(value, dict):
        if "$text" in value:
            name = f"fresh{next(count)}"
            return value["$text"].format(
                fresh=name, FRESH=name.upper(), host=HOST, HOST=HOST.upper(), Host=HOST.title()
            )
        return {key: resolved(sub, count) for key, sub in value.items()}
    return [resolved(sub, count) for sub in value] if isinstance(value, list) else value


def numbers(rule):
    """The answers that a rule has a client read."""
    for step in steps(rule):
        for one in step.answers:
            yield from one.body.json if isinstance(one.body.json, list) else [one.body.json]


@pytest.mark.parametrize("rule", CLIENT)
@pytest.mark.parametrize("effort", ["quick", "standard", "thorough"])
def test_a_rule_has_the_same_scenarios_every_time(rule, effort):
    one, other = (list(CLIENT[rule].scenarios(effort)) for _ in range(2))
    assert one == other
    assert len({scenario.key for scenario in one}) == len(one)
    assert all(isinstance(step, Invoke) for scenario in one for step in scenario)
    assert all(Scenario.from_json(scenario.to_json()) == scenario for scenario in one)


@pytest.mark.parametrize("effort", ["quick", "standard", "thorough"])
def test_every_payload_is_documented(effort):
    count = itertools.count()
    for step in steps("client.accepts", effort):
        if step.do in ("create", "update"):
            verb: Verb = "create" if step.do == "create" else "patch"
            assert weigh(bundled(), verb, resolved(step.body, count), HOST).faults == []


def test_every_property_is_tried():
    rows = {
        ".".join(row.node.rule.split(".")[1:3]) for rows in bundled().rows.values() for row in rows if row.node.name
    }
    tried = set()
    for step in steps("client.wire"):
        if step.do in ("create", "update"):
            tried |= places_of(bundled(), "CreateVapiPhoneNumberDTO", step.body).named
    assert rows <= tried


def test_what_clients_are_known_to_get_wrong_comes_first():
    bodies = [json.dumps(step.body) for step in steps("client.accepts")]
    assert all('"type": "exponential"' not in body for body in bodies[:3])
    for known in ('"exponential"', '"sipVerb"', '"excludedStatusCodes": [404]', '"timeout": 20}', "null"):
        assert any(known in body for body in bodies[:55]), known
    assert any("9007199254740993" in body for body in bodies[:200])


def test_every_answer_to_be_read_is_documented_and_every_strange_one_but_for_what_is_strange():
    for number in numbers("client.read"):
        assert weigh_shown(bundled(), SHOWN, number) == []
        assert places_of(bundled(), SHOWN, number).strange == []
    kinds = set()
    for number in numbers("client.tolerate"):
        places = places_of(bundled(), SHOWN, number)
        assert weigh_shown(bundled(), SHOWN, places.cured) == []
        assert len(places.strange) <= 1
        kinds |= {(one.kind, one.schema) for one in places.strange}
    assert len(kinds) > 35


def test_a_standard_run_makes_about_a_thousand_calls():
    scenarios = {scenario.key: len(scenario) for rule in CLIENT.values() for scenario in rule.scenarios("standard")}
    assert 900 < sum(scenarios.values()) < 1_200


def test_a_revision_that_says_little_has_little_to_try():
    bare = Contract({"components": {"schemas": {}}})
    for rule in rules_of(bare):
        if rule.subject == "client":
            assert all(len(scenario) for scenario in rule.scenarios("standard"))
    text = {
        "type": "object",
        "properties": {"provider": {"type": "string", "enum": ["vapi"]}, "name": {"type": "string"}},
    }
    small = Contract({"components": {"schemas": {"CreateVapiPhoneNumberDTO": text}}})
    [wire] = (rule for rule in rules_of(small) if rule.id == "client.wire")
    bodies = [step.body for scenario in wire.scenarios("standard") for step in scenario]
    assert {"provider": "vapi", "numberDesiredAreaCode": "415"} in bodies
    assert not any(step.do == "update" for scenario in wire.scenarios("standard") for step in scenario)
    assert wire.search is not None
    assert wire.search() is not None


def test_every_way_to_create_gets_each_property_once():
    some = [other for one in CLIENT["client.accepts"].scenarios("standard") if (other := with_way(one, "typed"))]
    assert 20 < len(some) < 40
    assert all(step.way == "typed" for scenario in some for step in scenario)
    everything = {
        name
        for one in some
        for step in one
        for name in places_of(bundled(), "CreateVapiPhoneNumberDTO", step.body).named
    }
    assert {"BackoffPlan.type", "TransferPlan.sipVerb", "SipAuthentication.realm", "TextContent.language"} <= everything
    assert with_way(Scenario((Invoke(do="list"),)), "typed") is None


@pytest.mark.parametrize("rule", [rule for rule in CLIENT.values() if rule.search], ids=lambda rule: rule.id)
def test_random_scenarios_begin_with_the_plainest(rule):
    seen = []

    @settings(max_examples=20, database=None, phases=[Phase.generate], derandomize=True, deadline=None)
    @given(rule.search())
    def run(scenario):
        seen.append(scenario)

    run()
    assert {len(scenario) for scenario in seen} <= {2, 3}


def test_transcripts_of_endpoints_tell_nothing_of_clients():
    endpoint = open_target(create_app)
    for rule in RULES:
        if rule.subject == "endpoint":
            for scenario in itertools.islice(rule.scenarios("quick"), 1):
                if len(scenario) < 12:
                    assert judge(endpoint.play(scenario), CLIENT.values()) == ()
    endpoint.close()
    assert judge(Transcript(exchanges=()), CLIENT.values()) == ()
