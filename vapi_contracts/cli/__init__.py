"""The command `vapi-contracts`: one module a command, loaded when the command is used."""

from __future__ import annotations

from typing import NoReturn

import click

from vapi_contracts.cli.ending import run_to_the_end
from vapi_contracts.cli.lazy import LazyGroup

__all__ = ["main"]


@click.command(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 all that was judged held, 1 a rule is broken, 2 wrong usage or nothing was judged, "
    "3 the endpoint could not be reached or went away, 4 an error of this toolkit, 130 interrupted.",
)
@click.version_option(package_name="vapi-contracts")
def _command() -> None:
    """Property-based contract tests for the Vapi phone-number API."""


def main() -> NoReturn:
    """Run the command line and exit."""
    run_to_the_end(_command)
