"""Check rules against an endpoint, one at a time: what is written down first, then what is random.

What comes out for a rule is a function of the rule, the target, the seed and the effort: never of the other rules
that were selected, nor of their order.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from vapi_contracts.endpoint.endpoint import EndpointError
from vapi_contracts.rules.rule import Rule
from vapi_contracts.runner.budget import Budget, budget_of
from vapi_contracts.runner.memory import Memory
from vapi_contracts.runner.plan import cost_of
from vapi_contracts.runner.playing import Stage
from vapi_contracts.runner.random_search import first_breach, seed_of
from vapi_contracts.runner.reducing import reduce, without_waits
from vapi_contracts.runner.result import Counterexample, Effort, RuleResult
from vapi_contracts.runner.tally import Tally, broken_of, verdicts_of
from vapi_contracts.scenario import Scenario
from vapi_contracts.transcript import Transcript
from vapi_contracts.verdict import Verdict

__all__ = ["Runner"]

REPLAYS = 2
LONG = 150
"""Requests beyond which a scenario is replayed once only."""


class Runner:
    """Checks rules against one endpoint.

    With `max_requests` no scenario is begun that could send more than that; `plan` then holds the keys of those that
    are played at all. A known deviation of the live service counts as a breach only if `strict`.
    """

    def __init__(
        self,
        stage: Stage,
        *,
        effort: Effort,
        seed: int,
        plan: frozenset[str] | None = None,
        max_requests: int | None = None,
        memory: Memory | None = None,
        reuse: bool = False,
        strict: bool = False,
    ) -> None:
        self._strict = strict
        self._stage = stage
        self._effort: Effort = effort
        self._seed = seed
        self._plan = plan
        self._max_requests = max_requests
        self._memory = memory
        self._reuse = reuse

    def run(self, rule: Rule) -> RuleResult:
        """Check one rule. Raises `EndpointError` when the endpoint is gone."""
        started, before = time.perf_counter(), self._stage.endpoint.requests
        budget = budget_of(rule, self._effort)
        tally = Tally(budget.requests, self._strict)
        breach = self._find(rule, budget, tally)
        counterexample = None if breach is None else self._smallest(rule, breach, budget)
        if self._memory is not None:
            if counterexample is not None:
                self._memory.keep(rule.id, [counterexample])
            elif tally.held:
                self._memory.forget(rule.id)
        return RuleResult(
            rule=rule,
            outcome="failed" if counterexample else "passed" if tally.held else "skipped",
            known_deviation=tally.deviation,
            held=tally.held,
            broken=tally.broken,
            requests=self._stage.endpoint.requests - before,
            seconds=time.perf_counter() - started,
            reason=None if counterexample or tally.held else tally.reason(rule),
            counterexamples=(counterexample,) if counterexample else (),
        )

    def _find(self, rule: Rule, budget: Budget, tally: Tally) -> Scenario | None:
        for scenario in self._known(rule):
            if not self._affords(scenario, tally):
                continue
            found = self._narrowed(rule, scenario, tally)
            if found is not None:
                return found
        if rule.search is None or not budget.examples:
            return None
        return first_breach(
            rule.search(),
            budget.examples,
            seed_of(self._seed),
            lambda scenario: self._affords(scenario, tally) and bool(self._broken(self._judged(rule, scenario, tally))),
        )

    def _narrowed(self, rule: Rule, scenario: Scenario, tally: Tally) -> Scenario | None:
        """Judge a scenario, and smaller ones wherever it leaves the rule undecided; return one that breaks it."""
        verdicts = self._judged(rule, scenario, tally)
        if self._broken(verdicts):
            return scenario
        for verdict in {v.exchange: v for v in verdicts if v.outcome == "undecided"}.values():
            for smaller in rule.narrow(scenario, verdict) if rule.narrow is not None else ():
                found = self._narrowed(rule, smaller, tally) if self._affords(smaller, tally) else None
                if found is not None:
                    return found
        return None

    def _known(self, rule: Rule) -> Iterator[Scenario]:
        if self._memory is not None and self._reuse:
            yield from self._memory.recall(rule.id)
        for scenario in rule.scenarios(self._effort):
            if self._plan is None or scenario.key in self._plan:
                yield scenario

    def _affords(self, scenario: Scenario, tally: Tally) -> bool:
        return tally.affords(scenario) and self._may_play(scenario)

    def _may_play(self, scenario: Scenario, times: int = 1) -> bool:
        """Whether the requests of the whole run last for it."""
        if self._max_requests is None or self._stage.knows(scenario):
            return True
        return self._stage.endpoint.requests + times * cost_of(scenario) <= self._max_requests

    def _judged(self, rule: Rule, scenario: Scenario, tally: Tally) -> list[Verdict]:
        play = self._stage.play(scenario)
        tally.charge(scenario, play)
        verdicts = verdicts_of(rule, play.transcript)
        tally.note(verdicts)
        return verdicts

    def _smallest(self, rule: Rule, scenario: Scenario, budget: Budget) -> Counterexample:
        """Return the smallest counterexample; an endpoint that goes away meanwhile leaves the one that was found."""
        try:
            return self._reduced(rule, scenario, budget)
        except EndpointError:
            return self._counterexample(rule, scenario, self._stage.play(scenario).transcript, "0/0")

    def _reduced(self, rule: Rule, scenario: Scenario, budget: Budget) -> Counterexample:
        left, best = budget.shrinking, cost_of(scenario)

        def breaks(smaller: Scenario) -> bool:
            nonlocal left, best
            cost = cost_of(smaller)
            if cost + REPLAYS * min(cost, best) > left or not self._may_play(smaller, 1 + REPLAYS):
                return False
            play = self._stage.play(smaller)
            left -= play.requests
            broken = bool(self._broken(verdicts_of(rule, play.transcript)))
            best = min(best, cost) if broken else best
            return broken

        verdict = self._broken(verdicts_of(rule, self._stage.play(scenario).transcript))[0]
        seen_at = [verdict.exchange] if verdict.beside is None else [verdict.beside, verdict.exchange]
        smallest = reduce(scenario, breaks, seen_at)
        transcript = self._stage.play(smallest).transcript
        hasty = without_waits(smallest)
        if hasty != smallest and self._may_play(hasty, 4 * REPLAYS):
            seen = [self._stage.replay(hasty) for _ in range(2 * REPLAYS)]
            if all(self._broken(verdicts_of(rule, one)) for one in seen):
                smallest, transcript = hasty, seen[-1]
        replays = self._replays_of(smallest)
        again = sum(bool(self._broken(verdicts_of(rule, self._stage.replay(smallest)))) for _ in range(replays))
        return self._counterexample(rule, smallest, transcript, f"{again}/{replays}")

    def _counterexample(
        self, rule: Rule, scenario: Scenario, transcript: Transcript, reproduced: str
    ) -> Counterexample:
        verdict = self._broken(verdicts_of(rule, transcript))[0]
        return Counterexample(
            message=verdict.message,
            pointer=verdict.pointer,
            expected=verdict.expected,
            actual=verdict.actual,
            scenario=scenario,
            transcript=transcript,
            reproduced=reproduced,
            exchange=verdict.exchange,
            beside=verdict.beside,
        )

    def _replays_of(self, scenario: Scenario) -> int:
        """Return how often a scenario is replayed: twice, but once if it is long, as far as the requests last."""
        times, cost = (REPLAYS if cost_of(scenario) <= LONG else 1), cost_of(scenario)
        if self._max_requests is None or times * cost <= self._max_requests - self._stage.endpoint.requests:
            return times
        return 0

    def _broken(self, verdicts: list[Verdict]) -> list[Verdict]:
        return broken_of(verdicts, strict=self._strict)
