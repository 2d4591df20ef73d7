"""What a user can get wrong is one line on standard error and exit code 2."""

import os
import pty
import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("check", "--effort", "wrong"), "--effort"),
        (("check", "--max-requests", "0"), "--max-requests"),
        (("check", "--max-requests", "-3"), "--max-requests"),
        (("check", "--seed", "x"), "--seed"),
        (("check", "--rate", "0"), "--rate"),
        (("check", "--timeout", "inf"), "--timeout"),
        (("check", "--rules", ","), "--rules"),
        (("check", "--rules", "resource.ecko"), "did you mean 'resource.echo'?"),
        (("check", "--json", "/no/such/dir/x.json"), "/no/such/dir/x.json"),
        (("check", "--junit", "/"), "--junit: cannot write '/'"),
        (("check", "--json", "-", "--junit", "-"), "--json and --junit both write to -"),
        (("check", "--json", "same", "--junit", "./same"), "both write to"),
        (("check", "a", "b"), "b"),
        (("check", "--nope"), "--nope"),
        (("chekc",), "did you mean 'check'?"),
        (("--nope",), "--nope"),
        (("serve", "--defect", "echo-filters-lost"), "'echo-filters-lost-in-second-hook'"),
        (("serve", "--http-port", "70000"), "--http-port"),
        (("serve", "--token", ""), "--token"),
        (("serve", "--token", "a\nb"), "--token"),
        (("serve", "--host", "no.such.host.invalid"), "no.such.host.invalid"),
        (("rules", "resource.ecko"), "did you mean 'resource.echo'?"),
        (("defects", "robust-arrays"), "did you mean 'robust-array-fails'?"),
        (("rules", "--json", "/no/such/dir/x.json"), "/no/such/dir/x.json"),
    ],
)
def test_wrong_usage_is_told_in_a_line(run, args, told):
    done = run(*args)
    assert (done.code, done.out) == (2, "")
    assert told in done.err
    assert done.err.startswith("Error: ")
    assert done.err.count("\n") == 1


def test_an_output_that_can_be_written_is_not_there_after_a_refusal(run, tmp_path):
    assert run("check", "--json", "a.json", "--rules", "nothing.*").code == 2
    assert not (tmp_path / "a.json").exists()


def test_a_token_that_no_header_can_hold_is_refused_but_not_shown(run):
    done = run("check", env={"VAPI_TOKEN": "caf\u00e9-secret"})
    assert done.code == 2
    assert "VAPI_TOKEN" in done.err
    assert "secret" not in done.err


def test_nothing_judged_is_an_error(run):
    done = run("check", "--documented-only", "--rules", "resource.robust")
    assert (done.code, done.err) == (2, "Error: nothing was judged\n")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('[tool.vapi-contracts]\neffrt = "quick"', "unknown key 'effrt' in [tool.vapi-contracts]"),
        ("[tool.vapi-contracts]\nmax-requests = 0", "max-requests in [tool.vapi-contracts] must be a whole"),
        ('[tool.vapi-contracts]\nlive = "yes"', "live in [tool.vapi-contracts] must be true or false"),
        ("[tool.vapi-contracts]\nrules = [1]", "rules in [tool.vapi-contracts] must be a text or a list"),
        ("[tool.vapi-contracts", "is no TOML"),
        ("[tool]\nvapi-contracts = 3", "must be a table"),
    ],
)  # fmt: skip
def test_a_wrong_configuration_names_file_and_key(run, tmp_path, content, told):
    (tmp_path / "pyproject.toml").write_text(content)
    done = run("check")
    assert (done.code, done.out) == (2, "")
    assert told in done.err
    assert str(tmp_path / "pyproject.toml") in done.err
    assert done.err.count("\n") == 1


def test_the_configuration_is_obeyed_and_the_command_line_wins(run, tmp_path):
    (tmp_path / "pyproject.toml").write_text(
        '[tool.vapi-contracts]\neffort = "quick"\nseed = 5\nrules = ["resource.unset"]\njson = "out.json"\n'
    )
    done = run("check")
    assert done.out.startswith("checking the embedded reference: 1 rule, effort quick, seed 5\n")
    assert (tmp_path / "out.json").exists()
    done = run("check", "--seed", "6", "--rules", "resource.robust")
    assert done.out.startswith("checking the embedded reference: 1 rule, effort quick, seed 6\n")
    assert "resource.robust" in done.out


@pytest.mark.parametrize("debug", [False, True])
def test_an_error_of_ours_asks_for_a_report(environment, debug):
    program = (
        "import sys; sys.argv = ['vapi-contracts', 'check'];"
        "import vapi_contracts.runner.checking as checking;"
        "checking.check = lambda *_, **__: 1 / 0;"
        "from vapi_contracts.cli import main; main()"
    )
    env = environment | ({"VAPI_CONTRACTS_DEBUG": "1"} if debug else {})
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, env=env)
    assert done.returncode == 4
    assert done.stderr.splitlines()[-1].startswith("internal error: ZeroDivisionError: division by zero; please report")
    assert ("Traceback" in done.stderr) == debug


def test_a_reader_who_goes_away_is_no_error(environment, tmp_path):
    for args in ("rules", "defects", "spec", "check --effort quick --rules resource.unset"):
        line = ["sh", "-c", f"{sys.executable} -m vapi_contracts {args} | head -n 1"]
        done = subprocess.run(line, capture_output=True, text=True, check=True, cwd=tmp_path, env=environment)
        assert done.stderr == ""
        assert done.stdout.count("\n") == 1


@pytest.mark.parametrize(("no_color", "coloured"), [("", True), ("1", False)])
def test_a_terminal_gets_colours_unless_it_wants_none(environment, tmp_path, no_color, coloured):
    ours, theirs = pty.openpty()
    args = [sys.executable, "-m", "vapi_contracts", "check", "--effort", "quick", "--rules", "resource.unset"]
    env = {**environment, "NO_COLOR": no_color, "TERM": "xterm-256color"}
    process = subprocess.Popen(args, stdout=theirs, stderr=theirs, cwd=tmp_path, env=env)
    os.close(theirs)
    seen = b""
    try:
        while chunk := os.read(ours, 65536):
            seen += chunk
    except OSError:  # how Linux says that the other side has gone
        pass
    os.close(ours)
    assert process.wait(20) == 0
    assert b"passed" in seen
    assert (b"\x1b[32m" in seen) == coloured
