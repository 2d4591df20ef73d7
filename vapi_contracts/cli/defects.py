"""`vapi-contracts defects`: what can be wrong with the reference endpoint, on demand."""

from __future__ import annotations

import click

from vapi_contracts.cli.output import check_outputs, json_option, write

__all__ = ["command"]


@click.command(name="defects", short_help="List the defects that can be seeded into the reference endpoint.")
@click.argument("globs", nargs=-1, metavar="[GLOB]...")
@json_option("the list")
def command(*, globs: tuple[str, ...], json: str | None) -> None:
    """List the defects whose ids match a GLOB, all of them without one, and the rule that must catch each."""
    check_outputs({"--json": json})

    from vapi_contracts.reference import DEFECTS  # noqa: PLC0415 - after the quick refusals
    from vapi_contracts.report.catalogues import UnknownIdError, defects_to_json, matching, table  # noqa: PLC0415
    from vapi_contracts.report.json_text import json_text  # noqa: PLC0415

    try:
        ids = matching(globs or ("*",), [defect.id for defect in DEFECTS], what="defect")
    except UnknownIdError as error:
        raise click.UsageError(str(error)) from None
    chosen = [defect for defect in DEFECTS if defect.id in ids]
    if json is not None:
        write("--json", json, json_text(defects_to_json(chosen)) + "\n")
        return
    write("", "-", table((defect.id, defect.rule, defect.statement) for defect in chosen))
