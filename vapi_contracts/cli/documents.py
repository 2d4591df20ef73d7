"""Documents that a command reads: files, or `-` for standard input."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from vapi_contracts.spec import Document

__all__ = ["check_inputs", "read_document"]


def check_inputs(names: Iterable[str], *, output: str | None) -> None:
    """Refuse to read standard input twice, and to write over what is read. Raises `click.UsageError`."""
    read = list(names)
    if read.count("-") > 1:
        raise click.UsageError("- is standard input, which can be read for one document only")
    if output not in (None, "-") and os.path.realpath(output) in map(os.path.realpath, read):
        raise click.UsageError(f"--json would write over {output!r}, which is read")


def read_document(name: str) -> Document:
    """Read an OpenAPI document. Raises `click.UsageError` with one line that names the file."""
    from vapi_contracts.spec import SpecError, load  # noqa: PLC0415 - after the quick refusals
    from vapi_contracts.spec.reading import LARGEST  # noqa: PLC0415

    try:
        return load(Path(name)) if name != "-" else load(_standard_input(LARGEST + 1))
    except SpecError as error:
        raise click.UsageError(f"standard input: {error}" if name == "-" else str(error)) from None


def _standard_input(most: int) -> bytes:
    stream = sys.stdin  # None where it was closed before we began, whatever its type says
    try:
        return stream.buffer.read(most) if stream else b""
    except OSError as error:
        raise click.UsageError(f"cannot read standard input: {error.strerror}") from None
