"""Trouble in somebody's tests: `vapi_mock` for clients on httpx, `vapi_server` for all others."""

import pytest

START = '''
import http.client, json, unittest, urllib.error, urllib.request
import httpx, httpx2, pytest
from vapi_contracts import trouble

HEADERS = {"authorization": "Bearer test-token", "content-type": "application/json"}
PAYLOAD = {"provider": "vapi", "sipUri": "sip:a@sip.vapi.ai", "name": "desk"}
URL = "https://api.vapi.ai/phone-number"

def create(library=httpx):
    return library.post(URL, json=PAYLOAD, headers=HEADERS)

def opened(server, payload=None, timeout=5, method=None):
    """A client that is not on httpx."""
    body = None if payload is None else json.dumps(payload).encode()
    request = urllib.request.Request(f"{server.url}/phone-number", data=body, headers=HEADERS, method=method)
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()
'''

PASSING = {
    "mock: a status and then the API": """
@pytest.mark.parametrize("library", [httpx, httpx2])
def test_it(vapi_mock, library):
    vapi_mock.trouble(trouble.status(503, retry_after=1))
    assert [create(library).status_code for _ in "12"] == [503, 201]
""",
    "mock: one operation": """
def test_it(vapi_mock):
    vapi_mock.trouble(trouble.html(), on="list")
    assert create().status_code == 201
    assert httpx.get(URL, headers=HEADERS).text.startswith("<!doctype html>")
""",
    "mock: always": """
def test_it(vapi_mock):
    vapi_mock.trouble(trouble.status(500), always=True)
    assert {create().status_code for _ in "123"} == {500}
""",
    "mock: a time-out at once": """
def test_it(vapi_mock):
    vapi_mock.trouble(trouble.stall(), trouble.drip(), trouble.drop())
    for error in (httpx.ReadTimeout, httpx.ReadTimeout, httpx.RemoteProtocolError):
        with pytest.raises(error): create()
""",
    "mock: trouble is no breach": """
def test_it(vapi_mock):
    vapi_mock.trouble(trouble.answer({"id": 1}, status=201), trouble.unknown_enum(), trouble.status(500))
    for _ in "123": create()
    assert create().status_code == 409  # the second one was carried out
""",
    "mock: a patch that was carried out under trouble is known": """
def test_it(vapi_mock):
    url = f"{URL}/{create().json()['id']}"
    vapi_mock.trouble(trouble.drop(), trouble.status(500, carried_out=True), on="patch")
    for name in "ab":
        try: httpx.patch(url, json={"provider": "vapi", "name": name}, headers=HEADERS)
        except httpx.RemoteProtocolError: pass
    assert httpx.get(url, headers=HEADERS).json()["name"] == "b"
""",
    "mock: trouble that need not be met": """
@pytest.mark.vapi(assert_all_called=False)
def test_it(vapi_mock): vapi_mock.trouble(trouble.status(500))
""",
    "mock: given": """
from hypothesis import given, settings, strategies as st
@settings(max_examples=5)
@given(code=st.integers(400, 599))
def test_it(vapi_mocks, code):
    with vapi_mocks() as mock:
        mock.trouble(trouble.status(code))
        assert [create().status_code for _ in "12"] == [code, 201]
""",
    "server: urllib": """
def test_it(vapi_server):
    vapi_server.trouble(trouble.status(503), on="create")
    assert opened(vapi_server) == (200, b"[]")
    assert [opened(vapi_server, PAYLOAD)[0] for _ in "12"] == [503, 201]
    assert vapi_server.requests == 3
    assert [one.status for one in vapi_server.exchanges] == [200, 503, 201]
""",
    "server: http.client": """
def test_it(vapi_server):
    vapi_server.trouble(trouble.drop(), None, trouble.truncated())
    connection = http.client.HTTPConnection(vapi_server.url.removeprefix("http://"))
    with pytest.raises(http.client.RemoteDisconnected):
        connection.request("GET", "/phone-number", headers=HEADERS)
        connection.getresponse()
    connection.close()
    connection.request("POST", "/phone-number", json.dumps(PAYLOAD), HEADERS)
    number = connection.getresponse().read()
    connection.request("GET", f"/phone-number/{json.loads(number)['id']}", headers=HEADERS)
    assert connection.getresponse().read() == number[: len(number) // 2]
    connection.close()
""",
    "server: a time-out": """
def test_it(vapi_server):
    vapi_server.trouble(trouble.stall())
    with pytest.raises(TimeoutError): opened(vapi_server, PAYLOAD, timeout=0.1)
    assert len(json.loads(opened(vapi_server)[1])) == 1
""",
    "server: a body that is cut": """
def test_it(vapi_server):
    vapi_server.trouble(trouble.Trouble(delivery="cut"))
    with pytest.raises(http.client.IncompleteRead): opened(vapi_server, PAYLOAD)
""",
    "server: forgotten after the test": """
@pytest.mark.parametrize("_", range(2))
@pytest.mark.vapi(assert_all_called=False)
def test_it(vapi_server, _):
    assert vapi_server.exchanges == () and vapi_server.requests == 0
    assert opened(vapi_server)[0] == 200
    vapi_server.trouble(trouble.status(503), always=True)
    vapi_server.trouble(trouble.status(503), on="delete")
""",
    "server: in the pool": """
def test_it(vapi_servers):
    server = vapi_servers(token="mine")
    server.trouble(trouble.status(503))
    assert [opened(server)[0] for _ in "12"] == [503, 401]
""",
    "server and mock": """
def test_it(vapi_server, vapi_mock):
    vapi_mock.trouble(trouble.status(503))
    vapi_server.trouble(trouble.status(502))
    assert (create().status_code, opened(vapi_server)[0]) == (503, 502)
""",
}


