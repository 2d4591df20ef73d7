"""One request that an ASGI app serves: the scope that it gets, and the outcome that it makes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeAlias
from urllib.parse import unquote

from vapi_contracts.endpoint.asgi_app import AsgiApp, Message
from vapi_contracts.endpoint.loop import LoopThread
from vapi_contracts.endpoint.wire import Answer, NoAnswer, Outcome, PreparedRequest, on_one_line

__all__ = ["Deliver", "Serving", "scope_of"]

HOST = "127.0.0.1"
NEEDS_LENGTH = frozenset({"POST", "PUT", "PATCH"})
Deliver: TypeAlias = Callable[[Outcome], object]


class HungUpError(OSError):
    """What an app meets that still sends after the time-out, as it would behind a server."""


def scope_of(request: PreparedRequest, state: dict[str, Any] | None) -> Message:
    """Return the scope of a request; `state` is what the app's lifespan put down, if it has one."""
    path, _, query = request.target.partition("?")
    headers = [(name.encode("latin-1"), value.encode("utf-8")) for name, value in request.headers]
    if headers[:1] and headers[0][0] != b"host":
        headers.insert(0, (b"host", HOST.encode("ascii")))
    if request.body or request.method in NEEDS_LENGTH:
        headers.append((b"content-length", str(len(request.body)).encode("ascii")))
    scope: Message = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode("ascii"),
        "query_string": query.encode("ascii"),
        "root_path": "",
        "headers": headers,
        "client": (HOST, 49152),
        "server": (HOST, 80),
    }
    if state is not None:
        scope["state"] = dict(state)
    return scope


class Serving:
    """One request that an app is serving."""

    def __init__(self, app: AsgiApp, scope: Message, body: bytes, deliver: Deliver) -> None:
        self._app = app
        self._scope = scope
        self._body: bytes | None = body
        self._deliver = deliver
        self._status: int | None = None
        self._headers: list[tuple[str, str]] = []
        self._parts: list[bytes] = []
        self._done = False
        self._hung_up = False
        self._ended: asyncio.Event | None = None
        self._task: asyncio.Task[Any] | None = None

    async def serve(self) -> None:
        """Call the app and deliver exactly one outcome, unless the caller has hung up."""
        self._task = asyncio.current_task()
        try:
            await self._app(self._scope, self._receive, self._send)
            error: BaseException = RuntimeError("the app returned without an answer")
        except BaseException as raised:  # noqa: BLE001 - whatever an app raises must not end the loop
            error = raised
        if not self._done and not self._hung_up:
            self._done = True
            why = on_one_line(error)
            if self._status is None:
                text = type(error).__name__.encode()
                self._deliver(Answer(500, [("content-type", "text/plain; charset=utf-8")], text, why))
            else:
                self._deliver(NoAnswer("raised", f"{why} in the middle of an answer"))
        if self._ended:
            self._ended.set()

    def hang_up(self, thread: LoopThread) -> None:
        """Cancel what runs; whatever the app still sends is refused."""
        self._hung_up = True
        thread.call(lambda: self._task and self._task.cancel())

    async def _receive(self) -> Message:
        if self._body is not None:
            body, self._body = self._body, None
            return {"type": "http.request", "body": body, "more_body": False}
        if not self._done:
            self._ended = self._ended or asyncio.Event()
            await self._ended.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        if self._hung_up:
            raise HungUpError("the client has gone")
        if message["type"] == "http.response.start":
            self._status = int(message["status"])
            self._headers = [
                (bytes(name).decode("latin-1").lower(), bytes(value).decode("latin-1"))
                for name, value in message.get("headers", ())
            ]
        elif message["type"] == "http.response.body" and not self._done:
            if self._status is None:
                raise RuntimeError("a body was sent before the status")
            self._parts.append(bytes(message.get("body", b"")))
            if not message.get("more_body", False):
                self._done = True
                self._deliver(Answer(self._status, self._headers, b"".join(self._parts)))
                if self._ended:
                    self._ended.set()
