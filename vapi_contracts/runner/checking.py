"""A whole run: open the target, check the rules, and bring home what is known however it ends."""

from __future__ import annotations

import functools
import importlib.metadata
import platform
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from vapi_contracts.endpoint.endpoint import Endpoint, EndpointError
from vapi_contracts.endpoint.opening import DEFAULT_TOKEN, EMBEDDED, open_endpoint
from vapi_contracts.rules.catalogue import all_rules, select
from vapi_contracts.rules.rule import Rule
from vapi_contracts.runner.events import Event, RequestsSent, RuleFinished, RuleStarted, RunFinished, RunStarted
from vapi_contracts.runner.memory import Memory
from vapi_contracts.runner.playing import Stage
from vapi_contracts.runner.result import Effort, Ending, RuleResult, RunResult
from vapi_contracts.runner.runner import Runner

__all__ = ["EMBEDDED", "check", "chosen_rules", "open_target", "versions"]


def check(
    target: Any = None,
    *,
    rules: Iterable[str] = ("*",),
    effort: Effort = "standard",
    seed: int | None = None,
    token: str | None = None,
    live: bool = False,
    documented_only: bool = False,
    max_requests: int | None = None,
    rate: float | None = None,
    timeout: float = 10.0,
    keep: Path | None = None,
    on_event: Callable[[Event], None] = lambda _: None,
) -> RunResult:
    """Check an endpoint against the rules of the contract whose ids match the shell patterns in `rules`.

    `target` is `None` (the embedded reference), a URL, `"module:attribute"`, an ASGI app, a respx router or an
    `Endpoint`. `timeout` is in seconds a request, `rate` in requests a second. Failures are kept below the folder
    `keep`; without a `seed` they are tried first.

    Raises `UnknownRuleError`, `TargetError` or `EndpointError` when nothing could be judged; a target that goes
    away later, and Ctrl-C, end the run with what is known so far.
    """
    chosen = chosen_rules(rules, documented_only=documented_only)
    endpoint = open_target(target, token=token, live=live, rate=rate, timeout=timeout)
    try:
        endpoint.probe()
        return run(
            endpoint,
            chosen,
            effort=effort,
            seed=secrets.randbelow(2**32) if seed is None else seed,
            max_requests=max_requests,
            memory=None if keep is None else Memory(keep, endpoint.name),
            reuse=seed is None,
            on_event=on_event,
        )
    finally:
        endpoint.close()


def chosen_rules(patterns: Iterable[str], *, documented_only: bool = False) -> tuple[Rule, ...]:
    """Return the rules that match the patterns. Raises `UnknownRuleError`."""
    chosen = select(all_rules(), patterns)
    return tuple(rule for rule in chosen if not documented_only or rule.basis == "documented")


def open_target(
    target: Any, *, token: str | None = None, live: bool = False, rate: float | None = None, timeout: float = 10.0
) -> Endpoint:
    """Open a target. Raises `TargetError` for what is none."""
    from vapi_contracts.reference import create_app  # noqa: PLC0415 - only when it is played against

    return open_endpoint(
        target,
        token=token,
        live=live,
        rate=rate,
        timeout=timeout,
        reference=functools.partial(create_app, token=token or DEFAULT_TOKEN),
    )


def run(
    endpoint: Endpoint,
    rules: tuple[Rule, ...],
    *,
    effort: Effort,
    seed: int,
    max_requests: int | None = None,
    memory: Memory | None = None,
    reuse: bool = False,
    on_event: Callable[[Event], None] = lambda _: None,
) -> RunResult:
    """Check rules against an endpoint that answers."""
    started = time.perf_counter()
    runner = Runner(
        Stage(endpoint),
        effort=effort,
        seed=seed,
        rules_in_all=len(all_rules()),
        max_requests=max_requests,
        memory=memory,
        reuse=reuse,
    )
    on_event(RunStarted(endpoint.name, rules, seed, effort))
    results: list[RuleResult] = []
    ending: Ending = "completed"
    reason: str | None = None
    for rule in rules:
        if ending != "completed":
            result = RuleResult(rule=rule, outcome="skipped", reason=reason)
        else:
            on_event(RuleStarted(rule))
            try:
                result = runner.run(rule)
            except EndpointError as error:
                ending, reason = "unreachable", str(error)
                result = RuleResult(rule=rule, outcome="errored", reason=reason)
            except KeyboardInterrupt:
                ending, reason = "interrupted", "interrupted"
                result = RuleResult(rule=rule, outcome="skipped", reason=reason)
        results.append(result)
        on_event(RuleFinished(result))
        on_event(RequestsSent(endpoint.requests))
    result = RunResult(
        target=endpoint.name,
        seed=seed,
        effort=effort,
        duration_s=time.perf_counter() - started,
        requests=endpoint.requests,
        rules=tuple(results),
        versions=versions(),
        ending=ending,
        reason=reason,
    )
    on_event(RunFinished(result))
    return result


def versions() -> Mapping[str, str]:
    """Return what a run can be repeated with: the versions of this package, of Hypothesis and of Python."""
    return {
        "vapi-contracts": importlib.metadata.version("vapi-contracts"),
        "hypothesis": importlib.metadata.version("hypothesis"),
        "python": platform.python_version(),
    }
