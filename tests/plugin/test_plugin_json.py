"""The JSON report is the one of `vapi-contracts check`, with workers and without."""

import json

import pytest

from vapi_contracts import check
from vapi_contracts.report.json_report import run_to_json

RULES = ("resource.echo", "resource.robust", "payload.SipAuthentication.password.minLength")
ARGUMENTS = ("--vapi-rules", ",".join(RULES), "--vapi-effort", "quick", "--hypothesis-seed", "7")
VARYING = {"seconds", "duration_s", "started", "transcript", "actual"}


def _stable(value):
    """Leave out what differs from one run to the next: times and ids."""
    if isinstance(value, dict):
        return {key: _stable(inner) for key, inner in value.items() if key not in VARYING}
    return [_stable(inner) for inner in value] if isinstance(value, list) else value


def _report(pytester):
    return json.loads((pytester.path / "out.json").read_text())


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "two workers"])
def test_report_is_that_of_check(run, pytester, workers):
    """The outcomes of the user's own tests, which use our fixtures, are the same as well."""
    pytester.makepyfile(
        "import pytest\n@pytest.mark.parametrize('_', range(3))\n"
        "def test_it(vapi_server, vapi_number, vapi_mock, _): assert vapi_number()['provider'] == 'vapi'"
    )

    result = run(
        "--vapi-target",
        "targets:defective",
        *ARGUMENTS,
        "--vapi-json",
        "out.json",
        *workers,
        in_subprocess=bool(workers),
    )

    report = _report(pytester)
    result.assert_outcomes(passed=5, failed=1)
    result.stdout.fnmatch_lines(
        ["what was sent is not what came back at /hooks/1/filters", "FAILED vapi::resource.echo*"]
    )
    expected = run_to_json(check("targets:defective", rules=RULES, effort="quick", seed=7))
    outcomes = {rule["id"]: rule["outcome"] for rule in report["rules"]}
    assert outcomes == {rule["id"]: rule["outcome"] for rule in expected["rules"]}
    assert list(report) == list(expected)
    assert [list(rule) for rule in report["rules"]] == [list(rule) for rule in expected["rules"]]
    assert _stable(report["summary"]) == _stable(expected["summary"])
    [found], [known] = (
        [rule["counterexamples"] for rule in made["rules"] if rule["counterexamples"]] for made in (report, expected)
    )
    assert _stable(found) == _stable(known)
    assert found[0]["transcript"]["exchanges"]


def test_report_on_standard_output_stands_alone(run):
    result = run("--vapi", *ARGUMENTS, "--vapi-json", "-", "-q")

    text = result.stdout.str()
    report = json.loads(text[text.index("\n{") : text.index("\n}") + 2])
    assert report["summary"] == {"passed": 3, "failed": 0, "skipped": 0, "errored": 0}


def test_report_that_cannot_be_written_is_told(run, pytester, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "no")

    monkeypatch.setattr("vapi_contracts.suite.gathering.Gathering.write", refuse)

    result = run("--vapi", *ARGUMENTS, "--vapi-json", "out.json")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*--vapi-json: *out.json cannot be written: no"])
