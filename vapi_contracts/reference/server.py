"""Any ASGI app on a loopback socket, in a thread of its own or in the foreground."""

import asyncio
import signal
import socket
import threading
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

import uvicorn

App = Callable[..., Awaitable[None]]


def _listen(host: str, port: int) -> socket.socket:
    """Bind a socket; raises `OSError` when the address is taken or not ours.

    The protocol is given although it is the default: asyncio switches Nagle's algorithm off only where it
    sees it, and with the algorithm on a small request takes 44 ms.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(2048)
    except OSError:
        listener.close()
        raise
    return listener


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class _Server(uvicorn.Server):
    """uvicorn's server, which says when it accepts, and which a signal ends without killing the process."""

    def __init__(self, app: App, accepting: Callable[[], None]) -> None:
        settings = uvicorn.Config(
            app,
            log_config=None,
            log_level="critical",
            access_log=False,
            lifespan="auto",
            timeout_graceful_shutdown=1,
            server_header=False,
        )
        super().__init__(settings)
        self._accepting = accepting
        self.ended_by: signal.Signals | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._accepting()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 - uvicorn's signature
        self.force_exit = self.should_exit
        self.should_exit = True
        self.ended_by = signal.Signals(sig)

    def run_on(self, listener: socket.socket) -> None:
        """Run to the end; an app that refuses to start leaves `started` false."""
        with suppress(SystemExit):
            asyncio.run(self.serve(sockets=[listener]))


@contextmanager
def serving(app: App, host: str = "127.0.0.1", port: int = 0) -> Generator[str]:
    """Serve an app from a background thread while the block runs; yields the base URL once it accepts.

    Raises `OSError` when the address cannot be bound, `RuntimeError` when the app refuses to start.
    """
    listener = _listen(host, port)
    url = _url(listener)
    ready = threading.Event()
    server = _Server(app, ready.set)

    def run() -> None:
        try:
            server.run_on(listener)
        finally:
            ready.set()

    thread = threading.Thread(target=run, name=f"serving {url}", daemon=True)
    thread.start()
    try:
        ready.wait()
        if not server.started:
            raise RuntimeError("the app did not start")
        yield url
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def serve(
    app: App, *, host: str = "127.0.0.1", port: int = 0, accepting: Callable[[str], Any]
) -> signal.Signals | None:
    """Serve an app in the foreground until SIGTERM or SIGINT; calls `accepting` with the base URL, once.

    Returns the signal that ended it. Raises `OSError` when the address cannot be bound, `RuntimeError` when
    the app refuses to start.
    """
    listener = _listen(host, port)
    url = _url(listener)
    server = _Server(app, lambda: accepting(url))
    try:
        server.run_on(listener)
    finally:
        listener.close()
    if not server.started:
        raise RuntimeError("the app did not start")
    return server.ended_by
