"""Which scenarios are played when requests are few: chosen over the whole catalogue, before a run."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping

from vapi_contracts.rules.rule import Effort, Rule
from vapi_contracts.scenario import Create, Invoke, Scenario, Send, Step, Wait

__all__ = ["cost_of", "dealt_out", "planned"]

ENOUGH: Mapping[Effort, int] = {"quick": 950, "standard": 2_900}
"""Requests that a whole run without a breach is known to do with."""

FOR_WHAT_IS_WRITTEN_DOWN = 0.75
"""The part of the requests that goes to them; the rest is for searching and for making breaches small."""


def cost_of(scenario: Scenario) -> int:
    """Return how many requests a scenario takes at most, unless somebody tries again."""
    return sum(map(_cost_of_step, scenario))


def _cost_of_step(step: Step) -> int:
    match step:
        case Create() | Send():
            return 2
        case Invoke():
            return 1 + len(step.answers)
        case _:
            return int(not isinstance(step, Wait))


def planned(rules: Iterable[Rule], effort: Effort, max_requests: int) -> frozenset[str] | None:
    """Return the keys of the scenarios that so many requests are enough for; `None` where all are.

    Every rule of the catalogue gets its first scenario before any gets its second, whichever are selected for the
    run: so what a rule is judged by depends on the number alone.
    """
    if max_requests >= ENOUGH.get(effort, max_requests + 1):
        return None
    return dealt_out((rule.scenarios(effort) for rule in rules), max_requests)


def dealt_out(of_rules: Iterable[Iterable[Scenario]], max_requests: int) -> frozenset[str] | None:
    """Return the keys of the scenarios that so many requests are enough for, in turn; `None` where all are."""
    left = int(max_requests * FOR_WHAT_IS_WRITTEN_DOWN)
    chosen: set[str] = set()
    all_of_them = True
    for together in itertools.zip_longest(*of_rules):
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
