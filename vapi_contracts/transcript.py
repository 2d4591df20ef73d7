"""What is seen: a transcript is the list of exchanges with an endpoint, in order, as plain data.

It is all that a judge gets, and it is the file that a counterexample is kept in. It holds no secret: the
bearer token is written as right, wrong or absent, and SIP passwords are replaced as they are recorded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Literal, TypeAlias

from vapi_contracts.body import Body, Json, NotJsonError, Value, body_from_json, body_to_json, parse
from vapi_contracts.scenario import Credential, Method
from vapi_contracts.trouble import Delivery

__all__ = ["Ending", "Exchange", "Failure", "Invocation", "Operation", "Request", "Response", "Target", "Transcript"]

Failure: TypeAlias = Literal["timeout", "refused", "dropped", "raised"]
"""Why there is no answer: none in time, no connection, a broken one, or the app in process raised."""

Ending: TypeAlias = Literal["returned", "raised", "hung"]
"""How an invocation ended: with a result, with an error, or by force."""

Operation: TypeAlias = Literal["create", "list", "read", "patch", "delete", "page", "other"]

_BY_ID = re.compile(r"/phone-number/([^/]+)")
_ON_ONE: dict[str, Operation] = {"GET": "read", "PATCH": "patch", "DELETE": "delete"}
_ON_ALL: dict[tuple[str, str], Operation] = {
    ("POST", "/phone-number"): "create",
    ("GET", "/phone-number"): "list",
    ("GET", "/v2/phone-number"): "page",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request as it was sent; `path` is relative to the target's base URL."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    credential: Credential = "right"
    content_type: str | None = None
    body: Body | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """An answer as it was seen; of the headers only those that a rule reads, in lower case."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: Body | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """A request and what came back; `started` and `seconds` count from the start of the transcript.

    Seen from a server, `response` is what was to be sent, `delivery` how much of that was, and the exchange ends when
    all is sent or either side closes the connection.
    """

    request: Request
    response: Response | None = None
    failure: Failure | None = None
    started: float = 0.0
    seconds: float = 0.0
    delivery: Delivery = "whole"

    @property
    def status(self) -> int | None:
        """The status of the answer, `None` without one."""
        return self.response.status if self.response else None

    @property
    def sent(self) -> Json:
        """The JSON value that was sent; `None` where there is none."""
        return self.request.body.json if isinstance(self.request.body, Value) else None

    @property
    def shown(self) -> Json:
        """The JSON value of the answer; `None` where there is none."""
        body = self.response.body if self.response else None
        return body.json if isinstance(body, Value) else None

    @property
    def operation(self) -> Operation:
        """Which operation of the phone-number API was asked for."""
        method, path = self.request.method, self.request.path
        if _BY_ID.fullmatch(path):
            return _ON_ONE.get(method, "other")
        return _ON_ALL.get((method, path), "other")

    @property
    def number_id(self) -> str | None:
        """The id in the path, for an operation on one number."""
        found = _BY_ID.fullmatch(self.request.path)
        return found.group(1) if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invocation:
    """What a client was to do, and what it said of it.

    `do`, `body`, `id`, `query`, `way` and `timeout` (seconds) are the caller's. The requests that it made meanwhile are
    the exchanges from `first` on, `count` of them. A result is in `result` as the JSON value that the client makes of
    it, unless it can make none (`dumped` is false), and `kinds` has the class names of its parts by JSON pointer, ""
    being the whole. `error` is the class of what was raised, `own` whether it is one of the client's own (`None` where
    the client does not say which are), `message` its text. `exact` is false where numbers pass through another
    language on their way to the client, and may be doubles there. `seconds` is how long it took.
    """

    do: Method
    body: Json = None
    id: str | None = None
    query: Mapping[str, Json] = field(default_factory=dict[str, Json])
    way: str | None = None
    timeout: float = 10.0
    first: int = 0
    count: int = 0
    ending: Ending = "returned"
    result: Json = None
    dumped: bool = True
    kinds: Mapping[str, str] = field(default_factory=dict[str, str])
    error: str | None = None
    own: bool | None = None
    message: str | None = None
    exact: bool = True
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a judge must know of an endpoint: whether it is a live one, and its region's SIP host."""

    live: bool = False
    sip_host: str = "sip.vapi.ai"


@dataclass(frozen=True, slots=True, kw_only=True, weakref_slot=True)
class Transcript:
    """Exchanges with one target, in the order in which they were started.

    Where a client made them, `invocations` has what it was to do.
    """

    exchanges: tuple[Exchange, ...]
    target: Target = field(default_factory=Target)
    invocations: tuple[Invocation, ...] = ()

    def to_json(self) -> dict[str, Json]:
        """Write the transcript as one JSON object."""
        written: dict[str, Json] = {
            "format": 1,
            "target": {"live": self.target.live, "sip_host": self.target.sip_host},
            "exchanges": [_exchange_to_json(exchange) for exchange in self.exchanges],
        }
        if self.invocations:
            written["invocations"] = [_invocation_to_json(one) for one in self.invocations]
        return written

    @classmethod
    def from_json(cls, data: Json) -> Transcript:
        """Read what `to_json` wrote.

        Raises `ValueError` for anything else.
        """
        try:
            if data["format"] != 1:
                raise ValueError(f"transcript format {data['format']} is not known")
            return cls(
                exchanges=tuple(_exchange_from_json(exchange) for exchange in data["exchanges"]),
                target=Target(**data["target"]),
                invocations=tuple(Invocation(**one) for one in data.get("invocations", ())),
            )
        except (KeyError, TypeError) as error:
            raise ValueError(f"not a transcript: {error!r}") from None

    @classmethod
    def loads(cls, raw: bytes | str) -> Transcript:
        """Read a transcript from JSON text.

        Raises `ValueError` for what is none.
        """
        try:
            return cls.from_json(parse(raw))
        except NotJsonError as error:
            raise ValueError(f"not a transcript: {error}") from None


def _invocation_to_json(invocation: Invocation) -> dict[str, Json]:
    return {entry.name: getattr(invocation, entry.name) for entry in fields(invocation)}


def _exchange_to_json(exchange: Exchange) -> dict[str, Json]:
    request, response = exchange.request, exchange.response
    written: dict[str, Json] = {
        "request": {
            "method": request.method,
            "path": request.path,
            "query": [list(pair) for pair in request.query],
            "credential": request.credential,
            "content_type": request.content_type,
            "body": body_to_json(request.body),
        },
        "response": response
        and {
            "status": response.status,
            "headers": dict(response.headers),
            "body": body_to_json(response.body),
        },
        "failure": exchange.failure,
        "started": exchange.started,
        "seconds": exchange.seconds,
    }
    if exchange.delivery != "whole":
        written["delivery"] = exchange.delivery
    return written


def _exchange_from_json(data: Mapping[str, Json]) -> Exchange:
    request, response = dict(data["request"]), data["response"]
    request["query"] = tuple((name, value) for name, value in request["query"])
    request["body"] = body_from_json(request["body"])
    return Exchange(
        request=Request(**request),
        response=response
        and Response(status=response["status"], headers=response["headers"], body=body_from_json(response["body"])),
        failure=data["failure"],
        started=data["started"],
        seconds=data["seconds"],
        delivery=data.get("delivery", "whole"),
    )
