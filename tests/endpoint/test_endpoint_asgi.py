"""An app in process behaves as behind a server, whatever it does."""

import asyncio
import threading
import time

import pytest

from vapi_contracts.endpoint.asgi import AsgiEndpoint
from vapi_contracts.endpoint.asgi_app import is_app, is_factory
from vapi_contracts.endpoint.endpoint import EndpointError
from vapi_contracts.scenario import Create, List, Scenario, Send

LIST = Scenario((List(),))
PUT = Scenario((Send(method="PUT", path="/a%20b?c=%C3%A4", body=None),))


def answering(status=200, body=b"[]"):
    async def app(scope, receive, send):
        if scope["type"] == "lifespan":
            raise NotImplementedError
        await send({"type": "http.response.start", "status": status})
        await send({"type": "http.response.body", "body": body})

    return app


def test_the_scope_is_that_of_a_server():
    scopes = []

    async def app(scope, receive, send):
        scopes.append(scope)
        if scope["type"] == "http":
            await answering()(scope, receive, send)

    endpoint = AsgiEndpoint(app)
    endpoint.play(PUT)
    endpoint.close()
    http = scopes[-1]
    assert http["asgi"]["version"] == "3.0"
    assert (http["method"], http["path"], http["raw_path"]) == ("PUT", "/a b", b"/a%20b")
    assert http["query_string"] == b"c=%C3%A4"
    headers = dict(http["headers"])
    assert headers[b"user-agent"].startswith(b"vapi-contracts")
    assert headers[b"content-length"] == b"0"
    assert headers[b"content-type"] == b"application/json"
    assert headers[b"host"] == b"127.0.0.1"
    assert headers[b"accept"] == b"application/json"
    assert "state" not in http


def test_the_app_runs_on_a_loop_and_in_a_thread_of_its_own():
    seen = []

    async def app(scope, receive, send):
        seen.append((threading.get_ident(), asyncio.get_running_loop(), asyncio.current_task()))
        await answering()(scope, receive, send)

    async def within_a_loop():
        return AsgiEndpoint(app).play(Scenario((List(), List())))

    assert len(asyncio.run(within_a_loop()).exchanges) == 2
    assert len({thread for thread, *_ in seen}) == 1
    assert seen[0][0] != threading.get_ident()
    assert seen[0][1] is seen[-1][1]


def lifespan_app(log, startup="lifespan.startup.complete", message=""):
    async def app(scope, receive, send):
        if scope["type"] == "http":
            log.append(scope["state"]["pool"])
            return await answering()(scope, receive, send)
        assert (await receive())["type"] == "lifespan.startup"
        scope["state"]["pool"] = "a pool"
        log.append("up")
        await send({"type": startup, "message": message})
        assert (await receive())["type"] == "lifespan.shutdown"
        log.append("down")
        await send({"type": "lifespan.shutdown.complete"})
        return None

    return app


def test_the_lifespan_runs_and_its_state_is_shared():
    log = []
    endpoint = AsgiEndpoint(lifespan_app(log))
    endpoint.play(LIST)
    endpoint.close()
    endpoint.close()
    assert log == ["up", "a pool", "down"]


def test_an_app_that_fails_to_start_cannot_be_reached():
    endpoint = AsgiEndpoint(lifespan_app([], "lifespan.startup.failed", "no\ndatabase"))
    with pytest.raises(EndpointError, match=r"^the app failed to start: no database$"):
        endpoint.probe()


def test_an_app_that_never_starts_cannot_be_reached():
    async def app(scope, receive, send):
        await asyncio.Event().wait()

    with pytest.raises(EndpointError, match=r"^the app did not start within 0.05 s$"):
        AsgiEndpoint(app, timeout=0.05).probe()


@pytest.mark.parametrize(
    "error", [ValueError("a\n secret"), SystemExit(1), KeyboardInterrupt(), asyncio.CancelledError()]
)
def test_an_app_that_raises_is_answered_for(error):
    async def app(scope, receive, send):
        raise error

    endpoint = AsgiEndpoint(app)
    [exchange] = endpoint.play(LIST).exchanges
    assert (exchange.status, exchange.failure) == (500, "raised")
    assert exchange.response.body.text == type(error).__name__
    with pytest.raises(EndpointError, match=f"raised {type(error).__name__}"):
        endpoint.probe()


def test_a_probe_of_an_app_that_raises_tells_the_message_in_one_line():
    async def broken(scope, receive, send):
        raise ValueError("a\n secret")

    with pytest.raises(EndpointError) as caught:
        AsgiEndpoint(broken, name="mod:broken").probe()
    assert str(caught.value) == "mod:broken raised ValueError: a secret"


def test_an_app_that_answers_nothing_is_one_that_raises():
    async def app(scope, receive, send):
        return

    [exchange] = AsgiEndpoint(app).play(LIST).exchanges
    assert (exchange.status, exchange.failure) == (500, "raised")


