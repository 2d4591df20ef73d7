"""What a command writes: `-` is standard output, and what cannot be written is told before the work."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn

import click

__all__ = ["check_outputs", "json_option", "output_option", "write", "write_lines"]


def output_option(flag: str, help_text: str) -> Callable[[Any], Any]:
    """Return an option that names a file to write."""
    return click.option(flag, metavar="FILE", help=f"{help_text} (- is standard output).")


def json_option(what: str) -> Callable[[Any], Any]:
    """Return the option `--json FILE`."""
    return output_option("--json", f"Write {what} as JSON to FILE")


def check_outputs(outputs: Mapping[str, str | None]) -> None:
    """Find out whether each file can be written. Raises `click.UsageError` that names option and file."""
    taken: dict[str, str] = {}
    for option, name in outputs.items():
        if name is None:
            continue
        key = name if name == "-" else os.path.realpath(name)
        if key in taken:
            raise click.UsageError(f"{taken[key]} and {option} both write to {name}")
        taken[key] = option
        if name != "-":
            _try(option, Path(name))


def write(option: str, name: str, text: str) -> None:
    """Write a text to a file or to standard output. Raises `click.UsageError` where that fails.

    `option` is the one that asked for it, and empty for what a command prints anyway.
    """
    if name == "-":
        _print([text], option)
        return
    try:
        Path(name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise _unwritable(option, name, error) from None


def write_lines(lines: Iterable[str]) -> None:
    """Print lines as they come, until nobody reads them any more. Raises `click.UsageError` where that fails."""
    _print((f"{line}\n" for line in lines), "")


def _print(texts: Iterable[str], option: str) -> None:
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a document may hold what no terminal shows
    for text in texts:
        try:
            sys.stdout.write(text)
        except OSError as error:
            _give_up(option, error)
    try:
        sys.stdout.flush()
    except OSError as error:
        _give_up(option, error)


def _give_up(option: str, error: OSError) -> NoReturn:
    if isinstance(error, BrokenPipeError):
        raise error
    from vapi_contracts.report.writers import hang_up  # noqa: PLC0415 - rarely needed

    hang_up(sys.stdout)
    raise _unwritable(option, "standard output", error) from None


def _try(option: str, file: Path) -> None:
    new = not file.exists()
    try:
        with file.open("ab"):
            pass
        if new:
            file.unlink()
    except (OSError, ValueError) as error:
        raise _unwritable(option, str(file), error) from None


def _unwritable(option: str, name: str, error: OSError | ValueError) -> click.UsageError:
    why = error.strerror if isinstance(error, OSError) else str(error)
    shown = name if name == "standard output" else repr(name)
    return click.UsageError(f"{option}{': ' if option else ''}cannot write {shown}: {why}")
