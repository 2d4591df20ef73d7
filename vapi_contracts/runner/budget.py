"""How much a rule may spend: settled before a run, so that no outcome depends on order or selection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vapi_contracts.rules.rule import Rule
from vapi_contracts.runner.result import Effort

__all__ = ["Budget", "budget_of"]


@dataclass(frozen=True, slots=True)
class Budget:
    """What one rule may spend: requests for its own scenarios, random examples, requests to make a breach small."""

    requests: int
    examples: int
    shrinking: int

    def within(self, requests: int) -> Budget:
        """Return the budget cut down to so many requests in all."""
        shrinking = min(self.shrinking, requests // 4)
        return Budget(min(self.requests, requests - shrinking), self.examples, shrinking)


PROBE = 1
"""The request that finds out whether anybody answers at all."""

_RESOURCE: Mapping[Effort, Budget] = {
    "quick": Budget(400, 0, 60),
    "standard": Budget(1_000, 10, 300),
    "thorough": Budget(10_000, 400, 1_000),
}
_PAYLOAD: Mapping[Effort, Budget] = {
    "quick": Budget(2_000, 0, 50),
    "standard": Budget(10_000, 0, 200),
    "thorough": Budget(100_000, 40, 600),
}


def budget_of(rule: Rule, effort: Effort, max_requests: int | None, rules_in_all: int) -> Budget:
    """Return the budget of a rule; `max_requests` is shared evenly among all rules of the catalogue."""
    budget = (_PAYLOAD if rule.id.startswith("payload.") else _RESOURCE)[effort]
    return budget if max_requests is None else budget.within((max_requests - PROBE) // max(1, rules_in_all))
