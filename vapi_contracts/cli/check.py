"""`vapi-contracts check`: an active run against an endpoint."""

from __future__ import annotations

import sys
from typing import Any

import click

from vapi_contracts.cli.options import MEMORY, patterns_of, repeating, taking, token_of
from vapi_contracts.cli.output import check_outputs
from vapi_contracts.cli.reporting import reported, told_in_a_line

__all__ = ["command"]


@click.command(name="check", short_help="Check an endpoint against the rules of the contract.")
@click.argument("target", required=False)
@taking()
def command(
    *,
    target: str | None,
    rules: tuple[str, ...],
    effort: Any,
    seed: int | None,
    documented_only: bool,
    strict: bool,
    token_env: str,
    live: bool,
    max_requests: int | None,
    rate: float | None,
    timeout: float,
    spec: str | None,
    json: str | None,
    junit: str | None,
) -> int:
    """Check an endpoint against the rules of the contract.

    TARGET is the base URL of an endpoint, or MODULE:ATTRIBUTE, an ASGI app in process; without one, the
    embedded reference is checked. Failures are kept in .vapi-contracts, and tried first by the next run
    without a seed.
    """
    check_outputs({"--json": json, "--junit": junit})
    patterns, token = patterns_of(rules), token_of(token_env)

    from vapi_contracts.cli.interruption import Interruptible, Interruption  # noqa: PLC0415 - after the quick refusals
    from vapi_contracts.report.terminal import Terminal  # noqa: PLC0415
    from vapi_contracts.report.writers import writer_for  # noqa: PLC0415
    from vapi_contracts.runner.checking import check, open_target  # noqa: PLC0415
    from vapi_contracts.runner.choosing import chosen_rules  # noqa: PLC0415
    from vapi_contracts.runner.revision import contract_of  # noqa: PLC0415

    writer = writer_for(sys.stderr if "-" in (json, junit) else sys.stdout)
    terminal = Terminal(writer, repeat=repeating(click.get_current_context()))
    interruption = Interruption()
    with told_in_a_line(writer), interruption.listening():
        chosen_rules(patterns, contract=contract_of(spec))
        endpoint = open_target(target, token=token, live=live, rate=rate, timeout=timeout)
        result = check(
            Interruptible(endpoint, interruption),
            rules=patterns,
            effort=effort,
            seed=seed,
            documented_only=documented_only,
            max_requests=max_requests,
            spec=spec,
            keep=MEMORY,
            strict=strict,
            on_event=terminal.on_event,
        )
    return reported(result, writer, json=json, junit=junit, gone="the endpoint went away")
