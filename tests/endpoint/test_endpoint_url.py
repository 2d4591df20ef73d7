"""Endpoints behind real sockets, well-behaved and not."""

import socket
import time

import pytest

from vapi_contracts.endpoint.endpoint import EndpointError, TargetError
from vapi_contracts.endpoint.url import UrlEndpoint, is_loopback, target_of
from vapi_contracts.scenario import Create, List, Read, Scenario, Send
from vapi_contracts.transcript import Target

LIST = Scenario((List(),))
POST = Scenario((Send(method="POST", path="/x"),))
HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"


@pytest.fixture
def opened():
    endpoints = []

    def build(base_url, **options):
        endpoints.append(UrlEndpoint(base_url, **{"token": "test-token", "timeout": 5.0} | options))
        return endpoints[-1]

    yield build
    for endpoint in endpoints:
        endpoint.close()
        endpoint.close()


@pytest.mark.parametrize("slash", ["", "/"])
def test_a_scenario_is_played_over_a_socket(api, served, opened, slash):
    base_url = served(api)
    endpoint = opened(base_url + slash)
    endpoint.probe()
    exchanges = endpoint.play(Scenario((Create(body={"provider": "vapi"}), Read(number=0)))).exchanges
    assert [exchange.status for exchange in exchanges] == [201, 200]
    assert exchanges[1].shown["id"] == "id-1"
    assert exchanges[0].response.headers == {"content-type": "application/json"}
    assert api.numbers == {}
    assert endpoint.base_url == base_url
    assert endpoint.requests == 4
    headers = api.seen[1][3]
    assert headers["user-agent"].startswith("vapi-contracts")
    assert headers["authorization"] == "Bearer test-token"
    assert headers["host"] == base_url.removeprefix("http://")
    assert "cookie" not in headers
    assert endpoint.afresh().base_url == base_url


@pytest.mark.parametrize("slash", ["", "/"])
def test_a_base_url_may_have_a_path_of_its_own(api, served, opened, slash):
    [exchange] = opened(f"{served(api)}/api/v9{slash}").play(Scenario((List(query={"limit": 1}),))).exchanges
    assert api.seen[0][1:3] == ("/api/v9/phone-number", "limit=1")
    assert exchange.request.path == "/phone-number"


def test_a_path_goes_over_the_wire_as_it_was_written(api, served, opened):
    opened(served(api)).play(Scenario((Send(method="GET", path="/phone-number/..%2f../x"),)))
    assert api.seen[0][1] == "/phone-number/../../x"


def test_a_redirection_is_an_answer(served, opened):
    async def app(scope, receive, send):
        headers = [(b"location", b"http://127.0.0.1:9/")]
        await send({"type": "http.response.start", "status": 307, "headers": headers})
        await send({"type": "http.response.body"})

    endpoint = opened(served(app))
    [exchange] = endpoint.play(LIST).exchanges
    assert exchange.response.headers == {"location": "http://127.0.0.1:9/"}
    with pytest.raises(TargetError, match="307, a redirection"):
        endpoint.probe()


def test_proxies_of_the_environment_are_not_asked_for_loopback(api, served, opened, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    assert opened(served(api)).play(LIST).exchanges[0].status == 200


def test_a_closed_port_cannot_be_reached(opened):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        base_url = f"http://127.0.0.1:{closed.getsockname()[1]}"
    with pytest.raises(EndpointError, match=f"^cannot reach {base_url}: connection refused$"):
        opened(base_url).probe()
    with pytest.raises(EndpointError, match="is gone: connection refused"):
        opened(base_url).play(LIST)


def drip(head):
    def behave(connection, over):
        connection.sendall(head)
        while not over.wait(0.02):
            connection.sendall(b"a")

    return behave


def stall(head):
    def behave(connection, over):
        connection.sendall(head)
        over.wait(10)

    return behave


@pytest.mark.parametrize(
    "behave",
    [
        stall(b""),
        stall(HEAD + b"content-length: 9\r\n\r\n"),
        drip(b"HTTP/1.1 200 OK\r\nx: "),
        drip(HEAD + b"content-length: 100000\r\n\r\n"),
    ],
    ids=["says nothing", "stalls after its headers", "drips its headers", "drips its body"],
)
def test_a_whole_request_ends_within_its_time(raw_server, opened, behave):
    began = time.monotonic()
    with pytest.raises(EndpointError, match=r"last: no answer in 0\.1 s$") as caught:
        opened(raw_server(behave), timeout=0.1).play(LIST)
    assert time.monotonic() - began < 1.5
    assert [exchange.failure for exchange in caught.value.partial.exchanges] == ["timeout", "timeout"]


@pytest.mark.parametrize("sent", [b"", b"HTTP/1.1 200", HEAD + b"content-length: 9\r\n\r\n{", b"what?\r\n\r\n"])
def test_a_broken_answer_is_a_dropped_connection(raw_server, opened, sent):
    endpoint = opened(raw_server(lambda connection, over: connection.sendall(sent)))
    [exchange] = endpoint.play(POST).exchanges
    assert (exchange.response, exchange.failure) == (None, "dropped")


def test_an_undecodable_answer_is_a_dropped_connection(raw_server, opened):
    sent = HEAD + b"content-encoding: gzip\r\ncontent-length: 4\r\n\r\noops"
    [exchange] = opened(raw_server(lambda connection, over: connection.sendall(sent))).play(POST).exchanges
    assert exchange.failure == "dropped"


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("localhost", True),
        ("LOCALHOST.", True),
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("0.0.0.0", True),  # noqa: S104 - a name to connect to
        ("10.0.0.1", False),
        ("localhost.example", False),
        ("", False),
    ],
)
def test_loopback_is_this_machine(host, loopback):
    assert is_loopback(host) is loopback


@pytest.mark.parametrize(
    ("base_url", "target"),
    [
        ("https://api.vapi.ai", Target(live=True, sip_host="sip.vapi.ai")),
        ("https://API.eu.vapi.ai/", Target(live=True, sip_host="sip.eu.vapi.ai")),
        ("https://example.com/api.eu.vapi.ai", Target(live=True, sip_host="sip.vapi.ai")),
        ("http://[::1]:8000", Target(live=False, sip_host="sip.vapi.ai")),
    ],
)
def test_a_url_tells_whether_it_is_live_and_its_region(base_url, target):
    assert target_of(base_url) == target
