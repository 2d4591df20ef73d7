"""Correct endpoints pass: the reference, and servers that differ where the contract is silent."""

import functools

import pytest

from vapi_contracts import check
from vapi_contracts.endpoint.asgi import AsgiEndpoint
from vapi_contracts.transcript import Target

from .correct_servers import SERVERS, Five, PlainText, app_of

COARSE = ("Offsets", "Seconds")
"""Servers whose clock shows whole seconds: waiting for it to move on takes its time."""


def broken(result):
    return [
        (
            found.rule.id,
            counterexample.message,
            counterexample.pointer,
            counterexample.expected,
            counterexample.actual,
        )
        for found in result.rules
        for counterexample in found.counterexamples
    ]


@pytest.mark.parametrize("name", SERVERS)
def test_a_correct_server_passes(name):
    effort = "quick" if name in COARSE else "standard"
    result = check(functools.partial(app_of, SERVERS[name]), seed=1, effort=effort)
    assert broken(result) == []
    assert result.count("passed") > 150, [(found.rule.id, found.reason) for found in result.rules if found.reason]


def test_a_live_account_has_few_numbers():
    """A scenario gives up the numbers that it needs no more before it makes another."""
    live = AsgiEndpoint(functools.partial(app_of, Five), target=Target(live=True))
    assert broken(check(live, seed=1)) == []


def test_error_bodies_may_be_plain_text():
    assert broken(check(PlainText, seed=1)) == []


@pytest.mark.parametrize("seed", range(2, 6))
def test_the_clean_reference_passes_on_every_seed(seed):
    result = check(seed=seed)
    assert broken(result) == []
    assert result.count("passed") == len(result.rules)


@pytest.mark.parametrize(("strict", "outcome"), [(False, "passed"), (True, "failed")])
def test_a_known_deviation_of_the_live_service_fails_only_when_strict(strict, outcome):
    """It wants more than the provider alone, although the schema does not."""
    [found] = check(
        functools.partial(app_of, SERVERS["Strict"]), rules=["resource.create"], seed=1, strict=strict
    ).rules
    assert found.outcome == outcome
    assert "more than the provider" in found.known_deviation


def test_what_no_document_decides_is_observed():
    seen = {name: observed(SERVERS[name]) for name in ("Core", "Kept", "Strict", "Merging", "Unprocessable")}
    assert seen["Core"]["observed.unknown-property"] == "ignored"
    assert seen["Kept"]["observed.unknown-property"] == "kept"
    assert seen["Strict"]["observed.unknown-property"] == "refused"
    assert seen["Core"]["observed.nested-patch"] == "replaced"
    assert seen["Merging"]["observed.nested-patch"] == "merged"
    assert seen["Unprocessable"]["observed.refusal-status"] == 422


def observed(kind):
    result = check(functools.partial(app_of, kind), rules=["resource.unset"], seed=1)
    return {observation.id: observation.seen for observation in result.observations}
