"""Every seeded defect is found by the rule that it names, with a counterexample that is minimal and repeats."""

import pytest

from vapi_contracts import RULES, check
from vapi_contracts.reference import DEFECTS, create_app

SEEDS = (1, 2)


def run(defects, **options):
    return check(lambda: create_app(defects=defects), **options)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.id)
def test_a_seeded_defect_is_found_by_its_rule(defect, seed):
    result = run([defect.id], rules=[defect.rule], seed=seed)
    [found] = result.rules
    assert found.outcome == "failed"
    assert found.broken
    [counterexample] = found.counterexamples
    assert counterexample.reproduced == ("2/2" if len(counterexample.scenario) < 75 else "1/1")
    assert counterexample.message
    assert result.exit_code == 1


def body_of(defect):
    [found] = run([defect], rules=[next(known.rule for known in DEFECTS if known.id == defect)], seed=1).rules
    scenario = found.counterexamples[0].scenario.to_json()
    return len(scenario), [step["body"] for step in scenario if "body" in step][-1]


@pytest.mark.parametrize(
    ("defect", "steps", "body"),
    [
        ("name-41-accepted-on-patch", 2, {"name": "a" * 41}),
        (
            "password-19-accepted",
            1,
            {"provider": "vapi", "authentication": {"username": "a" * 21, "password": "a" * 19}},
        ),
        (
            "e164-sixteen-digits",
            1,
            {"provider": "vapi", "fallbackDestination": {"type": "number", "number": "+1234567890123456"}},
        ),
        ("echo-timeout-truncated", 1, {"provider": "vapi", "server": {"timeoutSeconds": 20.5}}),
        ("create-status-pending", 1, {"provider": "vapi", "server": {"timeoutSeconds": 300}}),
        ("echo-empty-hooks-lost-in-list", 2, {"provider": "vapi", "hooks": []}),
        ("robust-array-fails", 1, {"json": []}),
    ],
)
def test_a_counterexample_holds_the_field_and_nothing_else(defect, steps, body):
    assert body_of(defect) == (steps, body)


def test_two_defects_at_once_are_both_found():
    result = run(["echo-timeout-truncated", "list-created-ge-exclusive"], seed=1)
    assert {found.rule.id for found in result.rules if found.outcome == "failed"} == {
        "resource.echo",
        "resource.list",
    }


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.subject == "endpoint"], ids=lambda rule: rule.id)
def test_each_rule_holds_for_the_clean_reference(rule):
    [found] = check(rules=[rule.id], seed=3).rules
    assert found.outcome == "passed"
    assert found.held
    assert not found.broken
