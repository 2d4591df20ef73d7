"""Correct endpoints pass: the reference, and servers that differ where the contract is silent."""

import functools

import pytest

from vapi_contracts import check

from .correct_servers import SERVERS, PlainText, app_of


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
    result = check(functools.partial(app_of, SERVERS[name]), seed=1)
    assert broken(result) == []
    assert result.count("passed") > 150, [(found.rule.id, found.reason) for found in result.rules if found.reason]


def test_error_bodies_may_be_plain_text():
    assert broken(check(PlainText, seed=1)) == []


@pytest.mark.parametrize("seed", range(2, 6))
def test_the_clean_reference_passes_on_every_seed(seed):
    result = check(seed=seed)
    assert broken(result) == []
    assert result.count("passed") == len(result.rules)
