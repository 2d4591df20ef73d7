"""What a run that is over leaves behind: the files that were asked for, and an exit code."""

from __future__ import annotations

import contextlib
from collections.abc import Generator
from typing import TYPE_CHECKING

import click

from vapi_contracts.cli.ending import UnreachableError
from vapi_contracts.cli.output import write

if TYPE_CHECKING:
    from vapi_contracts.report.writers import Writer
    from vapi_contracts.runner.result import RunResult

__all__ = ["reported", "told_in_a_line"]


@contextlib.contextmanager
def told_in_a_line(writer: Writer) -> Generator[None]:
    """Finish what a run was shown by, and turn what keeps it from beginning into an error of one line."""
    from vapi_contracts.endpoint.endpoint import EndpointError, TargetError  # noqa: PLC0415 - after the quick refusals
    from vapi_contracts.rules.catalogue import UnknownRuleError  # noqa: PLC0415
    from vapi_contracts.spec import SpecError  # noqa: PLC0415

    try:
        yield
    except SpecError as error:
        raise click.UsageError(f"--spec: {error}") from None
    except UnknownRuleError as error:
        raise click.UsageError(f"--rules: {error}") from None
    except TargetError as error:
        raise click.UsageError(str(error)) from None
    except EndpointError as error:
        raise UnreachableError(str(error)) from None
    finally:
        writer.finish()


def reported(result: RunResult, writer: Writer, *, json: str | None, junit: str | None, gone: str) -> int:
    """Write the reports and return the exit code; `gone` is what to say of a target that went away.

    `writer` is what the run was shown by. Raises `UnreachableError` where the target did go away, and
    `click.UsageError` where nothing was judged or something could not be written.
    """
    from vapi_contracts.report.json_report import json_report  # noqa: PLC0415 - after the quick refusals
    from vapi_contracts.report.junit import junit_report  # noqa: PLC0415

    if json is not None:
        write("--json", json, json_report(result))
    if junit is not None:
        write("--junit", junit, junit_report(result))
    if writer.failure is not None:
        raise click.UsageError(f"cannot write standard output: {writer.failure.strerror}")
    if result.ending == "unreachable":
        raise UnreachableError(result.reason or gone)
    if result.exit_code == 2:
        raise click.UsageError("nothing was judged")
    return result.exit_code
