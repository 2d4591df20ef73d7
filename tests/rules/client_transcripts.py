"""Transcripts of clients, made by hand: one invocation and what went over the wire meanwhile."""

from __future__ import annotations

import dataclasses
from typing import Any

from vapi_contracts import RULES, Transcript, Verdict
from vapi_contracts.body import Body, Value, read_body
from vapi_contracts.transcript import Exchange, Invocation, Request, Response

ID = "5d3a1c1e-7b0f-4d52-8f0e-3c6a9b2e4f70"
NUMBER = {
    "provider": "vapi",
    "id": ID,
    "orgId": "8e1f2a3b-4c5d-4e6f-9a7b-0c1d2e3f4a5b",
    "createdAt": "2026-01-31T09:30:00.000Z",
    "updatedAt": "2026-01-31T09:30:00.000Z",
}
PLAIN = {"provider": "vapi", "sipUri": "sip:desk@sip.vapi.ai"}
NOTHING = object()

METHODS = {"create": "POST", "get": "GET", "update": "PATCH", "delete": "DELETE", "list": "GET"}


def told(value: Any) -> Body | None:
    """A body as it is written down: JSON, or bytes as they are."""
    if isinstance(value, bytes):
        return read_body(value)
    return None if value is NOTHING else Value(value)


def exchange(
    do: str = "get",
    answer: Any = NUMBER,
    *,
    status: int | None = 0,
    sent: Any = NOTHING,
    path: str | None = None,
    method: str | None = None,
    query: tuple[tuple[str, str], ...] = (),
    headers: dict[str, str] | None = None,
    **more: Any,
) -> Exchange:
    """One request and what came back; the status is the right one unless it is told."""
    request = Request(
        method=method or METHODS[do],
        path=path if path is not None else "/phone-number" if do in ("create", "list") else f"/phone-number/{ID}",
        query=query,
        content_type=None if sent is NOTHING else "application/json",
        body=told(sent),
    )
    if status is None:
        return Exchange(request=request, **more)
    status = status or (201 if do == "create" else 200)
    kept = {"content-type": "application/json"} | (headers or {})
    return Exchange(request=request, response=Response(status=status, headers=kept, body=told(answer)), **more)


def invocation(do: str, *exchanges: Exchange, **more: Any) -> tuple[Invocation, tuple[Exchange, ...]]:
    """What a client was to do, with the exchanges that it made; `raised` is the class of its error."""
    error = more.pop("raised", None)
    if error is not None:
        more |= {"error": error, "ending": "raised"}
    if do not in ("create", "list"):
        more.setdefault("id", ID)
    return Invocation(do=do, **more), exchanges


def transcript(*invocations: tuple[Invocation, tuple[Exchange, ...]]) -> Transcript:
    """All of them, one after the other."""
    made: list[Invocation] = []
    seen: list[Exchange] = []
    for one, exchanges in invocations:
        made.append(dataclasses.replace(one, first=len(seen), count=len(exchanges)))
        seen += exchanges
    return Transcript(exchanges=tuple(seen), invocations=tuple(made))


def verdicts(rule: str, *invocations: tuple[Invocation, tuple[Exchange, ...]]) -> list[Verdict]:
    """What a rule says of them: the same after the transcript went through JSON."""
    seen = transcript(*invocations)
    [judge] = (one.judge for one in RULES if one.id == rule)
    found = list(judge(seen))
    assert list(judge(Transcript.from_json(seen.to_json()))) == found
    return found


def outcomes(rule: str, *invocations: tuple[Invocation, tuple[Exchange, ...]]) -> list[str]:
    """The outcomes alone."""
    return [verdict.outcome for verdict in verdicts(rule, *invocations)]


def causes(rule: str, *invocations: tuple[Invocation, tuple[Exchange, ...]]) -> list[tuple[str, ...]]:
    """The causes of the breaches."""
    return [verdict.cause for verdict in verdicts(rule, *invocations) if verdict.outcome == "broken"]
