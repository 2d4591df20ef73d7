"""What a trouble makes of an answer: pure functions, for the mock in process and for the server on a socket alike."""

from __future__ import annotations

import copy
import re
from email.utils import formatdate
from typing import TypeAlias

from vapi_contracts.body import Json, NotJsonError, Text, Value, parse
from vapi_contracts.endpoint.wire import Answer
from vapi_contracts.transcript import Failure
from vapi_contracts.trouble import Delivery, Trouble

__all__ = ["UNANSWERED", "asks_the_api", "dated", "refuse_impossible", "troubled"]

UNANSWERED: dict[Delivery, Failure] = {"silence": "timeout", "drop": "dropped"}
"""What a client meets where nothing of the answer is sent."""

FRAMING = frozenset({"content-length", "transfer-encoding"})
"""What is no longer true of a body that was changed."""

NOT_UTF8 = b"\xff\xfe"
CONTENT_TYPES: dict[type, str] = {Value: "application/json; charset=utf-8", Text: "text/plain; charset=utf-8"}

_DATE = re.compile(r"\{date([+-]\d+)?\}")
_HEADER_NAME = re.compile(r"[-!#$%&'*+.^_`|~0-9a-zA-Z]+")
_HEADER_VALUE = re.compile(r"[\t\x20-\x7e\xa0-\xff]*")
_TEXTS = (re.compile(rb'"name"\s*:\s*"'), re.compile(rb':\s*"'), re.compile(rb'"'))
"""Where a text begins that is spoilt: one for people, where there is one, so that nothing but the encoding is wrong."""

_Headers: TypeAlias = list[tuple[str, str]]


def asks_the_api(trouble: Trouble) -> bool:
    """Whether the API gets to see a request that meets this trouble."""
    scripted = trouble.status is not None or trouble.body is not None
    return trouble.carried_out or not (scripted or trouble.delivery in UNANSWERED)


def refuse_impossible(trouble: object) -> None:
    """Raise `ValueError` for a trouble that HTTP has no way to write down, and `TypeError` for what is none."""
    if not isinstance(trouble, Trouble):
        hint = ": call it" if callable(trouble) else ""
        raise TypeError(f"{getattr(trouble, '__qualname__', trouble)!r} is no trouble{hint}")
    if trouble.status is not None and not 200 <= trouble.status <= 599:
        raise ValueError(f"a status is 200 to 599, not {trouble.status}")
    for name, value in trouble.headers.items():
        if not _HEADER_NAME.fullmatch(name) or not _HEADER_VALUE.fullmatch(value):
            raise ValueError(f"{name!r}: {value!r} is no header")


def troubled(trouble: Trouble, answer: Answer | None, now: float) -> Answer:
    """Return what is to be sent in the place of the API's own answer, if the API was asked.

    `now` is in seconds since 1970; the `date` of the answer is that second.
    """
    if trouble.status is not None or trouble.body is not None:
        kind = CONTENT_TYPES.get(type(trouble.body), "application/json")
        body = b"" if trouble.body is None else trouble.body.encode()
        changed = Answer(trouble.status or 200, [("content-type", kind)], body)
    else:
        changed = answer or Answer(200, [], b"")
    body = _put(changed.body, trouble) if trouble.put else changed.body
    if trouble.damage == "truncated":
        body = body[: len(body) // 2]
    elif trouble.damage == "bad-utf8":
        body = _spoilt(body)
    own = {name.lower(): _written(value, now) for name, value in trouble.headers.items()}
    replaced = FRAMING | own.keys()
    headers: _Headers = [(name, value) for name, value in changed.headers if name.lower() not in replaced]
    return dated(Answer(changed.status, [*headers, *own.items()], body, changed.raised), now)


def dated(answer: Answer, now: float) -> Answer:
    """Return the answer with a `date`, if it has none."""
    if answer.header("date") is not None:
        return answer
    headers = [("date", formatdate(int(now), usegmt=True)), *answer.headers]
    return Answer(answer.status, headers, answer.body, answer.raised)


def _written(value: str, now: float) -> str:
    return _DATE.sub(lambda found: formatdate(int(now) + int(found[1] or 0), usegmt=True), value)


def _put(raw: bytes, trouble: Trouble) -> bytes:
    """Put values into a JSON body, into each item where it is a list; what is no JSON stays as it is."""
    try:
        body = parse(raw)
    except NotJsonError:
        return raw
    for pointer, value in trouble.put.items():
        if isinstance(body, list) and not re.match(r"/(\d+|-)(/|$)", pointer):
            body = [_with(item, pointer, value) for item in body]
        else:
            body = _with(body, pointer, value)
    return Value(body).encode()


def _with(body: Json, pointer: str, value: Json) -> Json:
    """Return a body with a value at a JSON pointer whose parent exists; without a parent nothing is put."""
    value = copy.deepcopy(value)
    if not pointer:
        return value
    *parents, last = (part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])
    at = body
    for part in parents:
        if isinstance(at, dict) and part in at:
            at = at[part]
        elif isinstance(at, list) and part.isdecimal() and int(part) < len(at):
            at = at[int(part)]
        else:
            return body
    if isinstance(at, dict):
        at[last] = value
    elif isinstance(at, list) and last == "-":
        at.append(value)
    elif isinstance(at, list) and last.isdecimal() and int(last) < len(at):
        at[int(last)] = value
    return body


def _spoilt(raw: bytes) -> bytes:
    for text in _TEXTS:
        found = text.search(raw)
        if found:
            return raw[: found.end()] + NOT_UTF8 + raw[found.end() :]
    return raw + NOT_UTF8
