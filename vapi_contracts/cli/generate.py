"""`vapi-contracts generate`: payloads for any tool that reads JSON Lines."""

from __future__ import annotations

import random
import sys

import click

__all__ = ["command"]

WHAT = ("create", "update", "response")


@click.command(name="generate", short_help="Generate payloads, responses or broken payloads, as JSON Lines.")
@click.option(
    "--what",
    type=click.Choice(WHAT),
    default="create",
    show_default=True,
    help="Payloads of POST, payloads of PATCH, or numbers as the API shows them.",
)
@click.option("--faults", is_flag=True, help="Break exactly one rule in each payload, and say which.")
@click.option("--count", type=click.IntRange(1), default=10, show_default=True, metavar="N", help="How many.")
@click.option("--seed", type=click.IntRange(0), metavar="N", help="Generate the same lines again.")
def command(*, what: str, faults: bool, count: int, seed: int | None) -> None:
    """Generate valid payloads, one a line, as JSON; with --faults one object a line that names the fault.

    The same seed and count give the same lines.
    """
    if faults and what == "response":
        raise click.UsageError("--faults: only payloads can be broken, and --what response asks for responses")

    from vapi_contracts.report.json_text import json_text  # noqa: PLC0415 - after the quick refusals
    from vapi_contracts.report.writers import hang_up  # noqa: PLC0415
    from vapi_contracts.strategies.streaming import answers, broken_payloads, payloads  # noqa: PLC0415

    start = random.SystemRandom().getrandbits(32) if seed is None else seed
    if what == "response":
        stream = answers(count, start)
    else:
        stream = (broken_payloads if faults else payloads)("patch" if what == "update" else "create", count, start)
    try:
        for one in stream:
            sys.stdout.write(json_text(one, indent=None) + "\n")
    except BrokenPipeError:
        hang_up(sys.stdout)
