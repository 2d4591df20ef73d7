"""Trouble in tests, as type checkers see it; this file is read and never run."""

from typing import assert_type

from vapi_contracts import VapiServer, trouble
from vapi_contracts.endpoint.mock import VapiMock
from vapi_contracts.endpoint.trouble_server import TroubleServer
from vapi_contracts.transcript import Exchange
from vapi_contracts.trouble import Trouble


def of_the_mock(vapi_mock: VapiMock) -> None:
    vapi_mock.trouble(trouble.status(503, retry_after=0.5), None, trouble.stall(), on="create", always=True)
    vapi_mock.trouble(Trouble(delivery="cut"))
    vapi_mock.trouble(503)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    vapi_mock.trouble(trouble.drop(), on="update")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    assert_type(vapi_mock.exchanges, list[Exchange])


def of_the_server(vapi_server: VapiServer) -> None:
    vapi_server.trouble(trouble.unknown_property("/a", {"b": 1}), on="page")
    assert_type(vapi_server.exchanges, tuple[Exchange, ...])
    assert_type(vapi_server.requests, int)


def of_a_server_of_ones_own(server: TroubleServer) -> None:
    with server as started:
        assert_type(started, TroubleServer)
        started.order([trouble.null(), None])
        assert_type(started.collect(), tuple[Exchange, ...])
