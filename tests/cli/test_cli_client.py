"""`client` against clients that are right, wrong, slow, gone, and no clients at all."""

import json
import signal
import subprocess
import sys
from xml.etree import ElementTree as ET

import pytest

SEEDED = ("--effort", "quick", "--seed", "7")
WIRE = ("--rules", "client.wire", *SEEDED)

CLIENTS = '''
"""Clients of the API, on httpx2."""
import os
import time
from urllib.parse import quote

import httpx2


class ApiError(Exception):
    """All that the client raises."""


class Client:
    errors = (ApiError,)

    def __init__(self, base_url, token, timeout):
        self.http = httpx2.Client(base_url=base_url, headers={"authorization": f"Bearer {token}"}, timeout=timeout)

    def create(self, payload):
        return self.ask("POST", "/phone-number", json=payload)

    def update(self, id, payload):
        return self.ask("PATCH", f"/phone-number/{quote(id, safe='')}", json=payload)

    def ask(self, method, path, **content):
        try:
            return self.http.request(method, path, **content).raise_for_status().json()
        except (httpx2.HTTPError, ValueError) as error:
            raise ApiError(str(error)) from error


class Wrong(Client):
    """Has two mistakes: it loses names, and makes whole numbers fractions."""

    def ask(self, method, path, **content):
        if "json" in content:
            content["json"] = changed(content["json"])
        return super().ask(method, path, **content)


def changed(value):
    if isinstance(value, dict):
        return {key: changed(sub) for key, sub in value.items() if key != "name"}
    if isinstance(value, list):
        return [changed(sub) for sub in value]
    return float(value) if type(value) is int else value


class Slow(Client):
    def ask(self, method, path, **content):
        with open("begun", "a") as file:
            file.write("x")
        time.sleep(0.2)
        return super().ask(method, path, **content)


class Telling(Client):
    def __init__(self, base_url, token, timeout):
        super().__init__(base_url, token, timeout)
        if token != os.environ.get("EXPECTED"):
            raise LookupError("another token")

    def create(self, payload):
        super().create(payload)
        raise ApiError(f"with {self.http.headers}")


def wrong(base_url, token, timeout):
    return Wrong(base_url, token, timeout)


def nothing(base_url, token, timeout):
    return object()


def failing(base_url, token, timeout):
    raise LookupError("no configuration")


def positional(base_url):
    return Client(base_url, "", 1.0)


number = 3
'''

PROGRAM = """
import json
import sys

from clients import ApiError, {name}

clients = {{}}
for line in sys.stdin:
    asked = json.loads(line)
    made_with = asked["base_url"], asked["token"], asked["timeout"]
    client = clients.setdefault(made_with, None) or {name}(*made_with)
    clients[made_with] = client
    answer = {{"id": asked["id"]}}
    if not hasattr(client, asked["op"]):
        answer["error"] = {{"kind": "unsupported"}}
    else:
        try:
            answer["ok"] = getattr(client, asked["op"])(**asked["args"])
        except ApiError as error:
            answer["error"] = {{"kind": "ApiError", "own": True, "message": str(error)}}
    print(json.dumps(answer), flush=True)
"""


@pytest.fixture(autouse=True)
def _clients(tmp_path):
    """The working folder of the command has clients in it."""
    (tmp_path / "clients.py").write_text(CLIENTS)
    (tmp_path / "program.py").write_text(PROGRAM.format(name="Wrong"))
    (tmp_path / "right_program.py").write_text(PROGRAM.format(name="Client"))


def program(name="program.py"):
    return ("--", sys.executable, name)


def test_a_client_that_is_right_in_this_passes(run):
    done = run("client", "clients:Client", *WIRE)
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0] == "checking clients:Client: 1 rule, effort quick, seed 7"
    assert lines[1].startswith("passed   client.wire  (")
    assert " calls, " in lines[1]
    assert lines[-1] == "repeat with: vapi-contracts client clients:Client --rules client.wire --effort quick --seed 7"


