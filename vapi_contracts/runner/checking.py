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

from vapi_contracts.contract.table import Contract, bundled
from vapi_contracts.endpoint.endpoint import Endpoint, EndpointError
from vapi_contracts.endpoint.opening import DEFAULT_TOKEN, EMBEDDED, open_endpoint
from vapi_contracts.rules.catalogue import rules_of, select
from vapi_contracts.rules.observations import observe, observing_scenarios
from vapi_contracts.rules.rule import Rule
from vapi_contracts.runner.events import (
    Event,
    RequestsSent,
    RuleFinished,
    RuleStarted,
    RunFinished,
    RunStarted,
)
from vapi_contracts.runner.memory import Memory
from vapi_contracts.runner.plan import cost_of, planned
from vapi_contracts.runner.playing import Stage
from vapi_contracts.runner.result import Effort, Ending, Observation, RuleResult, RunResult
from vapi_contracts.runner.revision import contract_of
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
    strict: bool = False,
    max_requests: int | None = None,
    rate: float | None = None,
    timeout: float = 10.0,
    spec: Path | str | None = None,
    keep: Path | None = None,
    on_event: Callable[[Event], None] = lambda _: None,
) -> RunResult:
    """Check an endpoint against the rules of the contract whose ids match the shell patterns in `rules`.

    `target` is `None` (the embedded reference), a URL, `"module:attribute"`, an ASGI app, a respx router or an
    `Endpoint`. `timeout` is in seconds a request, `rate` in requests a second. Failures are kept below the folder
    `keep`; without a `seed` they are tried first. Known deviations of the live service fail a rule only if `strict`.

    `spec` is the file of a published revision whose constraints take the place of the bundled ones.

    Raises `SpecError`, `UnknownRuleError`, `TargetError` or `EndpointError` when nothing could be judged; a target
    that goes away later, and Ctrl-C, end the run with what is known so far.
    """
    contract = contract_of(spec)
    chosen = chosen_rules(rules, documented_only=documented_only, contract=contract)
    endpoint = open_target(target, token=token, live=live, rate=rate, timeout=timeout)
    try:
        endpoint.probe()
        return run(
            endpoint,
            chosen,
            effort=effort,
            seed=secrets.randbelow(2**32) if seed is None else seed,
            strict=strict,
            max_requests=max_requests,
            memory=None if keep is None else Memory(keep, endpoint.name),
            reuse=seed is None,
            contract=contract,
            on_event=on_event,
        )
    finally:
        endpoint.close()


def chosen_rules(
    patterns: Iterable[str], *, documented_only: bool = False, contract: Contract | None = None
) -> tuple[Rule, ...]:
    """Return the rules of a contract (the bundled one if absent) that match the patterns.

    Raises `UnknownRuleError`.
    """
    chosen = select(rules_of(contract or bundled()), patterns)
    return tuple(rule for rule in chosen if not documented_only or rule.basis == "documented")


def open_target(
    target: Any,
    *,
    token: str | None = None,
    live: bool = False,
    rate: float | None = None,
    timeout: float = 10.0,
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
    strict: bool = False,
    max_requests: int | None = None,
    memory: Memory | None = None,
    reuse: bool = False,
    contract: Contract | None = None,
    on_event: Callable[[Event], None] = lambda _: None,
) -> RunResult:
    """Check rules of a contract against an endpoint that answers."""
    contract = contract or bundled()
    started = time.perf_counter()
    stage = Stage(endpoint)
    runner = Runner(
        stage,
        effort=effort,
        seed=seed,
        plan=None if max_requests is None else planned(rules_of(contract), effort, max_requests),
        strict=strict,
        max_requests=max_requests,
        memory=memory,
        reuse=reuse,
    )
    results: list[RuleResult] = []
    ending: Ending = "completed"
    reason: str | None = None
    observations: tuple[Observation, ...] = ()
    try:
        on_event(RunStarted(endpoint.name, rules, seed, effort))
        for rule in rules:
            on_event(RuleStarted(rule))
            found = _of_rule(runner, rule)
            results.append(found)
            on_event(RuleFinished(found))
            on_event(RequestsSent(endpoint.requests))
        observations = () if effort == "quick" else _observed(contract, stage, max_requests)
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
        target=endpoint.name,
        seed=seed,
        effort=effort,
        duration_s=time.perf_counter() - started,
        requests=endpoint.requests,
        rules=tuple(results),
        observations=observations,
        versions=versions(),
        ending=ending,
        reason=reason,
    )
    on_event(RunFinished(outcome))
    return outcome


def _of_rule(runner: Runner, rule: Rule) -> RuleResult:
    """Check one rule; a mistake of ours in it costs no more than its own result."""
    try:
        return runner.run(rule)
    except EndpointError:
        raise
    except Exception as error:  # noqa: BLE001 - reported as an error of the toolkit's own
        told = f"internal error: {type(error).__name__}: {error}".splitlines()[0]
        return RuleResult(rule=rule, outcome="errored", reason=told)


def _observed(contract: Contract, stage: Stage, max_requests: int | None) -> tuple[Observation, ...]:
    """Look at what no document decides, as far as the requests last."""
    found: dict[str, Observation] = {}
    for scenario in observing_scenarios():
        if max_requests is None or stage.endpoint.requests + cost_of(scenario) <= max_requests:
            for observer, seen in observe(contract, stage.play(scenario).transcript):
                found.setdefault(observer.id, Observation(id=observer.id, message=observer.message, seen=seen))
    return tuple(found.values())


def versions() -> Mapping[str, str]:
    """Return what a run can be repeated with: the versions of this package, of Hypothesis and of Python."""
    return {
        "vapi-contracts": importlib.metadata.version("vapi-contracts"),
        "hypothesis": importlib.metadata.version("hypothesis"),
        "python": platform.python_version(),
    }
