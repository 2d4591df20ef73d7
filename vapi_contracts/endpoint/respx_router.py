"""A respx router as an endpoint: the fake of the API that somebody's tests lean on."""

from __future__ import annotations

import asyncio
from queue import Empty, SimpleQueue

import httpx
import respx

from vapi_contracts.contract.prose import BASE_URLS
from vapi_contracts.endpoint.loop import LoopThread
from vapi_contracts.endpoint.player import Player
from vapi_contracts.endpoint.url import target_of
from vapi_contracts.endpoint.wire import Answer, NoAnswer, Outcome, PreparedRequest, on_one_line
from vapi_contracts.transcript import Target

__all__ = ["RespxEndpoint", "RouterTransport"]

GRACE = 0.25
"""Seconds that a loop which is not blocked has to report a time-out itself."""


class RouterTransport:
    """Hands requests to a router directly, whether or not it is started, and never to the network.

    Routes with `async` side effects are awaited on a loop of our own; `timeout` is in seconds a request. A
    request that no route matches, or that is to pass through, is answered as by an app that raises.
    """

    def __init__(self, router: respx.Router, base_url: str, *, timeout: float = 10.0) -> None:
        self._router = router
        self._base_url = base_url.rstrip("/")
        self._timeout = timeout
        self._thread: LoopThread | None = None

    def send(self, request: PreparedRequest) -> Outcome:
        """Send a request and wait for its answer."""
        thread = self._thread = self._thread or LoopThread("vapi-contracts-router")
        answers: SimpleQueue[Outcome] = SimpleQueue()
        thread.start(self._ask(request, answers))
        try:
            return answers.get(timeout=self._timeout + GRACE)
        except Empty:
            if not thread.is_alive():
                thread.stop(wait=False)
                self._thread = None
            return NoAnswer("timeout", f"no answer in {self._timeout:g} s")

    def close(self) -> None:
        """End the loop. Safe to call twice."""
        thread, self._thread = self._thread, None
        if thread:
            thread.stop()

    async def _ask(self, request: PreparedRequest, answers: SimpleQueue[Outcome]) -> None:
        try:
            async with asyncio.timeout(self._timeout):
                answers.put(await self._answer(request))
        except (httpx.TimeoutException, TimeoutError) as error:
            answers.put(NoAnswer("timeout", on_one_line(error)))
        except httpx.ConnectError as error:
            answers.put(NoAnswer("refused", on_one_line(error)))
        except httpx.TransportError as error:
            answers.put(NoAnswer("dropped", on_one_line(error)))
        except Exception as error:  # noqa: BLE001 - a route may raise anything
            text = type(error).__name__.encode()
            answers.put(Answer(500, [("content-type", "text/plain; charset=utf-8")], text, on_one_line(error)))

    async def _answer(self, request: PreparedRequest) -> Answer:
        message = httpx.Request(
            request.method,
            self._base_url + request.target,
            headers=request.headers,
            content=request.body or None,
        )
        response = await self._router.async_handler(message)
        if isinstance(response.stream, httpx.AsyncByteStream):
            await response.aread()
        else:
            response.read()
        return Answer(response.status_code, response.headers.multi_items(), response.content)


class RespxEndpoint(Player):
    """Plays scenarios against a respx router that fakes the API at one of its base URLs.

    `timeout` is in seconds a request, `rate` in requests a second.
    """

    def __init__(
        self,
        router: respx.Router,
        *,
        base_url: str = BASE_URLS[0],
        name: str = "respx router",
        token: str = "test-token",  # noqa: S107 - nobody outside this process sees it
        timeout: float = 10.0,
        rate: float | None = None,
    ) -> None:
        target = Target(live=False, sip_host=target_of(base_url).sip_host)
        super().__init__(
            RouterTransport(router, base_url, timeout=timeout),
            name=name,
            token=token,
            target=target,
            rate=rate,
        )

    def afresh(self) -> RespxEndpoint:
        """Return this endpoint: what a router remembers is in its routes, which are somebody else's."""
        return self
