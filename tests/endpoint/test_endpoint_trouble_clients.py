"""Trouble as a client meets it: over a socket and in process alike, on httpx and on httpx2, sync and async."""

import asyncio
from contextlib import contextmanager, suppress

import httpx
import httpx2
import pytest

from vapi_contracts import trouble
from vapi_contracts.body import Value
from vapi_contracts.endpoint.mock import VapiMock
from vapi_contracts.endpoint.trouble_server import TroubleServer
from vapi_contracts.reference import create_app
from vapi_contracts.trouble import Trouble

HEADERS = {"authorization": "Bearer test-token"}
PAYLOAD = {"provider": "vapi", "sipUri": "sip:a@sip.vapi.ai", "name": "desk"}
LIBRARIES = pytest.mark.parametrize("library", [httpx, httpx2])


def is_json(response):
    try:
        response.json()
    except ValueError:
        return False
    return True


MET = {
    "status": (
        trouble.status(503, retry_after=2),
        lambda got: (got.status_code, got.headers["retry-after"]),
        (503, "2"),
    ),
    "carried out": (trouble.status(500, carried_out=True), lambda got: got.status_code, 500),
    "truncated": (trouble.truncated(), lambda got: (got.status_code, is_json(got)), (201, False)),
    "bad UTF-8": (trouble.bad_utf8(), lambda got: (got.status_code, b"\xff\xfedesk" in got.content), (201, True)),
    "content type": (trouble.wrong_content_type(), lambda got: got.headers["content-type"], "text/html"),
    "page": (trouble.html(), lambda got: (got.status_code, is_json(got)), (200, False)),
    "empty": (trouble.empty(), lambda got: (got.status_code, got.content), (200, b"")),
    "null": (trouble.null(), lambda got: (got.status_code, got.json()), (200, None)),
    "error body": (trouble.error_body(), lambda got: got.json()["statusCode"], 400),
    "property": (
        trouble.unknown_property(),
        lambda got: (got.json()["addedLater"], got.json()["name"]),
        ("kept", "desk"),
    ),
    "enum": (trouble.unknown_enum(), lambda got: got.json()["status"], "hibernating"),
    "discriminator": (trouble.unknown_discriminator(), lambda got: got.json()["fallbackDestination"]["type"], "pager"),
    "stall": (trouble.stall(), None, "ReadTimeout"),
    "silence": (Trouble(delivery="silence"), None, "ReadTimeout"),
    "drop": (trouble.drop(), None, "RemoteProtocolError"),
    "cut": (Trouble(delivery="cut"), None, "RemoteProtocolError"),
}


def timeout_for(ordered):
    """Return a time-out that is short only where it is waited for."""
    return 0.1 if ordered.delivery in {"stall", "silence"} else 5


@contextmanager
def served():
    with TroubleServer(create_app()) as server:
        yield server, server.url


@contextmanager
def mocked():
    mock = VapiMock(create_app())
    mock.start()
    try:
        yield mock, "https://api.vapi.ai"
    finally:
        mock.stop()


WHERE = pytest.mark.parametrize("where", [served, mocked])


@WHERE
@LIBRARIES
@pytest.mark.parametrize("kind", MET)
def test_trouble_is_the_same_over_a_socket_and_in_process(where, library, kind):
    ordered, of_response, expected = MET[kind]
    with where() as (place, url), library.Client(base_url=url, headers=HEADERS) as client:
        place.trouble(ordered)
        if of_response is None:
            with pytest.raises(getattr(library, expected)):
                client.post("/phone-number", json=PAYLOAD, timeout=timeout_for(ordered))
        else:
            assert of_response(client.post("/phone-number", json=PAYLOAD)) == expected

        assert place.unmet() == []
        assert client.get("/phone-number").status_code == 200


@WHERE
@LIBRARIES
@pytest.mark.parametrize("kind", ["status", "stall", "drop", "cut"])
def test_trouble_is_the_same_for_async_clients(where, library, kind):
    ordered, of_response, expected = MET[kind]

    async def ask(url):
        async with library.AsyncClient(base_url=url, headers=HEADERS) as client:
            return await client.post("/phone-number", json=PAYLOAD, timeout=timeout_for(ordered))

    with where() as (place, url):
        place.trouble(ordered)
        if of_response is None:
            with pytest.raises(getattr(library, expected)):
                asyncio.run(ask(url))
        else:
            assert of_response(asyncio.run(ask(url))) == expected


@LIBRARIES
def test_a_drip_in_process_is_a_time_out_at_once(library):
    """Over a socket no time-out of one read ends it."""
    with mocked() as (mock, url), library.Client(base_url=url, headers=HEADERS, timeout=600) as client:
        mock.trouble(trouble.drip())
        with pytest.raises(library.ReadTimeout, match="trouble: drip"):
            client.get("/phone-number")


