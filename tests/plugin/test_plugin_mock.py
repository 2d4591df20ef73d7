"""`vapi_mock` answers the client of a test, and fails the test where a rule was broken."""

import pytest

CLIENT = '''
import httpx, httpx2, pytest, unittest
from hypothesis import given, settings, strategies as st

LOST = [{"on": "call.ringing", "do": []}, {"on": "call.ringing", "filters": [], "do": []}]
DEFECT = "echo-filters-lost-in-second-hook"
HEADERS = {"authorization": "Bearer test-token"}

def create(base="https://api.vapi.ai", library=httpx, **payload):
    """A client that swallows whatever happens."""
    host = base.replace("https://api", "sip")
    try:
        payload = {"provider": "vapi", "sipUri": f"sip:a@{host}", **payload}
        return library.post(f"{base}/phone-number", json=payload, headers=HEADERS).json()
    except Exception:
        return None
'''

BROKEN = {
    "httpx": "def test_it(vapi_mock): create(hooks=LOST)",
    "httpx2": "def test_it(vapi_mock): create(library=httpx2, hooks=LOST)",
    "the other region": "def test_it(vapi_mock): create('https://api.eu.vapi.ai', hooks=LOST)",
    "async": """
@pytest.mark.anyio
async def test_it(vapi_mock, anyio_backend="asyncio"):
    async with httpx.AsyncClient(headers=HEADERS) as client:
        await client.post("https://api.vapi.ai/phone-number", json={
            "provider": "vapi", "sipUri": "sip:a@sip.vapi.ai", "hooks": LOST})
""",
    "unittest": """
class TestIt(unittest.TestCase):
    @pytest.fixture(autouse=True)
    def mocked(self, vapi_mock): self.mock = vapi_mock
    def test_it(self): create(hooks=LOST)
""",
    "unittest async": """
@pytest.mark.usefixtures("vapi_mock")
class TestIt(unittest.IsolatedAsyncioTestCase):
    async def test_it(self): create(hooks=LOST)
""",
    "an app of one's own": """
from vapi_contracts.reference import create_app
@pytest.fixture
def vapi_app(): return create_app(defects=[DEFECT])
def test_it(vapi_mock): create(hooks=LOST)
""",
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_rule_fails_the_call(run, pytester, name):
    pytester.makepyfile(f"{CLIENT}\npytestmark = pytest.mark.vapi(defects=[DEFECT])\n{BROKEN[name]}")

    result = run("--strict-markers", "-W", "error")

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "resource.echo broken, seen by vapi_mock",
            "resource.echo (inferred): Every property*",
            "*at * /hooks/1/filters",
            '*request *POST /phone-number {"provider":"vapi",*"hooks":*}',
            "*Captured vapi exchanges call*",
            "POST /phone-number * -> 201 *",
            "FAILED *resource.echo broken, seen by vapi_mock*",
        ]
    )
    assert "Traceback" not in result.stdout.str()


HOLDING = {
    "clean reference": "def test_it(vapi_mock): assert create(hooks=LOST)['hooks'] == LOST",
    "refusal is no breach": "def test_it(vapi_mock): assert create(name='x' * 41)['statusCode'] == 400",
    "route of the test's own": """
def test_it(vapi_mock):
    vapi_mock.post("https://api.vapi.ai/phone-number").respond(503, json={})
    assert create() == {}
""",
    "route that need not be called": """
@pytest.mark.vapi(assert_all_called=False)
def test_it(vapi_mock): vapi_mock.get("https://api.vapi.ai/phone-number/x").respond(503)
""",
    "token": """
@pytest.mark.vapi(token="sk-mine")
def test_it(vapi_mock):
    answer = httpx.get("https://api.vapi.ai/phone-number", headers={"authorization": "Bearer sk-mine"})
    assert answer.json() == []
""",
    "app by its name": """
@pytest.mark.vapi(app="targets:clean")
def test_it(vapi_mock): assert create(name="desk")["name"] == "desk"
""",
    "fresh in every test": """
@pytest.mark.parametrize("_", range(2))
def test_it(vapi_mock, _):
    create()
    assert len(httpx.get("https://api.vapi.ai/phone-number", headers=HEADERS).json()) == 1
""",
    "given": """
@settings(max_examples=5)
@given(st.text("ab", max_size=40))
def test_it(vapi_mocks, name):
    with vapi_mocks() as mock:
        assert create(name=name)["name"] == name
        assert len(mock.transcripts) == 1
""",
    "xfail": """
@pytest.mark.xfail(strict=True)
@pytest.mark.vapi(defects=[DEFECT])
def test_it(vapi_mock): create(hooks=LOST)
""",
    "skip": """
@pytest.mark.vapi(defects=[DEFECT])
def test_it(vapi_mock):
    create(hooks=LOST)
    pytest.skip("not here")
""",
}


