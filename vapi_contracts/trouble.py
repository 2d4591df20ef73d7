"""What a server does to one request instead of simply answering it: plain data, one function a kind of trouble.

The functions are what tests of clients use, with `vapi_mock` and `vapi_server`; scenarios hold what they return.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal, TypeAlias, get_args

from vapi_contracts.body import Body, Bytes, Json, Repeated, Text, Value, body_from_json, body_to_json

__all__ = [
    "Damage",
    "Delivery",
    "Trouble",
    "answer",
    "bad_utf8",
    "drip",
    "drop",
    "empty",
    "error_body",
    "html",
    "null",
    "stall",
    "status",
    "truncated",
    "unknown_discriminator",
    "unknown_enum",
    "unknown_property",
    "wrong_content_type",
]

Delivery: TypeAlias = Literal["whole", "silence", "stall", "drip", "drop", "cut"]
"""How an answer travels: whole; not at all while the connection stays open; its headers and then nothing; its body
a few bytes at a time without an end; a connection that is closed before the answer, or in the middle of the body."""

Damage: TypeAlias = Literal["truncated", "bad-utf8"]
"""What happens to the bytes of a body: the second half is missing, or a text in it is no UTF-8."""

REFUSAL: Json = {"message": ["name must be a string"], "error": "Bad Request", "statusCode": 400}
PAGE = "<!doctype html><html><head><title>502</title></head><body><h1>Bad gateway</h1></body></html>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """What becomes of one request.

    Without `status` and `body` the API's own answer is taken, and changed: `put` puts values at JSON pointers of its
    body, `damage` spoils its bytes, `headers` (lower case) replace its own. A header of `{date+2}` is the HTTP date two
    seconds from now. With `status` or `body` that is the answer, and the API sees the request only if `carried_out`.
    """

    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: Body | None = None
    put: Mapping[str, Json] = field(default_factory=dict[str, Json])
    damage: Damage | None = None
    delivery: Delivery = "whole"
    carried_out: bool = False

    def to_json(self) -> dict[str, Json]:
        """Write the trouble as one object of what differs from no trouble at all."""
        out: dict[str, Json] = {}
        for entry in fields(self):
            value: Any = getattr(self, entry.name)
            if isinstance(value, Value | Text | Bytes | Repeated):
                out[entry.name] = body_to_json(value)
            elif isinstance(value, Mapping):
                if value:
                    out[entry.name] = dict(value)  # pyright: ignore[reportUnknownArgumentType] - of Json values
            elif value != entry.default:
                out[entry.name] = value
        return out

    @classmethod
    def from_json(cls, data: Mapping[str, Json]) -> Trouble:
        """Read what `to_json` wrote.

        Raises `ValueError` for anything else.
        """
        try:
            content = dict(data)
            if "body" in content:
                content["body"] = body_from_json(content["body"])
            read = cls(**content)
        except TypeError as error:
            raise ValueError(f"not a trouble: {error}") from None
        if read.delivery not in get_args(Delivery) or read.damage not in (None, *get_args(Damage)):
            raise ValueError(f"not a trouble: {read.delivery!r}, {read.damage!r}")
        return read


def status(code: int, *, retry_after: str | float | None = None, carried_out: bool = False) -> Trouble:
    """Answer with a status and the body of a refusal.

    `retry_after` is the header as it is sent: seconds, an HTTP date, or `{date+2}` for the date two seconds from now.
    With `carried_out` the request is carried out, and the client is told that it was not.
    """
    headers = {} if retry_after is None else {"retry-after": str(retry_after)}
    body = Value({"message": f"trouble: {code}", "statusCode": code})
    return Trouble(status=code, headers=headers, body=body, carried_out=carried_out)


def answer(body: Json, *, status: int = 200) -> Trouble:
    """Answer with this JSON value."""
    return Trouble(status=status, body=Value(body))


def truncated() -> Trouble:
    """Give the API's own answer without its second half; `content-length` agrees with what is sent."""
    return Trouble(damage="truncated")


def bad_utf8() -> Trouble:
    """Give the API's own answer with bytes in a text that are no UTF-8."""
    return Trouble(damage="bad-utf8")


def wrong_content_type(content_type: str = "text/html") -> Trouble:
    """Give the API's own answer under another content type."""
    return Trouble(headers={"content-type": content_type})


def html(code: int = 200) -> Trouble:
    """Answer with a page for people."""
    return Trouble(status=code, headers={"content-type": "text/html; charset=utf-8"}, body=Text(PAGE))


def empty(code: int = 200) -> Trouble:
    """Answer with no body at all."""
    return Trouble(status=code, body=Text(""))


def null(code: int = 200) -> Trouble:
    """Answer with `null`."""
    return Trouble(status=code, body=Value(None))


def error_body(code: int = 200) -> Trouble:
    """Answer with the body of a refusal under a status that says success."""
    return Trouble(status=code, body=Value(REFUSAL))


def stall() -> Trouble:
    """Give the headers of the API's own answer, and then nothing."""
    return Trouble(delivery="stall")


def drip() -> Trouble:
    """Give the API's own answer a few bytes at a time, without an end."""
    return Trouble(delivery="drip")


def drop(*, carried_out: bool = True) -> Trouble:
    """Close the connection without an answer, after the request was carried out or without."""
    return Trouble(delivery="drop", carried_out=carried_out)


def unknown_property(pointer: str = "/addedLater", value: Json = "kept") -> Trouble:
    """Add a property that no document knows to the API's own answer."""
    return Trouble(put={pointer: value})


def unknown_enum(pointer: str = "/status", value: str = "hibernating") -> Trouble:
    """Give a value that the enum does not have."""
    return Trouble(put={pointer: value})


def unknown_discriminator(pointer: str = "/fallbackDestination", kind: str = "pager") -> Trouble:
    """Give an object of a kind that the union does not have; its other properties are those of a destination."""
    return Trouble(put={pointer: {"type": kind, "number": "+14155550123", "description": "added later"}})
