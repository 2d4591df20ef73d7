"""From what the user named to a client, or to one line that says what is wrong with it."""

import functools
import sys
import textwrap
import time

import pytest

from vapi_contracts.endpoint.endpoint import EndpointError, TargetError
from vapi_contracts.scenario import Invoke, Scenario


class Client:
    def __init__(self, base_url, token, timeout):
        self.made_with = base_url, token, timeout

    def get(self, number):
        return {"made_with": list(self.made_with)}


def made_with(player):
    [seen] = player.play(Scenario((Invoke(do="get", id="x"),))).invocations
    return seen.result["made_with"]


def in_other_order(token, timeout, base_url):
    return Client(base_url, token, timeout)


def under_other_names(where, secret, seconds):
    return Client(where, secret, seconds)


def by_position_only(base_url, token, timeout, /):
    return Client(base_url, token, timeout)


def by_name_only(*, base_url, token, timeout):
    return Client(base_url, token, timeout)


async def awaited(base_url, token, timeout):  # noqa: ASYNC109 - it is what a client is made with
    return Client(base_url, token, timeout)


@pytest.mark.parametrize(
    "factory",
    [
        Client,
        in_other_order,
        under_other_names,
        by_position_only,
        by_name_only,
        awaited,
        functools.partial(Client, timeout=1),
    ],
)
def test_a_factory_gets_base_url_token_and_timeout(opened, factory):
    base_url, token, timeout = made_with(opened(factory, timeout=3.0, token="secret-token"))
    assert base_url.startswith("http://127.0.0.1:")
    assert token == "<token>"
    assert timeout == 3.0


def test_a_factory_is_found_by_its_name(opened, tmp_path, monkeypatch):
    (tmp_path / "my_sdk_client.py").write_text(
        textwrap.dedent(
            """
            class Client:
                def __init__(self, base_url, token, timeout): ...
                def list(self): return []
            """
        )
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    player = opened("my_sdk_client:Client")
    player.probe()
    assert (player.name, player.methods, player.ways) == ("my_sdk_client:Client", {"list"}, ())
    with pytest.raises(TargetError, match="did you mean Client"):
        opened("my_sdk_client:Clients")


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("json", "'json' is not module:factory; a program is given as its command, after --"),
        ("node client.mjs", "'node client.mjs' is not module:factory"),
        ("no_such_module_at_all:client", "there is no module 'no_such_module_at_all'"),
        ("json:lods", "json has no attribute 'lods': did you mean loads?"),
        ("sys:path", "sys:path cannot be called: it is of type list, and a client is made by sys:path(base_url"),
        (lambda: 1, "takes other arguments: it is called as"),
        (lambda base_url: 1, "(base_url: str, token: str, timeout: float)"),
        ([], "there is no command"),
        (["no-such-command-at-all"], "there is no command 'no-such-command-at-all'"),
        (["/"], "/ is a folder, no program"),
        ([__file__], f"{__file__} is not executable"),
    ],
)
def test_what_can_be_no_client_is_told_in_one_line(opened, target, message):
    with pytest.raises(TargetError) as told:
        opened(target)
    assert message in str(told.value)
    assert "\n" not in str(told.value)


def raising(base_url, token, timeout):
    raise ValueError(f"no\nsuch account: {token}")


def leaving(base_url, token, timeout):
    sys.exit(3)


def hanging(base_url, token, timeout):
    time.sleep(2)


class Odd:
    def get(self, number):
        return {}

    def __init__(self, **attributes):
        self.__dict__.update(attributes)


class Moody:
    @property
    def get(self):
        raise RuntimeError("not today")


@pytest.mark.parametrize(
    ("factory", "message"),
    [
        (raising, "raising(base_url: str, token: str, timeout: float) raised ValueError: no such account: <token>"),
        (leaving, "raised SystemExit: 3"),
        (dict, "dict(base_url: str, token: str, timeout: float) raised TypeError: dict expected at most 1 argument"),
        (hanging, "did not return: no end within 0.3 s"),
        (lambda base_url, token, timeout: None, "returned None, which has none of create, get, update, delete, list"),
        (lambda base_url, token, timeout: object(), "returned an object, which has none of create"),
        (lambda base_url, token, timeout: Moody(), "returned a Moody whose attributes raise RuntimeError"),
        (lambda base_url, token, timeout: Odd(ways=[print]), "whose 'ways' are a list, no mapping"),
        (
            lambda base_url, token, timeout: Odd(ways={"model": 3}),
            "'ways' hold 'model', which is no name of a callable",
        ),
        (lambda base_url, token, timeout: Odd(errors=("Error",)), "'errors' hold 'Error', which is no exception type"),
        (lambda base_url, token, timeout: Odd(dump=3), "returned an Odd whose 'dump' cannot be called"),
    ],
)
def test_a_factory_that_makes_no_client_is_told_in_one_line(opened, factory, message):
    player = opened(factory, token="secret-token", limit=0.3)
    with pytest.raises(TargetError) as told:
        player.probe()
    assert message in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("source", "error", "message"),
    [
        (
            "sys.stderr.write('cannot find module x\\n'); sys.exit(7)",
            EndpointError,
            "(exit code 7: cannot find module x)",
        ),
        ("def answer(asked): os.kill(os.getpid(), signal.SIGKILL)", EndpointError, "(ended by signal 9: Killed)"),
        ("def answer(asked): time.sleep(60)", EndpointError, "did not answer within 0.5 s"),
        ("os.close(1); time.sleep(60)", EndpointError, "(it closed its output)"),
        ("say('Hello!')", TargetError, "printed a line that is no JSON object: 'Hello!'"),
        ("def answer(asked): say('token ' + asked['token'])", TargetError, "no JSON object: 'token <token>'"),
        ('def answer(asked): say(\'{"id": 77, "ok": 1}\')', TargetError, "an answer to 77 when it was asked 1: '{"),
        ("def answer(asked): say('{\"ok\": 1}')", TargetError, "an answer without an id"),
        ("def answer(asked): say('{\"id\": 1}')", TargetError, "an answer with neither 'ok' nor 'error'"),
        ('def answer(asked): say(\'{"id": 1, "error": "no"}\')', TargetError, "an 'error' that is no {kind, own"),
        ("def answer(asked): say('x' * 5000)", TargetError, "x…'"),
        (
            "def answer(asked): say(json.dumps({'id': asked['id'], 'error': {'kind': 'unsupported'}}))",
            TargetError,
            "offers none of create, get, update, delete, list",
        ),
    ],
)
def test_a_program_that_cannot_be_asked_is_told_in_one_line(opened, program, source, error, message):
    player = opened(program(source), limit=0.5 if "def answer(asked): time.sleep" in source else 20.0)
    with pytest.raises(error) as told:
        player.probe()
    assert message in str(told.value)
    assert "\n" not in str(told.value)
    assert len(str(told.value)) < 500


def test_what_cannot_be_executed_is_told(opened, tmp_path):
    path = tmp_path / "client"
    path.write_bytes(b"\0\0\0\0")
    path.chmod(0o755)
    with pytest.raises(TargetError, match=r"cannot start .*: Exec format error"):
        opened([str(path)]).probe()


def interrupted(base_url, token, timeout):
    raise KeyboardInterrupt


def test_an_interruption_of_the_factory_is_one_of_the_run(opened):
    with pytest.raises(KeyboardInterrupt):
        opened(interrupted).probe()


def fails(base_url, token, timeout):
    class Failing:
        def update(self, number, payload):
            raise RuntimeError("wrong, but a client")

    return Failing()


def test_a_client_that_is_merely_wrong_passes_the_probe(opened):
    opened(fails).probe()
