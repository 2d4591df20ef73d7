"""A run as lines for whoever watches it: a line a rule, then the failures in full, then how to repeat it."""

from __future__ import annotations

from collections.abc import Callable

from vapi_contracts.report.failure import failure_text
from vapi_contracts.report.reproduce import base_url_of
from vapi_contracts.report.writers import Writer
from vapi_contracts.runner.events import (
    Event,
    RequestsSent,
    RuleFinished,
    RuleStarted,
    RunFinished,
    RunStarted,
)
from vapi_contracts.runner.result import RuleResult, RunResult

__all__ = ["Terminal"]

LONGEST_WORD = len("errored")


class Terminal:
    """Turns the events of a run into lines. `repeat` tells the command of the run for a seed."""

    def __init__(self, writer: Writer, *, repeat: Callable[[int], str]) -> None:
        self._writer = writer
        self._repeat = repeat
        self._total = 0
        self._done = 0
        self._requests = 0
        self._now = ""

    def on_event(self, event: Event) -> None:
        """Take note of what happened."""
        match event:
            case RunStarted(target, rules, seed, effort):
                self._total = len(rules)
                self._writer.line(f"checking {target}: {_count(len(rules), 'rule')}, effort {effort}, seed {seed}")
            case RuleStarted(rule):
                self._now = rule.id
                self._show_progress()
            case RequestsSent(requests):
                self._requests = requests
                self._show_progress()
            case RuleFinished(result):
                self._done += 1
                self._writer.line(f"  {result.rule.id}  ({_told(result)})", word=result.outcome.ljust(LONGEST_WORD))
            case RunFinished(result):
                self._writer.finish()
                self._finish(result)

    def _show_progress(self) -> None:
        self._writer.progress(self._done, self._total, f"{_count(self._requests, 'request')}, {self._now}")

    def _finish(self, result: RunResult) -> None:
        for rule in result.rules:
            if rule.outcome == "failed":
                self._writer.line("")
                text = failure_text(rule, base_url=base_url_of(result.target), target=result.target, seed=result.seed)
                first, _, rest = text.rstrip("\n").partition("\n")
                self._writer.line(f" {first}", word="failed")
                for line in rest.split("\n"):
                    self._writer.line(line)
        self._writer.line("")
        if result.ending != "completed":
            self._writer.line(f"ended before its time: {result.reason or result.ending}")
        for observation in result.observations:
            self._writer.line(f"observed: {observation.message}: {observation.seen}")
        outcomes = ", ".join(f"{result.count(word)} {word}" for word in ("passed", "failed", "skipped"))
        errored = f", {result.count('errored')} errored" if result.count("errored") else ""
        spent = f"{_spent(result)}, {result.duration_s:.2f} s"
        self._writer.line(f"{outcomes}{errored} ({spent}, seed {result.seed})")
        self._writer.line(f"repeat with: {self._repeat(result.seed)}")


def _told(result: RuleResult) -> str:
    spent = f"{_spent(result)}, {result.seconds:.2f} s"
    match result.outcome:
        case "passed":
            deviation = f"known deviation: {result.known_deviation}; " if result.known_deviation else ""
            return f"{deviation}{result.held} held, {spent}"
        case "failed":
            causes = len(result.counterexamples)
            return f"{_count(causes, 'cause') + ', ' if causes > 1 else ''}{result.broken} broken, {spent}"
        case _:
            return result.reason or "no reason given"


def _spent(result: RuleResult | RunResult) -> str:
    calls = f"{_count(result.calls, 'call')}, " if result.calls else ""
    return calls + _count(result.requests, "request")


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
