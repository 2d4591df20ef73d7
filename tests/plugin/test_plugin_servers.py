"""Servers and numbers for somebody's tests, and the endpoint that plays scenarios."""

import pytest

from vapi_contracts.reference import create_app, serving

START = """
import httpx, pytest
from hypothesis import given, settings, strategies as st
from vapi_contracts.scenario import Create, Scenario

def listed(server):
    answer = httpx.get(f"{server.url}/phone-number", headers={"authorization": f"Bearer {server.token}"})
    return answer.json()
"""

PASSING = {
    "server": """
def test_it(vapi_server):
    assert vapi_server.url.startswith("http://127.0.0.1:")
    assert repr(vapi_server) == f"<VapiServer {vapi_server.url} []>"
    assert listed(vapi_server) == []
""",
    "server with a token": """
@pytest.mark.vapi(token="mine")
def test_it(vapi_server):
    assert vapi_server.token == "mine"
    assert listed(vapi_server) == []
""",
    "one server for each set of defects": """
seen = {}
@pytest.mark.parametrize("_", range(2))
class TestIt:
    def test_clean(self, vapi_server, _):
        assert seen.setdefault("clean", vapi_server.url) == vapi_server.url
    @pytest.mark.vapi(defects=["create-org-missing", "robust-array-fails"])
    def test_two(self, vapi_server, _):
        assert seen.setdefault("two", vapi_server.url) == vapi_server.url != seen["clean"]
    @pytest.mark.vapi(defects=["robust-array-fails", "create-org-missing"])
    def test_two_in_another_order(self, vapi_server, _):
        assert vapi_server.url == seen["two"]
""",
    "empty in every test": """
@pytest.mark.parametrize("_", range(2))
def test_it(vapi_server, vapi_servers, _):
    headers = {"authorization": "Bearer test-token"}
    payload = {"provider": "vapi", "sipUri": "sip:a@sip.vapi.ai"}
    assert httpx.post(f"{vapi_server.url}/phone-number", json=payload, headers=headers).status_code == 201
    assert len(listed(vapi_server)) == len(vapi_server.app.store) == 1
    assert listed(vapi_servers()) == []
""",
    "defective": """
@pytest.mark.vapi(defects=["create-org-missing"])
def test_it(vapi_server, vapi_number):
    assert vapi_server.defects == ("create-org-missing",)
    assert "orgId" not in vapi_number(hooks=[])
""",
    "number": """
@pytest.mark.parametrize("_", range(2))
def test_it(vapi_server, vapi_number, _):
    number = vapi_number(name="desk")
    other = vapi_number()
    assert number["name"] == "desk" and number["sipUri"].endswith("@sip.vapi.ai")
    assert (vapi_number.url, vapi_number.token) == (vapi_server.url, vapi_server.token)
    assert {one["id"] for one in listed(vapi_server)} == {number["id"], other["id"]}
""",
    "number without a server": """
def test_it(vapi_number):
    assert vapi_number(numberDesiredAreaCode="415")["provider"] == "vapi"
""",
    "numbers in given": """
@settings(max_examples=5)
@given(st.text("ab", max_size=40))
def test_it(vapi_numbers, vapi_servers, name):
    with vapi_numbers() as number:
        assert number(name=name)["name"] == name
        assert len(listed(vapi_servers())) == 1
    assert listed(vapi_servers()) == []
""",
    "numbers at an URL": """
def test_it(vapi_numbers, vapi_servers):
    server = vapi_servers(token="mine")
    with vapi_numbers(server.url, "mine") as number:
        made = number()
        assert listed(server) == [made]
""",
    "endpoint": """
def test_it(vapi_endpoint):
    payload = {"provider": "vapi", "sipUri": "sip:a@sip.vapi.ai"}
    transcript = vapi_endpoint.play(Scenario((Create(body=payload),)))
    assert transcript.exchanges[0].status == 201
""",
}


@pytest.mark.parametrize("name", PASSING)
def test_fixture(run, pytester, name):
    pytester.makepyfile(f"{START}\n{PASSING[name]}")

    result = run("-W", "error", "--strict-markers")

    assert result.ret == 0, result.stdout.str()


@pytest.fixture(scope="module")
def elsewhere():
    """A target that is not ours to throw away."""
    app = create_app(token="its-token")
    with serving(app) as url:
        yield url, app


def test_numbers_are_made_at_the_target_and_removed_though_the_test_fails(run, pytester, elsewhere, monkeypatch):
    url, app = elsewhere
    pytester.makepyfile(
        "def test_it(vapi_number, vapi_endpoint):\n"
        f"    assert vapi_number.url == vapi_endpoint.base_url == {url!r}\n"
        "    vapi_number(); vapi_number()\n    assert 1 == 2"
    )
    monkeypatch.setenv("ITS_TOKEN", "its-token")
    before = app.core.store.newest_first()

    result = run("--vapi-target", url, "--vapi-token-env", "ITS_TOKEN", "-k", "test_it")

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E * 1 == 2"])
    assert app.core.store.newest_first() == before == []


SERVING = "from vapi_contracts.reference import serving\nimport targets\ndef test_it(vapi_numbers):"

REFUSED = {
    "payload": ("def test_it(vapi_number): vapi_number(name='x' * 41)", {"failed": 1}, "*not created: 400 *"),
    "defect": (
        "def test_it(vapi_servers): vapi_servers(defects='create-org-mising')",
        {"failed": 1},
        "*unknown defect 'create-org-mising'; the nearest is 'create-org-missing'",
    ),
    "no JSON, after a second attempt": (
        f"{SERVING}\n    with serving(targets.hasty) as url, vapi_numbers(url) as number: number()",
        {"failed": 1},
        "vapi_number: the number was not created: 201 created",
    ),
    "always busy": (
        f"{SERVING}\n    with serving(targets.full) as url, vapi_numbers(url) as number: number()",
        {"failed": 1},
        "vapi_number: the number was not created: 429",
    ),
    "unreachable": (
        "def test_it(vapi_numbers):\n    with vapi_numbers('http://127.0.0.1:9') as number: number()",
        {"failed": 1},
        "vapi_number: the number was not created: http://127.0.0.1:9: connection refused",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_is_told(run, pytester, name):
    source, outcomes, line = REFUSED[name]
    pytester.makepyfile(source)

    result = run()

    result.assert_outcomes(**outcomes)
    result.stdout.fnmatch_lines([line])


def test_endpoint_that_refuses_is_one_line(run, pytester):
    pytester.makepyfile("def test_it(vapi_endpoint): pass\ndef test_other(vapi_endpoint): pass")
    pytester.makepyprojecttoml('[tool.vapi-contracts]\ntarget = "targets:refusing"\n')

    result = run()

    result.assert_outcomes(errors=2)
    result.stdout.fnmatch_lines(["*ERROR at setup of test_it*", "*refused the token (401)*"])
    assert "Traceback" not in result.stdout.str()


def test_numbers_that_stay_behind_are_named(run, pytester):
    pytester.makepyfile(
        targets_only="",
        test_it=f"{START}\n"
        "def test_it(vapi_servers):\n"
        "    from vapi_contracts.suite.numbers import Numbers\n"
        "    server = vapi_servers()\n"
        "    with Numbers(server.url, server.token) as number:\n"
        "        number()\n"
        "        number.token = 'wrong'\n",
    )

    result = run()

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["vapi_number: left behind at http://127.0.0.1:*"])
