"""How much a rule may spend: settled before a run, so that no outcome depends on order or selection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vapi_contracts.rules.rule import Effort, Rule

__all__ = ["Budget", "budget_of"]


@dataclass(frozen=True, slots=True)
class Budget:
    """What one rule may spend: requests to judge it, random examples, requests to make a breach small.

    Requests count as if the rule were alone, so a scenario that another has played already costs the same.
    """

    requests: int
    examples: int
    shrinking: int


_RESOURCE: Mapping[Effort, Budget] = {
    "quick": Budget(400, 0, 30),
    "standard": Budget(1_000, 7, 220),
    "thorough": Budget(10_000, 400, 1_000),
}
_PACKED: Mapping[Effort, Budget] = {
    "quick": Budget(400, 0, 30),
    "standard": Budget(1_000, 7, 110),
    "thorough": Budget(10_000, 400, 1_000),
}
"""Of rules that break with a payload rule: what one value costs is shown by that one best."""

_BREAK_TOGETHER = ("resource.create", "resource.patch")
_PAYLOAD: Mapping[Effort, Budget] = {
    "quick": Budget(2_000, 0, 16),
    "standard": Budget(10_000, 0, 100),
    "thorough": Budget(100_000, 40, 600),
}


def budget_of(rule: Rule, effort: Effort) -> Budget:
    """Return the budget of a rule."""
    if rule.id.startswith("payload."):
        return _PAYLOAD[effort]
    return (_PACKED if rule.id in _BREAK_TOGETHER else _RESOURCE)[effort]
