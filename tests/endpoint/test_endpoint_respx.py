"""Somebody's respx routes as an endpoint, and the API as a respx router for somebody's client."""

import asyncio
import json

import httpx
import httpx2
import pytest
import respx

from vapi_contracts.endpoint.endpoint import EndpointError
from vapi_contracts.endpoint.mock import VapiMock
from vapi_contracts.endpoint.respx_router import RespxEndpoint
from vapi_contracts.scenario import Create, List, Read, Scenario, Send
from vapi_contracts.transcript import Target

US, EU = "https://api.vapi.ai", "https://api.eu.vapi.ai"
NUMBER = {"provider": "vapi"}
RIGHT = {"authorization": "Bearer test-token"}
LIST = Scenario((List(),))
POST = Scenario((Send(method="POST", path="/phone-number"),))


@pytest.fixture
def router():
    router = respx.Router(base_url=US, assert_all_called=False)
    router.get("/phone-number").respond(json=[])
    return router


def test_routes_are_played_against(router):
    created = router.post("/phone-number").respond(201, json={"id": "a/b"})
    router.get("/phone-number/a%2Fb").respond(json={"id": "a/b"})
    deleted = router.delete("/phone-number/a%2Fb").respond(json={})
    endpoint = RespxEndpoint(router)
    endpoint.probe()
    exchanges = endpoint.play(Scenario((Create(body=NUMBER), Read(number=0)))).exchanges
    assert [exchange.status for exchange in exchanges] == [201, 200]
    assert json.loads(created.calls.last.request.content) == NUMBER
    assert created.calls.last.request.headers["authorization"] == "Bearer test-token"
    assert deleted.called
    assert endpoint.afresh() is endpoint
    endpoint.close()
    endpoint.close()


def test_a_started_router_is_played_against_inside_its_context():
    with respx.mock(base_url=EU) as router:
        router.get("/phone-number").respond(json=[1])
        endpoint = RespxEndpoint(router, base_url=EU)
        assert endpoint.play(LIST).exchanges[0].shown == [1]
        assert endpoint.target == Target(sip_host="sip.eu.vapi.ai")
        endpoint.close()


def test_async_side_effects_are_awaited(router):
    async def effect(request):
        await asyncio.sleep(0)
        return httpx.Response(418, stream=httpx.ByteStream(b"{}"))

    router.post("/phone-number").mock(side_effect=effect)
    assert RespxEndpoint(router).play(POST).exchanges[0].status == 418


@pytest.mark.parametrize(
    ("effect", "failure", "status"),
    [
        (httpx.ReadTimeout, "timeout", None),
        (httpx.ReadError, "dropped", None),
        (ValueError("x"), "raised", 500),
    ],
)
def test_what_a_route_raises_is_what_a_network_would_do(router, effect, failure, status):
    router.post("/phone-number").mock(side_effect=effect)
    [exchange] = RespxEndpoint(router).play(POST).exchanges
    assert (exchange.failure, exchange.status) == (failure, status)


def test_a_route_that_refuses_connections_is_gone(router):
    router.post("/phone-number").mock(side_effect=httpx.ConnectError)
    with pytest.raises(EndpointError, match="respx router is gone"):
        RespxEndpoint(router).play(POST)


def test_a_route_that_never_answers_times_out(router):
    async def effect(request):
        await asyncio.Event().wait()

    router.post("/phone-number").mock(side_effect=effect)
    assert RespxEndpoint(router, timeout=0.05).play(POST).exchanges[0].failure == "timeout"


@pytest.mark.parametrize("passes", [True, False])
def test_nothing_goes_to_the_network(router, passes):
    if passes:
        router.post("/phone-number").pass_through()
    [exchange] = RespxEndpoint(router).play(POST).exchanges
    assert exchange.failure == "raised"


def ask(client_library, asynchronous, method, url, **options):
    if not asynchronous:
        with client_library.Client() as client:
            return client.request(method, url, **options)

    async def go():
        async with client_library.AsyncClient() as client:
            return await client.request(method, url, **options)

    return asyncio.run(go())


libraries = pytest.mark.parametrize("library", [httpx, httpx2])
asynchrony = pytest.mark.parametrize("asynchronous", [False, True], ids=["sync", "async"])


@libraries
@asynchrony
def test_clients_of_both_libraries_are_caught(api, library, asynchronous):
    with VapiMock(api) as mock:
        made = ask(library, asynchronous, "POST", f"{US}/phone-number", json=NUMBER, headers=RIGHT)
        assert made.status_code == 201
        got = ask(library, asynchronous, "GET", f"{EU}/phone-number?limit=2", headers={"authorization": "Bearer x"})
        assert (got.status_code, got.json()) == (401, {"message": "who are you?"})
        ask(library, asynchronous, "GET", f"{US}/phone-number/{made.json()['id']}")
        assert len(mock.calls) == 3
    us, eu = mock.transcripts
    assert (us.target.sip_host, eu.target.sip_host) == ("sip.vapi.ai", "sip.eu.vapi.ai")
    assert [exchange.operation for exchange in us.exchanges] == ["create", "read"]
    assert [exchange.request.credential for exchange in us.exchanges] == ["right", "absent"]
    assert us.exchanges[0].sent == NUMBER
    assert us.exchanges[0].shown["id"] == "id-1"
    [other] = eu.exchanges
    assert (other.request.query, other.request.credential) == ((("limit", "2"),), "wrong")