@pytest.mark.parametrize("name", HOLDING)
def test_nothing_broken_passes(run, pytester, name):
    pytester.makepyfile(f"{CLIENT}\n{HOLDING[name]}")

    result = run("--strict-markers", "-W", "error")

    outcomes = result.parseoutcomes()
    assert result.ret == 0, result.stdout.str()
    assert not outcomes.keys() & {"failed", "errors"}


FAILING = {
    "function": (
        "def test_it(vapi_mock):\n    create(hooks=LOST, name='x')\n    create(name='x' * 41)\n    assert 1 == 2"
    ),
    "unittest": (
        "@pytest.mark.usefixtures('vapi_mock')\nclass TestIt(unittest.TestCase):\n    def test_it(self):\n"
        "        create(hooks=LOST, name='x')\n        create(name='x' * 41)\n        assert 1 == 2"
    ),
}


@pytest.mark.parametrize("name", FAILING)
def test_failure_of_the_test_stays_and_ours_stands_beside_it(run, pytester, name):
    pytester.makepyfile(f"{CLIENT}\npytestmark = pytest.mark.vapi(defects=[DEFECT])\n{FAILING[name]}")

    result = run()

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "E * 1 == 2",
            "*Captured vapi exchanges call*",
            "POST /phone-number * -> 201 *",
            "POST /phone-number * -> 400 *",
            "*Captured vapi rules call*",
            "resource.echo broken, seen by vapi_mock",
            "FAILED *1 == 2*",
        ]
    )


def test_failure_without_an_exchange_stands_alone(run, pytester):
    pytester.makepyfile("def test_it(vapi_mock): assert 1 == 2")

    result = run()

    result.assert_outcomes(failed=1)
    result.stdout.no_fnmatch_line("*Captured vapi*")


def test_secrets_are_not_shown(run, pytester):
    secret = "hunter2-hunter2-hunter2"
    pytester.makepyfile(
        f"{CLIENT}\ndef test_it(vapi_mock):\n"
        f"    create(authentication={{'username': 'u' * 20, 'password': 'hunter2-' * 2 + 'hunter2'}})\n"
        "    raise ValueError('mine')"
    )

    result = run("--tb=line")

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(['POST /phone-number *"password":"****'])
    assert secret not in result.stdout.str()
    assert "test-token" not in result.stdout.str()


def test_breach_inside_given_is_shrunk(run, pytester):
    pytester.makepyfile(
        f"{CLIENT}\n@given(st.lists(st.sampled_from(LOST)))\ndef test_it(vapi_mocks, hooks):\n"
        "    with vapi_mocks(defects=[DEFECT]):\n        create(hooks=hooks)"
    )

    result = run()

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*AssertionError: resource.echo broken, seen by vapi_mock", "*test_it(*", "*hooks=*"])


def test_route_that_was_not_called_fails_the_call(run, pytester):
    pytester.makepyfile("def test_it(vapi_mock): vapi_mock.get('https://api.vapi.ai/x').respond(503)")

    result = run()

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["vapi_mock: RESPX: some routes were not called!"])


MISTAKES = {
    "defects=['echo-filters-lost-in-second-hok']": "*unknown defect 'echo-*-hok'; the nearest is '*",
    "defect=['x']": "@pytest.mark.vapi takes defects, token, app, assert_all_called, not 'defect'",
    "'x'": "@pytest.mark.vapi takes *, not arguments without a name",
    "app='targets:cleen'": "targets has no attribute 'cleen': did you mean clean?",
    "app='targets:no_app'": "targets:no_app is *no ASGI app",
    "app='targets:clean', defects=['create-org-missing']": "@pytest.mark.vapi takes app or defects*",
}


@pytest.mark.parametrize("arguments", MISTAKES)
def test_mistake_in_the_marker_is_one_line(run, pytester, arguments):
    pytester.makepyfile(f"import pytest\n@pytest.mark.vapi({arguments})\ndef test_it(vapi_mock): pass")

    result = run()

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*ERROR at setup of test_it*", MISTAKES[arguments]])
    assert "Traceback" not in result.stdout.str()


SELECTIONS = {
    "--vapi-rules=resource.robust": {"passed": 1},
    "--vapi-documented-only": {"passed": 1},
    "--vapi-rules=resource.*": {"failed": 1},
    "--vapi-rules=nothing": {"errors": 1},
}


@pytest.mark.parametrize("option", SELECTIONS)
def test_rules_that_are_left_out_do_not_count(run, pytester, option):
    pytester.makepyfile(f"{CLIENT}\n@pytest.mark.vapi(defects=[DEFECT])\ndef test_it(vapi_mock): create(hooks=LOST)")

    run(option).assert_outcomes(**SELECTIONS[option])
