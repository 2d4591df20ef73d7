"""`vapi-contracts lint`: where a published document contradicts itself."""

from __future__ import annotations

import click

from vapi_contracts.cli.documents import check_inputs, read_document
from vapi_contracts.cli.ending import BROKEN
from vapi_contracts.cli.output import check_outputs, json_option, write

__all__ = ["command"]


@click.command(name="lint", short_help="Find contradictions in an OpenAPI document.")
@click.argument("spec")
@json_option("the contradictions")
@click.option(
    "--all", "everything", is_flag=True, help="Look at the whole document, not only the phone-number contract."
)
def command(*, spec: str, json: str | None, everything: bool) -> int:
    """Find schemas that nothing satisfies and keywords without effect. Exits with 1 for a contradiction.

    SPEC is an OpenAPI document of version 3.0 or 3.1; - is standard input.
    """
    check_inputs([spec], output=json)
    check_outputs({"--json": json})

    from vapi_contracts.report.json_text import json_text  # noqa: PLC0415 - after the quick refusals
    from vapi_contracts.spec import contradictions  # noqa: PLC0415
    from vapi_contracts.spec.printing import contradictions_to_json, contradictions_to_text  # noqa: PLC0415

    document = read_document(spec)
    if not (document.paths or document.schemas or document.raw.get("webhooks")):
        raise click.UsageError("nothing was judged: the document has neither operations nor schemas")
    found = contradictions(document, all=everything)
    if json is not None:
        write("--json", json, json_text(contradictions_to_json(found)) + "\n")
    if json != "-":
        write("", "-", contradictions_to_text(found))
    return BROKEN if found else 0
