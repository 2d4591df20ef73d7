"""How a command ends: exit codes, and one line on standard error instead of a traceback."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import traceback
from typing import NoReturn

import click

__all__ = ["UnreachableError", "run_to_the_end"]

BROKEN, USAGE, GONE, OURS, INTERRUPTED = 1, 2, 3, 4, 130
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""How a system says that a file or a device takes no more."""

DEBUG = "VAPI_CONTRACTS_DEBUG"
ISSUES = "please report it with the command that you ran"


class UnreachableError(click.ClickException):
    """The endpoint could not be reached, or went away."""

    exit_code = GONE


def run_to_the_end(command: click.Command) -> NoReturn:
    """Run a command and exit with its code, whatever happens in it."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # it was closed before we began
            setattr(sys, name, open(os.devnull, "w"))  # noqa: PTH123, SIM115 - for the rest of the process
    try:
        code = command.main(prog_name="vapi-contracts", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        from vapi_contracts.report.writers import hang_up  # noqa: PLC0415 - rarely needed

        code = 0
        hang_up(sys.stdout)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        code = USAGE
    except click.ClickException as error:
        code = error.exit_code if error.exit_code == GONE else USAGE
        _say(f"Error: {error.format_message()}")
    except (click.Abort, KeyboardInterrupt):
        code = INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last resort
        code = _unforeseen(error)
    sys.exit(code if isinstance(code, int) else 0)


def _unforeseen(error: Exception) -> int:
    if os.environ.get(DEBUG):
        traceback.print_exc()
    if isinstance(error, OSError) and error.errno in FULL:
        _let_go()
        _say(f"Error: cannot write the output: {error.strerror}")
        return USAGE
    _say(f"internal error: {type(error).__name__}: {error}; {ISSUES} ({DEBUG}=1 shows the traceback)")
    return OURS


def _let_go() -> None:
    """Drop what could not be written, or the interpreter tries again and complains."""
    try:
        sys.stdout.flush()
    except OSError:
        from vapi_contracts.report.writers import hang_up  # noqa: PLC0415 - rarely needed

        hang_up(sys.stdout)


def _say(text: str) -> None:
    with contextlib.suppress(OSError):
        click.echo(" ".join(text.split()).encode("utf-8", "backslashreplace").decode(), err=True)
