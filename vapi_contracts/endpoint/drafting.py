"""From a step to a request: what a scenario leaves open is filled in with what was seen so far."""

from __future__ import annotations

import json
import re
import secrets
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeGuard, cast
from urllib.parse import parse_qsl, quote

from vapi_contracts.body import Body, Json, Value
from vapi_contracts.endpoint.wire import encoded_path, encoded_query
from vapi_contracts.scenario import Create, Credential, Delete, List, Page, Patch, Read, Send

__all__ = ["Draft", "Known", "NotKnownError", "draft", "resolved"]

NUMBERS = "/phone-number"
PAGES = "/v2/phone-number"
JSON_TYPE = "application/json"

_TEXT_PARTS = re.compile(r"\{(fresh|FRESH|host|HOST|Host)\}")
_ID_PART = re.compile(r"\{id:(\d+)\}")


class NotKnownError(LookupError):
    """A step needs a number without an id, or an instant that was never shown: it cannot be played."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A request before its token: `path` and `query` as in a transcript, `target` as on the wire."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    target: str
    credential: Credential = "right"
    content_type: str | None = None
    body: Body | None = None


def _fresh() -> str:
    """Return a token of letters only: a digit has no case, and could be a part of somebody's telephone number."""
    return "".join(secrets.choice(string.ascii_lowercase) for _ in range(10))


@dataclass(slots=True)
class Known:
    """What is known while a scenario is played: ids, and what the endpoint showed of each number."""

    host: str
    fresh: str = field(default_factory=_fresh)
    ids: dict[int, str] = field(default_factory=dict[int, str])
    shown: dict[int, Mapping[str, Json]] = field(default_factory=dict[int, Mapping[str, Json]])

    def path_of(self, number: int) -> str:
        """Return the path of a number. Raises `NotKnownError` where it has no id."""
        if number not in self.ids:
            raise NotKnownError(f"number {number} has no id")
        return f"{NUMBERS}/{quote(self.ids[number], safe='')}"

    def text(self, template: str) -> str:
        """Fill in a `$text`."""
        return _TEXT_PARTS.sub(self._part, template)

    def _part(self, found: re.Match[str]) -> str:
        match found.group(1):
            case "fresh":
                return self.fresh
            case "FRESH":
                return self.fresh.upper()
            case "host":
                return self.host
            case "HOST":
                return self.host.upper()
            case _:
                return self.host.title()

    def instant(self, where: Mapping[str, Json]) -> str:
        """Fill in an `$instant`: as it was shown, or shifted and written with milliseconds and `Z`.

        Raises `NotKnownError` where the endpoint showed none, or none that can be read.
        """
        shown = self.shown.get(where["number"], {}).get(where["field"])
        if not isinstance(shown, str):
            raise NotKnownError(f"number {where['number']} showed no {where['field']}")
        plus_ms = where.get("plus_ms", 0)
        if not plus_ms:
            return shown
        try:
            moment = datetime.fromisoformat(shown)
            moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
            moved = moment + timedelta(milliseconds=plus_ms)
        except (ValueError, OverflowError):
            raise NotKnownError(f"{shown!r} cannot be shifted") from None
        return moved.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def resolved(value: Json, known: Known) -> Json:
    """Return the value with its placeholders filled in; what has none is returned as it is, not copied.

    Raises `NotKnownError` for an instant that is not known.
    """
    if isinstance(value, dict):
        return _resolved_object(cast("dict[str, Json]", value), known)
    if _is_list(value):
        return _resolved_list(value, known)
    return value


def _is_list(value: Json) -> TypeGuard[list[Json]]:
    return isinstance(value, list)


def _resolved_list(items: list[Json], known: Known) -> list[Json]:
    filled = [resolved(item, known) for item in items]
    changed = any(new is not old for new, old in zip(filled, items, strict=True))
    return filled if changed else items


def _resolved_object(value: dict[str, Json], known: Known) -> Json:
    if len(value) == 1:
        [(key, content)] = value.items()
        if key == "$text" and isinstance(content, str):
            return known.text(content)
        if key == "$instant" and isinstance(content, dict) and {"number", "field"} <= content.keys():
            return known.instant(cast("dict[str, Json]", content))
    out: dict[str, Json] | None = None
    for key, old in value.items():
        if isinstance(old, dict | list):
            new = resolved(old, known)
            if new is not old:
                out = dict(value) if out is None else out
                out[key] = new
    return value if out is None else out


def draft(step: Create | Read | Patch | Delete | List | Page | Send, known: Known) -> Draft:
    """Return the request of a step. Raises `NotKnownError` where it cannot be made."""
    match step:
        case Create(body=body, credential=credential):
            return _with_payload("POST", NUMBERS, resolved(body, known), credential)
        case Patch(number=number, body=body, credential=credential):
            return _with_payload("PATCH", known.path_of(number), resolved(body, known), credential)
        case Read(number=number, credential=credential):
            path = known.path_of(number)
            return Draft(method="GET", path=path, target=path, credential=credential)
        case Delete(number=number, credential=credential):
            path = known.path_of(number)
            return Draft(method="DELETE", path=path, target=path, credential=credential)
        case List(query=query, credential=credential):
            return _with_query(NUMBERS, query, credential, known)
        case Page(query=query, credential=credential):
            return _with_query(PAGES, query, credential, known)
        case Send():
            return _as_written(step, known)


def _with_payload(method: str, path: str, payload: Json, credential: Credential) -> Draft:
    return Draft(
        method=method,
        path=path,
        target=path,
        credential=credential,
        content_type=JSON_TYPE,
        body=Value(payload),
    )


def _with_query(path: str, query: Mapping[str, Json], credential: Credential, known: Known) -> Draft:
    pairs = tuple(_pairs({name: resolved(value, known) for name, value in query.items()}))
    target = f"{path}?{encoded_query(pairs)}" if pairs else path
    return Draft(method="GET", path=path, query=pairs, target=target, credential=credential)


def _pairs(query: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    for name, value in query.items():
        if _is_list(value):
            yield from _pairs_of(name, value)
        else:
            yield from _pairs_of(name, [value])


def _pairs_of(name: str, values: list[Json]) -> Iterator[tuple[str, str]]:
    for value in values:
        yield name, value if isinstance(value, str) else json.dumps(value)


def _as_written(step: Send, known: Known) -> Draft:
    def id_part(found: re.Match[str]) -> str:
        return known.path_of(int(found.group(1))).removeprefix(f"{NUMBERS}/")

    target = encoded_path(_ID_PART.sub(id_part, step.path))
    path, _, query = target.partition("?")
    return Draft(
        method=step.method,
        path=path,
        query=tuple(parse_qsl(query, keep_blank_values=True)),
        target=target,
        credential=step.credential,
        content_type=step.content_type,
        body=step.body,
    )
