"""What was found of one rule about clients: a breach for each cause, told by what must come together to show it."""

from __future__ import annotations

from dataclasses import dataclass, field

from vapi_contracts.rules.client.telling import shortened
from vapi_contracts.rules.rule import Rule
from vapi_contracts.runner.client_budget import MOST_FINDINGS, ClientBudget
from vapi_contracts.runner.result import Counterexample
from vapi_contracts.runner.tally import Tally, broken_of, verdicts_of
from vapi_contracts.scenario import Scenario
from vapi_contracts.transcript import Transcript
from vapi_contracts.verdict import Verdict

__all__ = ["Finding", "Search", "counterexample_of", "distinct"]


@dataclass(slots=True)
class Finding:
    """A breach with a cause of its own, and how many of the replays showed it again."""

    scenario: Scenario
    transcript: Transcript
    verdict: Verdict
    again: int = 0
    replays: int = 0

    @property
    def cause(self) -> frozenset[str]:
        """What must come together to show it."""
        return frozenset(self.verdict.cause)


@dataclass(slots=True)
class Search:
    """What is known of one rule while it is checked."""

    rule: Rule
    budget: ClientBudget
    tally: Tally
    shrinking: int
    requests: int = 0
    calls: int = 0
    findings: list[Finding] = field(default_factory=list[Finding])
    asked: bool = False
    sent: bool = False
    raised: str | None = None

    @property
    def full(self) -> bool:
        """Whether no more causes are looked for."""
        return len(self.findings) >= MOST_FINDINGS

    def note(self, transcript: Transcript) -> None:
        """Count what the judge says of one play, and take in whether the client does anything at all."""
        self.tally.note(verdicts_of(self.rule, transcript))
        for one in transcript.invocations:
            self.asked = True
            self.sent = self.sent or one.count > 0
            if self.raised is None and one.ending == "raised":
                self.raised = f"{one.error}: {one.message}" if one.message else str(one.error)

    def reason(self) -> str:
        """Tell why nothing is known of the rule."""
        if self.tally.charged and self.tally.undecided is None:
            if not self.asked:
                return "the client does not offer what this can be seen by"
            if not self.sent and self.raised is not None:
                return f"the client sends nothing: {shortened(self.raised)}"
        return self.tally.reason(self.rule)

    def new(self, transcript: Transcript) -> list[Verdict]:
        """Return the breaches for a cause that is not known yet."""
        broken = broken_of(verdicts_of(self.rule, transcript), strict=self.tally.strict)
        return [verdict for verdict in broken if not any(one.cause <= set(verdict.cause) for one in self.findings)]


def distinct(findings: list[Finding]) -> list[Finding]:
    """Leave out what a later finding tells with less."""
    return [
        finding
        for at, finding in enumerate(findings)
        if not any(
            other.cause < finding.cause or (other.cause == finding.cause and before < at)
            for before, other in enumerate(findings)
        )
    ]


def counterexample_of(finding: Finding) -> Counterexample:
    """Return what a report tells of a finding."""
    verdict = finding.verdict
    return Counterexample(
        message=verdict.message,
        pointer=verdict.pointer,
        expected=verdict.expected,
        actual=verdict.actual,
        scenario=finding.scenario,
        transcript=finding.transcript,
        reproduced=f"{finding.again}/{finding.replays}",
        exchange=verdict.exchange,
        beside=verdict.beside,
        invocation=verdict.invocation,
    )
