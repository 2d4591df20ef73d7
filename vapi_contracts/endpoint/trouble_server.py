"""A server on loopback that plays an ASGI app, and makes the trouble that it is ordered to make."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import Future
from types import TracebackType
from typing import Any, Self, TypeVar

from vapi_contracts.endpoint.asgi_app import AsgiApp
from vapi_contracts.endpoint.asgi_serving import Serving, scope_of
from vapi_contracts.endpoint.lifespan import Lifespan
from vapi_contracts.endpoint.loop import LoopThread
from vapi_contracts.endpoint.noting import Notes
from vapi_contracts.endpoint.recording import Recorder
from vapi_contracts.endpoint.trouble_connection import Connection
from vapi_contracts.endpoint.visit import Period
from vapi_contracts.endpoint.wire import Outcome, PreparedRequest
from vapi_contracts.transcript import Exchange, Operation
from vapi_contracts.trouble import Trouble

__all__ = ["TroubleServer"]

HOST = "127.0.0.1"
PATIENCE = 10.0
"""Seconds that an app has to start, and the server to end."""

ROUNDS = 3
"""Turns of the loop in which what a client has already sent is read before anybody is told what came."""

T = TypeVar("T")


class TroubleServer:
    """Answers requests as an ASGI app does, except those for which something else was ordered.

    `token` is the one that the app takes for right, `hold` the seconds for which a client that is kept waiting is kept
    at most, `clock` gives seconds, `kept` is the number of exchanges that are remembered, all of them if `None`.
    The app runs on the loop of the server: one that blocks it blocks all clients, as it would in production.
    """

    def __init__(
        self,
        app: AsgiApp,
        *,
        token: str = "test-token",  # noqa: S107 - the documented default of embedded targets
        recorder: Recorder | None = None,
        hold: float = 2.0,
        clock: Callable[[], float] = time.perf_counter,
        kept: int | None = None,
    ) -> None:
        self._app = app
        self._recorder = recorder or Recorder(token)
        self._clock = clock
        self._kept = kept
        self._period = Period(clock, kept)
        self._thread: LoopThread | None = None
        self._server: asyncio.Server | None = None
        self._lifespan = Lifespan(app)
        self._url: str | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.notes = Notes(self._recorder, token)
        self.hold = hold
        self.connections: set[Connection] = set()
        self.requests = 0
        """How many requests have come since the start."""

    @property
    def url(self) -> str:
        """The base URL. Raises `RuntimeError` before the server is started."""
        if self._url is None:
            raise RuntimeError("the server is not started")
        return self._url

    def start(self) -> None:
        """Start the app and accept connections. Raises `EndpointError` where the app does not start."""
        self._thread = LoopThread("vapi-contracts-trouble")
        self._lifespan = Lifespan(self._app)
        try:
            self._lifespan.start_up(self._thread, PATIENCE)
            self._url = self._on_loop(self._listen)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close all connections, shut the app down and end the thread. Safe to call twice."""
        if self._thread is None:
            return
        try:
            self._on_loop(self._leave)
        except TimeoutError:
            thread, self._thread = self._thread, None
            thread.start(self._leave_late(thread))
            return
        thread, self._thread = self._thread, None
        self._lifespan.shut_down(thread, PATIENCE)
        thread.stop()

    def order(self, answers: Sequence[Trouble | None] = ()) -> None:
        """Settle what the requests that come from now on meet: the first, the second …, the last repeats.

        `None` is the app's own answer, and so is everything where there are none. Raises `ValueError` for a trouble
        that cannot be sent.
        """
        period = Period(self._clock, self._kept)
        period.orders.give(*answers, always=True)
        self._period = period

    def trouble(self, *troubles: Trouble | None, on: Operation | None = None, always: bool = False) -> None:
        """Order trouble on top of what is ordered already, as `Orders.give` takes it."""
        self._period.orders.give(*troubles, on=on, always=always)

    def unmet(self) -> Sequence[str]:
        """Return a line for each trouble that no request has met."""
        return self._period.orders.unmet()

    def collect(self) -> tuple[Exchange, ...]:
        """End what is under way, and return the exchanges begun since the last order, in that order.

        Their `started` counts from the order.
        """
        return self._on_loop(self._collect)

    def exchanges(self) -> tuple[Exchange, ...]:
        """Return the exchanges that are over, of those begun since the last order."""
        return self._on_loop(self._over)

    def admit(self) -> Period:
        """Count a request that comes now, and return the period that it belongs to."""
        self.requests += 1
        return self._period

    def ask(self, request: PreparedRequest, deliver: Callable[[Outcome], object]) -> None:
        """Let the app answer a request."""
        scope = scope_of(request, self._lifespan.state)
        task = asyncio.get_running_loop().create_task(Serving(self._app, scope, request.body, deliver).serve())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    async def _listen(self) -> str:
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        try:
            listener.bind((HOST, 0))
        except OSError:
            listener.close()
            raise
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Connection(self), sock=listener, backlog=512)
        return f"http://{HOST}:{listener.getsockname()[1]}"

    async def _leave(self) -> None:
        if self._server:
            self._server.close()
            self._server = None
        for task in tuple(self._tasks):
            task.cancel()
        while self.connections:
            for connection in tuple(self.connections):
                connection.abort()
            await asyncio.sleep(0)

    async def _leave_late(self, thread: LoopThread) -> None:
        """End a loop that an app has blocked, if ever it comes back."""
        await self._leave()
        thread.stop(wait=False)

    async def _collect(self) -> tuple[Exchange, ...]:
        period = self._period
        for _ in range(ROUNDS):
            await asyncio.sleep(0)
        for connection in tuple(self.connections):
            connection.hang_up(period)
        return tuple(visit.exchange() for visit in period.visits)

    async def _over(self) -> tuple[Exchange, ...]:
        for _ in range(ROUNDS):
            await asyncio.sleep(0)
        return tuple(visit.exchange() for visit in self._period.visits if visit.seconds is not None)

    def _on_loop(self, act: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """Do something on the loop and wait for it. Raises `RuntimeError` where there is no loop."""
        if self._thread is None:
            raise RuntimeError("the server is not started")
        done: Future[T] = Future()

        async def carry_out() -> None:
            try:
                done.set_result(await act())
            except BaseException as error:  # noqa: BLE001 - it is raised where it is waited for
                done.set_exception(error)

        self._thread.start(carry_out())
        return done.result(PATIENCE)
