"""An ASGI app in process: called directly, on a loop and in a thread of its own, with our own time-out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any, TypeAlias, cast
from urllib.parse import unquote

from vapi_contracts.endpoint.asgi_app import AsgiApp, Message, as_factory, is_factory
from vapi_contracts.endpoint.lifespan import Lifespan
from vapi_contracts.endpoint.loop import LoopThread
from vapi_contracts.endpoint.player import Player
from vapi_contracts.endpoint.wire import Answer, NoAnswer, Outcome, PreparedRequest, on_one_line
from vapi_contracts.transcript import Target

__all__ = ["AppTransport", "AsgiEndpoint"]

HOST = "127.0.0.1"
NEEDS_LENGTH = frozenset({"POST", "PUT", "PATCH"})
Deliver: TypeAlias = Callable[[Outcome], object]


class HungUpError(OSError):
    """What an app meets that still sends after the time-out, as it would behind a server."""


class AppTransport:
    """Calls an ASGI app as a server would: its lifespan, one task a request, a 500 where it raises.

    `timeout` is in seconds, for a whole request and for the start-up. An app that blocks its loop loses it:
    the next request goes to the same app on a new loop.
    """

    def __init__(self, app: AsgiApp, *, timeout: float = 10.0) -> None:
        self._app = app
        self._timeout = timeout
        self._thread: LoopThread | None = None
        self._lifespan: Lifespan | None = None

    def send(self, request: PreparedRequest) -> Outcome:
        """Send a request and wait for its answer.

        Raises `EndpointError` where the app does not start.
        """
        thread = self._ready()
        answers: SimpleQueue[Outcome] = SimpleQueue()
        serving = _Serving(self._app, self._scope(request), request.body, answers.put)
        thread.start(serving.serve())
        try:
            return answers.get(timeout=self._timeout)
        except Empty:
            return self._give_up(serving, thread)
        except BaseException:
            serving.hang_up(thread)
            raise

    async def send_async(self, request: PreparedRequest) -> Outcome:
        """Do as `send` does, without blocking the asyncio loop of the caller."""
        here = asyncio.get_running_loop()
        thread = self._ready()
        answer: asyncio.Future[Outcome] = here.create_future()

        def deliver(outcome: Outcome) -> None:
            here.call_soon_threadsafe(lambda: None if answer.done() else answer.set_result(outcome))

        serving = _Serving(self._app, self._scope(request), request.body, deliver)
        thread.start(serving.serve())
        try:
            return await asyncio.wait_for(answer, self._timeout)
        except TimeoutError:
            return self._give_up(serving, thread)
        except BaseException:
            serving.hang_up(thread)
            raise

    def close(self) -> None:
        """Run the app's shut-down and end its loop. Safe to call twice."""
        thread, self._thread = self._thread, None
        lifespan, self._lifespan = self._lifespan, None
        if thread:
            if lifespan:
                lifespan.shut_down(thread, self._timeout)
            thread.stop()

    def _ready(self) -> LoopThread:
        if self._thread is None:
            thread = LoopThread("vapi-contracts-app")
            lifespan = Lifespan(self._app)
            try:
                lifespan.start_up(thread, self._timeout)
            except BaseException:
                thread.stop(wait=False)
                raise
            self._thread, self._lifespan = thread, lifespan
        return self._thread

    def _give_up(self, serving: _Serving, thread: LoopThread) -> NoAnswer:
        serving.hang_up(thread)
        if not thread.is_alive():
            thread.stop(wait=False)
            if self._thread is thread:
                self._thread = self._lifespan = None
        return NoAnswer("timeout", f"no answer in {self._timeout:g} s")

    def _scope(self, request: PreparedRequest) -> Message:
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
        if self._lifespan and self._lifespan.state is not None:
            scope["state"] = dict(self._lifespan.state)
        return scope


class _Serving:
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


class AsgiEndpoint(Player):
    """Plays scenarios against an ASGI app in process, given as the app or as a callable that makes one.

    Only with such a factory is `afresh` a new app; otherwise it is the same app on the same loop. Whoever has
    made an app from a factory already gives both.
    `timeout` and `rate` are in seconds a request and requests a second.
    """

    def __init__(
        self,
        app: AsgiApp | Callable[[], AsgiApp],
        *,
        factory: Callable[[], AsgiApp] | None = None,
        name: str | None = None,
        token: str = "test-token",  # noqa: S107 - the documented default of embedded targets
        target: Target | None = None,
        timeout: float = 10.0,
        rate: float | None = None,
        transport: AppTransport | None = None,
    ) -> None:
        if factory is None and is_factory(app):
            factory = as_factory(app)
            app = factory()
        self._app = cast("AsgiApp", app)
        self._factory = factory
        self._token = token
        self._timeout = timeout
        self._rate = rate
        self._borrowed = transport is not None
        self._carrier = transport or AppTransport(self._app, timeout=timeout)
        named = name or getattr(factory or app, "__qualname__", None) or type(app).__name__
        super().__init__(self._carrier, name=named, token=token, target=target, rate=rate)

    def afresh(self) -> AsgiEndpoint:
        """Return an endpoint on a new app where a factory is known, on the same app otherwise."""
        return AsgiEndpoint(
            self._app if self._factory is None else self._factory(),
            factory=self._factory,
            name=self.name,
            token=self._token,
            target=self.target,
            timeout=self._timeout,
            rate=self._rate,
            transport=None if self._factory else self._carrier,
        )

    def close(self) -> None:
        """Shut the app down and end its loop, unless another endpoint lent them."""
        if not self._borrowed:
            super().close()
