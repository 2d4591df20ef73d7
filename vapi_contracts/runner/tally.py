"""What was seen of one rule so far, whatever its subject is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from vapi_contracts.rules.rule import Rule
from vapi_contracts.runner.plan import cost_of
from vapi_contracts.runner.playing import Play
from vapi_contracts.scenario import Scenario
from vapi_contracts.transcript import Transcript
from vapi_contracts.verdict import Verdict

__all__ = ["Tally", "broken_of", "verdicts_of"]


@dataclass(slots=True)
class Tally:
    """Counts the verdicts on a rule, and the requests that are left for it.

    A known deviation of the live service counts as a breach only if `strict`.
    """

    left: int
    strict: bool = False
    held: int = 0
    broken: int = 0
    undecided: str | None = None
    deviation: str | None = None
    charged: set[str] = field(default_factory=set[str])

    def affords(self, scenario: Scenario) -> bool:
        """Whether the requests that are left are enough for a scenario."""
        return scenario.key in self.charged or cost_of(scenario) <= self.left

    def charge(self, scenario: Scenario, play: Play) -> None:
        """Charge a play to the rule, whether it came from memory or not, but once."""
        if scenario.key not in self.charged:
            self.charged.add(scenario.key)
            self.left -= play.requests

    def note(self, verdicts: list[Verdict]) -> None:
        """Count what the judge said of one play."""
        self.held += sum(verdict.outcome == "held" for verdict in verdicts)
        self.broken += len(broken_of(verdicts, strict=self.strict))
        known = [verdict.known_deviation for verdict in verdicts if verdict.known_deviation is not None]
        self.deviation = known[0] if known else self.deviation
        undecided = [verdict.message for verdict in verdicts if verdict.outcome == "undecided"]
        self.undecided = undecided[0] if undecided else self.undecided

    def reason(self, rule: Rule) -> str:
        """Tell why nothing is known of the rule."""
        told = self.undecided or ("nothing that was played tells" if self.charged else "no requests left for it")
        return f"{told} (see {', '.join(rule.after)})" if rule.after else told


def verdicts_of(rule: Rule, transcript: Transcript) -> list[Verdict]:
    """Return what the judge of a rule says of a transcript on that rule."""
    return [verdict for verdict in rule.judge(transcript) if verdict.rule == rule.id]


def broken_of(verdicts: Iterable[Verdict], *, strict: bool) -> list[Verdict]:
    """Return the breaches; those that the live service is known for only if `strict`."""
    return [v for v in verdicts if v.outcome == "broken" and (strict or v.known_deviation is None)]
