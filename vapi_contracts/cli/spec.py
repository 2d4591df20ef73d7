"""`vapi-contracts spec`: the contract as others read it."""

from __future__ import annotations

import click

from vapi_contracts.cli.output import write

__all__ = ["command"]


@click.command(name="spec", short_help="Print the bundled contract as an OpenAPI document.")
def command() -> None:
    """Print the bundled contract as an OpenAPI document, in JSON."""
    from vapi_contracts.contract.document import bundled_document  # noqa: PLC0415 - only when it is printed
    from vapi_contracts.report.json_text import json_text  # noqa: PLC0415

    write("", "-", json_text(bundled_document()) + "\n")