@pytest.mark.parametrize("name", PASSING)
def test_trouble_is_met(run, pytester, name):
    pytester.makepyfile(f"{START}\n{PASSING[name]}")

    result = run("-W", "error", "--strict-markers")

    assert result.ret == 0, result.stdout.str()


UNITTEST = """
class TestIt(unittest.TestCase):
    @pytest.fixture(autouse=True)
    def served(self, vapi_server): self.server = vapi_server
    def test_it(self):
        self.server.trouble(trouble.stall())
"""

FAILING = {
    "mock": (
        "def test_it(vapi_mock): vapi_mock.trouble(trouble.status(503), on='patch')",
        'vapi_mock: no request met {"status": 503} on patch',
    ),
    "server": (
        "def test_it(vapi_server): vapi_server.trouble(None, trouble.drop(), trouble.null()), opened(vapi_server)",
        'vapi_server: no request met {"delivery": "drop", "carried_out": true}, {"status": 200} on any request',
    ),
    "server beside a mock": (
        "def test_it(vapi_mock, vapi_server): vapi_server.trouble(trouble.stall())",
        'vapi_server: no request met {"delivery": "stall"} on any request',
    ),
    "server in unittest": (UNITTEST, 'vapi_server: no request met {"delivery": "stall"} on any request'),
    "mocks": (
        "def test_it(vapi_mocks):\n    with vapi_mocks() as mock: mock.trouble(trouble.stall())",
        '*AssertionError: vapi_mock: no request met {"delivery": "stall"} on any request',
    ),
}


@pytest.mark.parametrize("name", FAILING)
def test_trouble_that_no_request_met_fails_the_call(run, pytester, name):
    source, line = FAILING[name]
    pytester.makepyfile(f"{START}\n{source}")

    result = run()

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([line.replace("[", "[[]")])


OWN_FAILURES = {
    "function": "def test_it(FIXTURE):\n    FIXTURE.trouble(trouble.stall())\n    assert 1 == 2",
    "unittest": f"{UNITTEST}\n        assert 1 == 2".replace("vapi_server", "FIXTURE"),
}


@pytest.mark.parametrize("fixture", ["vapi_mock", "vapi_server"])
@pytest.mark.parametrize("kind", OWN_FAILURES)
def test_failure_of_the_test_stays(run, pytester, fixture, kind):
    pytester.makepyfile(f"{START}\n{OWN_FAILURES[kind].replace('FIXTURE', fixture)}")

    result = run()

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["E * 1 == 2"])


def test_what_the_client_met_is_listed_when_a_test_fails(run, pytester):
    ordered = "trouble.status(503, carried_out=True), trouble.drop(), trouble.stall()"
    pytester.makepyfile(
        f"{START}\ndef test_it(vapi_mock):\n    vapi_mock.trouble({ordered})\n    create()\n"
        "    with pytest.raises(httpx.RemoteProtocolError): create()\n    create()"
    )

    result = run()

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            "*Captured vapi exchanges call*",
            'POST /phone-number * -> 503 {"message":"trouble: 503","statusCode":503}',
            "POST /phone-number * -> no answer: dropped",
            "POST /phone-number * -> 409 (stall)",
        ]
    )


MISTAKES = {
    "trouble.stall": "*TypeError: 'stall' is no trouble: call it",
    "503": "*TypeError: 503 is no trouble",
    "trouble.status(99)": "*ValueError: a status is 200 to 599, not 99",
    "trouble.stall(), on='update'": "*ValueError: on is one of create, *, not 'update'",
}


@pytest.mark.parametrize("fixture", ["vapi_mock", "vapi_server"])
@pytest.mark.parametrize("arguments", MISTAKES)
def test_a_mistake_is_told_where_it_is_made(run, pytester, fixture, arguments):
    pytester.makepyfile(f"{START}\ndef test_it({fixture}): {fixture}.trouble({arguments})")

    result = run()

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([MISTAKES[arguments]])
