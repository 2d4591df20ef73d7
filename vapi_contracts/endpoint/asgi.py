"""An ASGI app in process: called directly, on a loop and in a thread of its own, with our own time-out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import cast

from vapi_contracts.endpoint.asgi_app import AsgiApp, Message, as_factory, is_factory
from vapi_contracts.endpoint.asgi_serving import Serving, scope_of
from vapi_contracts.endpoint.lifespan import Lifespan
from vapi_contracts.endpoint.loop import LoopThread
from vapi_contracts.endpoint.player import Player
from vapi_contracts.endpoint.wire import NoAnswer, Outcome, PreparedRequest
from vapi_contracts.transcript import Target

__all__ = ["AppTransport", "AsgiEndpoint"]


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
        serving = Serving(self._app, self._scope(request), request.body, answers.put)
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

        serving = Serving(self._app, self._scope(request), request.body, deliver)
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

    def _give_up(self, serving: Serving, thread: LoopThread) -> NoAnswer:
        serving.hang_up(thread)
        if not thread.is_alive():
            thread.stop(wait=False)
            if self._thread is thread:
                self._thread = self._lifespan = None
        return NoAnswer("timeout", f"no answer in {self._timeout:g} s")

    def _scope(self, request: PreparedRequest) -> Message:
        return scope_of(request, self._lifespan.state if self._lifespan else None)


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
