"""A caller of ASGI apps, as small as can be: what the tests say is what the app gets."""

import json
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import pytest

from vapi_contracts.reference import DEFECTS, ReferenceApp, create_app


class Answer(NamedTuple):
    status: int
    body: Any


class Endpoint:
    def __init__(self, app: ReferenceApp) -> None:
        self.app = app

    def __call__(
        self,
        method: str,
        path: str = "/phone-number",
        body: Any = None,
        *,
        raw: bytes | None = None,
        query: str = "",
        authorization: str | None = "Bearer test-token",
        content_type: str | None = "application/json",
    ) -> Answer:
        data = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
        given = {"authorization": authorization, "content-type": content_type}
        headers = [(name.encode(), value.encode()) for name, value in given.items() if value is not None]
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": query.encode(),
            "headers": headers,
        }
        incoming = [{"type": "http.request", "body": data, "more_body": False}]
        sent = self.run(scope, incoming)
        return Answer(sent[0]["status"], json.loads(sent[1]["body"]))

    def run(self, scope: dict[str, Any], incoming: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
        """Drive the app by hand: it awaits nothing but these two, so it ends at the first step."""
        messages, sent = iter(incoming), []

        async def receive() -> dict[str, Any]:
            return next(messages)

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        try:
            self.app(scope, receive, send).send(None)
        except StopIteration:
            return sent
        raise AssertionError("the app waits for something else")

    def create(self, **properties: Any) -> dict[str, Any]:
        answer = self("POST", body={"provider": "vapi", **properties})
        assert answer.status == 201, answer
        return answer.body

    def patch(self, number: dict[str, Any], **properties: Any) -> Answer:
        return self("PATCH", f"/phone-number/{number['id']}", {"provider": "vapi", **properties})

    def read(self, number: dict[str, Any]) -> Answer:
        return self("GET", f"/phone-number/{number['id']}")

    def listed(self, query: str = "") -> list[dict[str, Any]]:
        answer = self("GET", query=query)
        assert answer.status == 200, answer
        return answer.body

    def paged(self, query: str = "") -> dict[str, Any]:
        answer = self("GET", "/v2/phone-number", query=query)
        assert answer.status == 200, answer
        return answer.body


@pytest.fixture
def endpoints() -> Callable[..., Endpoint]:
    """A factory of fresh endpoints with the named defects."""
    return lambda *defects, **options: Endpoint(create_app(defects=defects, **options))


@pytest.fixture
def endpoint(endpoints: Callable[..., Endpoint]) -> Endpoint:
    """A fresh endpoint without defects."""
    return endpoints()


def coarse(seen: Any) -> Any:
    """What a probe saw, up to the status that refuses: which one it is concerns one rule only."""
    if isinstance(seen, list | tuple):
        return [coarse(item) for item in seen]
    return 400 if type(seen) is int and seen in (401, 403, 409, 413, 415, 500) else seen


@pytest.fixture
def strays(endpoints: Callable[..., Endpoint]) -> Callable[..., list[str]]:
    """The ids of the probes of other rules, of some by id, that notice a defect."""
    rules = {defect.id: defect.rule for defect in DEFECTS}

    def found(defect: str, probes: dict[str, tuple[Callable[[Endpoint], Any], Any, Any]]) -> list[str]:
        return [
            other
            for other, (probe, clean, _) in probes.items()
            if rules[other] != rules[defect] and coarse(probe(endpoints(defect))) != coarse(clean)
        ]

    return found
