"""The catalogue of rules as others rely on it."""

import dataclasses

import pytest

from vapi_contracts import RULES
from vapi_contracts.reference import DEFECTS
from vapi_contracts.rules import catalogue
from vapi_contracts.rules.catalogue import UnknownRuleError, select

IDS = [
    "payload.CreateVapiPhoneNumberDTO.name.maxLength",
    "payload.TransferDestinationNumber.number.pattern",
    "payload.TransferPlan.sipVerb.enum",
    "payload.SipAuthentication.password.minLength",
    "resource.create",
    "resource.echo",
    "resource.patch",
    "resource.unset",
    "resource.list",
    "resource.robust",
]


def test_the_ids_are_those_of_the_contract():
    assert [rule.id for rule in RULES] == IDS


def test_every_rule_says_what_it_demands_and_where_that_stands():
    for rule in RULES:
        assert rule.statement.endswith(".")
        assert rule.source.split(":")[0] in ("spec", "prose", "seed", "guide", "RFC 9110, 15.5")
        assert rule.basis in ("documented", "inferred")
        assert rule.subject == "endpoint"
        file, line = rule.source_line
        assert file.endswith(".py")
        assert line > 0


def test_two_rules_of_one_id_are_an_error_that_names_both_places():
    twice = (RULES[0], dataclasses.replace(RULES[1], id=RULES[0].id))
    with pytest.raises(ValueError, match=r"two rules bear the id 'payload\.CreateVapi.*payload\.py:\d+ and "):
        catalogue._distinct(twice)


def test_every_rule_has_two_seeded_defects_and_every_defect_a_rule():
    named = [defect.rule for defect in DEFECTS]
    ids = {rule.id for rule in RULES}
    assert {rule for rule in ids if named.count(rule) < 2} == set()
    assert set(named) <= ids


@pytest.mark.parametrize(
    ("patterns", "chosen"),
    [
        (["*"], IDS),
        (["resource.echo"], ["resource.echo"]),
        (["resource.p*", "payload.*.enum"], ["payload.TransferPlan.sipVerb.enum", "resource.patch"]),
    ],
)
def test_rules_are_selected_by_shell_patterns(patterns, chosen):
    assert [rule.id for rule in select(RULES, patterns)] == chosen


@pytest.mark.parametrize(
    ("pattern", "nearest"),
    [
        ("resource.ecko", "resource.echo"),
        ("payload.TransferPlan.sipverb.enum", "payload.TransferPlan.sipVerb.enum"),
        ("maxLength", "payload.CreateVapiPhoneNumberDTO.name.maxLength"),
    ],
)
def test_a_pattern_that_matches_nothing_suggests_the_nearest_rule(pattern, nearest):
    with pytest.raises(UnknownRuleError, match=f"no rule matches '{pattern}'; did you mean '{nearest}'"):
        select(RULES, [pattern])
