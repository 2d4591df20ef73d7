"""The same rules, with the same outcome, against every kind of endpoint."""

import contextlib

import httpx
import httpx2
import pytest
import respx

from vapi_contracts import check
from vapi_contracts.reference import create_app, serving


@contextlib.contextmanager
def in_process(defects):
    yield lambda: create_app(defects=defects)


@contextlib.contextmanager
def over_a_socket(defects):
    with serving(create_app(defects=defects)) as url:
        yield url


@contextlib.contextmanager
def below_a_prefix(defects):
    """A base URL with a path, as behind a gateway."""
    app = create_app(defects=defects)

    async def prefixed(scope, receive, send):
        if scope["type"] == "http":
            scope = {**scope, "path": scope["path"].removeprefix("/vapi")}
        await app(scope, receive, send)

    with serving(prefixed) as url:
        yield f"{url}/vapi/"


@contextlib.contextmanager
def through_respx(defects):
    """A router at the base URL, answered by an ASGI app."""
    transport = httpx2.ASGITransport(create_app(defects=defects))

    async def answer(request):
        sent = httpx2.Request(request.method, str(request.url), headers=request.headers.raw, content=request.content)
        response = await transport.handle_async_request(sent)
        return httpx.Response(response.status_code, headers=response.headers.raw, content=await response.aread())

    router = respx.Router(assert_all_called=False)
    router.route(url__startswith="https://api.vapi.ai/").mock(side_effect=answer)
    yield router


KINDS = [in_process, over_a_socket, below_a_prefix, through_respx]
SOME = ["resource.*", "payload.TransferPlan.*", "payload.CreateVapiPhoneNumberDTO.*"]


@pytest.mark.parametrize("opened", KINDS)
@pytest.mark.parametrize("seed", [1, 2])
def test_the_clean_reference_passes(opened, seed):
    with opened([]) as target:
        result = check(target, rules=SOME, seed=seed)
    assert result.ending == "completed"
    assert [found.rule.id for found in result.rules if found.outcome == "failed"] == []
    assert result.count("passed") == len(result.rules)


@pytest.mark.parametrize("opened", KINDS)
@pytest.mark.parametrize(
    ("defect", "rule"),
    [
        ("name-41-accepted-on-patch", "payload.CreateVapiPhoneNumberDTO.name.maxLength"),
        ("echo-false-lost-in-pages", "resource.echo"),
        ("list-created-ge-exclusive", "resource.list"),
        ("robust-depth-fails", "resource.robust"),
    ],
)
def test_a_defect_is_found_everywhere(opened, defect, rule):
    with opened([defect]) as target:
        [found] = check(target, rules=[rule], seed=1).rules
    assert found.outcome == "failed"
    assert found.counterexamples[0].reproduced == "2/2"
