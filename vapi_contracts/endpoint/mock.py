"""The API as a respx router, answered by an ASGI app, for tests of what calls the API."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

import httpx
import respx
from respx.mocks import HTTPCoreMocker
from respx.models import AllMockedAssertionError, PassThrough
from respx.patterns import M

from vapi_contracts.contract.prose import BASE_URLS
from vapi_contracts.endpoint.asgi import AppTransport
from vapi_contracts.endpoint.asgi_app import AsgiApp
from vapi_contracts.endpoint.httpcore2_mocker import HTTPCore2Mocker
from vapi_contracts.endpoint.noting import Notes
from vapi_contracts.endpoint.ordering import Orders
from vapi_contracts.endpoint.recording import Recorder
from vapi_contracts.endpoint.troubling import UNANSWERED, asks_the_api, troubled
from vapi_contracts.endpoint.url import target_of
from vapi_contracts.endpoint.wire import Answer, NoAnswer, Outcome, PreparedRequest, failure_of
from vapi_contracts.transcript import Exchange, Failure, Operation, Request, Target, Transcript
from vapi_contracts.trouble import Delivery, Trouble

__all__ = ["VapiMock"]

_NOT_FORWARDED = frozenset({"content-length", "transfer-encoding", "connection"})
_RAISED: dict[str, type[httpx.TransportError]] = {
    "timeout": httpx.ReadTimeout,
    "refused": httpx.ConnectError,
    "dropped": httpx.RemoteProtocolError,
    "raised": httpx.RemoteProtocolError,
}
UNTROUBLED = Trouble()
_MET: dict[Delivery, Failure] = {
    "silence": "timeout",
    "stall": "timeout",
    "drip": "timeout",
    "drop": "dropped",
    "cut": "dropped",
}


@dataclass(frozen=True, slots=True)
class _Asked:
    """A request for the API, and the trouble that it meets."""

    base_url: str
    prepared: PreparedRequest
    noted: Request
    trouble: Trouble
    started: float

    @property
    def reaches_the_app(self) -> bool:
        return asks_the_api(self.trouble)


class VapiMock(respx.MockRouter):
    """A respx router at the base URLs of both regions, for clients on httpx and on httpx2, sync and async.

    What no route of its own matches is answered by the app; `eu` is one for the EU region alone.
    Every such exchange is kept in `transcripts`; what a route answers is not, since it is no answer of the
    API's. Under trouble it is the app's own answer that is kept there, if the app was asked: what clients met instead
    is in `exchanges`. Requests to other hosts go where they would without it. `token` is the one that the app takes for
    right, `timeout` is in seconds a request.
    """

    def __init__(
        self,
        app: AsgiApp,
        *,
        eu: AsgiApp | None = None,
        token: str = "test-token",  # noqa: S107 - the documented default of embedded targets
        timeout: float = 10.0,
        assert_all_called: bool = True,
    ) -> None:
        us_url, eu_url = BASE_URLS
        carrier = AppTransport(app, timeout=timeout)
        self._carriers = {us_url: carrier, eu_url: AppTransport(eu, timeout=timeout) if eu else carrier}
        self._notes = Notes(Recorder(token), token)
        self._orders = Orders()
        self._began = time.perf_counter()
        self._seen: list[tuple[str, Exchange]] = []
        self._met: list[Exchange] = []
        super().__init__(assert_all_called=assert_all_called, assert_all_mocked=True)
        hosts = [httpx.URL(base_url).host for base_url in self._carriers]
        self._bases = {"scheme": M(scheme="https"), "host": M(host__in=hosts)}

    @property
    def transcripts(self) -> list[Transcript]:
        """What was exchanged with the app, one transcript for each region that was used."""
        found: list[Transcript] = []
        for base_url in self._carriers:
            own = sorted((seen for at, seen in self._seen if at == base_url), key=lambda seen: seen.started)
            if own:
                target = Target(live=False, sip_host=target_of(base_url).sip_host)
                found.append(Transcript(exchanges=tuple(own), target=target))
        return found

    @property
    def exchanges(self) -> list[Exchange]:
        """What clients met, trouble included, in the order of their requests."""
        return sorted(self._met, key=lambda met: met.started)

    def start(self) -> None:
        """Start to catch requests."""
        super().start()
        HTTPCore2Mocker.register(self)
        HTTPCore2Mocker.start()

    def stop(self, clear: bool = True, reset: bool = True, quiet: bool = False) -> None:
        """Stop to catch requests, and end the app.

        Raises `AssertionError` for a route that was not called.
        """
        HTTPCore2Mocker.unregister(self)
        HTTPCore2Mocker.stop()
        try:
            super().stop(clear=clear, reset=reset, quiet=quiet)
        finally:
            for carrier in self._carriers.values():
                carrier.close()

    def trouble(self, *troubles: Trouble | None, on: Operation | None = None, always: bool = False) -> None:
        """Let the next requests, or those of one operation, meet these troubles in turn; `None` is no trouble.

        After them the app answers again; with `always` the last one repeats. A server that keeps a client waiting is a
        time-out at once. Raises `ValueError` for an unknown operation and for what cannot be sent.
        """
        self._orders.give(*troubles, on=on, always=always)

    def unmet(self) -> Sequence[str]:
        """Return a line for each trouble that no request has met."""
        return self._orders.unmet()

    def handler(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of a sync client."""
        try:
            return super().handler(request)
        except AllMockedAssertionError:
            asked = self._asked(request)
        outcome = self._carriers[asked.base_url].send(asked.prepared) if asked.reaches_the_app else None
        return self._response(asked, request, outcome)

    async def async_handler(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of an async client; only asyncio is free to do other things meanwhile."""
        try:
            return await super().async_handler(request)
        except AllMockedAssertionError:
            asked = self._asked(request)
        if not asked.reaches_the_app:
            return self._response(asked, request, None)
        carrier = self._carriers[asked.base_url]
        outcome = await carrier.send_async(asked.prepared) if _in_asyncio() else carrier.send(asked.prepared)
        return self._response(asked, request, outcome)

    def _asked(self, request: httpx.Request) -> _Asked:
        """Return what is asked for, and settle what it meets. Raises what `_base_url_of` raises."""
        base_url = self._base_url_of(request)
        headers = tuple((name, value) for name, value in request.headers.multi_items() if name not in _NOT_FORWARDED)
        prepared = PreparedRequest(request.method, request.url.raw_path.decode("ascii"), headers, request.content)
        noted = self._notes.request(prepared)
        trouble = self._orders.next(Exchange(request=noted).operation) or UNTROUBLED
        return _Asked(base_url, prepared, noted, trouble, time.perf_counter())

    def _base_url_of(self, request: httpx.Request) -> str:
        """Return the region that is asked.

        Raises `PassThrough` for another host, `AllMockedAssertionError` where other routers are to be asked.
        """
        url = request.url
        for base_url in self._carriers:
            if url.host == httpx.URL(base_url).host:
                if url.scheme != "https" or url.port not in {None, 443}:
                    raise AssertionError(f"RESPX: {request!r} not mocked: the API is at {base_url}")
                return base_url
        if any(not isinstance(router, VapiMock) for router in HTTPCoreMocker.routers):
            raise AllMockedAssertionError(f"RESPX: {request!r} not mocked!")
        raise PassThrough(f"no base URL of the API: {request!r}", request=request, origin=respx.Route())

    def _response(self, asked: _Asked, request: httpx.Request, outcome: Outcome | None) -> httpx.Response:
        """Record an exchange and turn it into what the client gets. Raises what a failure is to a client."""
        got: Outcome
        if outcome is None:
            got, met = self._under_trouble(asked, None)
        else:
            got, met = outcome, self._exchange(asked, outcome)
            self._seen.append((asked.base_url, met))
            if isinstance(outcome, Answer) and asked.trouble is not UNTROUBLED:
                got, met = self._under_trouble(asked, outcome)
        self._met.append(met)
        if isinstance(got, NoAnswer):
            self.record(request, response=None)
            raise _RAISED[got.failure](got.why, request=request)
        response = httpx.Response(got.status, headers=list(got.headers), content=got.body, request=request)
        self.record(request, response=response)
        return response

    def _exchange(self, asked: _Asked, outcome: Outcome) -> Exchange:
        return Exchange(
            request=asked.noted,
            response=self._notes.response(outcome) if isinstance(outcome, Answer) else None,
            failure=failure_of(outcome),
            started=round(asked.started - self._began, 6),
            seconds=round(time.perf_counter() - asked.started, 6),
        )

    def _under_trouble(self, asked: _Asked, own: Answer | None) -> tuple[Outcome, Exchange]:
        """Return what the client gets and what is written down, of an answer that meets trouble."""
        trouble = asked.trouble
        answer = troubled(trouble, own, time.time())
        exchange = replace(self._exchange(asked, answer), delivery=trouble.delivery)
        if trouble.delivery in UNANSWERED:
            exchange = replace(exchange, response=None, failure=UNANSWERED[trouble.delivery])
        failure = _MET.get(trouble.delivery)
        return NoAnswer(failure, f"trouble: {trouble.delivery}") if failure else answer, exchange


def _in_asyncio() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
