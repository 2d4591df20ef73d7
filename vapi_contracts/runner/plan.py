"""Which scenarios are played when requests are few: chosen over the whole catalogue, before a run."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping

from vapi_contracts.rules.rule import Effort, Rule
from vapi_contracts.scenario import Create, Scenario, Send, Wait

__all__ = ["cost_of", "planned"]

ENOUGH: Mapping[Effort, int] = {"quick": 950, "standard": 2_900}
"""Requests that a whole run without a breach is known to do with."""

FOR_WHAT_IS_WRITTEN_DOWN = 0.75
"""The part of the requests that goes to them; the rest is for searching and for making breaches small."""


def cost_of(scenario: Scenario) -> int:
    """Return how many requests a scenario takes at most, unless the endpoint asks to try again."""
    return sum(2 if isinstance(step, Create | Send) else not isinstance(step, Wait) for step in scenario)


def planned(rules: Iterable[Rule], effort: Effort, max_requests: int) -> frozenset[str] | None:
    """Return the keys of the scenarios that so many requests are enough for; `None` where all are.

    Every rule of the catalogue gets its first scenario before any gets its second, whichever are selected for the
    run: so what a rule is judged by depends on the number alone.
    """
    if max_requests >= ENOUGH.get(effort, max_requests + 1):
        return None
    left = int(max_requests * FOR_WHAT_IS_WRITTEN_DOWN)
    chosen: set[str] = set()
    all_of_them = True
    for together in itertools.zip_longest(*(rule.scenarios(effort) for rule in rules)):
        for scenario in together:
            if scenario is None or scenario.key in chosen:
                continue
            cost = cost_of(scenario)
            if cost <= left:
                chosen.add(scenario.key)
                left -= cost
            else:
                all_of_them = False
    return None if all_of_them else frozenset(chosen)
