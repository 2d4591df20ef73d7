"""What a run tells whoever watches it, in the order in which it happens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from vapi_contracts.rules.rule import Rule
from vapi_contracts.runner.result import Effort, RuleResult, RunResult

__all__ = ["Event", "RequestsSent", "RuleFinished", "RuleStarted", "RunFinished", "RunStarted"]


@dataclass(frozen=True, slots=True)
class RunStarted:
    """A run begins; `rules` are those that will be judged, in order."""

    target: str
    rules: tuple[Rule, ...]
    seed: int
    effort: Effort


@dataclass(frozen=True, slots=True)
class RuleStarted:
    """A rule comes into play."""

    rule: Rule


@dataclass(frozen=True, slots=True)
class RequestsSent:
    """So many requests were sent in this run so far."""

    requests: int


@dataclass(frozen=True, slots=True)
class RuleFinished:
    """A rule is decided, as far as it can be."""

    result: RuleResult


@dataclass(frozen=True, slots=True)
class RunFinished:
    """The run has ended, in whatever way."""

    result: RunResult


Event: TypeAlias = RunStarted | RuleStarted | RequestsSent | RuleFinished | RunFinished
