"""The scripts of a report show the breach against a defective endpoint, and none against a clean one."""

import json
import re
import shutil
import subprocess
import sys
import uuid
from dataclasses import replace

import httpx2
import pytest

from vapi_contracts import check
from vapi_contracts.body import Bytes, Repeated, Text
from vapi_contracts.reference import create_app, serving
from vapi_contracts.report.reproduce import python_script, reproductions
from vapi_contracts.report.shell import shell_script
from vapi_contracts.runner.checking import open_target
from vapi_contracts.scenario import (
    Create,
    Delete,
    List,
    Page,
    Patch,
    Read,
    Scenario,
    Send,
    Wait,
    instant,
    text,
)

RIGHT = {"authorization": "Bearer test-token"}

pytestmark = pytest.mark.skipif(
    not shutil.which("curl") or not shutil.which("sh"), reason="the scripts need a shell and curl"
)


def shell(script, tmp_path, **env):
    path = ":".join((str(tmp_path), "/usr/local/bin", "/usr/bin", "/bin"))
    if not (tmp_path / "python3").exists():
        (tmp_path / "python3").symlink_to(sys.executable)
    file = tmp_path / "script.sh"
    file.write_text(script, encoding="utf-8")
    done = subprocess.run(
        ["sh", file], capture_output=True, text=True, check=False, timeout=60, env={"PATH": path, **env}
    )
    assert done.stderr == ""
    return done.stdout


def python(script, tmp_path, *args):
    file = tmp_path / "script.py"
    file.write_text(script, encoding="ascii")
    command = [sys.executable, file, *args]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, cwd=tmp_path)


@pytest.fixture(scope="module")
def clean():
    with serving(create_app()) as url:
        yield url


@pytest.mark.parametrize(
    ("defect", "rule", "shown"),
    [
        ("robust-depth-fails", "resource.robust", "-> 500"),
        ("list-created-lt-inclusive", "resource.list", '"createdAt"'),
        ("name-41-accepted-on-patch", "payload.CreateVapiPhoneNumberDTO.name.maxLength", "-> 200"),
    ],
)
def test_both_scripts_show_the_breach(defect, rule, shown, clean, tmp_path):
    with serving(create_app(defects=[defect])) as url:
        result = check(url, rules=[rule], effort="quick", seed=1)
        [found] = result.rules[0].counterexamples
        scripts = reproductions(found, rule=rule, target=result.target)
        seen = shell(scripts["curl"], tmp_path)
        assert httpx2.get(f"{url}/phone-number", headers=RIGHT).json() == []
        broken = python(scripts["python"], tmp_path)
        assert (broken.returncode, broken.stderr) == (1, "")
    assert shown in seen
    statuses = [exchange.status for exchange in found.transcript.exchanges]
    assert [int(status) for status in re.findall("^-> (\\d+)$", seen, re.MULTILINE)] == statuses
    mended = python(scripts["python"], tmp_path, clean)
    assert (mended.returncode, mended.stderr) == (0, "")


EVERYTHING = Scenario(
    (
        Create(body={"provider": "vapi", "name": 'it\'s {fresh} \\n\N{GRINNING FACE} "$HOME" `x`'}),
        Create(body={"provider": "vapi", "sipUri": text("sip:{fresh}-{FRESH}@{HOST}")}),
        Wait(),
        Patch(number=0, body={"provider": "vapi", "name": "100% 'quoted'\t"}),
        Read(number=0),
        Read(number=0, credential="wrong"),
        Read(number=0, credential="absent"),
        List(query={"limit": 5, "createdAtGe": instant(0, "createdAt", plus_ms=-1000)}),
        List(query={"updatedAtGt": instant(0, "createdAt")}),
        Page(query={"search": text("{fresh}"), "sortOrder": "ASC"}),
        Send(method="PATCH", path="/phone-number/{id:1}", body=Text("{'a': 1}")),
        Send(method="POST", path="/phone-number", body=Bytes("/w=="), content_type="text/plain"),
        Send(method="POST", path="/phone-number", body=Text("a\x00b"), content_type=None),
        Send(method="POST", path="/phone-number", body=Repeated('{"a":', "[", 3000, "}", "]")),
        Send(method="GET", path="/phone-number/a b?limit=%31"),
        Delete(number=0),
        Read(number=0),
    )
)


def test_every_kind_of_step_is_carried_out_as_the_player_does_it(failed, exchange, tmp_path):
    [found] = failed(exchange("GET", "/phone-number", 200)).counterexamples
    found = replace(found, scenario=EVERYTHING)
    app = create_app()
    with serving(app) as url:
        endpoint = open_target(url)
        played = endpoint.play(EVERYTHING)
        endpoint.close()
        seen = shell(shell_script(found, rule="r", base_url=url), tmp_path)
        assert list(app.store.newest_first()) == []
    statuses = [int(status) for status in re.findall("^-> (\\d+)$", seen, re.MULTILINE)]
    assert statuses == [exchange.status for exchange in played.exchanges]
    bodies = [json.loads(line) for line in seen.splitlines() if line.startswith(("{", "["))]
    assert bodies[0]["name"] == EVERYTHING.steps[0].body["name"]
    assert re.fullmatch(r"sip:([0-9a-f]{10})-[0-9A-F]{10}@SIP\.VAPI\.AI", bodies[1]["sipUri"])
    assert [len(bodies[at]) for at in (6, 7)] == [2, 2]
    assert bodies[8]["metadata"]["totalItems"] == 1


def test_without_a_base_url_the_shell_script_asks_for_one(failed, exchange, tmp_path):
    [found] = failed(exchange("GET", "/phone-number", 200)).counterexamples
    script = shell_script(found, rule="r", base_url=None)
    (tmp_path / "script.sh").write_text(script)
    done = subprocess.run(["sh", tmp_path / "script.sh"], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "BASE_URL" in done.stderr


def test_the_python_script_plays_the_embedded_reference_or_an_app(failed, exchange, tmp_path):
    [found] = failed(exchange("GET", "/phone-number", 200), message="it's '''\n\"odd\"").counterexamples
    found = replace(found, scenario=Scenario((*EVERYTHING.steps[:2],)))
    script = python_script(found, rule="resource.echo", target="the embedded reference")
    assert python(script, tmp_path).returncode == 0
    (tmp_path / "service.py").write_text(
        "from vapi_contracts.reference import create_app\napp = create_app(defects=['create-200-for-squad'])\n"
    )
    squad = {"provider": "vapi", "numberDesiredAreaCode": "415", "squadId": str(uuid.UUID(int=1, version=4))}
    found = replace(found, scenario=Scenario((Create(body=squad),)))
    done = python(python_script(found, rule="resource.create", target="service:app"), tmp_path)
    assert (done.returncode, done.stderr) == (1, "")
