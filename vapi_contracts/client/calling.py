"""Calls into somebody's code, sync or async, for no longer than agreed."""

from __future__ import annotations

import asyncio
import ctypes
import queue
import sys
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Generic, TypeAlias, TypeVar, cast

__all__ = ["Await", "HungError", "Worker"]

T = TypeVar("T")
Await: TypeAlias = Callable[[Awaitable[Any]], Any]
"""Waits for an awaitable on the worker's loop and returns its result, or raises."""

PATIENCE = 0.1
"""Seconds that a call which is given up has to end by itself."""

FAREWELL = 1.0
"""Seconds that what still runs on a loop has to end when the loop does."""


class HungError(Exception):
    """A call did not come back in time; the worker that made it is given up."""


@dataclass(slots=True)
class _Job(Generic[T]):
    work: Callable[[Await], T]
    done: threading.Event = field(default_factory=threading.Event)
    result: T | None = None
    error: BaseException | None = None


class Worker:
    """A daemon thread with an event loop of its own, which turns only while something is awaited there.

    So a sync client may start loops itself, and an async one finds its connections on the same loop every time.
    """

    def __init__(self, name: str) -> None:
        self._jobs: queue.SimpleQueue[_Job[Any] | None] = queue.SimpleQueue()
        self._loop = asyncio.new_event_loop()
        self._given_up = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def call(self, work: Callable[[Await], T], seconds: float) -> T:
        """Run `work` in the thread and return what it returns, or raise what it raises.

        Raises `HungError` when that takes longer; the worker is of no use then.
        """
        job = _Job(work)
        self._jobs.put(job)
        try:
            in_time = job.done.wait(seconds)
        except BaseException:
            self.give_up()
            raise
        if not in_time:
            self.give_up()
            raise HungError(f"no end within {seconds:g} s")
        if job.error is not None:
            raise job.error
        return cast("T", job.result)

    def end(self) -> None:
        """Let the thread and its loop end, and wait for that a little unless it was given up."""
        if self._given_up:
            return
        self._jobs.put(None)
        self._thread.join(2 * FAREWELL)

    def give_up(self) -> None:
        """End what runs there as far as Python can: what is awaited is cancelled, what computes is interrupted.

        What blocks in a call of the system ends when that does, and keeps nobody waiting.
        """
        self._given_up = True
        self._jobs.put(None)
        self._on_loop(self._loop.stop)
        self._thread.join(PATIENCE)
        if self._thread.is_alive() and sys.gettrace() is None:  # pragma: no cover - it is traced then
            self._interrupt()

    def _interrupt(self) -> None:  # pragma: no cover - never where coverage is measured
        """Raise `SystemExit` in the thread as soon as it computes.

        To be called where nothing is traced: until it is raised, Python 3.11 stops all threads that are.
        """
        if self._thread.ident is not None:
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._thread.ident), ctypes.py_object(SystemExit))
        self._on_loop(bool)  # one that waits for an event would not notice

    def _on_loop(self, function: Callable[[], object]) -> None:
        with suppress(RuntimeError):  # it is closed
            self._loop.call_soon_threadsafe(function)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            while not self._given_up and (job := self._jobs.get()) is not None:
                try:
                    job.result = job.work(self._awaited)
                except BaseException as error:  # noqa: BLE001 - whatever the client raises is somebody else's to judge
                    job.error = error
                job.done.set()
        except SystemExit:  # pragma: no cover - the interruption came late
            pass
        finally:
            self._wind_up()

    def _awaited(self, awaitable: Awaitable[Any]) -> Any:
        async def wait() -> Any:
            return await awaitable

        return self._loop.run_until_complete(wait())

    def _wind_up(self) -> None:
        with suppress(BaseException):  # it may have been told to stop once more than it was started
            self._loop.run_until_complete(asyncio.sleep(0))
        with suppress(BaseException):
            left = asyncio.all_tasks(self._loop)
            for task in left:
                task.cancel()
            if left:
                self._loop.run_until_complete(asyncio.wait(left, timeout=FAREWELL))
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
            self._hang_up()
        self._loop.close()

    def _hang_up(self) -> None:
        """Close the connections of a client that was not asked to, or Python warns of them later."""
        transports = tuple(getattr(self._loop, "_transports", {}).values())
        for transport in transports:
            transport.abort()
        if transports:
            self._loop.run_until_complete(asyncio.sleep(0))
