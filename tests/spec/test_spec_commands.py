"""`diff` and `lint` on the command line: exit codes, formats, errors of one line."""

import copy
import json
import os
import subprocess
import sys

import pytest


@pytest.fixture
def run(tmp_path, base):
    new = copy.deepcopy(base)
    new["components"]["schemas"]["Made"]["properties"]["name"]["maxLength"] = 30
    wording = copy.deepcopy(base)
    wording["components"]["schemas"]["Made"]["properties"]["name"]["description"] = "other"
    bad = copy.deepcopy(base)
    bad["components"]["schemas"]["Made"]["properties"]["kind"]["type"] = "object"
    for name, document in {"old": base, "new": new, "wording": wording, "bad": bad}.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(document))

    def run(*args):
        command = [sys.executable, "-m", "vapi_contracts", *args]
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path, env=dict(os.environ))

    return run


def test_a_breaking_change_ends_with_one_and_shows_its_witness(run):
    done = run("diff", "old.json", "new.json", "--json", "-")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert told["summary"] == {"breaking": 1, "compatible": 0, "documentation": 0}
    [change] = told["changes"]
    assert change == {
        "schema": "Made",
        "pointer": "/components/schemas/Made/properties/name",
        "kind": "maxLength-lowered",
        "direction": "request",
        "severity": "breaking",
        "message": "Made.name: maxLength changed from 40 to 30 characters; what was valid to send may be refused",
        "operations": ["POST /phone-number"],
        "witness": {"payload": {"name": "a" * 31}, "valid_in": "old", "invalid_in": "new"},
    }


@pytest.mark.parametrize(("new", "code"), [("old.json", 0), ("wording.json", 0), ("new.json", 1)])
def test_only_what_breaks_fails(run, new, code):
    assert run("diff", "old.json", new).returncode == code


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ("text", "payload for Made, valid in the old revision and invalid in the new one"),
        ("markdown", "| change | operations | witness |"),
        ("json", '"valid_in": "old"'),
        ("github", "::error title=maxLength-lowered::Made.name"),
    ],
)
def test_formats(run, form, told):
    assert told in run("diff", "old.json", "new.json", "--format", form).stdout


def test_lint(run):
    assert run("lint", "old.json").returncode == 0
    done = run("lint", "bad.json", "--json", "-")
    assert done.returncode == 1
    [found] = json.loads(done.stdout)["contradictions"]
    assert found["pointer"] == "/components/schemas/Made/properties/kind"
    assert (found["keywords"], found["reading"]) == (["enum", "type"], {"type": "string"})
    assert "1 contradiction\n" in run("lint", "bad.json").stdout


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("diff", "old.json", "none.json"), "none.json"),
        (("lint", "none.json"), "none.json"),
        (("diff", "old.json"), "NEW"),
        (("diff", "old.json", "new.json", "--world", "flat"), "--world"),
        (("lint", "old.json", "--json", "/no/such/x.json"), "/no/such/x.json"),
    ],
)
def test_wrong_usage_is_one_line(run, args, told):
    done = run(*args)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert told in done.stderr
