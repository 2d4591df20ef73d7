"""The start and the end of an ASGI app, where it has any."""

from __future__ import annotations

import asyncio
from queue import Empty, SimpleQueue
from typing import Any

from vapi_contracts.endpoint.asgi_app import AsgiApp, Message
from vapi_contracts.endpoint.endpoint import EndpointError
from vapi_contracts.endpoint.loop import LoopThread

__all__ = ["Lifespan"]


class Lifespan:
    """Runs the lifespan of an app beside its requests; an app that raises at the start supports none.

    `state` is what the app put down for its requests, `None` where it has no lifespan.
    """

    def __init__(self, app: AsgiApp) -> None:
        self._app = app
        self.state: dict[str, Any] | None = None
        self._shared: dict[str, Any] = {}
        self._inbox: asyncio.Queue[Message] | None = None
        self._news: SimpleQueue[Message] = SimpleQueue()

    def start_up(self, thread: LoopThread, timeout: float) -> None:
        """Start the app. Raises `EndpointError` where it says that it failed, or does not say in time."""
        thread.start(self._live())
        try:
            news = self._news.get(timeout=timeout)
        except Empty:
            raise EndpointError(f"the app did not start within {timeout:g} s") from None
        if news["type"] == "lifespan.startup.failed":
            reason = " ".join(str(news.get("message", "")).split())
            raise EndpointError(f"the app failed to start{': ' if reason else ''}{reason}")
        if news["type"] == "lifespan.startup.complete":
            self.state = self._shared

    def shut_down(self, thread: LoopThread, timeout: float) -> None:
        """Let the app end, for as long as `timeout` seconds."""
        inbox = self._inbox
        if self.state is None or inbox is None:
            return
        thread.call(lambda: inbox.put_nowait({"type": "lifespan.shutdown"}))
        try:
            self._news.get(timeout=timeout)
        except Empty:
            return

    async def _live(self) -> None:
        inbox: asyncio.Queue[Message] = asyncio.Queue()
        inbox.put_nowait({"type": "lifespan.startup"})
        self._inbox = inbox

        async def send(message: Message) -> None:
            self._news.put(message)

        scope: Message = {
            "type": "lifespan",
            "asgi": {"version": "3.0", "spec_version": "2.0"},
            "state": self._shared,
        }
        try:
            await self._app(scope, inbox.get, send)
        except BaseException:  # noqa: BLE001 - by the ASGI specification this says: not supported
            self._news.put({"type": "unsupported"})
        else:
            self._news.put({"type": "ended"})
