"""The server that is trouble is a server first: HTTP/1.1 in all its forms, any app, and an end that leaves nothing."""

import asyncio
import json
import socket
import threading

import pytest

from vapi_contracts import trouble
from vapi_contracts.endpoint import trouble_server
from vapi_contracts.endpoint.endpoint import EndpointError
from vapi_contracts.endpoint.trouble_server import TroubleServer
from vapi_contracts.reference import create_app
from vapi_contracts.trouble import Trouble

from .raw_http import LIST, PAYLOAD, connected, create, head_and_body, listed, one_answer, rest_of, talk, wait_for


@pytest.fixture
def server():
    with TroubleServer(create_app(), hold=0.3) as server:
        yield server


TARGETS = {
    "/phone-number/a%2Fb": ("/phone-number/a%2Fb", ()),
    "/phone-number/a%2f..%2F": ("/phone-number/a%2f..%2F", ()),
    "/phone-number/../x": ("/phone-number/../x", ()),
    "/phone-number//": ("/phone-number//", ()),
    "/phone-number?limit=1&name=a%20b&x=": ("/phone-number", (("limit", "1"), ("name", "a b"), ("x", ""))),
    "http://elsewhere/phone-number?limit=1": ("http://elsewhere/phone-number", (("limit", "1"),)),
}


@pytest.mark.parametrize("target", TARGETS)
def test_the_target_is_written_down_as_it_came(server, target):
    raw = talk(server, LIST.replace("/phone-number", target).replace("host: x", "connection: close\r\nhost: x"))

    [exchange] = server.collect()
    assert (exchange.request.path, exchange.request.query) == TARGETS[target]
    assert exchange.status == head_and_body(raw)[0] != 400


UNREADABLE = {
    "no path": ("GET phone-number HTTP/1.1\r\nhost: x\r\n\r\n", "phone-number"),
    "no address": ("GET http://[ HTTP/1.1\r\nhost: x\r\n\r\n", "http://["),
    "space": ("GET /phone-number/a b HTTP/1.1\r\nhost: x\r\n\r\n", "/phone-number/a b"),
    "not ASCII": ("GET /phone-number/\xe9 HTTP/1.1\r\nhost: x\r\n\r\n", "/phone-number/\xe9"),
    "no HTTP": ("HELLO\r\n\r\n", ""),
}


@pytest.mark.parametrize("kind", UNREADABLE)
def test_what_no_app_could_read_is_refused_and_written_down(server, kind):
    text, path = UNREADABLE[kind]
    with connected(server) as connection:
        connection.sendall(text.encode("latin-1"))
        assert one_answer(connection)[0] == 400

    [exchange] = server.collect()
    assert (exchange.request.path, exchange.status) == (path, 400)
    assert listed(server) == []


@pytest.mark.parametrize("header", ["", "authorization: Bearer nonsense\r\n", "authorization: Basic test-token\r\n"])
def test_credentials_are_right_wrong_or_absent(server, header):
    talk(server, f"GET /phone-number HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{header}\r\n")

    [exchange] = server.collect()
    assert (exchange.request.credential, exchange.status) == ("wrong" if header else "absent", 401)


def test_a_body_in_chunks_is_read(server):
    body = json.dumps(PAYLOAD)
    head = create().partition("content-length")[0]
    chunks = "".join(f"{len(part):x}\r\n{part}\r\n" for part in (body[:10], body[10:]))
    with connected(server) as connection:
        connection.sendall(f"{head}transfer-encoding: chunked\r\n\r\n{chunks}0\r\n\r\n".encode())
        assert one_answer(connection)[0] == 201

    assert server.collect()[0].sent == PAYLOAD


def test_a_broken_chunk_is_refused(server):
    head = create().partition("content-length")[0]
    raw = talk(server, f"{head}transfer-encoding: chunked\r\n\r\nzz\r\n")
    assert head_and_body(raw)[0] == 400
    assert server.collect()[0].status == 400


