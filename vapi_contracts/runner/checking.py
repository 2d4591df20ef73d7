"""A whole run against an endpoint."""

from __future__ import annotations

import functools
import secrets
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from vapi_contracts.contract.table import Contract, bundled
from vapi_contracts.endpoint.endpoint import Endpoint
from vapi_contracts.endpoint.opening import DEFAULT_TOKEN, EMBEDDED, open_endpoint
from vapi_contracts.rules.observations import observe, observing_scenarios
from vapi_contracts.rules.rule import Rule
from vapi_contracts.runner.choosing import chosen_rules, rules_about
from vapi_contracts.runner.conducting import conducted
from vapi_contracts.runner.events import Event
from vapi_contracts.runner.memory import Memory
from vapi_contracts.runner.plan import cost_of, planned
from vapi_contracts.runner.playing import Stage
from vapi_contracts.runner.result import Effort, Observation, RunResult
from vapi_contracts.runner.revision import contract_of
from vapi_contracts.runner.runner import Runner

__all__ = ["EMBEDDED", "check", "open_target"]


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
    stage = Stage(endpoint)
    runner = Runner(
        stage,
        effort=effort,
        seed=seed,
        plan=None if max_requests is None else planned(rules_about(contract, "endpoint"), effort, max_requests),
        strict=strict,
        max_requests=max_requests,
        memory=memory,
        reuse=reuse,
    )
    return conducted(
        endpoint,
        rules,
        runner.run,
        effort=effort,
        seed=seed,
        observe=lambda: () if effort == "quick" else _observed(contract, stage, max_requests),
        on_event=on_event,
    )


def _observed(contract: Contract, stage: Stage, max_requests: int | None) -> tuple[Observation, ...]:
    """Look at what no document decides, as far as the requests last."""
    found: dict[str, Observation] = {}
    for scenario in observing_scenarios():
        if max_requests is None or stage.endpoint.requests + cost_of(scenario) <= max_requests:
            for observer, seen in observe(contract, stage.play(scenario).transcript):
                found.setdefault(observer.id, Observation(id=observer.id, message=observer.message, seen=seen))
    return tuple(found.values())
