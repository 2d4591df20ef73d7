"""`vapi-contracts check`: an active run against an endpoint."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path
from typing import Any

import click

from vapi_contracts.cli.ending import UnreachableError
from vapi_contracts.cli.output import check_outputs, json_option, output_option, write
from vapi_contracts.configuration import EFFORTS, ConfigurationError, load_configuration, token_from

__all__ = ["command"]

MEMORY = Path(".vapi-contracts")


def _configure(ctx: click.Context, _: click.Parameter, value: Any) -> Any:
    """Take what the command line leaves out from `pyproject.toml`."""
    try:
        ctx.default_map = load_configuration(Path.cwd()).options()
    except ConfigurationError as error:
        raise click.UsageError(str(error)) from None
    return value


def _positive(_: click.Context, __: click.Parameter, value: float | None) -> float | None:
    if value is not None and not 0 < value < float("inf"):
        raise click.BadParameter("must be a number above 0")
    return value


@click.command(name="check", short_help="Check an endpoint against the rules of the contract.")
@click.option("--configured", is_flag=True, hidden=True, is_eager=True, expose_value=False, callback=_configure)
@click.argument("target", required=False)
@click.option(
    "--rules",
    multiple=True,
    metavar="GLOB[,GLOB…]",
    help="Check only rules whose ids match; may be repeated.",
)
@click.option("--effort", type=click.Choice(EFFORTS), default="standard", show_default=True, help="How much to try.")
@click.option("--seed", type=click.IntRange(0), metavar="N", help="Repeat the random part of a run.")
@click.option("--documented-only", is_flag=True, help="Leave out rules that are inferred.")
@click.option("--strict", is_flag=True, help="Fail on known deviations of the live service, too.")
@click.option(
    "--token-env",
    default="VAPI_TOKEN",
    show_default=True,
    metavar="NAME",
    help="The environment variable that holds the bearer token.",
)
@click.option("--live", is_flag=True, help="Allow a target that is not on loopback; numbers come and go there.")
@click.option("--max-requests", type=click.IntRange(1), metavar="N", help="Send so many requests at most, about.")
@click.option("--rate", type=float, callback=_positive, metavar="N", help="Send so many requests a second at most.")
@click.option(
    "--timeout",
    type=float,
    callback=_positive,
    default=10.0,
    show_default=True,
    metavar="S",
    help="Wait so many seconds for an answer.",
)
@click.option("--spec", metavar="FILE", help="Take the constraints of a published revision, an OpenAPI document.")
@json_option("the report")
@output_option("--junit", "Write the report as JUnit XML to FILE")
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
    patterns = _patterns(rules)
    try:
        token = token_from(os.environ, token_env)
    except ConfigurationError as error:
        raise click.UsageError(str(error)) from None

    from vapi_contracts.cli.interruption import Interruptible, Interruption  # noqa: PLC0415 - after the quick refusals
    from vapi_contracts.endpoint.endpoint import EndpointError, TargetError  # noqa: PLC0415
    from vapi_contracts.report.json_report import json_report  # noqa: PLC0415
    from vapi_contracts.report.junit import junit_report  # noqa: PLC0415
    from vapi_contracts.report.terminal import Terminal  # noqa: PLC0415
    from vapi_contracts.report.writers import writer_for  # noqa: PLC0415
    from vapi_contracts.rules.catalogue import UnknownRuleError  # noqa: PLC0415
    from vapi_contracts.runner.checking import check, chosen_rules, open_target  # noqa: PLC0415
    from vapi_contracts.runner.revision import contract_of  # noqa: PLC0415
    from vapi_contracts.spec import SpecError  # noqa: PLC0415

    writer = writer_for(sys.stderr if "-" in (json, junit) else sys.stdout)
    terminal = Terminal(writer, repeat=_repeated(click.get_current_context()))
    interruption = Interruption()
    try:
        with interruption.listening():
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
    except SpecError as error:
        raise click.UsageError(f"--spec: {error}") from None
    except UnknownRuleError as error:
        raise click.UsageError(f"--rules: {error}") from None
    except TargetError as error:
        raise click.UsageError(str(error)) from None
    except EndpointError as error:
        raise UnreachableError(str(error)) from None
    finally:
        writer.finish()
    if json is not None:
        write("--json", json, json_report(result))
    if junit is not None:
        write("--junit", junit, junit_report(result))
    if writer.failure is not None:
        raise click.UsageError(f"cannot write standard output: {writer.failure.strerror}")
    if result.ending == "unreachable":
        raise UnreachableError(result.reason or "the endpoint went away")
    if result.exit_code == 2:
        raise click.UsageError("nothing was judged")
    return result.exit_code


def _patterns(rules: tuple[str, ...]) -> tuple[str, ...]:
    patterns = tuple(pattern.strip() for option in rules for pattern in option.split(",") if pattern.strip())
    if rules and not patterns:
        raise click.UsageError("--rules: no pattern is given")
    return patterns or ("*",)


def _repeated(ctx: click.Context) -> str:
    """Return the command line that repeats a run, but for the seed and the files that it writes."""
    words = ["vapi-contracts", "check"]
    for option in ctx.command.params:
        value: Any = ctx.params.get(option.name or "")
        if option.name in ("seed", "json", "junit") or value in (None, (), False) or value == option.default:
            continue
        if isinstance(option, click.Argument):
            words.append(str(value))
        elif value is True:
            words.append(option.opts[0])
        else:
            for one in value if isinstance(value, tuple) else (value,):
                words += [option.opts[0], str(one)]
    return shlex.join(words)
