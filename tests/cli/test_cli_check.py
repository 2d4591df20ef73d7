"""`check` against endpoints that are right, wrong, gone and in process."""

import json
import signal
from xml.etree import ElementTree as ET

import httpx2
import pytest

QUICK = ("--effort", "quick", "--rules", "resource.robust,resource.unset")
KEYS = {
    "format", "versions", "target", "seed", "effort", "duration_s", "requests", "calls", "summary", "rules",
    "observations",
}  # fmt: skip
RULE_KEYS = {
    "id", "statement", "basis", "source", "outcome", "held", "broken", "requests", "calls", "seconds",
    "reason", "known_deviation", "counterexamples",
}  # fmt: skip
COUNTEREXAMPLE_KEYS = {
    "message", "pointer", "expected", "actual", "scenario", "transcript", "reproduced", "reproduce"
}  # fmt: skip


def test_the_embedded_reference_passes(run):
    done = run("check", *QUICK, "--seed", "7")
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0] == "checking the embedded reference: 2 rules, effort quick, seed 7"
    assert {tuple(line.split()[:2]) for line in lines[1:3]} == {
        ("passed", "resource.unset"),
        ("passed", "resource.robust"),
    }
    assert lines[-2].startswith("2 passed, 0 failed, 0 skipped (")
    assert lines[-1] == (
        "repeat with: vapi-contracts check --rules resource.robust,resource.unset --effort quick --seed 7"
    )


def test_a_broken_rule_is_told_and_kept_and_the_run_can_be_repeated(run, serve, tmp_path):
    url = serve("robust-array-fails")
    done = run("check", url, *QUICK)
    assert done.code == 1
    assert done.err == ""
    assert "failed   resource.robust  (" in done.out
    assert "passed   resource.unset  (" in done.out
    assert "POST /phone-number -> 500" in done.out
    assert "reproduced: 2/2" in done.out
    assert len(list((tmp_path / ".vapi-contracts").rglob("resource.robust.json"))) == 1
    again = done.out.splitlines()[-1].removeprefix("repeat with: vapi-contracts ").split()
    assert run(*again).code == 1


def test_the_reports_have_the_documented_shape(run, serve, tmp_path):
    url = serve("robust-array-fails")
    done = run("check", url, *QUICK, "--json", "-", "--junit", "b.xml")
    suite = ET.parse(tmp_path / "b.xml").getroot()[0]  # noqa: S314 - our own file
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    report = json.loads(done.out)
    assert done.code == 1
    assert "failed   resource.robust" in done.err
    assert report.keys() == KEYS
    assert report["format"] == 1
    assert report["target"] == url
    assert report["summary"] == {"passed": 1, "failed": 1, "skipped": 0, "errored": 0}
    assert report["requests"] >= sum(rule["requests"] for rule in report["rules"])
    assert {"vapi-contracts", "hypothesis", "python"} <= report["versions"].keys()
    for rule in report["rules"]:
        assert rule.keys() == RULE_KEYS
    [found] = [found for rule in report["rules"] for found in rule["counterexamples"]]
    assert found.keys() == COUNTEREXAMPLE_KEYS
    assert found["reproduce"].keys() == {"curl", "python"}


APP = """
from vapi_contracts.reference import create_app
app = create_app()
def broken(): return create_app(defects=["robust-array-fails"])
nothing = 3
def fails(): raise LookupError("no database")
async def raising(scope, receive, send): raise LookupError("no table")
"""


@pytest.mark.parametrize(("target", "code"), [("service:app", 0), ("service:broken", 1)])
def test_an_app_in_process_is_checked(run, tmp_path, target, code):
    (tmp_path / "service.py").write_text(APP)
    done = run("check", target, *QUICK)
    assert (done.code, done.err) == (code, "")


