"""Check rules against a client, one at a time; a rule may be broken for several causes, and each is told.

Explicit scenarios are all played, also in each of the client's other ways to create; then the search. A breach whose
cause holds all of a known one's is that one, and what is new is made small. What comes out for a rule is a function of
the rule, the client, the seed and the effort.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator

from vapi_contracts.contract.table import Contract
from vapi_contracts.endpoint.endpoint import EndpointError
from vapi_contracts.rules.client.ways import with_way
from vapi_contracts.rules.rule import Rule
from vapi_contracts.runner.aligning import step_of
from vapi_contracts.runner.causes import Finding, Search, counterexample_of, distinct
from vapi_contracts.runner.client_budget import (
    CLIENT_BUDGETS,
    is_about_time,
    took_long,
)
from vapi_contracts.runner.client_stage import ClientStage
from vapi_contracts.runner.documented import faults_in
from vapi_contracts.runner.memory import Memory
from vapi_contracts.runner.plan import cost_of
from vapi_contracts.runner.random_search import first_breach, seed_of
from vapi_contracts.runner.reducing import reduce
from vapi_contracts.runner.result import Effort, RuleResult
from vapi_contracts.runner.tally import Tally, broken_of, verdicts_of
from vapi_contracts.scenario import Scenario
from vapi_contracts.transcript import Transcript
from vapi_contracts.verdict import Verdict

__all__ = ["ClientRunner", "written_down"]

REPLAYS = 2


def written_down(rule: Rule, effort: Effort, ways: Iterable[str], contract: Contract) -> Iterator[Scenario]:
    """Yield the scenarios of a rule, and after some that create the same one in each other way to create."""
    ways = tuple(ways)
    for scenario in rule.scenarios(effort):
        yield scenario
        for way in ways:
            other = with_way(scenario, way, contract)
            if other is not None:
                yield other


class ClientRunner:
    """Checks rules against one client.

    With `max_requests` no scenario is begun that could take more than that; `plan` then holds the keys of those that
    are played at all. A known deviation of the live service counts as a breach only if `strict`.
    """

    def __init__(
        self,
        stage: ClientStage,
        *,
        contract: Contract,
        effort: Effort,
        seed: int,
        plan: frozenset[str] | None = None,
        max_requests: int | None = None,
        memory: Memory | None = None,
        reuse: bool = False,
        strict: bool = False,
    ) -> None:
        self._stage = stage
        self._contract = contract
        self._effort: Effort = effort
        self._seed = seed
        self._plan = plan
        self._max_requests = max_requests
        self._memory = memory
        self._reuse = reuse
        self._strict = strict

    def prepare(self, rules: Iterable[Rule]) -> None:
        """Play what is written down for the rules. Raises `EndpointError` when the client is gone."""
        self._stage.prepare(scenario for rule in rules for scenario in self._known(rule) if self._may_play(scenario))

    def run(self, rule: Rule) -> RuleResult:
        """Check one rule. Raises `EndpointError` when the client is gone."""
        started = time.perf_counter()
        budget = CLIENT_BUDGETS[self._effort]
        search = Search(rule, budget, Tally(0, self._strict), budget.all_shrinking)
        self.prepare([rule])
        for scenario in self._known(rule):
            if self._may_play(scenario):
                self._look_at(search, scenario)
        if rule.search is not None and budget.examples:
            self._search_on(search)
        self._play_again(search)
        found = tuple(counterexample_of(finding) for finding in distinct(search.findings))
        if self._memory is not None:
            if found:
                self._memory.keep(rule.id, found)
            elif search.tally.held:
                self._memory.forget(rule.id)
        tally = search.tally
        return RuleResult(
            rule=rule,
            outcome="failed" if found else "passed" if tally.held else "skipped",
            known_deviation=tally.deviation,
            held=tally.held,
            broken=tally.broken,
            requests=search.requests,
            calls=search.calls,
            seconds=time.perf_counter() - started,
            reason=None if found or tally.held else self._reason(search),
            counterexamples=found,
        )

    def _reason(self, search: Search) -> str:
        if self._stage.given_up and not search.tally.charged:
            return "the client hung again and again, and was given up"
        return search.reason()

    def _known(self, rule: Rule) -> Iterator[Scenario]:
        if self._memory is not None and self._reuse:
            yield from self._memory.recall(rule.id)
        for scenario in written_down(rule, self._effort, self._stage.client.ways, self._contract):
            if self._plan is None or scenario.key in self._plan:
                yield scenario

    def _may_play(self, scenario: Scenario, times: int = 1) -> bool:
        """Whether a scenario is known, or the client still plays along and the requests of the whole run last."""
        if self._stage.knows(scenario):
            return True
        if self._max_requests is None or self._stage.given_up:
            return not self._stage.given_up
        return self._stage.client.requests + times * cost_of(scenario) <= self._max_requests

    def _seen(self, search: Search, scenario: Scenario) -> Transcript:
        self._stage.prepare([scenario])
        requests, calls = self._stage.spent_on(scenario)
        search.requests += requests
        search.calls += calls
        return self._stage.play(scenario).transcript

    def _look_at(self, search: Search, scenario: Scenario) -> None:
        """Judge a scenario, and take in every cause of a breach that is new."""
        transcript = self._seen(search, scenario)
        search.tally.charged.add(scenario.key)
        search.note(transcript)
        while not search.full and (new := search.new(transcript)):
            search.findings.append(self._smallest(search, scenario, transcript, new[0]))

    def _search_on(self, search: Search) -> None:
        """Look for causes that nobody thought of; each that is found begins the same search again, from memory."""
        assert search.rule.search is not None  # noqa: S101 - the caller asked
        looked_at: set[str] = set()

        def breaks(scenario: Scenario) -> bool:
            if not self._may_play(scenario):
                return False
            transcript = self._seen(search, scenario)
            if search.new(transcript):
                return True
            if scenario.key not in looked_at:
                looked_at.add(scenario.key)
                search.tally.charged.add(scenario.key)
                search.note(transcript)
            return False

        while not search.full:
            found = first_breach(search.rule.search(), search.budget.examples, seed_of(self._seed), breaks)
            if found is None:
                return
            looked_at.add(found.key)
            self._look_at(search, found)

    def _smallest(self, search: Search, scenario: Scenario, transcript: Transcript, verdict: Verdict) -> Finding:
        """Return the smallest finding; a client that goes away meanwhile leaves the one that was found."""
        if took_long(transcript):
            return Finding(scenario, transcript, verdict)
        granted = left = min(search.budget.shrinking, search.shrinking)
        least, slow = len(verdict.cause), False
        allowed = faults_in(self._contract, scenario)

        def breaks(smaller: Scenario) -> bool:
            nonlocal left, least, slow
            if slow or len(smaller) > left or not self._may_play(smaller, 1 + REPLAYS):
                return False
            if not faults_in(self._contract, smaller) <= allowed:
                return False
            left -= 0 if self._stage.knows(smaller) else len(smaller)
            seen = self._seen(search, smaller)
            slow = took_long(seen)
            causes = [len(one.cause) for one in search.new(seen)]
            if not causes or min(causes) > least:
                return False
            least = min(causes)
            return True

        try:
            behind = None if verdict.invocation is None else step_of(scenario, transcript, verdict.invocation)
            smallest = reduce(scenario, breaks, [] if behind is None else [behind])
            seen = self._seen(search, smallest)
        except EndpointError:
            return Finding(scenario, transcript, verdict)
        search.shrinking -= granted - left
        return Finding(smallest, seen, min(search.new(seen), key=lambda one: len(one.cause)))

    def _play_again(self, search: Search) -> None:
        """Replay what was found, all of it at a time; a breach in time that no replay shows is none."""
        scenarios = list({one.scenario.key: one.scenario for one in search.findings}.values())
        times = self._replays_of(scenarios)
        before = self._stage.client.requests, self._stage.client.invocations
        try:
            seen = self._stage.replay_all(scenarios * times) if times else []
        except EndpointError:
            seen = []
        search.requests += self._stage.client.requests - before[0]
        search.calls += self._stage.client.invocations - before[1]
        for scenario, transcript in zip(scenarios * times, seen, strict=False):
            broken = broken_of(verdicts_of(search.rule, transcript), strict=self._strict)
            for finding in search.findings:
                if finding.scenario == scenario:
                    finding.replays += 1
                    finding.again += any(finding.cause <= set(one.cause) for one in broken)
        if is_about_time(search.rule):
            search.findings = [one for one in search.findings if one.again or not one.replays]

    def _replays_of(self, scenarios: list[Scenario]) -> int:
        """Return how often scenarios are replayed: twice, as far as the client and the requests last."""
        if not scenarios or self._stage.given_up:
            return 0
        if self._max_requests is None:
            return REPLAYS
        left = self._max_requests - self._stage.client.requests
        return max(0, min(REPLAYS, left // sum(map(cost_of, scenarios))))
