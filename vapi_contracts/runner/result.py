"""What came out of a run, as data; how it looks is the report's business."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from vapi_contracts.body import Json
from vapi_contracts.rules.rule import Effort, Rule
from vapi_contracts.scenario import Scenario
from vapi_contracts.transcript import Transcript

__all__ = ["Counterexample", "Effort", "Ending", "Observation", "RuleOutcome", "RuleResult", "RunResult"]

RuleOutcome: TypeAlias = Literal["passed", "failed", "skipped", "errored"]
Ending: TypeAlias = Literal["completed", "unreachable", "interrupted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterexample:
    """The smallest scenario that was found to break a rule, with all that was seen.

    `reproduced` says how often a fresh replay broke the rule again, as in "2/2". `exchange` is where in the transcript
    the breach shows, `beside` where the accepted neighbour stands, if the verdict leans on one, and `invocation` what
    the client was to do.
    """

    message: str
    pointer: str
    expected: Json
    actual: Json
    scenario: Scenario
    transcript: Transcript
    reproduced: str
    exchange: int = 0
    beside: int | None = None
    invocation: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleResult:
    """What is known of one rule: how many verdicts it got, from how many requests, in how many seconds.

    `calls` is how often a client was to do something. A rule about endpoints has one counterexample at most, one about
    clients has one for each cause that was found.
    """

    rule: Rule
    outcome: RuleOutcome
    held: int = 0
    broken: int = 0
    requests: int = 0
    calls: int = 0
    seconds: float = 0.0
    reason: str | None = None
    known_deviation: str | None = None
    counterexamples: tuple[Counterexample, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """Something seen that no document decides; it never fails a run."""

    id: str
    message: str
    seen: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """A whole run against one target. `reason` tells in a line why it ended before its time.

    Where an endpoint and a client are checked together, `client` names the client.
    """

    target: str
    seed: int
    effort: Effort
    duration_s: float
    requests: int
    calls: int = 0
    rules: tuple[RuleResult, ...] = ()
    observations: tuple[Observation, ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict[str, str])
    ending: Ending = "completed"
    reason: str | None = None
    client: str | None = None

    def target_of(self, rule: Rule) -> str:
        """Return the name of what a rule was checked against."""
        return self.client if rule.subject == "client" and self.client else self.target

    def count(self, outcome: RuleOutcome) -> int:
        """Return how many rules had that outcome."""
        return sum(result.outcome == outcome for result in self.rules)

    @property
    def exit_code(self) -> int:
        """The exit code of the command: 0 held, 1 broken, 2 nothing judged, 3 went away, 130 interrupted."""
        if self.ending == "interrupted":
            return 130
        if self.ending == "unreachable":
            return 3
        if self.count("failed"):
            return 1
        if self.count("errored"):
            return 4
        return 0 if self.count("passed") else 2
