"""A client in any language: one JSON object a line in, one out."""

import subprocess
import time

import pytest

from vapi_contracts.endpoint.endpoint import EndpointError, TargetError
from vapi_contracts.scenario import Invoke, Scenario

ECHO = "def answer(asked): say(json.dumps({'id': asked['id'], 'ok': asked, 'kind': 'Echo'}))"


def play(player, *steps):
    return player.play(Scenario(steps)).invocations


def test_what_a_program_is_asked(opened, program):
    player = opened(program(ECHO), timeout=3.0, token="secret-token")
    create, get, update, delete, listed = play(
        player,
        Invoke(do="create", body={"name": "☎\n", "timeout": 20}),
        Invoke(do="get", id="a/b", timeout=0.5),
        Invoke(do="update", id="x", body={"name": None}),
        Invoke(do="delete", id=""),
        Invoke(do="list", query={"limit": 5}),
    )
    assert create.result.pop("base_url").startswith("http://127.0.0.1:")
    assert create.result == {
        "id": 1,
        "op": "create",
        "token": "<token>",
        "timeout": 3.0,
        "args": {"payload": {"name": "☎\n", "timeout": 20}},
    }
    assert (create.ending, create.kinds, create.exact) == ("returned", {"": "Echo"}, False)
    assert (get.result["op"], get.result["args"], get.result["timeout"]) == ("get", {"id": "a/b"}, 0.5)
    assert update.result["args"] == {"id": "x", "payload": {"name": None}}
    assert delete.result["args"] == {"id": ""}
    assert listed.result["args"] == {"limit": 5}


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ({"kind": "ApiError", "own": True, "message": "no\nsuch number"}, ("ApiError", True, "no such number")),
        ({"kind": "TypeError", "own": False, "message": None}, ("TypeError", False, "")),
        ({}, ("error", None, "")),
    ],
)
def test_what_a_program_says_was_raised(opened, program, error, said):
    player = opened(program(f"def answer(asked): say(json.dumps({{'id': asked['id'], 'error': {error}}}))"))
    [seen] = play(player, Invoke(do="get", id="x"))
    assert (seen.ending, seen.error, seen.own, seen.message) == ("raised", *said)


def test_an_op_that_is_not_supported_is_left_out_from_then_on(opened, program):
    player = opened(
        program(
            "def answer(asked):\n"
            "    said = {'error': {'kind': 'unsupported'}} if asked['op'] == 'list' else {'ok': None}\n"
            "    say(json.dumps({'id': asked['id']} | said))"
        )
    )
    assert player.offers("list")
    assert not player.offers("create", "model")
    player.probe()
    assert not player.offers("list")
    assert [seen.do for seen in play(player, Invoke(do="list"), Invoke(do="get", id="x"))] == ["get"]
    assert player.invocations == 2


def test_a_program_that_hangs_is_ended_and_started_again(opened, program, tmp_path):
    """With all that it started: it starts a child, which would live for a minute."""
    child = tmp_path / "child"
    player = opened(
        program(
            "def answer(asked):\n"
            "    if asked['args']['id'] == 'hang':\n"
            "        signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
            f"        started = subprocess.Popen(['sleep', '60'], stdout=subprocess.DEVNULL)\n"
            f"        open({str(child)!r}, 'w').write(str(started.pid))\n"
            "        time.sleep(60)\n"
            "    say(json.dumps({'id': asked['id'], 'ok': {'pid': os.getpid()}}))"
        ),
        limit=2.0,
    )
    began = time.perf_counter()
    before, hung, after = play(player, Invoke(do="get", id="x"), Invoke(do="get", id="hang"), Invoke(do="get", id="x"))
    assert time.perf_counter() - began < 15
    assert [seen.ending for seen in (before, hung, after)] == ["returned", "hung", "returned"]
    assert before.result != after.result
    for pid in (before.result["pid"], int(child.read_text())):
        state = subprocess.run(
            ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
        ).stdout
        assert state.strip() in {"", "Z"}


def test_a_program_that_dies_ends_the_play_which_has_what_was_seen(opened, program):
    player = opened(
        program(
            "def answer(asked):\n"
            "    if asked['args']['id'] == 'die': sys.exit('out of memory, ' + asked['token'])\n"
            "    say(json.dumps({'id': asked['id'], 'ok': None}))"
        ),
        token="secret-token",
    )
    with pytest.raises(EndpointError, match=r"gone \(exit code 1: out of memory, <token>\)") as told:
        play(player, Invoke(do="get", id="x"), Invoke(do="get", id="die"))
    assert [seen.id for seen in told.value.partial.invocations] == ["x"]


def test_of_a_traceback_its_last_line_is_told(opened, program):
    player = opened(program("def answer(asked): raise RuntimeError('out of memory')"))
    with pytest.raises(EndpointError, match=r"gone \(exit code 1: RuntimeError: out of memory\)"):
        play(player, Invoke(do="get", id="x"))


def test_noise_later_on_ends_the_play(opened, program):
    player = opened(program("def answer(asked): say(json.dumps({'id': asked['id'], 'ok': None})); say('bye')"))
    with pytest.raises(TargetError, match="no JSON object: 'bye'"):
        play(player, Invoke(do="get", id="x"), Invoke(do="get", id="x"))


def test_noise_on_standard_error_is_nobodys_business(opened, program):
    player = opened(program("sys.stderr.write('warning\\n' * 100_000)\n" + ECHO), limit=20.0)
    assert play(player, Invoke(do="get", id="x"))[0].ending == "returned"


def test_what_a_program_leaves_behind_is_not_waited_for(opened, program):
    """A child that went out of the program's group still holds its output."""
    source = "subprocess.Popen(['sleep', '4'], start_new_session=True)\n" + ECHO
    player = opened(program(source))
    play(player, Invoke(do="get", id="x"))
    began = time.perf_counter()
    player.close()
    assert time.perf_counter() - began < 3.5


def test_a_program_that_does_not_read_is_ended_too(opened, program):
    player = opened(program("time.sleep(60)"), limit=0.5)
    [seen] = play(player, Invoke(do="create", body={"name": "x" * 1_000_000}))
    assert seen.ending == "hung"


def test_a_program_may_end_by_itself_when_there_is_no_more_to_do(opened, program, tmp_path):
    mark = tmp_path / "mark"
    player = opened(program(f"import atexit; atexit.register(lambda: open({str(mark)!r}, 'w').close())\n{ECHO}"))
    play(player, Invoke(do="get", id="x"))
    player.close()
    assert mark.exists()


def test_all_scenarios_go_to_one_program_and_afresh_to_another(opened, program):
    player = opened(program("def answer(asked): say(json.dumps({'id': asked['id'], 'ok': os.getpid()}))"))
    scenario = Scenario((Invoke(do="get", id="x"),))
    assert len({seen.invocations[0].result for seen in player.play_all([scenario] * 20)}) == 1
    before = player.play(scenario).invocations[0].result
    assert player.afresh().play(scenario).invocations[0].result != before
