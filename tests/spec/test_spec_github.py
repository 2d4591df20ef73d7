"""`diff --format github` writes workflow commands that a runner reads back as they were meant."""

import copy
import json
import re
import subprocess
import sys

import pytest

COMMAND = re.compile(r"::(error|notice) ([a-z]+)=([^:,\r\n]*)::([^\r\n]*)")
ESCAPES = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}
"""What a runner turns back, in the order in which it does; the third and fourth in properties only."""


def read(line):
    """Read a command as GitHub's runner does."""
    level, name, value, message = COMMAND.fullmatch(line).groups()
    for escape, sign in ESCAPES.items():
        value = value.replace(escape, sign)
        if sign not in ":,":
            message = message.replace(escape, sign)
    return level, name, value, message


@pytest.fixture
def commands(tmp_path):
    def commands(old, new):
        for name, document in {"old": old, "new": new}.items():
            (tmp_path / f"{name}.json").write_text(json.dumps(document))
        command = [sys.executable, "-m", "vapi_contracts", "diff", "old.json", "new.json", "--format", "github"]
        done = subprocess.run(command, capture_output=True, check=False, cwd=tmp_path)
        assert done.stderr == b""
        text = done.stdout.decode()
        assert text.endswith("\n")
        told = json.loads(
            subprocess.run([*command[:-1], "json"], capture_output=True, cwd=tmp_path, check=False).stdout
        )
        return [read(line) for line in text.removesuffix("\n").split("\n")], told["changes"]

    return commands


@pytest.mark.parametrize(
    "name",
    ["plain", "100% sure", "a\nb", "a\r\n::error::forged", "::stop-commands::x", "a:b,c", "caf\xe9 \U0001f408", "%0A"],
)
def test_a_name_of_the_document_stays_text(commands, base, name):
    base["components"]["schemas"]["Made"]["properties"][name] = {"type": "string", "maxLength": 3}
    new = copy.deepcopy(base)
    new["components"]["schemas"]["Made"]["properties"][name]["maxLength"] = 2
    [(level, prop, kind, message), last], [change] = commands(base, new)
    assert (level, prop, kind) == ("error", "title", "maxLength-lowered")
    first, _, witness = message.rpartition("\nwitness: ")
    assert first == change["message"]
    assert json.loads(witness) == change["witness"]["payload"]
    assert last == ("notice", "title", "summary", "1 breaking, 0 compatible, 0 documentation")


def test_what_breaks_is_an_error_the_rest_a_notice_and_wording_nothing(commands, base):
    new = copy.deepcopy(base)
    made = new["components"]["schemas"]["Made"]["properties"]
    made["name"] = {**made["name"], "description": "other, and 5% longer"}
    made["size"]["maximum"] = 5
    made["tags"]["maxItems"] = 5
    told, changes = commands(base, new)
    assert [(level, kind) for level, _, kind, _ in told] == [
        ("error", "maximum-lowered"),
        ("notice", "maxItems-raised"),
        ("notice", "summary"),
    ]
    assert sorted(one["severity"] for one in changes) == ["breaking", "compatible", "documentation"]


def test_without_a_change_there_is_the_summary(commands, base):
    assert commands(base, base) == ([("notice", "title", "summary", "0 breaking, 0 compatible, 0 documentation")], [])
