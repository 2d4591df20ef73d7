"""`vapi-contracts diff`: what a new revision of a published document breaks."""

from __future__ import annotations

from pathlib import Path

import click

from vapi_contracts.cli.ending import BROKEN
from vapi_contracts.cli.output import check_outputs, json_option, write

__all__ = ["command"]


@click.command(name="diff", short_help="Compare two revisions of an OpenAPI document.")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@json_option("the changes")
@click.option("--all", "everything", is_flag=True, help="Compare every operation, not only the phone-number contract.")
@click.option(
    "--world",
    type=click.Choice(["open", "closed"]),
    default="closed",
    show_default=True,
    help="Whether requests with unknown properties pass (open) or are refused.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json", "github"]),
    default="text",
    show_default=True,
    help="How the changes are printed.",
)
def command(*, old: Path, new: Path, json: str | None, everything: bool, world: str, form: str) -> int:
    """Tell what changed from OLD to NEW, with payloads that prove what breaks. Exits with 1 for a breaking change."""
    check_outputs({"--json": json})

    from vapi_contracts.report.json_text import json_text  # noqa: PLC0415 - after the quick refusals
    from vapi_contracts.spec import SpecError, changes_to_json, differences, load  # noqa: PLC0415
    from vapi_contracts.spec.printing import FORMATS  # noqa: PLC0415

    try:
        before, after = load(old), load(new)
    except SpecError as error:
        raise click.UsageError(str(error)) from None
    changes = differences(before, after, all=everything, world="open" if world == "open" else "closed")
    as_json = json_text(changes_to_json(changes)) + "\n"
    if json is not None:
        write("--json", json, as_json)
    if json != "-":
        write("", "-", as_json if form == "json" else FORMATS[form](changes))
    return BROKEN if any(change.severity == "breaking" for change in changes) else 0
