"""Where scenarios are played: an API by its URL, an ASGI app in process, a respx router.

Names are resolved when they are used, so that whoever plays against an app in process does not load a client.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vapi_contracts.endpoint.asgi import AsgiEndpoint
    from vapi_contracts.endpoint.endpoint import Endpoint, EndpointError, TargetError
    from vapi_contracts.endpoint.mock import VapiMock
    from vapi_contracts.endpoint.opening import DEFAULT_TOKEN, open_endpoint
    from vapi_contracts.endpoint.recording import Recorder, masked
    from vapi_contracts.endpoint.respx_router import RespxEndpoint
    from vapi_contracts.endpoint.trouble_server import TroubleServer
    from vapi_contracts.endpoint.url import UrlEndpoint

__all__ = [
    "DEFAULT_TOKEN",
    "AsgiEndpoint",
    "Endpoint",
    "EndpointError",
    "Recorder",
    "RespxEndpoint",
    "TargetError",
    "TroubleServer",
    "UrlEndpoint",
    "VapiMock",
    "masked",
    "open_endpoint",
]

_WHERE = {
    "DEFAULT_TOKEN": "opening",
    "AsgiEndpoint": "asgi",
    "Endpoint": "endpoint",
    "EndpointError": "endpoint",
    "Recorder": "recording",
    "RespxEndpoint": "respx_router",
    "TargetError": "endpoint",
    "TroubleServer": "trouble_server",
    "UrlEndpoint": "url",
    "VapiMock": "mock",
    "masked": "recording",
    "open_endpoint": "opening",
}


def __getattr__(name: str) -> object:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
