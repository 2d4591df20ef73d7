"""`vapi-contracts rules`: the catalogue."""

from __future__ import annotations

import click

from vapi_contracts.cli.output import check_outputs, json_option, write

__all__ = ["command"]


@click.command(name="rules", short_help="List the rules of the contract.")
@click.argument("globs", nargs=-1, metavar="[GLOB]...")
@json_option("the list")
def command(*, globs: tuple[str, ...], json: str | None) -> None:
    """List the rules whose ids match a GLOB, all of them without one."""
    check_outputs({"--json": json})

    from vapi_contracts.report.catalogues import rules_to_json, table  # noqa: PLC0415 - after the quick refusals
    from vapi_contracts.report.json_text import json_text  # noqa: PLC0415
    from vapi_contracts.rules.catalogue import UnknownRuleError, all_rules, select  # noqa: PLC0415

    try:
        chosen = select(all_rules(), globs or ("*",))
    except UnknownRuleError as error:
        raise click.UsageError(str(error)) from None
    if json is not None:
        write("--json", json, json_text(rules_to_json(chosen)) + "\n")
        return
    write("", "-", table((rule.id, rule.basis, rule.statement) for rule in chosen))