def test_a_drip_over_a_socket_never_ends_a_read_too_late():
    with TroubleServer(create_app(), hold=0.4) as server, httpx2.Client(headers=HEADERS, timeout=0.3) as client:
        server.trouble(trouble.drip())
        with pytest.raises(httpx2.RemoteProtocolError):
            client.get(f"{server.url}/phone-number")

        assert server.exchanges()[0].seconds >= 0.4


NUMBERS = {
    "status": (trouble.status(503), 0),
    "drop, not carried out": (trouble.drop(carried_out=False), 0),
    "null": (trouble.null(), 0),
    "carried out": (trouble.status(503, carried_out=True), 1),
    "drop": (trouble.drop(), 1),
    "stall": (trouble.stall(), 1),
    "truncated": (trouble.truncated(), 1),
}


@WHERE
@pytest.mark.parametrize("kind", NUMBERS)
def test_what_is_carried_out_is_there(where, kind):
    ordered, count = NUMBERS[kind]
    with where() as (place, url), httpx2.Client(base_url=url, headers=HEADERS) as client:
        place.trouble(ordered, on="create")
        with suppress(httpx2.TransportError):
            client.post("/phone-number", json=PAYLOAD, timeout=timeout_for(ordered))
        assert len(client.get("/phone-number").json()) == count


def test_what_clients_met_and_what_the_app_answered_are_kept_apart():
    """An endpoint is judged by its own answers, of which trouble is none."""
    with mocked() as (mock, url), httpx.Client(base_url=url, headers=HEADERS) as client:
        mock.trouble(trouble.unknown_enum(), trouble.status(503), Trouble(delivery="stall"), on="create")
        for name in "abcd":
            with suppress(httpx.ReadTimeout):
                client.post("/phone-number", json={**PAYLOAD, "sipUri": f"sip:{name}@sip.vapi.ai", "name": name})
        [transcript] = mock.transcripts
        met = mock.exchanges

    assert [(one.sent["name"], one.status, one.shown["status"]) for one in transcript.exchanges] == [
        (name, 201, "active") for name in "acd"
    ]
    assert [(one.sent["name"], one.status, one.delivery, one.failure) for one in met] == [
        ("a", 201, "whole", None),
        ("b", 503, "whole", None),
        ("c", 201, "stall", None),
        ("d", 201, "whole", None),
    ]
    assert met[0].shown["status"] == "hibernating"
    assert met[3] == transcript.exchanges[2]


def test_what_meets_no_answer_has_none():
    with mocked() as (mock, url), httpx.Client(base_url=url, headers=HEADERS) as client:
        mock.trouble(trouble.drop())
        with pytest.raises(httpx.RemoteProtocolError):
            client.post("/phone-number", json=PAYLOAD)

        [met] = mock.exchanges
        assert (met.response, met.failure, met.delivery) == (None, "dropped", "drop")
        assert met.request.body == Value(PAYLOAD)


def test_an_app_that_does_not_answer_under_trouble_is_what_the_client_meets():
    async def broken(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise ValueError("mine")

    mock = VapiMock(broken)
    mock.start()
    try:
        mock.trouble(trouble.truncated())
        with pytest.raises(httpx.RemoteProtocolError, match="mine"):
            httpx.get("https://api.vapi.ai/phone-number")
        assert [one.failure for one in mock.exchanges] == ["raised"]
    finally:
        mock.stop()


def test_a_route_of_ones_own_comes_first_and_uses_no_trouble_up():
    with mocked() as (mock, url), httpx.Client(base_url=url, headers=HEADERS) as client:
        mock.get(f"{url}/phone-number").respond(418)
        mock.trouble(trouble.status(503))

        assert client.get("/phone-number").status_code == 418
        assert mock.unmet() == ['{"status": 503} on any request']
        assert client.get("/phone-number/x").status_code == 503


def test_a_client_that_keeps_its_connection_may_go_on_after_trouble():
    with served() as (server, url), httpx2.Client(base_url=url, headers=HEADERS) as client:
        server.order([trouble.status(503), trouble.drop(), None, trouble.stall(), None])
        for expected in (503, httpx2.RemoteProtocolError, 200, httpx2.ReadTimeout, 200):
            if isinstance(expected, int):
                assert client.get("/phone-number").status_code == expected
            else:
                with pytest.raises(expected):
                    client.get("/phone-number", timeout=0.1 if expected is httpx2.ReadTimeout else 5)
        assert [one.delivery for one in server.collect()] == ["whole", "drop", "whole", "stall", "whole"]