def test_whoever_waits_for_100_continue_gets_it(server):
    head, _, body = create(extra="expect: 100-continue\r\n").partition("\r\n\r\n")
    with connected(server) as connection:
        connection.sendall(f"{head}\r\n\r\n".encode())
        assert connection.recv(65536).startswith(b"HTTP/1.1 100 Continue\r\n")
        connection.sendall(body.encode())
        assert one_answer(connection)[0] == 201


def test_head_has_no_body(server):
    server.order([trouble.status(503), trouble.stall(), None])
    with connected(server) as connection:
        for _ in range(2):
            connection.sendall(LIST.replace("GET", "HEAD").encode())
            assert connection.recv(65536).endswith(b"\r\n\r\n")
        connection.sendall(LIST.encode())
        assert one_answer(connection)[0] == 200

    assert [exchange.shown for exchange in server.collect()] == [None, None, []]


def test_no_content_has_no_body(server):
    server.order([trouble.status(204), None])
    with connected(server) as connection:
        connection.sendall(LIST.encode())
        status, headers, _ = one_answer(connection)
        assert status == 204
        assert "content-length" not in headers


@pytest.mark.parametrize("header", ["", "connection: close\r\n"])
def test_a_client_that_has_said_all_still_gets_its_answer(header):
    async def slow(scope, receive, send):
        if scope["type"] == "http":
            await asyncio.sleep(0.05)
            await send({"type": "http.response.start", "status": 200})
            await send({"type": "http.response.body", "body": b"here"})

    with TroubleServer(slow) as server, connected(server) as connection:
        connection.sendall(LIST.replace("host: x\r\n", f"host: x\r\n{header}").encode())
        connection.shutdown(socket.SHUT_WR)
        assert head_and_body(rest_of(connection))[2] == b"here"


def test_a_client_that_has_asked_many_times_and_said_all_gets_every_answer(server):
    with connected(server) as connection:
        connection.sendall((LIST * 5 + create()).encode())
        connection.shutdown(socket.SHUT_WR)
        raw = rest_of(connection)

    assert (raw.count(b"HTTP/1.1 200 "), raw.count(b"HTTP/1.1 201 ")) == (5, 1)
    assert [exchange.status for exchange in server.collect()] == [200] * 5 + [201]


def test_half_a_head_is_no_request(server):
    with connected(server) as connection:
        connection.sendall((LIST + LIST[:20]).encode())
        connection.shutdown(socket.SHUT_WR)
        assert rest_of(connection).count(b"HTTP/1.1 200 ") == 1

    assert server.requests == 1


def test_a_client_that_is_hung_up_on_is_not_heard_any_more(server):
    server.order([trouble.drop(), None])
    assert talk(server, LIST + create()) == b""
    assert listed(server) == []


def test_a_server_whose_app_does_not_start_leaves_no_thread():
    async def failing(scope, receive, send):
        await send({"type": "lifespan.startup.failed", "message": "no database"})

    threads = threading.active_count()
    with pytest.raises(EndpointError, match="the app failed to start: no database"):
        TroubleServer(failing).start()
    assert threading.active_count() == threads


def test_a_server_that_cannot_listen_leaves_nothing(monkeypatch):
    monkeypatch.setattr(trouble_server, "HOST", "203.0.113.1")
    threads = threading.active_count()
    with pytest.raises(OSError, match=r"203\.0\.113\.1|assign"):
        TroubleServer(create_app()).start()
    assert threading.active_count() == threads


def test_a_client_that_leaves_in_the_middle_of_its_request_is_written_down(server):
    with connected(server) as connection:
        connection.sendall(create()[:-10].encode())
    wait_for(server.exchanges)

    [exchange] = server.collect()
    assert (exchange.failure, exchange.response, exchange.request.path) == ("dropped", None, "/phone-number")


def test_a_large_answer_is_over_when_the_client_has_read_it(server):
    server.order([trouble.answer("x" * 20_000_000), None])
    with connected(server) as connection:
        connection.sendall(LIST.encode())
        connection.recv(1)
        assert server.exchanges() == ()
        length = 0
        while length < 20_000_000:
            length += len(connection.recv(1 << 20))
        connection.sendall(LIST.encode())
        assert one_answer(connection)[2] == b"[]"

    assert [exchange.status for exchange in server.collect()] == [200, 200]


