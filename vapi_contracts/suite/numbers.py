"""Numbers for a test, which are removed afterwards, whatever became of the test."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self, cast
from urllib.parse import quote

from vapi_contracts.body import Json, NotJsonError, parse
from vapi_contracts.endpoint.patience import Pace, pause_before
from vapi_contracts.endpoint.recording import Recorder
from vapi_contracts.endpoint.url import HttpTransport, target_of
from vapi_contracts.endpoint.wire import Answer, Outcome, PreparedRequest, user_agent
from vapi_contracts.suite.plainly import fail_plainly

__all__ = ["Numbers"]

MOST_ATTEMPTS = 5
BUSY = frozenset({429, 503})
REMOVED = frozenset({200, 202, 204, 404})


class Numbers:
    """Creates a number each time that it is called, at `url` with `token`, and returns what was shown of it.

    `ours` says that the endpoint ends with the session, so that nothing can be left behind there.
    """

    def __init__(
        self, url: str, token: str, *, timeout: float = 10.0, rate: float | None = None, ours: bool = False
    ) -> None:
        self.url = url
        self.token = token
        self._transport = HttpTransport(url, timeout=timeout)
        self._sleep: Callable[[float], None] = time.sleep
        self._pace = Pace(rate, sleep=time.sleep, clock=time.monotonic)
        self._ours = ours
        self._made: list[str] = []

    def __call__(self, **payload: Json) -> dict[str, Json]:
        """Create a number with these properties; `provider` and, if need be, a `sipUri` are filled in."""
        body: dict[str, Json] = {"provider": "vapi", **payload}
        if "sipUri" not in body and "numberDesiredAreaCode" not in body:
            host = target_of(self.url).sip_host
            body["sipUri"] = f"sip:vapi-contracts-{secrets.token_hex(8)}@{host}"
        outcome = self._send("POST", "/phone-number", json.dumps(body).encode())
        shown = _json_of(outcome)
        if not isinstance(shown, dict) or not isinstance(shown.get("id"), str):
            fail_plainly(f"vapi_number: the number was not created: {self._told(outcome)}")
        number = cast("dict[str, Json]", shown)
        self._made.append(number["id"])
        return number

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            left = [number for number in reversed(self._made) if not self._removed(number)]
        finally:
            self._made.clear()
            self._transport.close()
        if left and not self._ours:
            fail_plainly(f"vapi_number: left behind at {self.url}: {', '.join(reversed(left))}")

    def _removed(self, number: str) -> bool:
        outcome = self._send("DELETE", f"/phone-number/{quote(number, safe='')}")
        return isinstance(outcome, Answer) and outcome.status in REMOVED

    def _send(self, method: str, target: str, body: bytes = b"") -> Outcome:
        headers = (
            ("accept", "application/json"),
            ("user-agent", user_agent()),
            ("authorization", f"Bearer {self.token}"),
            *((("content-type", "application/json"),) if body else ()),
        )
        request = PreparedRequest(method, target, headers, body)
        for attempt in range(1, MOST_ATTEMPTS):
            self._pace.keep()
            outcome = self._transport.send(request)
            if not isinstance(outcome, Answer) or outcome.status not in BUSY:
                return outcome
            self._sleep(pause_before(attempt, outcome.header("retry-after")))
        return self._transport.send(request)

    def _told(self, outcome: Outcome) -> str:
        if not isinstance(outcome, Answer):
            return f"{self.url}: {outcome.why}"
        body = Recorder(self.token).response(outcome).body
        return f"{outcome.status} {body.encode().decode(errors='replace') if body else ''}".strip()


def _json_of(outcome: Outcome) -> Json:
    if not isinstance(outcome, Answer) or not 200 <= outcome.status < 300:
        return None
    try:
        return parse(outcome.body)
    except NotJsonError:
        return None
