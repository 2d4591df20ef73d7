"""The endpoint as an ASGI app, without a framework: it awaits nothing but what the server hands it."""

import difflib
import json
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl

from vapi_contracts.reference.core import Core
from vapi_contracts.reference.defects import DEFECTS, Defect
from vapi_contracts.reference.document import compiled
from vapi_contracts.reference.intake import LARGEST
from vapi_contracts.reference.message import Request, Response
from vapi_contracts.reference.store import Store

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

BY_ID = {defect.id: defect for defect in DEFECTS}
JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


class ReferenceApp:
    """An ASGI app around one core, which is open to whoever wants to look behind the answers."""

    def __init__(self, core: Core) -> None:
        self.core = core

    @property
    def store(self) -> Store:
        """The numbers that exist."""
        return self.core.store

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one HTTP request, or the server's start and end; turns web sockets away."""
        match scope["type"]:
            case "http":
                body = await _body(receive)
                if body is not None:
                    await _answer(self.core.handle(_request(scope, body)), send)
            case "lifespan":
                await _lifespan(receive, send)
            case _:
                await send({"type": "websocket.close", "code": 1000})


async def _body(receive: Receive) -> bytes | None:
    """Read a body to its end, so that an answer never cuts off a client that is still sending.

    What lies beyond the largest body allowed is read and dropped. `None` when the client went away.
    """
    message = await receive()
    if message["type"] == "http.disconnect":
        return None
    first: bytes = message.get("body", b"")
    if not message.get("more_body", False):
        return first
    body = bytearray(first)
    while message.get("more_body", False):
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        if len(body) <= LARGEST:
            body += message.get("body", b"")
    return bytes(body)


def _request(scope: Message, body: bytes) -> Request:
    query = scope.get("query_string", b"")
    return Request(
        scope["method"],
        scope["path"],
        parse_qsl(query.decode("latin-1"), keep_blank_values=True) if query else (),
        {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]},
        body,
    )


async def _answer(response: Response, send: Send) -> None:
    body = JSON.encode(response.body).encode()
    headers = [(b"content-type", b"application/json; charset=utf-8"), (b"content-length", b"%d" % len(body))]
    headers += [(name.encode("latin-1"), value.encode("latin-1")) for name, value in response.headers.items()]
    await send({"type": "http.response.start", "status": response.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            await send({"type": "lifespan.startup.complete"})
        else:
            await send({"type": "lifespan.shutdown.complete"})
            return


def _chosen(ids: Iterable[str]) -> tuple[Defect, ...]:
    """Look defects up, in the catalogue's order; raises `ValueError` for an unknown id."""
    wanted = set(ids)
    for name in wanted - BY_ID.keys():
        near = difflib.get_close_matches(name, BY_ID, n=1, cutoff=0)
        raise ValueError(f"unknown defect {name!r}; the nearest is {near[0]!r}")
    return tuple(defect for defect in DEFECTS if defect.id in wanted)


@lru_cache(256)
def _core_type(chosen: tuple[Defect, ...]) -> type[Core]:
    """Stack the behaviours of several defects on the core as one class."""
    behaviours = tuple(defect.behaviour for defect in chosen if defect.behaviour)
    return type("DefectiveCore", behaviours, {}) if behaviours else Core


def create_app(
    *,
    defects: Iterable[str] = (),
    token: str = "test-token",  # noqa: S107 - a token for tests
    sip_host: str = "sip.vapi.ai",
) -> ReferenceApp:
    """Make an endpoint with an empty store of its own, and with the named defects if any.

    Raises `ValueError` for an id that no defect has, naming the nearest one.
    """
    chosen = _chosen(defects)
    schemas = compiled(tuple(change for defect in chosen for change in defect.edits))
    return ReferenceApp(_core_type(chosen)(schemas, token=token, sip_host=sip_host))
