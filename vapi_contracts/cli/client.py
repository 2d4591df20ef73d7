"""`vapi-contracts client`: an active run against an API client."""

from __future__ import annotations

import sys
from typing import Any

import click
from click.core import ParameterSource

from vapi_contracts.cli.options import MEMORY, patterns_of, repeating, taking, token_of
from vapi_contracts.cli.output import check_outputs
from vapi_contracts.cli.reporting import reported, told_in_a_line

__all__ = ["command"]

PROGRAM = "vapi_contracts.program"


class _Command(click.Command):
    """A command that leaves what follows `--` alone: those are the words of another command."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if "--" in args:
            at = args.index("--")
            ctx.meta[PROGRAM] = tuple(args[at + 1 :])
            args = args[:at]
        return super().parse_args(ctx, args)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return [*super().collect_usage_pieces(ctx), "| -- COMMAND…"]


@click.command(name="client", cls=_Command, short_help="Check an API client against the rules about clients.")
@click.argument("client", required=False, metavar="[MODULE:FACTORY]")
@taking("live", "rate")
def command(
    *,
    client: str | None,
    rules: tuple[str, ...],
    effort: Any,
    seed: int | None,
    documented_only: bool,
    strict: bool,
    token_env: str,
    max_requests: int | None,
    timeout: float,
    spec: str | None,
    json: str | None,
    junit: str | None,
) -> int:
    """Check an API client against the rules about clients.

    MODULE:FACTORY is called with base_url, token and timeout, and returns an object with any of create, get,
    update, delete and list. COMMAND starts a program that reads what to do as JSON Lines and answers so. The client
    meets the reference on loopback, and trouble. Failures are kept in .vapi-contracts, and tried first by the next
    run without a seed.
    """
    check_outputs({"--json": json, "--junit": junit})
    ctx = click.get_current_context()
    named = _named(ctx, client)
    patterns, token = patterns_of(rules), token_of(token_env)

    from vapi_contracts.cli.interruption import InterruptibleClient, Interruption  # noqa: PLC0415 - as in check
    from vapi_contracts.report.terminal import Terminal  # noqa: PLC0415
    from vapi_contracts.report.writers import writer_for  # noqa: PLC0415
    from vapi_contracts.runner.choosing import chosen_rules  # noqa: PLC0415
    from vapi_contracts.runner.client_checking import check_client, open_client_target  # noqa: PLC0415
    from vapi_contracts.runner.revision import contract_of  # noqa: PLC0415

    writer = writer_for(sys.stderr if "-" in (json, junit) else sys.stdout)
    program = () if isinstance(named, str) else named
    terminal = Terminal(writer, repeat=repeating(ctx, program))
    interruption = Interruption()
    with told_in_a_line(writer), interruption.listening():
        chosen_rules(patterns, subject="client", contract=contract_of(spec))
        player = open_client_target(named, token=token, timeout=timeout)
        result = check_client(
            InterruptibleClient(player, interruption),
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
    return reported(result, writer, json=json, junit=junit, gone="the client went away")


def _named(ctx: click.Context, client: str | None) -> str | tuple[str, ...]:
    """Return the client that is named, as a text or as the words of a command. Raises `click.UsageError`."""
    program: tuple[str, ...] | None = ctx.meta.get(PROGRAM)
    if program is None:
        if client is None:
            raise click.UsageError("name the client: MODULE:FACTORY, or -- and the command that starts it")
        return client
    if client is not None and ctx.get_parameter_source("client") is ParameterSource.COMMANDLINE:
        raise click.UsageError(f"{client} and a command after --: name one client")
    ctx.params.pop("client", None)
    if not program:
        raise click.UsageError("no command follows --")
    return program
