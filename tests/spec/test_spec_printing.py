"""Whatever a document calls its properties stays text: in a log that takes commands, on a terminal, in a table."""

import copy
import json
import re

import pytest

from vapi_contracts.spec import contradictions, differences, load
from vapi_contracts.spec.printing import contradictions_to_text, to_github, to_markdown, to_text

NAMES = [
    "x\n::error::forged", "x\r::stop-commands::y", "\x1b[31mred", "\x9b31m", "a\x00b", "a\u2028b", "\u202etxt",
    "\ud800", "##[error]forged", "##vso[task.complete]", "a|b", "`code`", "a`|`b", "<img src=x>", "[a](http://b)",
    "**bold**", "a\\\\|b", "a\\", "caf\xe9 \U0001f408",
]  # fmt: skip


def control(text):
    return re.findall(r"[^\n -~\xa0-\u2027\u202f-\u2065\u206a-\ud7ff\ue000-\U0010ffff]", text)


@pytest.fixture(params=NAMES, ids=ascii)
def name(request):
    return request.param


@pytest.fixture
def documents(base, name):
    """Two revisions where the name is that of a property, a schema, a path, a value, and of a parameter."""
    for one in (made := base["components"]["schemas"]["Made"]["properties"]), base["components"]["schemas"]:
        one[name] = {"type": "string", "maxLength": 3}
    made["more"] = {"$ref": "#/components/schemas/" + name.replace("~", "~0").replace("/", "~1")}
    made["kind"]["enum"].append(name)
    base["paths"]["/phone-number"]["get"]["parameters"].append({"name": name, "in": "query"})
    new = copy.deepcopy(base)
    new["components"]["schemas"]["Made"]["properties"][name]["maxLength"] = 2
    new["components"]["schemas"][name]["maxLength"] = 2
    new["components"]["schemas"]["Made"]["properties"]["kind"] = {"type": "object", "enum": [name], "default": 1}
    new["paths"]["/phone-number"]["get"]["parameters"].pop()
    new["paths"]["/" + name] = {"get": {}}
    return load(base), load(new)


def test_nothing_starts_a_line_a_command_or_an_escape(documents):
    changes = differences(*documents, all=True)
    assert len(changes) > 4
    for text in (
        to_text(changes),
        to_markdown(changes),
        contradictions_to_text(contradictions(documents[1], all=True)),
    ):
        assert control(text) == []
        text.encode()
        assert not [line for line in text.split("\n") if line.strip().startswith("::")]
        assert "##[" not in text
        assert "##vso[" not in text
    commands = to_github(changes)
    assert control(commands) == []
    assert all(line.startswith(("::error ", "::notice ")) for line in commands.rstrip("\n").split("\n"))


def test_a_payload_is_one_that_can_be_copied(documents):
    changes = differences(*documents, all=True)
    shown = [json.loads(line) for line in re.findall(r"^    (.*)$", to_text(changes), re.MULTILINE)]
    assert shown == [one.witness.payload for one in changes if one.witness]


def cells(row):
    """Split a row as GitHub does: a backslash before a sign makes it text, also within code."""
    return [one.strip() for one in re.findall(r"((?:\\[!-/:-@\[-`{-~]|[^|])*)\|", row.removeprefix("|"))]


def test_a_table_keeps_its_columns_and_its_code(documents):
    changes = [one for one in differences(*documents, all=True) if one.severity == "breaking"]
    rows = [line for line in to_markdown(changes).split("\n") if line.startswith("| ")][1:]
    assert len(rows) == len(changes)
    for row, change in zip(rows, changes, strict=True):
        message, _, witness = cells(row)
        outside = re.sub(r"\\[!-/:-@\[-`{-~]", "", message)
        assert not set("`<[|") & set(outside)
        if change.witness is not None:
            code = re.fullmatch(r"`([^`]*)` \(valid in \w+\)", witness)[1]
            assert json.loads(code.replace("\\|", "|")) == change.witness.payload
