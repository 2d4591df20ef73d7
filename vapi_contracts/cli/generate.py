"""`vapi-contracts generate`: payloads for any tool that reads JSON Lines."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from vapi_contracts.cli.output import write_lines

if TYPE_CHECKING:
    from vapi_contracts.contract.table import Verb

__all__ = ["command"]

WHAT = ("create", "update", "response")
SHOWN = "VapiPhoneNumber"


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
@click.option("--spec", metavar="FILE", help="Follow a published revision, an OpenAPI document.")
def command(*, what: str, faults: bool, count: int, seed: int | None, spec: str | None) -> None:
    """Generate valid payloads, one a line, as JSON; with --faults one object a line that names the fault.

    The same seed and count give the same lines. With --spec everything that the schemas of that revision admit
    is generated; what its prose demands is not known then.
    """
    if faults and what == "response":
        raise click.UsageError("--faults: only payloads can be broken, and --what response asks for responses")

    from vapi_contracts.report.json_text import json_text  # noqa: PLC0415 - after the quick refusals

    start = random.SystemRandom().getrandbits(32) if seed is None else seed
    stream = _bundled(what, count, start, faults=faults) if spec is None else _of(spec, what, count, start, faults)
    write_lines(json_text(one, indent=None) for one in stream)


def _bundled(what: str, count: int, start: int, *, faults: bool) -> Iterator[Any]:
    from vapi_contracts.strategies.streaming import answers, broken_payloads, payloads  # noqa: PLC0415 - Hypothesis

    if what == "response":
        return answers(count, start)
    return (broken_payloads if faults else payloads)(_verb(what), count, start)


def _of(spec: str, what: str, count: int, start: int, faults: bool) -> Iterator[Any]:
    """Return what a revision admits, or broken payloads by its own table of constraints."""
    from vapi_contracts.contract.table import ROOTS  # noqa: PLC0415 - only where it is used
    from vapi_contracts.runner.revision import contract_of  # noqa: PLC0415
    from vapi_contracts.spec import SpecError  # noqa: PLC0415
    from vapi_contracts.strategies import from_spec  # noqa: PLC0415
    from vapi_contracts.strategies.streaming import broken_payloads, examples  # noqa: PLC0415

    schema = SHOWN if what == "response" else ROOTS[_verb(what)]
    try:
        contract = contract_of(spec)
    except SpecError as error:
        raise click.UsageError(f"--spec: {error}") from None
    if schema not in contract.shapes:
        raise click.UsageError(f"--spec: {spec} has no {schema}")
    try:
        if faults:
            yield from broken_payloads(_verb(what), count, start, contract)
        else:
            yield from examples(from_spec(contract.document, schema), count, start)
    except ValueError as error:
        raise click.UsageError(f"--spec: {spec}: {error}") from None


def _verb(what: str) -> Verb:
    return "patch" if what == "update" else "create"