@pytest.mark.parametrize(
    "messages",
    [
        [{"type": "http.response.body", "body": b"x"}],
        [{"type": "http.response.start", "status": "what"}],
    ],
)
def test_a_breach_of_the_protocol_is_an_exception_in_the_app(messages):
    async def app(scope, receive, send):
        for message in messages:
            await send(message)

    [exchange] = AsgiEndpoint(app).play(LIST).exchanges
    assert (exchange.status, exchange.failure) == (500, "raised")


def test_an_answer_that_breaks_off_is_none():
    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200})
        await send({"type": "http.response.body", "body": b"[", "more_body": True})
        raise ValueError

    exchanges = AsgiEndpoint(app).play(Scenario((Create(body={}),))).exchanges
    assert [(exchange.response, exchange.failure) for exchange in exchanges] == [(None, "raised")]


def test_what_an_app_does_after_its_answer_counts_for_nothing():
    async def app(scope, receive, send):
        await answering()(scope, receive, send)
        assert (await receive())["type"] == "http.request"
        assert (await receive())["type"] == "http.disconnect"
        raise ValueError

    [exchange] = AsgiEndpoint(app).play(LIST).exchanges
    assert (exchange.status, exchange.failure) == (200, None)


def test_an_app_that_listens_for_the_end_hears_it_only_then():
    heard = []

    async def app(scope, receive, send):
        if scope["type"] != "http":
            raise NotImplementedError
        await receive()
        listening = asyncio.ensure_future(receive())
        await asyncio.sleep(0)
        heard.append(listening.done())
        await answering()(scope, receive, send)
        heard.append((await listening)["type"])

    endpoint = AsgiEndpoint(app)
    endpoint.play(LIST)
    endpoint.play(LIST)
    assert heard[:2] == [False, "http.disconnect"]


def test_an_app_that_waits_for_ever_times_out_and_keeps_its_loop():
    loops = []

    async def app(scope, receive, send):
        loops.append(asyncio.get_running_loop())
        if scope["type"] == "http" and scope["method"] == "POST":
            await asyncio.Event().wait()
        await answering()(scope, receive, send)

    endpoint = AsgiEndpoint(app, timeout=0.2)
    exchanges = endpoint.play(Scenario((Create(body={}), List()))).exchanges
    assert [exchange.failure for exchange in exchanges] == ["timeout", None]
    assert loops[0] is loops[-1]


def test_an_app_that_blocks_its_loop_times_out_and_loses_it():
    over = threading.Event()

    async def app(scope, receive, send):
        if scope["type"] == "http" and scope["method"] == "POST":
            over.wait(30)
        await answering()(scope, receive, send)

    endpoint = AsgiEndpoint(app, timeout=0.2)
    began = time.monotonic()
    exchanges = endpoint.play(Scenario((Create(body={}), List()))).exchanges
    assert [exchange.failure for exchange in exchanges] == ["timeout", None]
    assert time.monotonic() - began < 2
    over.set()


def test_an_app_that_blocks_always_is_gone_after_three_time_outs():
    over = threading.Event()

    async def app(scope, receive, send):
        if scope["type"] == "http":
            over.wait(30)

    began = time.monotonic()
    with pytest.raises(EndpointError, match=r"no answer three times in a row, last: no answer in 0.05 s"):
        AsgiEndpoint(app, timeout=0.05).play(LIST)
    assert time.monotonic() - began < 3
    over.set()


def test_an_app_that_sends_without_end_is_stopped():
    stopped = threading.Event()

    async def app(scope, receive, send):
        if scope["type"] != "http":
            raise NotImplementedError
        await send({"type": "http.response.start", "status": 200})
        try:
            while True:
                await send({"type": "http.response.body", "body": b"x", "more_body": True})
        finally:
            stopped.set()

    [exchange] = AsgiEndpoint(app, timeout=0.05).play(Scenario((Create(body={}),))).exchanges
    assert exchange.failure == "timeout"
    assert stopped.wait(5)


def test_afresh_is_a_new_app_where_there_is_a_factory(tiny_api):
    apps = []

    def factory():
        apps.append(tiny_api())
        return apps[-1]

    first = AsgiEndpoint(factory)
    second = first.afresh()
    assert len(apps) == 2
    second.play(LIST)
    assert (len(apps[0].seen), len(apps[1].seen)) == (0, 1)
    second.close()
    assert len(first.play(LIST).exchanges) == 1


def test_afresh_is_the_same_app_on_the_same_loop_where_there_is_none():
    log = []
    first = AsgiEndpoint(lifespan_app(log))
    second = first.afresh()
    second.play(LIST)
    second.close()
    first.play(LIST)
    first.close()
    assert log == ["up", "a pool", "a pool", "down"]


async def _app(scope, receive, send): ...
async def _any(*args): ...
def _factory(a=1, b=2, c=3): ...
def _neither(a, b): ...


@pytest.mark.parametrize(
    ("candidate", "app", "factory"),
    [
        (_app, True, False),
        (_any, True, False),
        (lambda: _app, False, True),
        (_factory, False, True),
        (_neither, False, False),
        ("text", False, False),
        (dict, False, True),
    ],
)
def test_apps_are_told_from_factories(candidate, app, factory):
    assert (is_app(candidate), is_factory(candidate)) == (app, factory)
