"""The API as a respx router, answered by an ASGI app, for tests of what calls the API."""

from __future__ import annotations

import asyncio
import time

import httpx
import respx
from respx.mocks import HTTPCoreMocker
from respx.models import AllMockedAssertionError, PassThrough
from respx.patterns import M

from vapi_contracts.body import read_body
from vapi_contracts.contract.prose import BASE_URLS
from vapi_contracts.endpoint.asgi import AppTransport
from vapi_contracts.endpoint.asgi_app import AsgiApp
from vapi_contracts.endpoint.httpcore2_mocker import HTTPCore2Mocker
from vapi_contracts.endpoint.recording import Recorder
from vapi_contracts.endpoint.url import target_of
from vapi_contracts.endpoint.wire import Answer, NoAnswer, Outcome, PreparedRequest, failure_of
from vapi_contracts.scenario import Credential
from vapi_contracts.transcript import Exchange, Target, Transcript

__all__ = ["VapiMock"]

_NOT_FORWARDED = frozenset({"content-length", "transfer-encoding", "connection"})
_RAISED: dict[str, type[httpx.TransportError]] = {
    "timeout": httpx.ReadTimeout,
    "refused": httpx.ConnectError,
    "dropped": httpx.RemoteProtocolError,
    "raised": httpx.RemoteProtocolError,
}


class VapiMock(respx.MockRouter):
    """A respx router at the base URLs of both regions, for clients on httpx and on httpx2, sync and async.

    What no route of its own matches is answered by the app; `eu` is one for the EU region alone.
    Every such exchange is kept in `transcripts`; what a route answers is not, since it is no answer of the
    API's. Requests to other hosts go where they would without it. `token` is the one that the app takes for
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
        self._token = token
        self._recorder = Recorder(token)
        self._began = time.perf_counter()
        self._seen: list[tuple[str, Exchange]] = []
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

    def handler(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of a sync client."""
        try:
            return super().handler(request)
        except AllMockedAssertionError:
            base_url = self._base_url_of(request)
        started = time.perf_counter()
        outcome = self._carriers[base_url].send(_prepared(request))
        return self._response(base_url, request, outcome, started)

    async def async_handler(self, request: httpx.Request) -> httpx.Response:
        """Answer a request of an async client; only asyncio is free to do other things meanwhile."""
        try:
            return await super().async_handler(request)
        except AllMockedAssertionError:
            base_url = self._base_url_of(request)
        started = time.perf_counter()
        carrier, prepared = self._carriers[base_url], _prepared(request)
        outcome = await carrier.send_async(prepared) if _in_asyncio() else carrier.send(prepared)
        return self._response(base_url, request, outcome, started)

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

    def _response(self, base_url: str, request: httpx.Request, outcome: Outcome, started: float) -> httpx.Response:
        """Record an exchange and turn it into what the client gets. Raises what a failure is to a client."""
        answer = outcome if isinstance(outcome, Answer) else None
        exchange = Exchange(
            request=self._recorder.request(
                method=request.method,
                path=request.url.raw_path.partition(b"?")[0].decode("ascii"),
                query=request.url.params.multi_items(),
                credential=self._credential(request.headers.get("authorization")),
                content_type=request.headers.get("content-type"),
                body=read_body(request.content),
                encoded=request.content,
            ),
            response=self._recorder.response(answer) if answer else None,
            failure=failure_of(outcome),
            started=round(started - self._began, 6),
            seconds=round(time.perf_counter() - started, 6),
        )
        self._seen.append((base_url, exchange))
        if isinstance(outcome, NoAnswer):
            self.record(request, response=None)
            raise _RAISED[outcome.failure](outcome.why, request=request)
        response = httpx.Response(outcome.status, headers=list(outcome.headers), content=outcome.body, request=request)
        self.record(request, response=response)
        return response

    def _credential(self, header: str | None) -> Credential:
        if header is None:
            return "absent"
        scheme, _, token = header.partition(" ")
        return "right" if scheme.lower() == "bearer" and token.strip() == self._token else "wrong"


def _prepared(request: httpx.Request) -> PreparedRequest:
    headers = tuple((name, value) for name, value in request.headers.multi_items() if name not in _NOT_FORWARDED)
    return PreparedRequest(request.method, request.url.raw_path.decode("ascii"), headers, request.content)


def _in_asyncio() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
