"""The server that is trouble: what it is ordered to do goes over the wire, and is written down."""

import email.utils
import json
import time

import pytest

from vapi_contracts import trouble
from vapi_contracts.body import Text, Value
from vapi_contracts.endpoint.trouble_server import TroubleServer
from vapi_contracts.reference import create_app
from vapi_contracts.trouble import Trouble

from .raw_http import LIST, PAYLOAD, connected, create, head_and_body, listed, one_answer, rest_of, talk, wait_for

HOLD = 0.3


@pytest.fixture
def server():
    with TroubleServer(create_app(), hold=HOLD) as server:
        yield server


def test_it_plays_the_app(server):
    server.order()
    with connected(server) as connection:
        connection.sendall(create().encode())
        status, headers, body = one_answer(connection)

    [exchange] = server.collect()
    assert status == exchange.status == 201
    assert headers["content-type"] == "application/json; charset=utf-8"
    assert email.utils.parsedate_to_datetime(headers["date"]).timestamp() == pytest.approx(time.time(), abs=2)
    assert exchange.shown == json.loads(body)
    assert exchange.request.body == Value(PAYLOAD)
    assert exchange.request.credential == "right"
    assert exchange.failure is None
    assert 0 <= exchange.started < exchange.started + exchange.seconds < 5
    assert server.requests == 1


def test_a_connection_serves_many_requests_also_when_they_come_at_once(server):
    with connected(server) as connection:
        for _ in range(3):
            connection.sendall(LIST.encode())
            assert one_answer(connection)[0] == 200
        connection.sendall((LIST * 50).encode())
        raw = b""
        while raw.count(b"HTTP/1.1 200 OK") < 50:
            raw += connection.recv(65536)

    assert [exchange.status for exchange in server.collect()] == [200] * 53


def test_orders_are_met_in_turn_and_the_last_repeats(server):
    server.order([trouble.status(503), None, trouble.status(500)])

    statuses = [head_and_body(talk(server, LIST.replace("host: x", "connection: close\r\nhost: x")))[0] for _ in "1234"]

    assert statuses == [503, 200, 500, 500]
    server.order()
    assert server.collect() == ()
    assert listed(server) == []


def test_an_order_starts_the_clock():
    seconds = iter(range(100))
    with TroubleServer(create_app(), clock=lambda: float(next(seconds))) as server:
        server.order()
        listed(server)
        [exchange] = server.collect()

    assert (exchange.started, exchange.seconds) == (1.0, 1.0)


CHANGED = {
    "property": (trouble.unknown_property(), lambda body: json.loads(body)["addedLater"] == "kept"),
    "enum": (trouble.unknown_enum(), lambda body: json.loads(body)["status"] == "hibernating"),
    "discriminator": (trouble.unknown_discriminator(), lambda body: b'"pager"' in body),
    "truncated": (trouble.truncated(), lambda body: body.startswith(b'{"id"') and not body.endswith(b"}")),
    "bad UTF-8": (trouble.bad_utf8(), lambda body: b'"name":"\xff\xfedesk"' in body),
}


@pytest.mark.parametrize("kind", CHANGED)
def test_the_answer_of_the_app_is_changed_and_the_number_is_there(server, kind):
    ordered, is_changed = CHANGED[kind]
    server.order([ordered])
    with connected(server) as connection:
        connection.sendall(create().encode())
        status, headers, body = one_answer(connection)

    [exchange] = server.collect()
    assert (status, int(headers["content-length"])) == (201, len(body))
    assert is_changed(body)
    assert exchange.response.body.encode() in (body, json.dumps(exchange.shown, separators=(",", ":")).encode())
    server.order()
    assert len(listed(server)) == 1


SCRIPTED = {
    "status": (trouble.status(503), 503, "application/json; charset=utf-8", b'"statusCode":503'),
    "error body": (trouble.error_body(), 200, "application/json; charset=utf-8", b'"Bad Request"'),
    "page": (trouble.html(), 200, "text/html; charset=utf-8", b"Bad gateway"),
    "empty": (trouble.empty(), 200, "text/plain; charset=utf-8", b""),
    "null": (trouble.null(), 200, "application/json; charset=utf-8", b"null"),
    "value": (trouble.answer([1.0]), 200, "application/json; charset=utf-8", b"[1.0]"),
}


@pytest.mark.parametrize("kind", SCRIPTED)
def test_a_scripted_answer_is_given_and_the_app_is_not_asked(server, kind):
    ordered, expected, content_type, part = SCRIPTED[kind]
    server.order([ordered, None])
    with connected(server) as connection:
        connection.sendall(create().encode())
        status, headers, body = one_answer(connection)

    assert (status, headers["content-type"]) == (expected, content_type)
    assert part in body
    assert server.collect()[0].status == expected
    assert listed(server) == []


def test_what_is_carried_out_under_a_wrong_status_is_done(server):
    server.order([trouble.status(500, carried_out=True), None])
    assert head_and_body(talk(server, create(extra="connection: close\r\n")))[0] == 500
    assert len(listed(server)) == 1


