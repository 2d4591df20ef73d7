"""A whole run against a client."""

from __future__ import annotations

import functools
import secrets
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeGuard, cast

from vapi_contracts.client.opening import open_client
from vapi_contracts.contract.table import Contract, bundled
from vapi_contracts.endpoint.opening import DEFAULT_TOKEN
from vapi_contracts.runner.choosing import chosen_rules, rules_about
from vapi_contracts.runner.client_runner import ClientRunner, written_down
from vapi_contracts.runner.client_stage import ClientStage, ClientUnderTest
from vapi_contracts.runner.conducting import conducted
from vapi_contracts.runner.events import Event
from vapi_contracts.runner.memory import Memory
from vapi_contracts.runner.plan import dealt_out
from vapi_contracts.runner.result import Effort, RunResult
from vapi_contracts.runner.revision import contract_of

__all__ = ["check_client", "client_runner", "open_client_target"]


def check_client(
    client: str | Sequence[str] | Callable[..., Any] | ClientUnderTest,
    *,
    rules: Iterable[str] = ("*",),
    effort: Effort = "standard",
    seed: int | None = None,
    token: str | None = None,
    documented_only: bool = False,
    strict: bool = False,
    max_requests: int | None = None,
    timeout: float = 10.0,
    spec: Path | str | None = None,
    keep: Path | None = None,
    on_event: Callable[[Event], None] = lambda _: None,
) -> RunResult:
    """Check a client against the rules about clients whose ids match the shell patterns in `rules`.

    `client` is a factory, which is called with `base_url`, `token` and `timeout` (seconds) and returns the client;
    `"module:factory"`; or the words of a command that speaks JSON Lines. The client meets the reference on loopback,
    and trouble. `token` is what it is made with. `max_requests` is about what the client may send. Failures are kept
    below the folder `keep`; without a `seed` they are tried first. `spec` is the file of a published revision whose
    constraints take the place of the bundled ones.

    Raises `SpecError`, `UnknownRuleError`, `TargetError` or `EndpointError` when nothing could be judged; a program
    that goes away later, and Ctrl-C, end the run with what is known so far.
    """
    contract = contract_of(spec)
    chosen = chosen_rules(rules, subject="client", documented_only=documented_only, contract=contract)
    player = open_client_target(client, token=token, timeout=timeout)
    try:
        player.probe()
        seed_taken = secrets.randbelow(2**32) if seed is None else seed
        runner = client_runner(
            player,
            effort=effort,
            seed=seed_taken,
            strict=strict,
            max_requests=max_requests,
            memory=None if keep is None else Memory(keep, player.name),
            reuse=seed is None,
            contract=contract,
        )
        return conducted(
            player,
            chosen,
            runner.run,
            effort=effort,
            seed=seed_taken,
            prepare=lambda: runner.prepare(chosen),
            calls=lambda: player.invocations,
            on_event=on_event,
        )
    finally:
        player.close()


def open_client_target(
    client: str | Sequence[str] | Callable[..., Any] | ClientUnderTest,
    *,
    token: str | None = None,
    timeout: float = 10.0,
) -> ClientUnderTest:
    """Open a client; what is open already is returned as it is.

    Raises `TargetError` or `EndpointError` for what is none.
    """
    from vapi_contracts.reference import create_app  # noqa: PLC0415 - only when it is played against

    if _is_open(client):
        return client
    token = token or DEFAULT_TOKEN
    return open_client(
        cast("str | Sequence[str] | Callable[..., Any]", client),
        token=token,
        timeout=timeout,
        reference=functools.partial(create_app, token=token),
    )


def client_runner(
    player: ClientUnderTest,
    *,
    effort: Effort,
    seed: int,
    strict: bool = False,
    max_requests: int | None = None,
    memory: Memory | None = None,
    reuse: bool = False,
    contract: Contract | None = None,
) -> ClientRunner:
    """Return what checks one rule after the other against a client."""
    contract, plan = contract or bundled(), None
    if max_requests is not None:
        every = rules_about(contract, "client")
        plan = dealt_out((written_down(rule, effort, player.ways, contract) for rule in every), max_requests)
    return ClientRunner(
        ClientStage(player),
        contract=contract,
        effort=effort,
        seed=seed,
        plan=plan,
        max_requests=max_requests,
        memory=memory,
        reuse=reuse,
        strict=strict,
    )


def _is_open(client: object) -> TypeGuard[ClientUnderTest]:
    asked = ("probe", "play", "play_all", "close")
    return not isinstance(client, type) and all(callable(getattr(client, name, None)) for name in asked)
