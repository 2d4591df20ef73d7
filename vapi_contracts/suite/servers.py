"""The reference on loopback sockets: one server for each set of defects and token, kept for the session."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import ExitStack
from types import TracebackType
from typing import Any, Self

import pytest

from vapi_contracts.endpoint.asgi_app import Message, Receive, Send
from vapi_contracts.endpoint.opening import DEFAULT_TOKEN
from vapi_contracts.endpoint.trouble_server import TroubleServer
from vapi_contracts.reference import ReferenceApp, create_app
from vapi_contracts.suite.marking import Marking, marking_of, reference
from vapi_contracts.suite.plainly import fail_plainly
from vapi_contracts.transcript import Exchange, Operation
from vapi_contracts.trouble import Trouble

__all__ = ["DEFAULT_TOKEN", "Servers", "VapiServer", "server_of_test", "unmet_by_server", "unmet_text", "watched"]

KEPT = 1_000
"""Exchanges that a server remembers: one in the pool may serve a whole session."""


class _Stage:
    """An ASGI app that hands everything to another one, which can be exchanged while it is served."""

    def __init__(self, app: ReferenceApp) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


class VapiServer:
    """A reference that is being served: `url` is the base URL of its API, `token` the one that it accepts."""

    def __init__(self, serving: TroubleServer, stage: _Stage, marking: Marking) -> None:
        self.url = serving.url
        self.token = marking.token
        self.defects = marking.defects
        self._serving = serving
        self._stage = stage
        self._marking = marking
        self._before = 0

    def __repr__(self) -> str:
        return f"<VapiServer {self.url} {list(self.defects)}>"

    @property
    def app(self) -> ReferenceApp:
        """The app behind the socket, for whoever wants to look into its `store`."""
        return self._stage.app

    @property
    def requests(self) -> int:
        """How many requests have come since the server was emptied."""
        return self._serving.requests - self._before

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """The last thousand exchanges that are over, of those since the server was emptied."""
        return self._serving.exchanges()

    def trouble(self, *troubles: Trouble | None, on: Operation | None = None, always: bool = False) -> None:
        """Let the next requests, or those of one operation, meet these troubles in turn; `None` is no trouble.

        After them the app answers again; with `always` the last one repeats. A client that is kept waiting is hung up
        on after two seconds. Raises `ValueError` for an unknown operation and for what cannot be sent.
        """
        self._serving.trouble(*troubles, on=on, always=always)

    def unmet(self) -> list[str]:
        """Return a line for each trouble that no request has met."""
        return list(self._serving.unmet())

    def empty(self) -> None:
        """Put a new app, which has no numbers, in the place of the old one, and forget all trouble."""
        self._serving.collect()
        self._serving.order()
        self._before = self._serving.requests
        self._stage.app = reference(self._marking)


class Servers:
    """A pool of servers, all of them ended on leaving the context."""

    def __init__(self) -> None:
        self._running = ExitStack()
        self._pool: dict[Any, VapiServer] = {}

    def __call__(self, *, defects: Iterable[str] = (), token: str = DEFAULT_TOKEN) -> VapiServer:
        """Return the server with these defects and this token; what was created and ordered there stays.

        Raises `ValueError` for an unknown defect.
        """
        chosen = (defects,) if isinstance(defects, str) else tuple(defects)
        create_app(defects=chosen)
        return self._server("shared", Marking(defects=chosen, token=token))

    def emptied(self, marking: Marking) -> VapiServer:
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

    def _server(self, use: str, marking: Marking) -> VapiServer:
        key = (use, frozenset(marking.defects), marking.token)
        if key not in self._pool:
            stage = _Stage(reference(marking))
            serving = self._running.enter_context(TroubleServer(stage, token=marking.token, kept=KEPT))
            self._pool[key] = VapiServer(serving, stage, marking)
        return self._pool[key]


_SERVER = pytest.StashKey[VapiServer]()


def server_of_test(request: pytest.FixtureRequest, servers: Servers) -> VapiServer:
    """Return a server for one test, with no numbers."""
    node = request.node
    server = node.stash[_SERVER] = servers.emptied(marking_of(node))
    return server


def unmet_by_server(item: pytest.Item) -> str | None:
    """Return what to say of trouble that a test ordered of its server and did not meet."""
    server = item.stash.get(_SERVER, None)
    if server is None or not marking_of(item).assert_all_called:
        return None
    return unmet_text("vapi_server", server.unmet())


def watched(item: pytest.Item) -> Generator[None, object, object]:
    """Run the call phase of a test and fail it for trouble that it did not meet; its own failure, if any, stays."""
    value = yield
    unmet = unmet_by_server(item)
    if unmet and not getattr(item, "_excinfo", None):  # a unittest.TestCase does not let its failures out
        fail_plainly(unmet)
    return value


def unmet_text(fixture: str, unmet: Iterable[str]) -> str | None:
    """Return the text of a failure, `None` where all trouble was met."""
    lines = [f"{fixture}: no request met {one}" for one in unmet]
    return "\n".join(lines) or None