@libraries
@asynchrony
def test_a_route_of_the_users_own_comes_first_and_is_not_recorded(api, library, asynchronous):
    with VapiMock(api) as mock:
        route = mock.get("/phone-number").respond(500)
        for base_url in (US, EU):
            answer = ask(library, asynchronous, "GET", f"{base_url}/phone-number", headers=RIGHT)
            assert answer.status_code == 500
        ask(library, asynchronous, "GET", f"{US}/v2/phone-number", headers=RIGHT)
        assert route.call_count == 2
    assert [len(transcript.exchanges) for transcript in mock.transcripts] == [1]


@libraries
@asynchrony
def test_what_a_route_raises_is_an_error_of_the_clients_own_library(api, library, asynchronous):
    with VapiMock(api) as mock:
        mock.get("/phone-number").mock(side_effect=httpx.ConnectTimeout)
        with pytest.raises(library.ConnectTimeout):
            ask(library, asynchronous, "GET", f"{US}/phone-number")


@libraries
@asynchrony
def test_an_app_that_stalls_is_a_time_out_to_the_client(library, asynchronous):
    async def app(scope, receive, send):
        if scope["type"] != "http":
            raise NotImplementedError
        await asyncio.Event().wait()

    with VapiMock(app, timeout=0.05) as mock:
        with pytest.raises(library.ReadTimeout):
            ask(library, asynchronous, "GET", f"{US}/phone-number")
        assert mock.transcripts[0].exchanges[0].failure == "timeout"


@libraries
@asynchrony
def test_other_hosts_are_left_alone(api, tiny_api, served, library, asynchronous):
    local = served(tiny_api())
    with VapiMock(api) as mock:
        assert ask(library, asynchronous, "GET", f"{local}/phone-number", headers=RIGHT).json() == []
    assert mock.transcripts == []


@pytest.mark.parametrize("ours_first", [True, False])
@asynchrony
def test_it_nests_with_a_mock_of_the_users_own(api, ours_first, asynchronous):
    theirs = respx.mock(assert_all_called=False)
    mine = VapiMock(api)
    first, second = (mine, theirs) if ours_first else (theirs, mine)
    with first, second:
        theirs.get("https://example.org/").respond(json={"theirs": True})
        assert ask(httpx, asynchronous, "GET", "https://example.org/").json() == {"theirs": True}
        assert ask(httpx, asynchronous, "GET", f"{US}/phone-number", headers=RIGHT).json() == []
        assert ask(httpx2, asynchronous, "GET", f"{US}/phone-number", headers=RIGHT).json() == []
        with pytest.raises(AssertionError, match="not mocked"):
            ask(httpx, asynchronous, "GET", "https://nobody.example/")
    assert len(mine.transcripts[0].exchanges) == 2


@asynchrony
def test_a_client_on_httpx2_reaches_local_servers_beside_a_mock_that_knows_only_httpx(
    api, tiny_api, served, asynchronous
):
    local = served(tiny_api())
    with respx.mock(assert_all_called=False), VapiMock(api):
        assert ask(httpx2, asynchronous, "GET", f"{local}/phone-number", headers=RIGHT).json() == []


@libraries
def test_the_api_over_plain_http_is_never_let_through(api, library):
    with VapiMock(api), pytest.raises(AssertionError, match=r"the API is at https://api\.vapi\.ai"):
        ask(library, False, "GET", "http://api.vapi.ai/phone-number")


def test_a_region_may_have_an_app_of_its_own(api, tiny_api):
    eu = tiny_api()
    with VapiMock(api, eu=eu):
        httpx.get(f"{US}/phone-number")
        httpx.get(f"{EU}/phone-number")
        httpx.get(f"{EU}/phone-number")
    assert (len(api.seen), len(eu.seen)) == (1, 2)


def test_a_route_that_was_not_called_is_told_and_everything_is_undone(api):
    before = httpx2.HTTPTransport, __import__("httpcore2").ConnectionPool.handle_request
    with pytest.raises(AssertionError, match="some routes were not called"), VapiMock(api) as mock:
        mock.get("/phone-number").respond(500)
    assert before == (httpx2.HTTPTransport, __import__("httpcore2").ConnectionPool.handle_request)


def test_passwords_and_the_token_are_not_recorded(api):
    body = NUMBER | {"authentication": {"password": "hunter22"}, "name": "test-token"}
    with VapiMock(api) as mock:
        httpx.post(f"{US}/phone-number", json=body, headers={"authorization": "bearer test-token"})
    written = json.dumps(mock.transcripts[0].to_json())
    assert "hunter22" not in written
    assert "test-token" not in written
