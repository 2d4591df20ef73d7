"""`vapi-contracts serve`: the reference endpoint on a port of this machine."""

from __future__ import annotations

import json
import signal

import click

from vapi_contracts.cli.output import write
from vapi_contracts.configuration import ConfigurationError, token_from

__all__ = ["command"]


@click.command(name="serve", short_help="Serve the reference endpoint on a local port.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option(
    "--http-port",
    type=click.IntRange(0, 65535),
    default=0,
    show_default=True,
    metavar="N",
    help="The port to listen at; 0 is any free one.",
)
@click.option("--defect", "defects", multiple=True, metavar="ID", help="Seed a defect; may be repeated.")
@click.option("--token", default="test-token", show_default=True, help="The bearer token that is right.")
def command(*, host: str, http_port: int, defects: tuple[str, ...], token: str) -> int:
    """Serve the reference endpoint, with an empty store, until SIGTERM or Ctrl-C.

    Prints one line of JSON with its URL and its token once it accepts requests.
    """
    try:
        if not token_from({"--token": token}, "--token"):
            raise click.UsageError("--token: it is empty")
    except ConfigurationError as error:
        raise click.UsageError(str(error)) from None

    from vapi_contracts.reference import create_app, serve  # noqa: PLC0415 - after the quick refusals

    try:
        app = create_app(defects=defects, token=token)
    except ValueError as error:
        raise click.UsageError(f"--defect: {error}") from None
    try:
        ended_by = serve(
            app,
            host=host,
            port=http_port,
            accepting=lambda url: write("", "-", json.dumps({"http": url, "token": token}) + "\n"),
        )
    except OSError as error:
        raise click.UsageError(f"cannot listen at {host}:{http_port}: {error.strerror}") from None
    return 130 if ended_by is signal.SIGINT else 0
