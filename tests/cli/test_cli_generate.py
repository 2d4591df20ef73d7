"""`generate`: JSON Lines that any tool can read, the same for the same seed."""

import json
import subprocess
import sys

import jsonschema_rs
import pytest

from vapi_contracts.contract.table import ROOTS, bundled
from vapi_contracts.contract.weighing import weigh

HOST = "sip.vapi.ai"
SCHEMAS = {"create": ROOTS["create"], "update": ROOTS["patch"], "response": "VapiPhoneNumber"}


def lines(text):
    assert text.endswith("\n")
    return [json.loads(line) for line in text.removesuffix("\n").split("\n")]


@pytest.mark.parametrize("what", SCHEMAS)
def test_every_line_is_valid(run, what):
    done = run("generate", "--what", what, "--count", 1500, "--seed", 1)
    assert (done.code, done.err) == (0, "")
    assert done.out.isascii()
    assert "\\u0000" not in done.out
    seen = lines(done.out)
    assert len(seen) == 1500
    judge = jsonschema_rs.validator_for(
        {"$ref": f"#/components/schemas/{SCHEMAS[what]}", "components": bundled().document["components"]}
    )
    for payload in seen:
        set_to_something = {key: value for key, value in payload.items() if what != "update" or value is not None}
        assert judge.is_valid(set_to_something)
        json.dumps(payload, ensure_ascii=False).encode()
    assert len(set(done.out.split("\n"))) > 1400


@pytest.mark.parametrize(("what", "verb"), [("create", "create"), ("update", "patch")])
def test_every_broken_payload_breaks_its_rule_and_no_other(run, what, verb):
    done = run("generate", "--faults", "--what", what, "--count", 400, "--seed", 1)
    assert (done.code, done.err) == (0, "")
    seen = lines(done.out)
    assert len(seen) == 400
    for line in seen:
        assert line.keys() == {"payload", "rule", "pointer", "fault"}
        [fault] = weigh(bundled(), verb, line["payload"], HOST).faults
        assert line["rule"] in fault.rules
        assert line["pointer"].startswith(fault.pointer)
        assert line["fault"]
    assert len({line["rule"] for line in seen}) > 100


@pytest.mark.parametrize("args", [(), ("--what", "response"), ("--faults", "--what", "update")], ids=str)
def test_a_seed_repeats_the_lines_wherever_it_is_run(run, args):
    one = run("generate", *args, "--seed", 7, "--count", 50)
    assert one.out == run("generate", *args, "--seed", 7, "--count", 50, env={"CI": "1", "PYTHONHASHSEED": "3"}).out
    assert one.out != run("generate", *args, "--seed", 8, "--count", 50).out


def test_without_a_seed_the_lines_differ_and_are_ten(run):
    one, other = run("generate"), run("generate")
    assert len(lines(one.out)) == len(lines(other.out)) == 10
    assert one.out != other.out


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("--faults", "--what", "response"), "--faults"),
        (("--what", "message"), "--what"),
        (("--count", "0"), "--count"),
        (("--seed", "-1"), "--seed"),
        (("surplus",), "surplus"),
    ],
)
def test_wrong_usage_is_told_in_a_line(run, args, told):
    done = run("generate", *args)
    assert (done.code, done.out) == (2, "")
    assert told in done.err
    assert done.err.startswith("Error: ")
    assert done.err.count("\n") == 1


def test_a_reader_who_goes_away_is_no_error(environment, tmp_path):
    command = f"{sys.executable} -m vapi_contracts generate --count 15000 --seed 1 | head -n 1"
    done = subprocess.run(
        ["sh", "-c", command], capture_output=True, text=True, cwd=tmp_path, env=environment, check=True
    )
    assert done.stderr == ""
    assert done.stdout.count("\n") == 1
