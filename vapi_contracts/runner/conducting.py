"""Rule after rule to the end, or to whatever ends a run before: what is known so far is brought home."""

from __future__ import annotations

import importlib.metadata
import platform
import time
from collections.abc import Callable, Mapping

from vapi_contracts.endpoint.endpoint import Endpoint, EndpointError
from vapi_contracts.rules.rule import Rule
from vapi_contracts.runner.events import (
    Event,
    RequestsSent,
    RuleFinished,
    RuleStarted,
    RunFinished,
    RunStarted,
)
from vapi_contracts.runner.result import Effort, Ending, Observation, RuleResult, RunResult

__all__ = ["conducted", "versions"]


def conducted(
    subject: Endpoint,
    rules: tuple[Rule, ...],
    check: Callable[[Rule], RuleResult],
    *,
    effort: Effort,
    seed: int,
    prepare: Callable[[], None] = lambda: None,
    calls: Callable[[], int] = lambda: 0,
    observe: Callable[[], tuple[Observation, ...]] = lambda: (),
    on_event: Callable[[Event], None] = lambda _: None,
) -> RunResult:
    """Check the rules one after the other, and tell what came out and how the run ended.

    `prepare` is done before the first of them, `observe` after the last; `calls` tells how often a client was to do
    something.
    """
    started = time.perf_counter()
    results: list[RuleResult] = []
    ending: Ending = "completed"
    reason: str | None = None
    observations: tuple[Observation, ...] = ()
    try:
        on_event(RunStarted(subject.name, rules, seed, effort))
        prepare()
        for rule in rules:
            on_event(RuleStarted(rule))
            found = _of_rule(check, rule)
            results.append(found)
            on_event(RuleFinished(found))
            on_event(RequestsSent(subject.requests))
        observations = observe()
    except EndpointError as error:
        ending, reason = "unreachable", str(error)
    except KeyboardInterrupt:
        ending, reason = "interrupted", "interrupted"
    for at, rule in enumerate(rules[len(results) :]):
        gone = ending == "unreachable" and at == 0
        left = RuleResult(rule=rule, outcome="errored" if gone else "skipped", reason=reason)
        results.append(left)
        on_event(RuleFinished(left))
    outcome = RunResult(
        target=subject.name,
        seed=seed,
        effort=effort,
        duration_s=time.perf_counter() - started,
        requests=subject.requests,
        calls=calls(),
        rules=tuple(results),
        observations=observations,
        versions=versions(),
        ending=ending,
        reason=reason,
    )
    on_event(RunFinished(outcome))
    return outcome


def _of_rule(check: Callable[[Rule], RuleResult], rule: Rule) -> RuleResult:
    """Check one rule; a mistake of ours in it costs no more than its own result."""
    try:
        return check(rule)
    except EndpointError:
        raise
    except Exception as error:  # noqa: BLE001 - reported as an error of the toolkit's own
        told = f"internal error: {type(error).__name__}: {error}".splitlines()[0]
        return RuleResult(rule=rule, outcome="errored", reason=told)


def versions() -> Mapping[str, str]:
    """Return what a run can be repeated with: the versions of this package, of Hypothesis and of Python."""
    return {
        "vapi-contracts": importlib.metadata.version("vapi-contracts"),
        "hypothesis": importlib.metadata.version("hypothesis"),
        "python": platform.python_version(),
    }