def test_every_cause_of_a_breach_is_told_and_kept(run, tmp_path):
    done = run("client", "clients:wrong", "--rules", "client.wire", "--effort", "quick")
    assert (done.code, done.err) == (1, "")
    assert "  1 of " in done.out
    assert "does not send CreateVapiPhoneNumberDTO.name, which it was given" in done.out
    assert "sends BackoffPlan.maxRetries as" in done.out
    kept = sorted(file.name for file in (tmp_path / ".vapi-contracts" / "clients-wrong").iterdir())
    assert {"client.wire.json", "client.wire-2.json"} <= set(kept)
    seed = done.out.split("seed ")[1].split("\n")[0]
    assert f"    vapi-contracts client clients:wrong --rules client.wire --seed {seed}\n" in done.out
    assert (
        f"repeat with: vapi-contracts client clients:wrong --rules client.wire --effort quick --seed {seed}\n"
        in done.out
    )


def test_a_program_is_checked_and_the_run_can_be_repeated(run):
    done = run("client", *WIRE, *program())
    assert (done.code, done.err) == (1, "")
    assert done.out.startswith(f"checking {sys.executable} program.py: 1 rule")
    again = done.out.splitlines()[-1].removeprefix("repeat with: vapi-contracts ").split()
    assert again[-3:] == ["--", sys.executable, "program.py"]
    assert run(*again).code == 1


def test_a_program_that_is_right_in_this_passes(run):
    assert run("client", *WIRE, *program("right_program.py")).code == 0


def test_the_reports_have_the_shape_of_those_of_check(run, tmp_path):
    done = run("client", "clients:wrong", *WIRE, "--json", "-", "--junit", "b.xml")
    report = json.loads(done.out)
    assert done.code == 1
    assert "failed   client.wire" in done.err
    assert report["target"] == "clients:wrong"
    assert report["calls"] >= report["rules"][0]["calls"] > 0
    [rule] = report["rules"]
    assert len(rule["counterexamples"]) > 1
    keys = {"message", "pointer", "expected", "actual", "scenario", "transcript", "reproduced", "reproduce"}
    for found in rule["counterexamples"]:
        assert found.keys() == keys
        assert found["scenario"][0]["step"] == "invoke"
        assert found["transcript"]["invocations"]
        assert found["reproduce"]["curl"] == "vapi-contracts client clients:wrong --rules client.wire --seed 7\n"
    suite = ET.parse(tmp_path / "b.xml").getroot()[0]  # noqa: S314 - our own file
    assert (suite.get("tests"), suite.get("failures")) == ("1", "1")
    assert "does not send" in suite.find("testcase/failure").get("message")


@pytest.mark.parametrize("client", [("clients:wrong",), program()], ids=["factory", "program"])
def test_a_reproduction_in_python_breaks_the_rule_again(run, tmp_path, environment, client):
    """And with an argument that names a client without that mistake, it does not."""
    options = ("--", *client[1:]) if client[0] == "--" else ()
    named = () if options else client
    report = json.loads(run("client", *named, *WIRE, "--json", "-", *options).out)
    [rule] = report["rules"]
    (tmp_path / "again.py").write_text(rule["counterexamples"][-1]["reproduce"]["python"])

    def play(*arguments):
        command = [sys.executable, "again.py", *arguments]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    broken, right = play(), play("clients:Client")
    assert (broken.returncode, broken.stderr) == (1, "")
    assert "expected" in broken.stdout
    assert (right.returncode, right.stderr) == (0, "")


