"""The endpoint over a socket, and the ASGI app at its edges."""

import asyncio
import json
import signal
import socket
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest

import vapi_contracts.reference
from vapi_contracts.reference import ReferenceApp, create_app, serve, serving

HEADERS = {"Authorization": "Bearer test-token"}


@pytest.fixture(scope="module")
def served():
    with serving(create_app()) as url, httpx2.Client(base_url=url, headers=HEADERS) as client:
        yield client


def test_a_number_lives_and_dies_over_a_socket(served):
    made = served.post("/phone-number", json={"provider": "vapi", "name": "é"})
    assert made.status_code == 201
    assert made.headers["content-type"].startswith("application/json")
    path = f"/phone-number/{made.json()['id']}"
    assert served.get(path).json() == made.json()
    assert served.get("/phone-number", params={"createdAtGe": made.json()["createdAt"]}).json() == [made.json()]
    assert served.get("/v2/phone-number", params={"search": "É"}).json()["metadata"]["totalItems"] == 1
    assert served.patch(path, json={"name": "x"}).json()["name"] == "x"
    assert served.delete(path).status_code == 200
    assert served.get(path).status_code == 404


def test_methods_and_bodies_that_nobody_expects(served):
    answer = served.put("/phone-number")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, POST")
    assert served.head("/phone-number").status_code == 405
    assert (
        served.post("/phone-number", content=b"x" * 3_000_000, headers={"Content-Type": "application/json"}).status_code
        == 413
    )
    assert (
        served.post(
            "/phone-number",
            content=iter([b'{"provider"', b':"vapi"}']),
            headers={"Content-Type": "application/json"},
        ).status_code
        == 201
    )
    assert served.get("/phone-number", headers={"Authorization": "Bearer ÿ".encode("latin-1")}).status_code == 401


def test_two_hundred_creations_at_once_have_ids_of_their_own(served):
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: served.post("/phone-number", json={"provider": "vapi"}), range(200)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 200


def test_one_address_goes_to_one_of_many_at_once(endpoint):
    """The core may be called from many threads; exactly one wins."""
    body = {"provider": "vapi", "sipUri": "sip:a@sip.vapi.ai"}
    barrier = threading.Barrier(8)

    def create(_):
        barrier.wait()
        return endpoint("POST", body=body).status

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(create, range(8))) == [201] + [409] * 7


def test_a_small_request_does_not_wait_for_an_acknowledgement(served):
    """With Nagle's algorithm on, each of these would take 44 ms."""
    began = time.perf_counter()
    for _ in range(50):
        served.post("/phone-number", json={"provider": "vapi"})
    assert time.perf_counter() - began < 50 * 0.020


def test_a_port_can_be_chosen_and_is_free_again_afterwards():
    with serving(create_app()) as url:
        port = int(url.rpartition(":")[2])
        with pytest.raises(OSError, match="in use"), serving(create_app(), port=port):
            pass
    with serving(create_app(), port=port) as again:
        assert again == url
        assert httpx2.get(f"{again}/phone-number", headers=HEADERS).json() == []


def test_a_socket_of_the_sixth_version_has_brackets():
    with socket.socket(socket.AF_INET6) as probe:
        try:
            probe.bind(("::1", 0))
        except OSError:
            pytest.skip("no IPv6 here")
    with serving(create_app(), host="::1") as url:
        assert url.startswith("http://[::1]:")
        assert httpx2.get(f"{url}/phone-number").status_code == 401


def test_an_app_that_refuses_to_start_is_reported():
    async def app(scope, receive, send):
        await receive()
        await send({"type": "lifespan.startup.failed", "message": "no"})

    with pytest.raises(RuntimeError, match="did not start"), serving(app):
        pass
    with pytest.raises(RuntimeError, match="did not start"):
        serve(app, accepting=pytest.fail)


