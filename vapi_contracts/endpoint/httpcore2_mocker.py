"""respx for clients on httpx2: the same patches, on the modules that httpx2 sends with."""

from __future__ import annotations

from typing import Any, NoReturn, cast

import httpx
import httpx2
import respx
from respx.mocks import HTTPCoreMocker
from respx.models import AllMockedAssertionError, PassThrough

__all__ = ["HTTPCore2Mocker"]


class HTTPCore2Mocker(HTTPCoreMocker):
    """Catches requests of httpx2. A request that no router of its own knows goes to the network."""

    name = "vapi-contracts:httpcore2"
    targets = [  # noqa: RUF012 - so it is in respx
        "httpcore2._sync.connection.HTTPConnection",
        "httpcore2._sync.connection_pool.ConnectionPool",
        "httpcore2._sync.http_proxy.HTTPProxy",
        "httpcore2._async.connection.AsyncHTTPConnection",
        "httpcore2._async.connection_pool.AsyncConnectionPool",
        "httpcore2._async.http_proxy.AsyncHTTPProxy",
    ]

    @classmethod
    def handler(cls, httpx_request: httpx.Request) -> httpx.Response:
        """Ask the routers."""
        routers: Any = super()
        try:
            return cast("httpx.Response", routers.handler(httpx_request))
        except AllMockedAssertionError as error:
            raise _pass_through(error, httpx_request) from None
        except httpx.TransportError as error:
            _raise_as_httpx2(error)

    @classmethod
    async def async_handler(cls, httpx_request: httpx.Request) -> httpx.Response:
        """Ask the routers."""
        routers: Any = super()
        try:
            return cast("httpx.Response", await routers.async_handler(httpx_request))
        except AllMockedAssertionError as error:
            raise _pass_through(error, httpx_request) from None
        except httpx.TransportError as error:
            _raise_as_httpx2(error)


def _pass_through(error: AllMockedAssertionError, request: httpx.Request) -> PassThrough:
    return PassThrough(str(error), request=request, origin=respx.Route())


def _raise_as_httpx2(error: httpx.TransportError) -> NoReturn:
    """Raise the error of the same name, which is the one that a client on httpx2 knows."""
    kind: type[httpx2.TransportError] = getattr(httpx2, type(error).__name__, httpx2.TransportError)
    raise kind(str(error)) from error
