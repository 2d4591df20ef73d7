"""`diff` and `lint` given what is no document, from where there is none, or to where nothing can be written."""

import json
import subprocess
import sys

import pytest

REF = {"$ref": "#/components/schemas/Pet"}
PET = {
    "openapi": "3.1.0",
    "info": {"title": "Pets", "version": "1"},
    "paths": {
        "/pets": {
            "post": {
                "requestBody": {"content": {"application/json": {"schema": REF}}},
                "responses": {"201": {"description": ""}},
            }
        }
    },
    "components": {"schemas": {"Pet": {"type": "object", "properties": {"name": {"type": "string"}}}}},
}
OUTWARD = {**PET, "components": {"schemas": {"Pet": {"$ref": "pet.yaml#/Pet"}}}}

BAD = {
    "empty": (b"", "the document is empty"),
    "blank": (b"\xef\xbb\xbf \n", "the document is empty"),
    "cut": (b'{"openapi": "3.1.0", ', "not JSON: "),
    "list": (b"[1, 2]", "it is no object"),
    "page": (b"<html><body>404: not here</body></html>", "not an OpenAPI document"),
    "yaml": (b"openapi: 3.1.0\npaths: {\n", "neither JSON nor YAML: line "),
    "latin": ('{"openapi": "caf\xe9"}'.encode("latin-1"), "not UTF-8"),
    "wide": ('{"openapi": "3.1.0"}'.encode("utf-16"), "not UTF-8"),
    "swagger": (b'{"swagger": "2.0", "paths": {}}', "OpenAPI 2.0 is not read, only 3.0 and 3.1"),
    "later": (b'{"openapi": "3.2.0", "paths": {}}', "OpenAPI 3.2.0 is not read, only 3.0 and 3.1"),
    "other": (b'{"name": "left-pad", "version": "1.3.0"}', "it has no `openapi` with a version"),
    "pathless": (b'{"openapi": "3.0.0"}', "it has no `paths`"),
    "deep": (b'{"openapi": "3.1.0", "paths": ' + b'{"a": ' * 50_000 + b"1" + b"}" * 50_001, "nested too deep"),
    "outward": (json.dumps(OUTWARD).encode(), "the reference 'pet.yaml#/Pet' leads out of the document"),
}


@pytest.fixture(autouse=True)
def _documents(tmp_path):
    (tmp_path / "good.json").write_text(json.dumps(PET))
    for name, (content, _) in BAD.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "folder").mkdir()


@pytest.fixture
def feed(tmp_path, environment):
    """Run the command with something on standard input."""

    def feed(text, *args):
        command = [sys.executable, "-m", "vapi_contracts", *args]
        return subprocess.run(
            command, input=text, capture_output=True, text=True, check=False, cwd=tmp_path, env=environment
        )

    return feed


def assert_refused(done, *told):
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("Error: ")
    assert done.err.count("\n") == 1
    assert len(done.err) < 400
    for one in told:
        assert one in done.err


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_document_is_told_with_its_name(run, name):
    for args in (("lint", name), ("diff", name, "good.json"), ("diff", "good.json", name, "--all")):
        assert_refused(run(*args), f"{name}: ", BAD[name][1])


@pytest.mark.parametrize(
    ("name", "told"), [("no.json", "No such file"), ("folder", "Is a directory"), ("good.json/x", "Not a directory")]
)
def test_what_cannot_be_opened_is_told_with_its_name(run, name, told):
    for args in (("lint", name), ("diff", name, "good.json"), ("diff", "good.json", name)):
        assert_refused(run(*args), f"cannot read {name!r}: {told}")


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("lint",), "SPEC"),
        (("diff", "good.json"), "NEW"),
        (("diff", "good.json", "good.json", "third.json"), "third.json"),
        (("diff", "-", "-"), "- is standard input, which can be read for one document only"),
        (("diff", "good.json", "good.json", "--format", "xml"), "--format"),
        (("diff", "good.json", "good.json", "--json", "-", "--format", "github"), "--json and --format github both"),
        (("diff", "good.json", "good.json", "--json", "no/such.json"), "--json: cannot write 'no/such.json'"),
        (("lint", "good.json", "--json", "folder"), "--json: cannot write 'folder': Is a directory"),
        (("lint", "good.json", "--json", "./good.json"), "--json would write over './good.json', which is read"),
        (("diff", "empty", "good.json", "--json", "good.json"), "--json would write over 'good.json'"),
    ],
)
def test_wrong_usage(run, args, told):
    assert_refused(run(*args), told)


