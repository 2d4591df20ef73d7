"""How much may be spent on one rule about clients, counted in invocations of the client."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vapi_contracts.rules.rule import Effort, Rule
from vapi_contracts.transcript import Transcript

__all__ = ["CLIENT_BUDGETS", "MOST_FINDINGS", "ClientBudget", "is_about_time", "took_long"]

MOST_FINDINGS = 25
"""Causes of a breach that are told of one rule."""

LONG = 1.0
"""Seconds of one play beyond which nothing is made smaller: each try would take as long."""


@dataclass(frozen=True, slots=True)
class ClientBudget:
    """Random examples, and invocations to make one finding small, and all of them."""

    examples: int
    shrinking: int
    all_shrinking: int


CLIENT_BUDGETS: Mapping[Effort, ClientBudget] = {
    "quick": ClientBudget(0, 40, 200),
    "standard": ClientBudget(25, 120, 900),
    "thorough": ClientBudget(400, 600, 10_000),
}


def is_about_time(rule: Rule) -> bool:
    """Whether a busy machine can make a right client look as if it broke the rule."""
    return rule.id in ("client.bounded", "client.retry")


def took_long(transcript: Transcript) -> bool:
    """Whether a play is too slow to be tried many times over."""
    return any(one.ending == "hung" or one.seconds > LONG for one in transcript.invocations)
