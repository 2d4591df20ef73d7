"""Judges are pure functions of a transcript: nothing else decides, and nothing is remembered."""

import functools
import json

import pytest

from vapi_contracts import RULES, Transcript, judge
from vapi_contracts.endpoint.asgi import AsgiEndpoint
from vapi_contracts.reference import DEFECTS, create_app
from vapi_contracts.scenario import Scenario

PROBED = [
    None,
    "name-41-accepted-on-patch",
    "echo-false-lost-in-pages",
    "list-created-ge-exclusive",
    "robust-array-fails",
]


@functools.cache
def played(defect):
    """Every written-down scenario of every rule, played once against that defect."""
    endpoint = AsgiEndpoint(functools.partial(create_app, defects=[defect] if defect else []))
    try:
        asked = [rule for rule in RULES if rule.subject == "endpoint"]
        scenarios = {s.key: s for rule in asked for s in rule.scenarios("standard") if len(s) < 60}
        return [(scenario, endpoint.play(scenario)) for scenario in scenarios.values()]
    finally:
        endpoint.close()


@pytest.mark.parametrize("defect", PROBED)
def test_a_transcript_read_back_from_a_file_gives_the_same_verdicts(defect, tmp_path):
    assert defect is None or defect in {known.id for known in DEFECTS}
    file = tmp_path / "transcript.json"
    for _, transcript in played(defect):
        file.write_text(json.dumps(transcript.to_json()), encoding="utf-8")
        again = Transcript.loads(file.read_bytes())
        assert again == transcript
        assert judge(again) == judge(transcript)


def test_verdicts_do_not_depend_on_what_was_judged_before():
    plays = [transcript for _, transcript in played("echo-false-lost-in-pages")][:60]
    forwards = [judge(transcript) for transcript in plays]
    backwards = [judge(transcript) for transcript in reversed(plays)]
    assert forwards == list(reversed(backwards))


def test_a_scenario_read_back_is_the_same_scenario():
    for scenario, _ in played(None):
        again = Scenario.from_json(json.loads(json.dumps(scenario.to_json())))
        assert again == scenario
        assert hash(again) == hash(scenario)


def test_nothing_is_broken_by_a_correct_endpoint():
    for _, transcript in played(None):
        assert [verdict for verdict in judge(transcript) if verdict.outcome == "broken"] == []


def test_a_rule_that_was_not_exercised_has_no_verdict():
    assert judge(Transcript(exchanges=())) == ()


@pytest.mark.parametrize(
    "data", [None, [], {"format": 2}, {"format": 1}, {"format": 1, "target": {}, "exchanges": [{}]}]
)
def test_what_is_no_transcript_is_refused_in_one_line(data):
    with pytest.raises(ValueError, match=r"transcript") as caught:
        Transcript.from_json(data)
    assert "\n" not in str(caught.value)
