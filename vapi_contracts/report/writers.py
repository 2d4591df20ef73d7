"""Where lines go: a stream, or a terminal with a bar of progress below them. Writers know no events."""

from __future__ import annotations

import contextlib
import io
import os
from typing import Protocol, TextIO

__all__ = ["PlainWriter", "RichWriter", "Writer", "hang_up", "writer_for"]


class Writer(Protocol):
    """Takes lines, and how far a run is. `failure` is what kept lines from being written, but for a hung-up reader."""

    failure: OSError | None

    def line(self, text: str, *, word: str = "") -> None:
        """Write a line that begins with a word, which may be coloured, or any text."""
        ...

    def progress(self, done: int, total: int, now: str) -> None:
        """Show how much is done, and what comes now."""
        ...

    def finish(self) -> None:
        """Take the progress away."""
        ...


_STYLES = {"passed": "green", "failed": "bold red", "skipped": "yellow", "errored": "bold magenta"}


class PlainWriter:
    """Writes plain lines; a reader who has gone away is no reason to end a run, nor is a full disk."""

    def __init__(self, stream: TextIO) -> None:
        self.failure: OSError | None = None
        self._stream: TextIO | None = stream
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")

    def line(self, text: str, *, word: str = "") -> None:
        """Write a line."""
        if self._stream is None:
            return
        try:
            self._stream.write(f"{word}{text}\n")
            self._stream.flush()
        except OSError as error:
            if not isinstance(error, BrokenPipeError):
                self.failure = error
            hang_up(self._stream)
            self._stream = None

    def progress(self, done: int, total: int, now: str) -> None:
        """Show nothing: lines tell enough."""

    def finish(self) -> None:
        """Do nothing."""


class RichWriter:
    """Writes to a terminal, with colours unless `NO_COLOR` is set, and a bar that vanishes at the end."""

    def __init__(self, stream: TextIO) -> None:
        self.failure: OSError | None = None
        from rich.console import Console  # noqa: PLC0415 - on a terminal only
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

        self._console = Console(file=stream, highlight=False)
        self._bar = Progress(
            BarColumn(bar_width=20),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.description}"),
            console=self._console,
            transient=True,
        )
        self._task = self._bar.add_task("", total=None)

    def line(self, text: str, *, word: str = "") -> None:
        """Write a line above the bar."""
        from rich.text import Text  # noqa: PLC0415 - on a terminal only

        self._console.print(Text.assemble((word, _STYLES.get(word.strip(), "")), text), soft_wrap=True)

    def progress(self, done: int, total: int, now: str) -> None:
        """Move the bar."""
        self._bar.start()
        self._bar.update(self._task, completed=done, total=total, description=now)

    def finish(self) -> None:
        """Take the bar away."""
        self._bar.stop()


def writer_for(stream: TextIO) -> Writer:
    """Return a writer with a bar for a terminal, and a plain one for anything else."""
    return RichWriter(stream) if stream.isatty() and os.environ.get("TERM") != "dumb" else PlainWriter(stream)


def hang_up(stream: TextIO) -> None:
    """Let go of a pipe that nobody reads, so that the interpreter does not complain of it at its end."""
    with contextlib.suppress(OSError, ValueError), open(os.devnull, "w") as nowhere:  # noqa: PTH123
        os.dup2(nowhere.fileno(), stream.fileno())
