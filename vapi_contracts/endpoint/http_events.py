"""Requests and answers as the events of h11, and back."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlsplit

import h11

from vapi_contracts.endpoint.wire import Answer, PreparedRequest
from vapi_contracts.trouble import Delivery

__all__ = ["NO_BODY", "asked_by", "asked_unreadably", "head_of", "rest_of", "target_for_the_app"]

HOP_BY_HOP = frozenset({"content-length", "transfer-encoding", "connection", "keep-alive"})
"""What the server itself has to say of its connection."""

NO_BODY = frozenset({204, 304})
_REASONS = {status.value: status.phrase.encode("ascii") for status in HTTPStatus}


def asked_by(head: h11.Request) -> PreparedRequest:
    """Return a request whose body has not come yet."""
    headers = tuple((name.decode("latin-1"), value.decode("latin-1")) for name, value in head.headers)
    return PreparedRequest(head.method.decode("latin-1"), head.target.decode("latin-1"), headers)


def asked_unreadably(raw: bytes) -> PreparedRequest:
    """Return what the first line of something asks for that is no HTTP: all between its first and its last space."""
    line = raw.lstrip(b"\r\n").partition(b"\n")[0].rstrip(b"\r").decode("latin-1")
    method, _, rest = line.partition(" ")
    return PreparedRequest(method, rest.rpartition(" ")[0] or rest)


def head_of(answer: Answer, length: int) -> h11.Response:
    """Return the head of an answer. Raises `LocalProtocolError` for headers that cannot be sent."""
    headers = [
        (name.encode("latin-1"), value.encode("latin-1"))
        for name, value in answer.headers
        if name.lower() not in HOP_BY_HOP
    ]
    if answer.status not in NO_BODY:
        headers.append((b"content-length", str(length).encode("ascii")))
    return h11.Response(status_code=answer.status, headers=headers, reason=_REASONS.get(answer.status, b""))


def rest_of(body: bytes, delivery: Delivery, *, without: bool) -> list[h11.Event]:
    """Return what is sent at once of a body."""
    if delivery == "cut":
        return [h11.Data(data=body[: len(body) // 2])]
    if delivery == "whole":
        return [h11.EndOfMessage()] if without else [h11.Data(data=body), h11.EndOfMessage()]
    return []


def target_for_the_app(target: str) -> str | None:
    """Return the path and query that an app is asked for; `None` where a target is none that a server must know."""
    if target.startswith("/"):
        return target
    try:
        parts = urlsplit(target)
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not parts.netloc:
        return None
    return f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
