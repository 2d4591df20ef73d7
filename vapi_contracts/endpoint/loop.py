"""An event loop in a thread of its own, which may be left behind when somebody blocks it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

__all__ = ["LoopThread"]

PATIENCE = 0.25
"""Seconds within which a loop that is not blocked says that it is alive."""


class LoopThread:
    """Runs coroutines on a loop of its own, in a daemon thread that a blocked loop cannot hold up."""

    def __init__(self, name: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._tasks: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def start(self, coroutine: Coroutine[Any, Any, None]) -> None:
        """Start a coroutine as a task, without waiting for it."""
        self._loop.call_soon_threadsafe(self._create, coroutine)

    def call(self, function: Callable[[], object]) -> None:
        """Call a function on the loop, without waiting for it. Does nothing once the loop has ended."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(function)

    def is_alive(self) -> bool:
        """Whether the loop still turns, found out within a quarter of a second."""
        turned = threading.Event()
        self.call(turned.set)
        return turned.wait(PATIENCE)

    def stop(self, *, wait: bool = True) -> None:
        """End the loop after cancelling what still runs on it; `wait` at most a second for that."""
        self.call(self._loop.stop)
        if wait:
            self._thread.join(timeout=1)

    def _create(self, coroutine: Coroutine[Any, Any, None]) -> None:
        task = self._loop.create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
            left = asyncio.all_tasks(self._loop)
            for task in left:
                task.cancel()
            if left:
                self._loop.run_until_complete(asyncio.wait(left, timeout=1))
            self._loop.run_until_complete(self._loop.shutdown_asyncgens())
        finally:
            self._loop.close()
