"""From what a user writes to an endpoint, or to one clear line."""

import subprocess
import sys
import textwrap

import pytest
import respx

import vapi_contracts.endpoint
from vapi_contracts.endpoint import AsgiEndpoint, RespxEndpoint, TargetError, UrlEndpoint, open_endpoint
from vapi_contracts.scenario import List, Scenario

LIST = Scenario((List(),))

MODULE = """
    import respx

    async def app(scope, receive, send):
        body = b"[]"
        await send({"type": "http.response.start", "status": 200})
        await send({"type": "http.response.body", "body": body})

    made = []

    def create_app():
        made.append(1)
        return app

    def create_nothing():
        return 5

    def create_trouble():
        raise ValueError("no config")

    def needs(a, b):
        pass

    class holder:
        app = app

    number = 5
    router = respx.Router(base_url="https://api.vapi.ai")
    router.get("/phone-number").respond(json=[])
"""


@pytest.fixture
def module(tmp_path, monkeypatch):
    (tmp_path / "their_app.py").write_text(textwrap.dedent(MODULE))
    (tmp_path / "their_broken.py").write_text("import not_there_at_all")
    (tmp_path / "their_exit.py").write_text("raise SystemExit('bye')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [entry for entry in sys.path if entry])
    yield
    for name in ("their_app", "their_broken", "their_exit"):
        sys.modules.pop(name, None)


def opened(target, **options):
    return open_endpoint(target, **{"token": None, "reference": None} | options)


@pytest.mark.parametrize("attribute", ["app", "create_app", "holder.app", "router"])
def test_a_name_is_imported_from_the_working_directory(module, attribute):
    endpoint = opened(f"their_app:{attribute}")
    assert isinstance(endpoint, RespxEndpoint if attribute == "router" else AsgiEndpoint)
    assert endpoint.name == f"their_app:{attribute}"
    assert endpoint.base_url is None
    assert endpoint.target.live is False
    assert endpoint.play(LIST).exchanges[0].shown == []
    endpoint.close()


def test_a_factory_is_called_once_and_again_for_afresh(module):
    endpoint = opened("their_app:create_app")
    made = sys.modules["their_app"].made
    assert len(made) == 1
    endpoint.afresh()
    assert len(made) == 2


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("localhost:8000", "localhost:8000 is no URL: did you mean http://localhost:8000?"),
        ("127.0.0.1:8000/v1", "127.0.0.1:8000/v1 is no URL: did you mean http://127.0.0.1:8000/v1?"),
        ("[::1]:80", "[::1]:80 is no URL: did you mean http://[::1]:80?"),
        (
            "api.vapi.ai",
            "api.vapi.ai is neither an URL nor module:attribute: did you mean https://api.vapi.ai?",
        ),
        ("their_app", "'their_app' is neither an URL (http://…) nor module:attribute"),
        ("their_app:", "'their_app:' is neither an URL (http://…) nor module:attribute"),
        ("no_such.module:app", "there is no module 'no_such' (for no_such.module:app)"),
        ("their_app.sub:app", "there is no module 'their_app.sub' (for their_app.sub:app)"),
        ("their_broken:app", "importing their_broken raised ModuleNotFoundError: No module named 'not_there"),
        ("their_exit:app", "importing their_exit raised SystemExit: bye"),
        ("their_app:ap", "their_app has no attribute 'ap': did you mean app?"),
        ("their_app:zzz", "their_app has no attribute 'zzz'"),
        ("their_app:number", "their_app:number is an int, which is no ASGI app"),
        ("their_app:needs", "their_app:needs is a function, which is no ASGI app"),
        ("their_app:create_nothing", "their_app:create_nothing returned an int, which is no ASGI app"),
        ("their_app:create_trouble", "their_app:create_trouble raised ValueError: no config"),
        ("ftp://localhost/", "ftp://localhost/: only http and https URLs can be tested"),
        ("http://", "http:// is no URL: it has no host"),
        ("http://:80/", "http://:80/ is no URL: it has no host"),
        ("http://localhost:99999", "http://localhost:99999 is no URL: bad host or port"),
        ("http://localhost:0", "http://localhost:0 is no URL: bad host or port"),
        ("http://localhost:x", "http://localhost:x is no URL: bad host or port"),
        ("http://[::1", "http://[::1 is no URL: bad host or port"),
        ("http://local host", "http://local host is no URL: bad host or port"),
        ("http://localhost?a=1", "http://localhost is no base URL: it has a query or a fragment"),
        ("https://api.vapi.ai", "https://api.vapi.ai is not on loopback: the run creates and deletes"),
        (None, "there is no target"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(module, target, message):
    with pytest.raises(TargetError) as caught:
        opened(target)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "target",
    [
        "http://user:s3cret@localhost",
        "http://s3cret@api.vapi.ai",
        "http://user:s3cret/x@localhost",
        "http://user:s3cret@localhost:x",
        "ftp://user:s3cret@localhost",
        "http://localhost/?key=s3cret",
        "http://localhost/#s3cret",
    ],
)
def test_credentials_in_a_url_are_never_printed(target):
    with pytest.raises(TargetError) as caught:
        opened(target, live=True)
    assert "s3cret" not in str(caught.value)


def test_a_live_target_needs_to_be_allowed_and_a_token():
    with pytest.raises(TargetError, match="pass --live"):
        opened("https://example.org/v1", token="abcdef")
    with pytest.raises(TargetError, match="needs a token"):
        opened("https://example.org/v1", live=True)
    endpoint = opened("https://example.org/v1/", token="abcdef", live=True)
    assert isinstance(endpoint, UrlEndpoint)
    assert (endpoint.target.live, endpoint.base_url) == (True, "https://example.org/v1")
    endpoint.close()


def test_a_url_on_loopback_needs_neither(api, served):
    endpoint = opened(served(api))
    assert endpoint.play(LIST).exchanges[0].status == 200
    endpoint.close()


def test_nothing_at_all_is_the_reference(tiny_api):
    endpoint = opened(None, reference=tiny_api)
    assert endpoint.name == "the embedded reference"
    assert endpoint.play(LIST).exchanges[0].status == 200


def test_objects_are_opened_too(api):
    endpoint = AsgiEndpoint(api)
    assert opened(endpoint) is endpoint
    assert opened(api).name == "TinyApi"
    assert isinstance(opened(lambda: api), AsgiEndpoint)
    assert isinstance(opened(respx.Router()), RespxEndpoint)
    assert isinstance(opened(respx.Router), RespxEndpoint)


def test_every_public_name_is_there_and_only_those():
    for name in vapi_contracts.endpoint.__all__:
        assert getattr(vapi_contracts.endpoint, name) is not None
        assert name in dir(vapi_contracts.endpoint)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        vapi_contracts.endpoint.nothing  # noqa: B018


def test_an_app_in_process_is_played_without_loading_a_client():
    code = (
        "import sys; from vapi_contracts.endpoint import open_endpoint, AsgiEndpoint;"
        "print(sorted({'httpx', 'httpx2', 'respx', 'uvicorn'} & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
