"""`generate --spec FILE`: payloads of a published revision, judged by jsonschema-rs under the repaired document."""

import json
from pathlib import Path

import jsonschema_rs
import pytest

from vapi_contracts.contract.document import bundled_document
from vapi_contracts.contract.prose import PROSE_RULES
from vapi_contracts.contract.table import ROOTS
from vapi_contracts.spec import load, narrow, repair

SCHEMAS = {"create": ROOTS["create"], "update": ROOTS["patch"], "response": "VapiPhoneNumber"}
SHARED = Path(__file__).parents[2].parent / "shared" / "spec"
REVISIONS = sorted(SHARED.glob("*.json"))
PROSE = {rule.keyword for rule in PROSE_RULES.values()}


def edited(keyword, bound, *way):
    document = bundled_document()
    place = document["components"]["schemas"]
    for step in way:
        place = place[step]
    place[keyword] = bound
    return document


def plain(schema, *, named=False):
    """Write 3.0 as JSON Schema: null where it is allowed, anything where a reference leads nowhere."""
    if isinstance(schema, list):
        return [plain(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: plain(one, named=name == "properties" and not named) for name, one in schema.items()}
    if not named and made.pop("nullable", False) is True:
        return {"anyOf": [made, {"type": "null"}]}
    return made


def judge(document, name):
    schemas = plain(document["components"]["schemas"], named=True)
    for one in load(document).dangling:
        *way, last = one.removeprefix("/components/schemas/").split("/")
        holder = schemas
        for step in way:
            holder = holder[int(step) if isinstance(holder, list) else step]
        holder[int(last) if isinstance(holder, list) else last] = {}
    return jsonschema_rs.Draft202012Validator(
        {"$ref": f"#/components/schemas/{name}", "components": {"schemas": schemas}}
    )


@pytest.fixture
def generate(run, tmp_path):
    """Write a document to a file, and generate by it."""

    def generate(document, *args):
        file = document if isinstance(document, Path) else tmp_path / "revision.json"
        if not isinstance(document, Path):
            file.write_text(json.dumps(document))
        done = run("generate", "--spec", file, "--seed", 1, *args)
        assert (done.code, done.err) == (0, "")
        assert done.out.isascii()
        assert "\\u0000" not in done.out
        return [json.loads(line) for line in done.out.splitlines()]

    return generate


@pytest.mark.parametrize(("what", "count"), [("create", 1100), ("update", 200), ("response", 200)])
def test_every_line_is_valid_under_the_bundled_document(generate, what, count):
    lines = generate(bundled_document(), "--what", what, "--count", count)
    assert len(lines) == count
    valid = judge(bundled_document(), SCHEMAS[what])
    assert all(valid.is_valid(line) for line in lines)
    assert len({json.dumps(line) for line in lines}) > 0.9 * count


def test_an_edited_bound_is_followed(generate):
    document = edited("maxLength", 3, "CreateVapiPhoneNumberDTO", "properties", "name")
    lines = generate(document, "--count", 300)
    valid = judge(document, ROOTS["create"])
    assert all(valid.is_valid(line) for line in lines)
    lengths = {len(line["name"]) for line in lines if "name" in line}
    assert 3 in lengths
    assert max(lengths) == 3


def test_a_property_of_the_revision_alone_occurs(generate):
    document = edited("colour", {"type": "string", "enum": ["red"]}, "CreateVapiPhoneNumberDTO", "properties")
    assert {"red"} == {line["colour"] for line in generate(document, "--count", 100) if "colour" in line}


@pytest.mark.skipif(not REVISIONS, reason="no published revisions beside the checkout")
@pytest.mark.parametrize("what", SCHEMAS)
@pytest.mark.parametrize("at", [0, len(REVISIONS) // 2, -1])
def test_every_line_is_valid_under_a_published_revision(generate, what, at):
    document = repair(narrow(load(REVISIONS[at])))
    if SCHEMAS[what] not in document["components"]["schemas"]:
        pytest.skip("this revision names it otherwise")
    valid = judge(document, SCHEMAS[what])
    for line in generate(REVISIONS[at], "--what", what, "--count", 150):
        assert valid.is_valid(line), line


@pytest.mark.parametrize(("what", "verb"), [("create", "create"), ("update", "patch")])
def test_faults_break_a_rule_of_the_revision(generate, what, verb):
    document = edited("maxLength", 30, SCHEMAS[what], "properties", "name")
    valid = judge(document, ROOTS[verb])
    lines = generate(document, "--what", what, "--faults", "--count", 400)
    assert len(lines) == 400
    for line in lines:
        assert line.keys() == {"payload", "rule", "pointer", "fault"}
        sent = {key: value for key, value in line["payload"].items() if value is not None or key in line["pointer"]}
        assert valid.is_valid(sent) == (line["rule"].rpartition(".")[2] in PROSE), line


@pytest.mark.parametrize(("what", "verb"), [("create", "create"), ("update", "patch")])
def test_faults_are_those_of_the_revisions_own_table(generate, what, verb):
    document = edited("maxLength", 3, ROOTS[verb], "properties", "name")
    properties = document["components"]["schemas"][ROOTS[verb]]["properties"]
    for gone in ("hooks", "fallbackDestination", "server"):
        del properties[gone]
    lines = generate(document, "--what", what, "--faults", "--count", 150)
    assert {line["rule"].split(".")[1] for line in lines} <= {*ROOTS.values(), "SipAuthentication"}
    names = [line["payload"]["name"] for line in lines if line["rule"].endswith(".name.maxLength")]
    assert min(map(len, names)) == 4


@pytest.mark.parametrize("faults", [False, True])
def test_a_revision_in_3_1_may_list_types(generate, faults):
    document = edited("type", ["string", "null"], ROOTS["create"], "properties", "name")
    document["components"]["schemas"][ROOTS["create"]]["properties"]["size"] = {
        "type": ["integer", "string"],
        "minimum": 3,
    }
    document["openapi"] = "3.1.0"
    valid = judge(document, ROOTS["create"])
    for line in generate(document, "--count", 150, *(["--faults"] if faults else [])):
        prose = faults and line["rule"].rpartition(".")[2] in PROSE
        assert valid.is_valid(line["payload"] if faults else line) == (prose or not faults), line


@pytest.mark.parametrize("args", [(), ("--what", "response"), ("--faults", "--what", "update")], ids=str)
def test_a_seed_repeats_the_lines_wherever_it_is_run(run, tmp_path, args):
    (tmp_path / "revision.json").write_text(json.dumps(bundled_document()))
    line = ("generate", "--spec", "revision.json", *args, "--count", 50, "--seed")
    one = run(*line, 7)
    assert one.out.count("\n") == 50
    assert one.out == run(*line, 7, env={"CI": "1", "PYTHONHASHSEED": "3"}).out
    assert one.out != run(*line, 8).out


def test_a_schema_with_few_values_still_fills_the_lines(generate):
    document = bundled_document()
    document["components"]["schemas"][ROOTS["create"]] = {
        "type": "object",
        "additionalProperties": False,
        "required": ["a"],
        "properties": {"a": {"type": "string", "enum": ["x", "y"]}},
    }
    document["components"]["schemas"]["Unused"] = True
    lines = generate(document, "--count", 25)
    assert len(lines) == 25
    assert {line["a"] for line in lines} == {"x", "y"}


NEVER = {"type": "object", "required": ["a"], "properties": {"a": {"not": {}}}}


@pytest.mark.parametrize(
    ("content", "args", "told"),
    [
        (None, (), "cannot read 'revision.json': No such file"),
        ("", (), "revision.json: the document is empty"),
        ("{", (), "revision.json: not JSON"),
        ('{"openapi": "3.0.0", "paths": {}}', (), "revision.json has no CreateVapiPhoneNumberDTO"),
        ({"UpdateVapiPhoneNumberDTO": None}, ("--what", "update"), "revision.json has no UpdateVapiPhoneNumberDTO"),
        ({"UpdateVapiPhoneNumberDTO": None}, ("--what", "update", "--faults"), "has no UpdateVapiPhoneNumberDTO"),
        ({"VapiPhoneNumber": None}, ("--what", "response"), "revision.json has no VapiPhoneNumber"),
        ({"CreateVapiPhoneNumberDTO": NEVER}, (), "nothing satisfies the schema 'CreateVapiPhoneNumberDTO'"),
        ({"CreateVapiPhoneNumberDTO": {}}, (), "revision.json has no CreateVapiPhoneNumberDTO"),
        ({"CreateVapiPhoneNumberDTO": True}, ("--faults",), "revision.json has no CreateVapiPhoneNumberDTO"),
        ({"CreateVapiPhoneNumberDTO": {"type": "object"}}, ("--faults",), "leaves nothing to vary"),
        ({}, ("--faults", "--what", "response"), "--faults: only payloads can be broken"),
    ],
)
def test_a_document_that_cannot_be_used_is_told_in_one_line(run, tmp_path, content, args, told):
    if isinstance(content, dict):
        document = bundled_document()
        schemas = document["components"]["schemas"]
        for name, schema in content.items():
            schemas.pop(name) if schema is None else schemas.update({name: schema})
        content = json.dumps(document)
    if content is not None:
        (tmp_path / "revision.json").write_text(content)
    done = run("generate", "--spec", "revision.json", *args)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("Error: --")
    assert done.err.count("\n") == 1
    assert told in done.err
    assert "--faults" in told or done.err.startswith("Error: --spec: ")
