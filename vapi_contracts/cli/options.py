"""The options of the commands that check something, and what is made of them: each is declared once."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from vapi_contracts.cli.output import json_option, output_option
from vapi_contracts.configuration import EFFORTS, ConfigurationError, load_configuration, token_from

__all__ = ["MEMORY", "OPTIONS", "patterns_of", "repeating", "taking", "token_of"]

MEMORY = Path(".vapi-contracts")
"""Where failures are kept, below the working directory."""


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


OPTIONS: Mapping[str, Callable[[Any], Any]] = {
    "configured": click.option(
        "--configured", is_flag=True, hidden=True, is_eager=True, expose_value=False, callback=_configure
    ),
    "rules": click.option(
        "--rules",
        multiple=True,
        metavar="GLOB[,GLOB…]",
        help="Check only rules whose ids match; may be repeated.",
    ),
    "effort": click.option(
        "--effort", type=click.Choice(EFFORTS), default="standard", show_default=True, help="How much to try."
    ),
    "seed": click.option("--seed", type=click.IntRange(0), metavar="N", help="Repeat the random part of a run."),
    "documented-only": click.option("--documented-only", is_flag=True, help="Leave out rules that are inferred."),
    "strict": click.option("--strict", is_flag=True, help="Fail on known deviations of the live service, too."),
    "token-env": click.option(
        "--token-env",
        default="VAPI_TOKEN",
        show_default=True,
        metavar="NAME",
        help="The environment variable that holds the bearer token.",
    ),
    "live": click.option(
        "--live", is_flag=True, help="Allow a target that is not on loopback; numbers come and go there."
    ),
    "max-requests": click.option(
        "--max-requests", type=click.IntRange(1), metavar="N", help="Send so many requests at most, about."
    ),
    "rate": click.option(
        "--rate", type=float, callback=_positive, metavar="N", help="Send so many requests a second at most."
    ),
    "timeout": click.option(
        "--timeout",
        type=float,
        callback=_positive,
        default=10.0,
        show_default=True,
        metavar="S",
        help="Wait so many seconds for an answer.",
    ),
    "spec": click.option(
        "--spec", metavar="FILE", help="Take the constraints of a published revision, an OpenAPI document."
    ),
    "json": json_option("the report"),
    "junit": output_option("--junit", "Write the report as JUnit XML to FILE"),
}
"""Every option, by its name, in the order of `--help`."""


def taking(*left_out: str) -> Callable[[Any], Any]:
    """Return a decorator that gives a command all of the options but those."""

    def decorate(command: Any) -> Any:
        for name, option in reversed(list(OPTIONS.items())):
            command = command if name in left_out else option(command)
        return command

    return decorate


def patterns_of(rules: tuple[str, ...]) -> tuple[str, ...]:
    """Return the patterns that `--rules` gives, all rules without it. Raises `click.UsageError`."""
    patterns = tuple(pattern.strip() for option in rules for pattern in option.split(",") if pattern.strip())
    if rules and not patterns:
        raise click.UsageError("--rules: no pattern is given")
    return patterns or ("*",)


def token_of(variable: str) -> str | None:
    """Return the token that an environment variable holds. Raises `click.UsageError`, which does not tell it."""
    try:
        return token_from(os.environ, variable)
    except ConfigurationError as error:
        raise click.UsageError(str(error)) from None


def repeating(ctx: click.Context, command: Sequence[str] = ()) -> Callable[[int], str]:
    """Return what tells the command line that repeats a run with a seed, but for the files that it writes.

    `command` are the words that follow `--`.
    """
    words = ["vapi-contracts", str(ctx.info_name)]
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
    return lambda seed: shlex.join([*words, "--seed", str(seed), *(["--", *command] if command else ())])