WRONG = {
    "no client": ((), "name the client: MODULE:FACTORY, or -- and the command that starts it"),
    "two clients": (("clients:wrong", *program()), "clients:wrong and a command after --: name one client"),
    "no command": (("--",), "no command follows --"),
    "no such command": (("--", "no-such-program"), "there is no command 'no-such-program'"),
    "no such module": (("nowhere:wrong",), "there is no module 'nowhere'"),
    "no such factory": (("clients:wromg",), "did you mean wrong?"),
    "no module and factory": (("clients",), "'clients' is not module:factory"),
    "no factory": (("clients:number",), "clients:number cannot be called"),
    "other arguments": (("clients:positional",), "clients:positional takes other arguments"),
    "no methods": (("clients:nothing",), "none of"),
    "a factory that raises": (("clients:failing",), "LookupError: no configuration"),
    "rules about endpoints": (("clients:wrong", "--rules", "resource.echo"), "resource.echo is about endpoints"),
    "no such rule": (("clients:wrong", "--rules", "client.wires"), "did you mean 'client.wire'?"),
    "live": (("clients:wrong", "--live"), "--live"),
    "rate": (("clients:wrong", "--rate", "3"), "--rate"),
    "nothing documented": (("clients:Client", "--documented-only", *WIRE), "nothing was judged"),
    "a spec that is none": (("clients:wrong", "--spec", "clients.py"), "--spec: "),
    "the same file twice": (("clients:wrong", "--json", "a", "--junit", "./a"), "both write to"),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_usage_is_told_in_a_line(run, name):
    arguments, told = WRONG[name]
    done = run("client", *arguments)
    assert done.code == 2
    assert told in done.err
    assert done.err.startswith("Error: ")
    assert done.err.count("\n") == 1


def test_check_names_the_command_for_rules_about_clients(run):
    done = run("check", "--rules", "client.wire")
    assert (done.code, done.out) == (2, "")
    assert done.err == "Error: --rules: client.wire is about clients: use vapi-contracts client\n"


DEAD = {
    "dies": ("import sys; sys.exit('no database')", 3, "no database"),
    "prints noise": ("print('hello', flush=True); input()", 2, "hello"),
}


@pytest.mark.parametrize("name", DEAD)
def test_a_program_that_is_no_client_is_told_in_a_line(run, name):
    code, ending, told = DEAD[name]
    done = run("client", *WIRE, "--", sys.executable, "-c", code)
    assert done.code == ending
    assert told in done.err
    assert done.err.count("\n") == 1


@pytest.mark.parametrize(("halfway", "told"), [("sys.exit('out of memory')", "out of memory"), ("print('oh')", "'oh'")])
def test_a_program_that_is_none_any_more_leaves_partial_results(run, tmp_path, halfway, told):
    file = tmp_path / "right_program.py"
    counting = f"for at, line in enumerate(sys.stdin):\n    if at > 40: {halfway}"
    file.write_text(file.read_text().replace("for line in sys.stdin:", counting))
    done = run("client", *SEEDED, "--json", "a.json", *program("right_program.py"))
    assert done.code == 3
    assert told in done.err
    assert json.loads((tmp_path / "a.json").read_text())["summary"]["errored"] == 1


def test_the_configuration_names_the_client_and_the_command_line_wins(run, tmp_path):
    (tmp_path / "pyproject.toml").write_text(
        '[tool.vapi-contracts]\nclient = "clients:wrong"\nrules = ["client.wire"]\neffort = "quick"\nseed = 7\n'
        'live = true\ntarget = "nowhere:app"\n'
    )
    assert run("client").code == 1
    assert run("client", "clients:Client").code == 0
    assert run("client", *program("right_program.py")).code == 0


def test_a_token_from_the_environment_reaches_the_client_and_is_never_shown(run, tmp_path):
    env = {"MINE": "s3cret-token", "EXPECTED": "s3cret-token"}
    done = run("client", "clients:Telling", *SEEDED, "--token-env", "MINE", "--json", "-", env=env)
    assert done.code == 1
    kept = "".join(file.read_text() for file in (tmp_path / ".vapi-contracts").rglob("*.json"))
    assert kept
    assert "s3cret" not in done.out + done.err + kept


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_ends_soon_and_reports(start, tmp_path, ending):
    process = start("client", "clients:Slow", "--rules", "client.wire", "--json", "a.json")
    assert process.stdout.readline().startswith("checking ")
    while not (tmp_path / "begun").exists():
        assert process.poll() is None
    process.send_signal(ending)
    out, err = process.communicate(timeout=10)
    assert (process.returncode, err) == (130, "")
    assert "interrupted" in out
    assert json.loads((tmp_path / "a.json").read_text())["summary"]["skipped"] == 1


def test_requests_can_be_limited(run):
    done = run("client", "clients:Client", "--max-requests", "60", "--json", "-", "--seed", "1")
    assert json.loads(done.out)["requests"] <= 60
