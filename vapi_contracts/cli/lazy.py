"""A group of commands that lists them without importing any."""

from __future__ import annotations

import difflib
import importlib

import click

__all__ = ["COMMANDS", "LazyGroup"]

COMMANDS = {
    "check": "Check an endpoint against the rules of the contract.",
    "client": "Check an API client against the rules about clients.",
    "serve": "Serve the reference endpoint on a local port.",
    "generate": "Generate payloads, responses or broken payloads, as JSON Lines.",
    "rules": "List the rules of the contract.",
    "defects": "List the defects that can be seeded into the reference endpoint.",
    "spec": "Print the bundled contract as an OpenAPI document.",
    "diff": "Compare two revisions of an OpenAPI document.",
    "lint": "Find contradictions in an OpenAPI document.",
}
"""What can be done, in a line; each is the attribute `command` of the module of its name."""


class LazyGroup(click.Group):
    """Knows the commands by name, and imports the one that is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names in the order in which they are shown."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a command; `None` for a name that there is none of."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"vapi_contracts.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is named. Raises `click.UsageError`, with the nearest, if there is none."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            near = difflib.get_close_matches(name, COMMANDS, 1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise click.UsageError(f"no command {name!r}{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the table of commands."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))