def test_secrets_are_not_written_down(server):
    talk(server, create({**PAYLOAD, "name": "test-token"}, extra="connection: close\r\n"))
    assert "test-token" not in str(server.collect())


def test_an_app_that_raises_is_a_500_that_says_so():
    async def broken(scope, receive, send):
        raise ValueError("mine")

    with TroubleServer(broken) as server:
        status, _, body = head_and_body(talk(server, LIST.replace("host: x", "connection: close\r\nhost: x")))
        [exchange] = server.collect()

    assert (status, body) == (500, b"ValueError")
    assert (exchange.status, exchange.failure) == (500, "raised")


PARTS = {
    "body": [{"type": "http.response.start", "status": 200, "headers": []}],
    "header": [
        {"type": "http.response.start", "status": 200, "headers": [(b"x", b"a\nb")]},
        {"type": "http.response.body", "body": b""},
    ],
}


@pytest.mark.parametrize("broken", PARTS)
def test_an_app_that_cannot_be_answered_for_drops_the_connection(broken):
    async def app(scope, receive, send):
        for message in PARTS[broken]:
            await send(message)

    with TroubleServer(app) as server:
        assert talk(server, LIST) == b""
        [exchange] = server.collect()

    assert (exchange.response, exchange.failure) == (None, "raised")


def test_an_app_that_does_not_answer_is_ended_by_whoever_collects():
    async def waiting(scope, receive, send):
        assert (await receive())["type"] == "http.request"
        await receive()

    with TroubleServer(waiting) as server, connected(server) as connection:
        connection.sendall(LIST.encode())
        wait_for(lambda: server.requests)
        [exchange] = server.collect()

    assert (exchange.response, exchange.failure) == (None, "dropped")


def test_the_lifespan_of_the_app_is_that_of_the_server():
    heard = []

    async def app(scope, receive, send):
        if scope["type"] == "lifespan":
            scope["state"]["word"] = b"hello"
            for answer in ("startup", "shutdown"):
                heard.append((await receive())["type"])
                await send({"type": f"lifespan.{answer}.complete"})
        else:
            await send({"type": "http.response.start", "status": 200})
            await send({"type": "http.response.body", "body": scope["state"]["word"]})

    with TroubleServer(app) as server:
        raw = talk(server, LIST.replace("host: x", "connection: close\r\nhost: x"))

    assert head_and_body(raw)[2] == b"hello"
    assert heard == ["lifespan.startup", "lifespan.shutdown"]


def test_after_the_end_nothing_is_left():
    threads = threading.active_count()
    server = TroubleServer(create_app(), hold=60)
    with pytest.raises(RuntimeError, match="not started"):
        _ = server.url
    server.start()
    port = int(server.url.rpartition(":")[2])
    server.order([trouble.stall(), trouble.drip(), Trouble(delivery="silence")])
    with connected(server) as one, connected(server) as two, connected(server) as three:
        for connection in (one, two, three):
            connection.sendall(LIST.encode())
        wait_for(lambda: server.requests == 3)
        server.close()
        server.close()
        for connection in (one, two, three):
            rest_of(connection)

    assert threading.active_count() == threads
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))
    with pytest.raises(RuntimeError, match="not started"):
        server.collect()


def test_an_app_that_blocks_for_ever_does_not_hold_up_the_end(monkeypatch):
    monkeypatch.setattr(trouble_server, "PATIENCE", 0.2)
    threads = threading.active_count()
    ended = threading.Event()

    async def blocking(scope, receive, send):
        if scope["type"] == "http":
            ended.wait()

    with TroubleServer(blocking) as server, connected(server) as connection:
        connection.sendall(LIST.encode())
        wait_for(lambda: server.requests)
        server.close()
        ended.set()
        rest_of(connection)
    wait_for(lambda: threading.active_count() == threads)
