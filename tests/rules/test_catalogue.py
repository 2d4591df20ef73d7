"""The catalogue of rules as others rely on it."""

import dataclasses
from pathlib import Path

import pytest

from vapi_contracts import RULES
from vapi_contracts.contract.waivers import NEVER_MISSING
from vapi_contracts.reference import DEFECTS
from vapi_contracts.rules import catalogue
from vapi_contracts.rules.catalogue import UnknownRuleError, select

IDS = (Path(__file__).parent / "rule_ids.txt").read_text(encoding="utf-8").split()
"""The snapshot: one id a line, in the order of the catalogue."""


def test_the_ids_are_those_of_the_contract():
    assert [rule.id for rule in RULES] == IDS


def test_every_rule_says_what_it_demands_and_where_that_stands():
    for rule in RULES:
        assert rule.statement.endswith(".")
        assert rule.source.startswith(
            ("spec: ", "prose: ", "seed: ", "guide: ", "RFC 3986, ", "RFC 9110, ", "RFC 9112, ")
        )
        assert rule.basis in ("documented", "inferred")
        assert (rule.subject == "client") == rule.id.startswith("client.")
        file, line = rule.source_line
        assert file.endswith(".py")
        assert line > 0


def test_two_rules_of_one_id_are_an_error_that_names_both_places():
    twice = (RULES[0], dataclasses.replace(RULES[1], id=RULES[0].id))
    with pytest.raises(ValueError, match=r"two rules bear the id 'payload\.CreateVapi.*payload\.py:\d+ and "):
        catalogue._distinct(twice)


def test_every_rule_has_a_seeded_defect_and_every_defect_a_rule():
    """But for rules that nothing observable breaks, each with its reason, and for those about clients."""
    named = {defect.rule for defect in DEFECTS}
    ids = {rule.id for rule in RULES}
    assert {rule for rule in ids - named if not rule.startswith("client.")} == set(NEVER_MISSING)
    assert named <= ids


def test_a_resource_rule_has_three_defects():
    named = [defect.rule for defect in DEFECTS]
    resource = [rule.id for rule in RULES if rule.id.startswith("resource.")]
    assert len(resource) == 14
    assert {rule for rule in resource if named.count(rule) < 3} == set()


@pytest.mark.parametrize(
    ("patterns", "chosen"),
    [
        (["*"], IDS),
        (["resource.echo"], ["resource.echo"]),
        (
            ["resource.p*", "payload.*Verb.enum"],
            ["payload.TransferPlan.sipVerb.enum", "resource.patch", "resource.page"],
        ),
    ],
)
def test_rules_are_selected_by_shell_patterns(patterns, chosen):
    assert [rule.id for rule in select(RULES, patterns)] == chosen


@pytest.mark.parametrize(
    ("pattern", "nearest"),
    [
        ("resource.ecko", "resource.echo"),
        ("payload.TransferPlan.sipverb.enum", "payload.TransferPlan.sipVerb.enum"),
        ("twiml.maxlength", "payload.TransferPlan.twiml.maxLength"),
    ],
)
def test_a_pattern_that_matches_nothing_suggests_the_nearest_rule(pattern, nearest):
    with pytest.raises(UnknownRuleError, match=f"no rule matches '{pattern}'; did you mean '{nearest}'"):
        select(RULES, [pattern])