@pytest.mark.parametrize(
    ("target", "code", "told"),
    [
        ("service:nothing", 2, "which is no ASGI app"),
        ("service:fails", 2, "raised LookupError: no database"),
        ("service:ap", 2, "did you mean app?"),
        ("servise:app", 2, "no module 'servise'"),
        ("service:raising", 3, "raised LookupError: no table"),
        ("localhost:8000", 2, "did you mean http://localhost:8000?"),
        ("http://127.0.0.1:9", 3, "cannot reach http://127.0.0.1:9"),
        ("https://api.example.com", 2, "--live"),
    ],
)
def test_a_target_that_cannot_be_tested_is_told_in_a_line(run, tmp_path, target, code, told):
    (tmp_path / "service.py").write_text(APP)
    done = run("check", target, *QUICK)
    assert done.code == code
    assert told in done.err
    assert done.err.startswith("Error: ")
    assert done.err.count("\n") == 1


def test_a_target_that_answers_html_is_none(run, serve):
    async def app(scope, receive, send):
        headers = [(b"content-type", b"text/html")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"<html>"})

    done = run("check", serve(app=app), *QUICK)
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "text/html" in done.err


def test_a_refused_token_is_told_but_not_shown(run, serve):
    done = run("check", serve(), *QUICK, "--token-env", "MINE", env={"MINE": "s3cret-token"})
    assert done.code == 2
    assert "refused the token" in done.err
    assert "s3cret-token" not in done.out + done.err


def test_a_live_target_needs_a_token(run):
    done = run("check", "https://api.example.invalid", *QUICK, "--live")
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "VAPI_TOKEN" in done.err


def test_a_token_from_the_environment_is_used_and_never_shown(run, tmp_path):
    (tmp_path / "service.py").write_text(
        "from vapi_contracts.reference import create_app\n"
        "app = create_app(token='s3cret-token', defects=['robust-array-fails'])\n"
    )
    done = run("check", "service:app", *QUICK, "--json", "-", env={"VAPI_TOKEN": "s3cret-token"})
    assert done.code == 1
    kept = "".join(file.read_text() for file in (tmp_path / ".vapi-contracts").rglob("*.json"))
    assert kept
    assert "s3cret-token" not in done.out + done.err + kept


def test_a_target_that_dies_leaves_partial_results(run, start, tmp_path):
    server = start("serve")
    url = json.loads(server.stdout.readline())["http"]
    process = start("check", url, *QUICK, "--rate", "200", "--json", "a.json", "--junit", "b.xml")
    assert process.stdout.readline().startswith("checking ")
    assert process.stdout.readline().startswith("passed ")
    server.kill()
    out, err = process.communicate(timeout=20)
    assert process.returncode == 3
    assert err.startswith("Error: ")
    assert err.count("\n") == 1
    assert "errored  resource." in out
    report = json.loads((tmp_path / "a.json").read_text())
    assert report["summary"] == {"passed": 1, "failed": 0, "skipped": 0, "errored": 1}
    assert b"<error" in (tmp_path / "b.xml").read_bytes()


def test_a_target_that_stalls_halfway_is_given_up(run, serve, watched, tmp_path):
    url = serve(app=watched(20, stall=True))
    done = run("check", url, "--rules", "resource.create", "--timeout", "0.3", "--json", "a.json")
    assert done.code == 3
    assert "no answer" in done.err
    assert json.loads((tmp_path / "a.json").read_text())["summary"]["errored"] == 1


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_cleans_up_and_reports(start, serve, watched, tmp_path, ending):
    app = watched(12)
    url = serve(app=app)
    process = start("check", url, "--rules", "resource.create,resource.echo", "--rate", "200", "--json", "a.json")
    assert process.stdout.readline().startswith("checking ")
    assert app.reached.wait(20)
    process.send_signal(ending)
    out, err = process.communicate(timeout=5)
    assert (process.returncode, err) == (130, "")
    assert "interrupted" in out
    assert json.loads((tmp_path / "a.json").read_text())["summary"]["skipped"] >= 1
    headers = {"authorization": "Bearer test-token"}
    assert httpx2.get(f"{url}/phone-number", headers=headers).json() == []