def test_a_failing_app_is_a_500_and_makes_no_noise(capfd):
    async def app(scope, receive, send):
        raise LookupError(scope["type"])

    with serving(app) as url:
        assert httpx2.get(url).status_code == 500
    assert capfd.readouterr() == ("", "")


PROGRAM = """
from vapi_contracts.reference import create_app, serve
print(int(serve(create_app(), accepting=lambda url: print(url, flush=True))))
"""


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_blocking_server_cleanly(ending):
    with subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=-1, stderr=-1, text=True) as process:
        url = process.stdout.readline().strip()
        assert httpx2.get(f"{url}/phone-number", headers=HEADERS).json() == []
        process.send_signal(ending)
        out, err = process.communicate(timeout=10)
    assert (process.returncode, out, err) == (0, f"{int(ending)}\n", "")


LAZY = """
import sys, vapi_contracts.reference as reference
print(sorted({"uvicorn", "jsonschema_rs"} & sys.modules.keys()))
reference.create_app
print("uvicorn" in sys.modules)
reference.nothing
"""
ALONE = """
import sys, vapi_contracts.reference.app, vapi_contracts.reference.server
print(*(name for name in sys.modules if name.startswith("vapi_contracts.")))
"""


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_the_blocking_server_says_where_it_is_and_what_ended_it(ending):
    urls = []

    def accepting(url):
        urls.append(url)
        signal.raise_signal(ending)

    assert serve(create_app(), accepting=accepting) is ending
    assert urls[0].startswith("http://127.0.0.1:")
    assert len(urls) == 1


def test_the_package_imports_nothing_until_a_name_is_used():
    done = subprocess.run([sys.executable, "-c", LAZY], capture_output=True, text=True, check=False)
    assert done.stdout == "[]\nFalse\n"
    assert "has no attribute 'nothing'" in done.stderr
    with pytest.raises(AttributeError, match="nothing"):
        vapi_contracts.reference.nothing  # noqa: B018 - looking is the test
    assert set(vapi_contracts.reference.__all__) <= {*dir(vapi_contracts.reference), "DEFECTS", "Defect"}


def test_the_reference_shares_nothing_with_its_judges():
    done = subprocess.run([sys.executable, "-c", ALONE], capture_output=True, text=True, check=True)
    names = done.stdout.split()
    assert "vapi_contracts.reference.core" in names
    assert [name for name in names if not name.startswith("vapi_contracts.reference")] == []


def drive(app, scope, incoming):
    messages, sent = iter(incoming), []

    async def receive():
        return next(messages)

    async def send(message):
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    return sent


def test_the_app_starts_and_stops_with_its_server():
    incoming = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
    sent = drive(create_app(), {"type": "lifespan"}, incoming)
    assert [message["type"] for message in sent] == [
        "lifespan.startup.complete",
        "lifespan.shutdown.complete",
    ]


def test_web_sockets_are_turned_away():
    assert drive(create_app(), {"type": "websocket"}, []) == [{"type": "websocket.close", "code": 1000}]


@pytest.mark.parametrize("before", [[], [{"type": "http.request", "body": b"{", "more_body": True}]])
def test_nothing_happens_when_the_client_goes_away(before):
    app = create_app()
    scope = {"type": "http", "method": "POST", "path": "/phone-number", "headers": []}
    assert drive(app, scope, [*before, {"type": "http.disconnect"}]) == []
    assert len(app.store) == 0


def test_a_body_in_pieces_is_put_together():
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/phone-number",
        "headers": [(b"authorization", b"Bearer test-token"), (b"content-type", b"application/json")],
    }
    pieces = [b'{"provider":', b'"vapi"', b"}", b""]
    incoming = [{"type": "http.request", "body": piece, "more_body": bool(piece)} for piece in pieces]
    app = create_app()
    sent = drive(app, scope, incoming)
    assert sent[0]["status"] == 201
    assert isinstance(app, ReferenceApp)
    assert app.store.get(json.loads(sent[1]["body"])["id"])
