"""The rules about clients as tests: `--vapi-client`, alone and beside an endpoint."""

import json

import pytest

from vapi_contracts.rules.catalogue import all_rules

CLIENT_RULES = [rule.id for rule in all_rules() if rule.subject == "client"]
QUICK = ("--vapi-effort", "quick", "--hypothesis-seed", "1")
WIRE = ("--vapi-rules", "client.wire", *QUICK)

CLIENTS = '''
from urllib.parse import quote

import httpx2


class ApiError(Exception):
    """All that the client raises."""


class Client:
    errors = (ApiError,)

    def __init__(self, base_url, token, timeout):
        self.http = httpx2.Client(base_url=base_url, headers={"authorization": f"Bearer {token}"}, timeout=timeout)

    def create(self, payload):
        return self.ask("POST", "/phone-number", self.told(payload))

    def update(self, id, payload):
        return self.ask("PATCH", f"/phone-number/{quote(id, safe='')}", self.told(payload))

    def told(self, payload):
        return payload

    def ask(self, method, path, payload):
        try:
            return self.http.request(method, path, json=payload).raise_for_status().json()
        except (httpx2.HTTPError, ValueError) as error:
            raise ApiError(str(error)) from error

    def close(self):
        self.http.close()


class Wrong(Client):
    def told(self, payload):
        return {key: value for key, value in payload.items() if key not in ("name", "server")}


def failing(base_url, token, timeout):
    raise LookupError("no configuration")


def nothing(base_url, token, timeout):
    return object()
'''


@pytest.fixture(autouse=True)
def _clients(pytester):
    pytester.makepyfile(clients=CLIENTS)


def ids_in(result):
    return [line.removeprefix("vapi::") for line in result.outlines if line.startswith("vapi::")]


def test_one_test_a_rule(run):
    result = run("--vapi-client", "clients:Client", "--collect-only", "-q")

    assert (result.ret, ids_in(result)) == (0, CLIENT_RULES)


def test_endpoint_and_client_together(run):
    rules = ("--vapi-rules", "resource.robust,client.*")

    both = run("--vapi", "--vapi-client", "clients:Client", "--collect-only", *rules, "-q")
    one = run(
        "--vapi", "--vapi-client", "clients:Client", "--collect-only", *rules[:1], "resource.robust,client.wire", *QUICK
    )

    assert ids_in(both) == ["resource.robust", *CLIENT_RULES]
    one.stdout.fnmatch_lines(
        [
            "vapi-contracts: 2 rules, quick effort, *, target the embedded reference, client clients:Client",
        ]
    )


def test_selection_by_keyword(run):
    result = run("--vapi-client", "clients:Client", "--collect-only", "-q", "-k", "client.wire or bounded")

    assert ids_in(result) == ["client.wire", "client.bounded"]


def test_a_client_that_is_right_in_this_passes_beside_the_tests_of_the_user(run, pytester):
    pytester.makepyfile("def test_mine(): pass")

    result = run("--vapi-client", "clients:Client", *WIRE, "-v")

    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["vapi-contracts: 1 rule, *, client clients:Client", "vapi::client.wire PASSED*"])


def test_failure_is_the_message_and_no_traceback(run):
    result = run("--vapi-client", "clients:Wrong", *WIRE)

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*__ vapi client.wire __*",
            "create does not send * at /*, and * more",
            "client.wire",
            "*1 of *",
            "*the caller asks for create, given {*",
            "*reproduced: 2/2",
            "*vapi-contracts client clients:Wrong --rules client.wire --seed 1",
            "FAILED vapi::client.wire - create does not send * more",
        ]
    )
    assert "Traceback" not in result.stdout.str()


def test_rule_that_cannot_be_judged_is_skipped_with_its_reason(run):
    """The client has no method that reads one number."""
    result = run("--vapi-client", "clients:Client", "--vapi-rules", "client.bounded", *QUICK, "-rs")

    result.assert_outcomes(skipped=1)
    result.stdout.re_match_lines([r"SKIPPED \[1\] .*bounded\.py:\d+: \S+"])


def test_failures_are_selected_by_lf_and_kept_below_the_root(run, pytester):
    rules = ("--vapi-client", "clients:Wrong", "--vapi-rules", "client.wire,client.accepts", *QUICK)

    run(*rules, "--lf").assert_outcomes(passed=1, failed=1)
    run(*rules, "--lf").assert_outcomes(failed=1)

    kept = {file.name for file in (pytester.path / ".vapi-contracts" / "clients-Wrong").iterdir()}
    assert {"client.wire.json", "client.wire-2.json"} <= kept


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "two workers"])
def test_report_is_that_of_the_command(run, pytester, workers):
    """One report for both sides; each reproduction names its own."""
    pytester.makepyfile(targets="from vapi_contracts.reference import create_app\n"
                                "def broken(): return create_app(defects=['robust-array-fails'])\n")  # fmt: skip

    result = run(
        "--vapi-target",
        "targets:broken",
        "--vapi-client",
        "clients:Wrong",
        "--vapi-rules",
        "client.wire,client.accepts,resource.robust",
        *QUICK,
        "--vapi-json",
        "out.json",
        *workers,
        in_subprocess=bool(workers),
    )

    result.assert_outcomes(passed=1, failed=2)
    report = json.loads((pytester.path / "out.json").read_text())
    assert report["target"] == "targets:broken"
    assert report["summary"] == {"passed": 1, "failed": 2, "skipped": 0, "errored": 0}
    assert report["calls"] == sum(rule["calls"] for rule in report["rules"]) > 0
    robust, wire, _ = report["rules"]
    assert "create_app" not in robust["counterexamples"][0]["reproduce"]["python"]
    assert "'targets:broken'" in robust["counterexamples"][0]["reproduce"]["python"]
    assert len(wire["counterexamples"]) > 1
    assert "'clients:Wrong'" in wire["counterexamples"][0]["reproduce"]["python"]


MISTAKES = {
    "no module": (["--vapi-client", "nowhere:Client"], "there is no module 'nowhere'*"),
    "no factory": (["--vapi-client", "clients:Cliemt"], "*did you mean Client?"),
    "no name": (["--vapi-client", "clients"], "'clients' is not module:factory*"),
    "empty": (["--vapi-client", " "], "--vapi-client must be a text, not ' '"),
    "a factory that raises": (["--vapi-client", "clients:failing"], "*LookupError: no configuration"),
    "no methods": (["--vapi-client", "clients:nothing"], "*none of*"),
    "no client": (["--vapi", "--vapi-rules", "client.wire"], "client.wire is about clients: use*"),
    "nothing documented": (
        ["--vapi-client", "clients:Client", "--vapi-documented-only"],
        "no documented rule matches *",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake_is_one_line_and_exit_code_4(run, name):
    arguments, line = MISTAKES[name]

    result = run(*arguments)

    told = [text for text in (result.outlines + result.errlines) if text]
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert len(told) == 1, told
    result.stderr.fnmatch_lines([f"ERROR: {line}"])


def test_the_client_may_stand_in_the_file(run, pytester):
    pytester.makepyprojecttoml(
        '[tool.vapi-contracts]\nclient = "clients:Client"\nrules = ["client.*"]\neffort = "quick"\nseed = 5\n'
    )

    from_file = run("--vapi", "--collect-only", "-q")
    not_asked_for = run("--collect-only", "-q")

    assert ids_in(from_file) == CLIENT_RULES
    assert ids_in(not_asked_for) == []