def test_a_report_that_is_there_survives_a_refusal(run, tmp_path):
    (tmp_path / "report.json").write_text("kept")
    assert_refused(run("lint", "cut", "--json", "report.json"))
    assert (tmp_path / "report.json").read_text() == "kept"


def test_where_there_is_nothing_nothing_was_judged(run, tmp_path):
    (tmp_path / "bare.json").write_text('{"openapi": "3.1.0", "info": {}}')
    assert_refused(run("lint", "bare.json"), "nothing was judged")
    assert_refused(run("diff", "bare.json", "bare.json"), "nothing was compared")
    done = run("diff", "bare.json", "good.json", "--format", "json")
    assert (done.code, done.err) == (0, "")
    assert [one["kind"] for one in json.loads(done.out)["changes"]] == ["operation-added"]


def test_one_document_may_come_from_standard_input(feed):
    new = json.loads(json.dumps(PET))
    new["components"]["schemas"]["Pet"]["properties"]["name"]["maxLength"] = 3
    done = feed(json.dumps(new), "diff", "good.json", "-", "--json", "-", "--format", "json")
    assert (done.returncode, done.stderr) == (1, "")
    [change] = json.loads(done.stdout)["changes"]
    assert change["witness"]["payload"] == {"name": "aaaa"}
    assert feed(json.dumps(new), "diff", "-", "good.json").returncode == 0
    done = feed("\ufeff" + json.dumps(PET), "lint", "-")
    assert (done.returncode, done.stdout) == (0, "0 contradictions\n")
    done = feed("", "lint", "-")
    assert (done.returncode, done.stderr) == (2, "Error: standard input: the document is empty\n")


@pytest.mark.parametrize(
    "args",
    [
        ("lint", "good.json"),
        ("lint", "good.json", "--json", "-"),
        ("diff", "good.json", "good.json", "--format", "markdown"),
        ("generate", "--count", "5"),
        ("check", "--effort", "quick", "--rules", "resource.robust", "--json", "report.json"),
        ("rules",),
        ("serve",),
        ("lint", "--help"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_disk_is_told_in_a_line(environment, tmp_path, args, unbuffered):
    line = ["sh", "-c", f'exec "{sys.executable}" -m vapi_contracts "$@" > /dev/full', "sh", *args]
    env = {**environment, "PYTHONUNBUFFERED": unbuffered}
    done = subprocess.run(line, capture_output=True, text=True, check=False, timeout=60, cwd=tmp_path, env=env)
    option = "--json: " if args[-1] == "-" else ""
    what = "the output" if args[-1] == "--help" else "standard output"
    assert (done.returncode, done.stderr) == (2, f"Error: {option}cannot write {what}: No space left on device\n")
    assert (tmp_path / "report.json").exists() == ("report.json" in args)


def test_a_full_disk_is_told_with_the_option(run):
    assert_refused(run("lint", "good.json", "--json", "/dev/full"), "--json: cannot write '/dev/full': No space left")


def test_no_character_of_a_document_ends_a_command(run, tmp_path):
    odd = json.loads(json.dumps(PET))
    odd["components"]["schemas"]["caf\xe9 \ud800"] = {"type": "string", "enum": [1]}
    (tmp_path / "odd.json").write_text(json.dumps(odd))
    done = run("lint", "odd.json", env={"PYTHONIOENCODING": "ascii"})
    assert (done.code, done.err) == (1, "")
    assert "/components/schemas/caf\\xe9 \\ud800\n" in done.out


def test_an_output_that_is_closed_is_no_error(environment, tmp_path):
    line = ["sh", "-c", f'"{sys.executable}" -m vapi_contracts lint good.json >&-']
    done = subprocess.run(line, capture_output=True, text=True, check=False, cwd=tmp_path, env=environment)
    assert (done.returncode, done.stderr) == (0, "")
