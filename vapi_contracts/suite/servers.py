"""The reference on loopback sockets: one server for each set of defects and token, kept for the session."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

from vapi_contracts.endpoint.asgi_app import Message, Receive, Send
from vapi_contracts.endpoint.opening import DEFAULT_TOKEN
from vapi_contracts.reference import ReferenceApp, create_app, serving
from vapi_contracts.suite.marking import Marking, reference

__all__ = ["DEFAULT_TOKEN", "Server", "Servers"]


class _Stage:
    """An ASGI app that hands everything to another one, which can be exchanged while it is served."""

    def __init__(self, app: ReferenceApp) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


class Server:
    """A reference that is being served: `url` is the base URL of its API, `token` the one that it accepts."""

    def __init__(self, url: str, stage: _Stage, marking: Marking) -> None:
        self.url = url
        self.token = marking.token
        self.defects = marking.defects
        self._stage = stage
        self._marking = marking

    def __repr__(self) -> str:
        return f"<Server {self.url} {list(self.defects)}>"

    @property
    def app(self) -> ReferenceApp:
        """The app behind the socket, for whoever wants to look into its `store`."""
        return self._stage.app

    def empty(self) -> None:
        """Put a new app, which has no numbers, in the place of the old one."""
        self._stage.app = reference(self._marking)


class Servers:
    """A pool of servers, all of them ended on leaving the context."""

    def __init__(self) -> None:
        self._running = ExitStack()
        self._pool: dict[Any, Server] = {}

    def __call__(self, *, defects: Iterable[str] = (), token: str = DEFAULT_TOKEN) -> Server:
        """Return the server with these defects and this token; what was created there stays.

        Raises `ValueError` for an unknown defect.
        """
        chosen = (defects,) if isinstance(defects, str) else tuple(defects)
        create_app(defects=chosen)
        return self._server("shared", Marking(defects=chosen, token=token))

    def emptied(self, marking: Marking) -> Server:
        """Return a server for one test, with no numbers."""
        server = self._server("a test at a time", marking)
        server.empty()
        return server

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.clear()
        self._running.close()

    def _server(self, use: str, marking: Marking) -> Server:
        key = (use, frozenset(marking.defects), marking.token)
        if key not in self._pool:
            stage = _Stage(reference(marking))
            url = self._running.enter_context(serving(stage))
            self._pool[key] = Server(url, stage, marking)
        return self._pool[key]
