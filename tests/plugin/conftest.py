"""Pytest runs inside pytest: most are in this process, and what is imported here need not load again."""

from collections.abc import Callable

import httpcore  # noqa: F401
import httpcore2  # noqa: F401
import httpx  # noqa: F401
import httpx2  # noqa: F401
import pytest
import uvicorn  # noqa: F401

import vapi_contracts.endpoint.mock
import vapi_contracts.reference.server
import vapi_contracts.strategies.payloads
import vapi_contracts.suite.run
import vapi_contracts.suite.targets
import vapi_contracts.suite.watching  # noqa: F401
from vapi_contracts.rules.catalogue import all_rules

all_rules()

TARGETS = '''
from vapi_contracts.endpoint.endpoint import EndpointError
from vapi_contracts.endpoint.asgi import AsgiEndpoint
from vapi_contracts.reference import create_app

def clean():
    return create_app()

def defective():
    return create_app(defects=["echo-filters-lost-in-second-hook"])

async def busy(scope, receive, send):
    """An app that says nothing of any payload."""
    if scope["type"] != "http":
        return
    await receive()
    listing = scope["method"] == "GET" and scope["path"] == "/phone-number"
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200 if listing else 504, "headers": headers})
    await send({"type": "http.response.body", "body": b"[]" if listing else b"{}"})

async def refusing(scope, receive, send):
    if scope["type"] != "http":
        return
    await receive()
    await send({"type": "http.response.start", "status": 401, "headers": []})
    await send({"type": "http.response.body", "body": b"{}"})

async def hasty(scope, receive, send):
    """An app that is busy every other time, and makes numbers that nobody can read."""
    global asked
    if scope["type"] != "http":
        return
    await receive()
    asked += 1
    status, body = (429, b"{}") if asked % 2 else (201, b"created")
    headers = [(b"content-type", b"application/json"), (b"retry-after", b"0")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})

asked = 0

async def full(scope, receive, send):
    """An app that is always busy."""
    if scope["type"] == "http":
        await receive()
        await send({"type": "http.response.start", "status": 429, "headers": [(b"retry-after", b"0")]})
        await send({"type": "http.response.body", "body": b""})

class Mortal(AsgiEndpoint):
    """An endpoint that goes away in the middle of the second scenario."""

    plays = 0

    def play(self, scenario):
        self.plays += 1
        if self.plays > 1:
            raise EndpointError("the target went away")
        return super().play(scenario)

mortal = Mortal(create_app, name="mortal")
no_app = 3
'''


NOT_REWRITTEN = ("-W", "ignore::pytest.PytestAssertRewriteWarning")
"""Whether an inner run hears of modules that the outer one has imported depends on what ran before it."""


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Callable[..., pytest.RunResult]:
    """Run pytest in this process, on a folder that has a module `targets`."""
    monkeypatch.delenv("VAPI_TOKEN", raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.syspath_prepend(pytester.path)
    pytester.makepyfile(targets=TARGETS)

    def go(*arguments: str, in_subprocess: bool = False) -> pytest.RunResult:
        always = ("-p", "no:cov", "-p", "no:cacheprovider") if "--lf" not in arguments else ("-p", "no:cov")
        if in_subprocess:
            return pytester.runpytest_subprocess(*arguments, "-p", "no:cov")
        return pytester.runpytest_inprocess(*arguments, *always, *NOT_REWRITTEN)

    return go
