"""A tiny API as an ASGI app, a socket server that misbehaves as told, and a clock that nobody waits for."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import uvicorn

from vapi_contracts.endpoint.wire import Answer, NoAnswer, PreparedRequest

TOKEN = "test-token"


class TinyApi:
    """Enough of the API to play scenarios against; `seen` holds (method, path, query, headers)."""

    def __init__(self) -> None:
        self.numbers: dict[str, dict[str, Any]] = {}
        self.seen: list[tuple[str, str, str, dict[str, str]]] = []
        self.bodies: list[bytes] = []
        self.made = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            raise RuntimeError("no lifespan here")
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        self.seen.append((scope["method"], scope["path"], scope["query_string"].decode(), headers))
        self.bodies.append(body)
        status, answer = self.answer(scope["method"], scope["path"], headers, body)
        raw = json.dumps(answer).encode()
        kept = [(b"Content-Type", b"application/json"), (b"X-Secret", b"1"), (b"set-cookie", b"a=b")]
        await send({"type": "http.response.start", "status": status, "headers": kept})
        await send({"type": "http.response.body", "body": raw[:5], "more_body": True})
        await send({"type": "http.response.body", "body": raw[5:]})

    def answer(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, Any]:
        if headers.get("authorization") != f"Bearer {TOKEN}":
            return 401, {"message": "who are you?"}
        if path in {"/phone-number", "/v2/phone-number"}:
            if method == "GET":
                return 200, list(self.numbers.values())
            try:
                number = json.loads(body)
            except ValueError:
                return 400, {"message": "not JSON"}
            if not isinstance(number, dict) or number.get("provider") != "vapi":
                return 400, {"message": "provider"}
            at = f"2026-01-02T03:04:05.{self.made:03}Z"
            self.made += 1
            number |= {"id": f"id-{self.made}", "createdAt": at, "updatedAt": at}
            self.numbers[number["id"]] = number
            return 201, number
        number = self.numbers.get(path.rpartition("/")[2])
        if number is None:
            return 404, {"message": "no such number"}
        if method == "DELETE":
            del self.numbers[number["id"]]
        elif method == "PATCH":
            number |= json.loads(body)
        return 200, number


@pytest.fixture
def api() -> TinyApi:
    return TinyApi()


@pytest.fixture
def tiny_api() -> type[TinyApi]:
    return TinyApi


class Script:
    """A transport that answers from a list, then for ever with the last; `sent` are the requests."""

    def __init__(self, *outcomes: Answer | NoAnswer | BaseException) -> None:
        self.outcomes = list(outcomes)
        self.sent: list[PreparedRequest] = []
        self.closed = 0

    def send(self, request: PreparedRequest) -> Answer | NoAnswer:
        self.sent.append(request)
        outcome = self.outcomes.pop(0) if len(self.outcomes) > 1 else self.outcomes[0]
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    def close(self) -> None:
        self.closed += 1


class Clock:
    """Time that passes only by sleeping; `naps` are the seconds slept."""

    def __init__(self) -> None:
        self.now = 100.0
        self.naps: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.naps.append(round(seconds, 6))
        self.now += seconds


@pytest.fixture
def script() -> type[Script]:
    return Script


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def served() -> Iterator[Callable[[Any], str]]:
    """Serves ASGI apps on loopback; returns their base URLs."""
    running: list[tuple[uvicorn.Server, threading.Thread, socket.socket]] = []

    def serve(app: Any) -> str:
        listening = socket.create_server(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        running.append((server, thread, listening))
        return f"http://127.0.0.1:{listening.getsockname()[1]}"

    yield serve
    for server, thread, listening in running:
        server.should_exit = True
        thread.join(timeout=5)
        listening.close()


@pytest.fixture
def raw_server() -> Iterator[Callable[[Callable[[socket.socket, threading.Event], None]], str]]:
    """Hands every connection to a function, with an event that is set at the end; returns the base URL."""
    over = threading.Event()
    opened: list[socket.socket] = []

    def serve(behave: Callable[[socket.socket, threading.Event], None]) -> str:
        listening = socket.create_server(("127.0.0.1", 0))
        opened.append(listening)

        def accept() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                threading.Thread(target=handle, args=(connection,), daemon=True).start()

        def handle(connection: socket.socket) -> None:
            with connection:
                try:
                    connection.recv(65_536)
                    behave(connection, over)
                except OSError:
                    return

        threading.Thread(target=accept, daemon=True).start()
        return f"http://127.0.0.1:{listening.getsockname()[1]}"

    yield serve
    over.set()
    for listening in opened:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
