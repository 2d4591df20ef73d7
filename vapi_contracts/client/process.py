"""A program that is asked and answers line by line, and that is ended together with what it started."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import IO, cast

from vapi_contracts.client.agent import Conceal

__all__ = ["Process", "SilentError"]

GRACE = 1.0
"""Seconds between asking a program to end and ending it."""

LONGEST_LINE = 64 * 1024 * 1024
LAST_WORDS = 5
LONGEST_WORD = 300

_TRACED = "Traceback (most recent call last)"


class SilentError(Exception):
    """There was no answer in time."""


class Process:
    """A program in a process group of its own. Raises `OSError` if it cannot be started."""

    def __init__(self, command: Sequence[str]) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - it is the program that the user wants tested
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        self._input = cast("IO[bytes]", self._process.stdin)
        self._output = cast("IO[bytes]", self._process.stdout)
        self._errors = cast("IO[bytes]", self._process.stderr)
        self._lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._words: deque[str] = deque(maxlen=LAST_WORDS)
        self._stderr = threading.Thread(target=self._overhear, daemon=True)
        self._threads = [threading.Thread(target=self._read, daemon=True), self._stderr]
        for thread in self._threads:
            thread.start()
        self._writer = self._write(b"")

    def ask(self, line: bytes, seconds: float) -> bytes | None:
        """Send a line and return the next one that comes, `None` if the program is gone.

        Raises `SilentError` when that takes longer.
        """
        self._writer = self._write(line + b"\n")
        try:
            return self._lines.get(timeout=seconds)
        except queue.Empty:
            raise SilentError from None

    def last_words(self, conceal: Conceal) -> str:
        """Return how a program that is gone ended, and the end of what it wrote to standard error."""
        self._wait()
        self._stderr.join(GRACE)
        code = self._process.returncode
        if code is None:
            how = "it closed its output"
        elif code < 0:
            how = f"ended by signal {-code}: {signal.strsignal(-code)}"
        else:
            how = f"exit code {code}"
        said = " ".join(conceal(" ".join(self._words)).split())
        return f"{how}: {said[-LONGEST_WORD:]}" if said else how

    def end(self, *, at_once: bool = False) -> None:
        """End the program and what it started: its input ends unless `at_once`, then it is asked, then forced."""
        if not at_once and not self._writer.is_alive():
            with suppress(OSError):
                self._input.close()
            self._wait()
        for how in (signal.SIGTERM, signal.SIGKILL):  # the second is for what it started, at least
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, how)
            self._wait()
        for thread in self._threads:
            thread.join(GRACE)
        if not self._writer.is_alive():  # who closes what another thread writes waits for it
            with suppress(OSError):
                self._input.close()

    def _wait(self) -> None:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(GRACE)

    def _write(self, line: bytes) -> threading.Thread:
        """Write in a thread: a program that does not read blocks whoever writes."""

        def write() -> None:
            with suppress(OSError, ValueError):
                self._input.write(line)
                self._input.flush()

        writer = threading.Thread(target=write, daemon=True)
        writer.start()
        return writer

    def _read(self) -> None:
        with self._output:
            while line := self._output.readline(LONGEST_LINE):
                self._lines.put(line)
        self._lines.put(None)

    def _overhear(self) -> None:
        with self._errors:
            while line := self._errors.readline(LONGEST_LINE):
                text = line.decode(errors="replace")
                if not text[:1].isspace() and not text.startswith(_TRACED):  # where it happened is not what
                    self._words.append(text)
