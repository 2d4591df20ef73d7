"""Known deviations of the live service: told, but a reason to fail only where the user is strict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from vapi_contracts.runner.events import Event, RuleFinished, RunFinished
from vapi_contracts.runner.result import RuleOutcome, RuleResult, RunResult

__all__ = ["settled", "settled_rule", "settling"]


def settled_rule(result: RuleResult, *, strict: bool) -> RuleResult:
    """Return the result of a rule; a breach that is known counts if `strict`, else as if it were none."""
    if result.known_deviation is None or not result.broken:
        return result
    if strict:
        return replace(result, outcome="failed")
    outcome: RuleOutcome = "passed" if result.held else "skipped"
    return replace(result, outcome=outcome, reason=f"known deviation: {result.known_deviation}")


def settled(result: RunResult, *, strict: bool) -> RunResult:
    """Return a run with every known deviation settled."""
    return replace(result, rules=tuple(settled_rule(rule, strict=strict) for rule in result.rules))


def settling(watch: Callable[[Event], None], *, strict: bool) -> Callable[[Event], None]:
    """Return a handler of events that hands them on with every known deviation settled."""

    def settle(event: Event) -> None:
        match event:
            case RuleFinished(result):
                watch(RuleFinished(settled_rule(result, strict=strict)))
            case RunFinished(run):
                watch(RunFinished(settled(run, strict=strict)))
            case _:
                watch(event)

    return settle