@pytest.mark.parametrize(("asked", "shift"), [("{date+2}", 2), ("{date-3600}", -3600), ("{date}", 0)])
def test_a_date_to_retry_after_counts_from_the_date_of_the_answer(server, asked, shift):
    server.order([trouble.status(503, retry_after=asked)])
    _, headers, _ = head_and_body(talk(server, LIST.replace("host: x", "connection: close\r\nhost: x")))

    [exchange] = server.collect()
    kept = exchange.response.headers
    date, after = (email.utils.parsedate_to_datetime(kept[name]) for name in ("date", "retry-after"))
    assert (after - date).total_seconds() == shift
    assert (headers["date"], headers["retry-after"]) == (kept["date"].lower(), kept["retry-after"].lower())


def test_a_stall_gives_the_headers_and_holds(server):
    server.order([trouble.stall()])
    status, headers, body = head_and_body(talk(server, create()))

    [exchange] = server.collect()
    assert (status, body) == (201, b"")
    assert int(headers["content-length"]) > 0
    assert (exchange.delivery, exchange.status, exchange.failure) == ("stall", 201, None)
    assert exchange.shown["name"] == "desk"
    assert HOLD <= exchange.seconds < HOLD + 2


@pytest.mark.parametrize("request_text", [create(), LIST])
def test_a_drip_has_no_end(server, request_text):
    server.order([trouble.drip()])
    _, headers, body = head_and_body(talk(server, request_text))

    [exchange] = server.collect()
    assert 1 < len(body) < int(headers["content-length"])
    assert exchange.delivery == "drip"
    assert HOLD <= exchange.seconds < HOLD + 2


def test_a_cut_is_half_of_what_was_announced(server):
    server.order([Trouble(delivery="cut")])
    _, headers, body = head_and_body(talk(server, create()))

    [exchange] = server.collect()
    assert len(body) == int(headers["content-length"]) // 2
    assert (exchange.delivery, exchange.shown["name"]) == ("cut", "desk")


@pytest.mark.parametrize("carried_out", [True, False])
def test_a_drop_gives_nothing(server, carried_out):
    server.order([trouble.drop(carried_out=carried_out), None])
    assert talk(server, create()) == b""

    [exchange] = server.collect()
    assert (exchange.response, exchange.failure, exchange.delivery) == (None, "dropped", "drop")
    assert len(listed(server)) == carried_out


def test_silence_gives_nothing_and_holds(server):
    server.order([Trouble(delivery="silence"), None])
    assert talk(server, create()) == b""

    [exchange] = server.collect()
    assert (exchange.response, exchange.failure, exchange.delivery) == (None, "timeout", "silence")
    assert HOLD <= exchange.seconds < HOLD + 2
    assert listed(server) == []


@pytest.mark.parametrize("delivery", ["stall", "drip", "silence"])
def test_a_client_that_leaves_ends_the_exchange(delivery):
    with TroubleServer(create_app(), hold=60) as server:
        server.order([Trouble(delivery=delivery)])
        with connected(server) as connection:
            connection.sendall(LIST.encode())
            connection.recv(1) if delivery != "silence" else wait_for(lambda: server.requests)
        wait_for(server.exchanges)
        [exchange] = server.collect()

    assert exchange.seconds < 30


def test_whoever_collects_ends_what_is_open():
    with TroubleServer(create_app(), hold=60) as server, connected(server) as idle, connected(server) as connection:
        idle.sendall(LIST.encode())
        one_answer(idle)
        server.order([trouble.stall(), None])
        connection.sendall(create().encode())
        connection.recv(1)
        [exchange] = server.collect()

        assert exchange.delivery == "stall"
        rest_of(connection)
        idle.sendall(LIST.encode())
        assert one_answer(idle)[0] == 200


def test_requests_do_not_wait_for_each_other():
    with TroubleServer(create_app(), hold=60) as server, connected(server) as stalled:
        server.order([trouble.stall(), None])
        stalled.sendall(create().encode())
        stalled.recv(1)
        assert len(listed(server)) == 1


IMPOSSIBLE = {
    "status": (Trouble(status=99), ValueError, "a status is 200 to 599, not 99"),
    "header": (Trouble(headers={"x": "a\nb"}), ValueError, "is no header"),
    "function": (trouble.stall, TypeError, "'stall' is no trouble: call it"),
    "number": (500, TypeError, "500 is no trouble"),
}


@pytest.mark.parametrize("kind", IMPOSSIBLE)
def test_what_cannot_be_sent_is_refused_when_it_is_ordered(kind):
    ordered, error, text = IMPOSSIBLE[kind]
    with pytest.raises(error, match=text):
        TroubleServer(create_app()).order([ordered])


def test_only_the_last_exchanges_are_remembered_if_so_wanted():
    with TroubleServer(create_app(), kept=2) as server:
        server.order([trouble.answer(at) for at in range(4)])
        with connected(server) as connection:
            for _ in range(4):
                connection.sendall(LIST.encode())
                one_answer(connection)
        assert [exchange.shown for exchange in server.collect()] == [2, 3]
        assert server.requests == 4


def test_text_that_is_not_json_is_kept_as_text(server):
    server.order([Trouble(body=Text("hello"))])
    talk(server, LIST.replace("host: x", "connection: close\r\nhost: x"))
    assert server.collect()[0].response.body == Text("hello")
