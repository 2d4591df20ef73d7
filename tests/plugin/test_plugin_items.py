"""The rules as tests: selected, located, passed, failed and skipped like any other."""

import inspect
import xml.etree.ElementTree as ET

import pytest

from vapi_contracts.rules.catalogue import all_rules
from vapi_contracts.rules.resource import echo

QUICK = ("--vapi-effort", "quick", "--hypothesis-seed", "1")
ECHO = ("--vapi-rules", "resource.echo", *QUICK)


def test_one_test_a_rule(run):
    result = run("--vapi", "--collect-only", "-q")

    assert result.ret == 0
    ids = [line for line in result.outlines if line.startswith("vapi::")]
    assert ids == [f"vapi::{rule.id}" for rule in all_rules() if rule.subject == "endpoint"]


SELECTIONS = {
    "resource.echo": ["resource.echo"],
    "resource.echo or robust": ["resource.echo", "resource.robust"],
    "SipAuthentication.password.minLength": ["payload.SipAuthentication.password.minLength"],
    "vapi and resource.create": ["resource.create"],
}


@pytest.mark.parametrize("expression", SELECTIONS)
def test_selection_by_keyword(run, expression):
    result = run("--vapi", "--collect-only", "-q", "-k", expression)

    chosen = [line.removeprefix("vapi::") for line in result.outlines if line.startswith("vapi::")]
    assert chosen == SELECTIONS[expression]


def test_clean_target_passes_beside_the_tests_of_the_user(run, pytester):
    pytester.makepyfile("def test_mine(): pass")

    result = run("--vapi", *ECHO, "-v", "--vapi-rate", "1e5", "--vapi-max-requests", "20000")

    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["vapi-contracts: 1 rule, *", "*collected 2 items", "vapi::resource.echo PASSED*"])


def test_failure_is_the_message_and_no_traceback(run):
    result = run("--vapi-target", "targets:defective", *ECHO)

    result.assert_outcomes(failed=1)
    text = result.stdout.str()
    result.stdout.fnmatch_lines(
        [
            "*__ vapi resource.echo __*",
            "what was sent is not what came back at /hooks/1/filters",
            "resource.echo",
            "*reproduced: 2/2",
            "*vapi-contracts check targets:defective --rules resource.echo*",
            "FAILED vapi::resource.echo - what was sent is not what came back at /hooks/1/filters",
        ]
    )
    assert "Traceback" not in text
    assert "items.py" not in text


def test_location_is_where_the_rule_is_written(run, pytester):
    pytester.makeconftest(
        "def pytest_runtest_logreport(report):\n"
        "    if report.when == 'call': print('AT', report.location[0], report.location[1])\n"
    )

    result = run("--vapi", *ECHO, "-s")

    line = inspect.getsourcelines(echo.rule)[1]
    result.stdout.fnmatch_lines([f"*AT *echo.py {line - 1}*"])


def test_rule_that_cannot_be_judged_is_skipped_with_its_reason(run):
    rules = ("--vapi-rules", "payload.SipAuthentication.password.minLength", *QUICK)

    result = run("--vapi-target", "targets:busy", *rules, "-rs")

    result.assert_outcomes(skipped=1)
    result.stdout.re_match_lines([r"SKIPPED \[1\] .*payload\.py:\d+: \S+"])


def test_first_failure_ends_the_run_and_is_selected_by_lf(run, pytester):
    rules = ("--vapi-rules", "resource.echo,resource.robust", *QUICK)
    pytester.makepyfile("def test_mine(): pass")

    stopped = run("--vapi-target", "targets:defective", *rules, "-x", "--lf")
    again = run("--vapi-target", "targets:defective", *rules, "--lf", "-v")

    stopped.assert_outcomes(passed=1, failed=1)
    again.assert_outcomes(failed=1)
    again.stdout.fnmatch_lines(["vapi::resource.echo FAILED*"])


GONE = {
    "from the start": ("targets:refusing", {"errors": 3}, "*refused the token (401)*"),
    "in the middle": ("targets:mortal", {"failed": 1, "errors": 2}, "the target went away"),
}


@pytest.mark.parametrize("when", GONE)
def test_target_that_is_gone_costs_one_line_a_rule(run, when):
    target, outcomes, line = GONE[when]
    rules = ("--vapi-rules", "resource.echo,resource.patch,resource.robust", *QUICK)

    result = run("--vapi-target", target, *rules, "--vapi-json", "-")

    result.assert_outcomes(**outcomes)
    result.stdout.fnmatch_lines(['*"errored": 3*', line])
    assert "Traceback" not in result.stdout.str()


def test_junit_names_the_rules(run, pytester):
    run("--vapi-target", "targets:defective", *ECHO, "--junitxml", "junit.xml")

    [case] = ET.parse(pytester.path / "junit.xml").iter("testcase")  # noqa: S314 - our own file
    assert (case.get("classname"), case.get("name")) == ("vapi", "resource.echo")
    [failure] = case.iter("failure")
    assert "reproduced: 2/2" in failure.text


def test_failures_are_kept_and_forgotten_below_the_root(run, pytester):
    run("--vapi-target", "targets:defective", *ECHO)

    [kept] = (pytester.path / ".vapi-contracts").rglob("*.json")
    assert kept.name == "resource.echo.json"


SCOPES = ("session", "package", "module", "class", "function")


def test_fixtures_used_automatically_apply_in_every_scope(run, pytester):
    pytester.makeconftest(
        "import pytest\n"
        + "".join(
            f"@pytest.fixture(autouse=True, scope={scope!r})\ndef in_{scope}(request): print('IN {scope}')\n"
            for scope in SCOPES
        )
        + "@pytest.fixture(autouse=True)\n"
        "def named(request): print('OF', request.module.__name__, request.cls)\n"
    )

    result = run("--vapi", *ECHO, "-s")

    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines([*(f"*IN {scope}" for scope in SCOPES), "OF vapi None"])


def test_error_of_our_own_is_shown_with_its_traceback(run, monkeypatch):
    def stumble(self, rule):
        raise ZeroDivisionError("ours")

    monkeypatch.setattr("vapi_contracts.runner.runner.Runner.run", stumble)

    result = run("--vapi", *ECHO, "--vapi-json", "-")

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(['*"errored": 1*', "*ZeroDivisionError: ours*"])


def test_profile_and_filters_of_the_user_change_nothing(run, pytester):
    pytester.makeini("[pytest]\nfilterwarnings = error\n")
    pytester.makeconftest(
        "from hypothesis import settings, Phase, Verbosity\n"
        "settings.register_profile('mine', max_examples=1, deadline=1, derandomize=True,"
        " phases=[Phase.explicit], verbosity=Verbosity.debug)\n"
        "settings.load_profile('mine')\n"
    )

    result = run("--vapi", *QUICK, "-p", "no:randomly", "--vapi-rules", "resource.*", in_subprocess=True)

    result.assert_outcomes(passed=sum(rule.id.startswith("resource.") for rule in all_rules()))
    assert "Trying example" not in result.stdout.str()
