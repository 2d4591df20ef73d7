"""`vapi-contracts diff`: what a new revision of a published document breaks."""

from __future__ import annotations

import click
from click.core import ParameterSource

from vapi_contracts.cli.documents import check_inputs, read_document
from vapi_contracts.cli.ending import BROKEN
from vapi_contracts.cli.output import check_outputs, json_option, write

__all__ = ["command"]


@click.command(name="diff", short_help="Compare two revisions of an OpenAPI document.")
@click.argument("old")
@click.argument("new")
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
def command(*, old: str, new: str, json: str | None, everything: bool, world: str, form: str) -> int:
    """Tell what changed from OLD to NEW, with payloads that prove what breaks. Exits with 1 for a breaking change.

    OLD and NEW are OpenAPI documents of version 3.0 or 3.1; one of them may be -, standard input.
    """
    chosen = click.get_current_context().get_parameter_source("form") is ParameterSource.COMMANDLINE
    if json == "-" and chosen and form != "json":
        raise click.UsageError(f"--json and --format {form} both write to -")
    check_inputs([old, new], output=json)
    check_outputs({"--json": json})

    from vapi_contracts.report.json_text import json_text  # noqa: PLC0415 - after the quick refusals
    from vapi_contracts.spec import changes_to_json, differences  # noqa: PLC0415
    from vapi_contracts.spec.printing import FORMATS  # noqa: PLC0415

    before, after = read_document(old), read_document(new)
    if not any(one.paths or one.raw.get("webhooks") for one in (before, after)):
        raise click.UsageError("nothing was compared: neither document has an operation")
    changes = differences(before, after, all=everything, world="open" if world == "open" else "closed")
    as_json = json_text(changes_to_json(changes)) + "\n"
    if json is not None:
        write("--json", json, as_json)
    if json != "-":
        write("", "-", as_json if form == "json" else FORMATS[form](changes))
    return BROKEN if any(change.severity == "breaking" for change in changes) else 0
