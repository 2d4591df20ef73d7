"""How a request or response body is written down: as JSON where it is JSON, else as text or bytes.

A very large or very deep body is described by its parts, so that a transcript of it stays readable.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

__all__ = [
    "Body",
    "Bytes",
    "Json",
    "NotJsonError",
    "Repeated",
    "Text",
    "Value",
    "body_from_json",
    "body_to_json",
    "parse",
    "read_body",
]

Json: TypeAlias = Any
"""A JSON value: `None`, `bool`, `int`, `float`, `str`, a `list` or a `dict` with string keys."""

LARGEST_KEPT = 65_536
"""Characters of a body that is not JSON which a transcript keeps at most."""


@dataclass(frozen=True, slots=True)
class Value:
    """A body that is JSON, by its value."""

    json: Json

    def encode(self) -> bytes:
        """Return the bytes on the wire."""
        return json.dumps(self.json, ensure_ascii=True, separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True)
class Text:
    """A body that is UTF-8 but not JSON."""

    text: str

    def encode(self) -> bytes:
        """Return the bytes on the wire."""
        return self.text.encode()


@dataclass(frozen=True, slots=True)
class Bytes:
    """A body that is not even UTF-8, in base64."""

    base64: str

    def encode(self) -> bytes:
        """Return the bytes on the wire."""
        return base64.b64decode(self.base64)


@dataclass(frozen=True, slots=True)
class Repeated:
    """A body made of `head`, `count` times `unit`, as often `closing`, and `tail`: very deep or very large ones."""

    head: str
    unit: str
    count: int
    tail: str = ""
    closing: str = ""

    def encode(self) -> bytes:
        """Return the bytes on the wire."""
        return (self.head + self.unit * self.count + self.closing * self.count + self.tail).encode()


Body: TypeAlias = Value | Text | Bytes | Repeated

_KINDS: dict[str, type[Value | Text | Bytes]] = {"json": Value, "text": Text, "base64": Bytes}


class NotJsonError(ValueError):
    """The bytes are no JSON text by RFC 8259."""


def _refuse_constant(name: str) -> Json:
    raise NotJsonError(f"{name} is no JSON value")


def parse(raw: bytes | str) -> Json:
    """Return the value of a JSON text; `NaN` and the infinities are refused as RFC 8259 does.

    Raises `NotJsonError` for what is no JSON, and for JSON nested too deep to be read here.
    """
    try:
        return json.loads(raw, parse_constant=_refuse_constant)
    except RecursionError:
        raise NotJsonError("nested too deep") from None
    except NotJsonError:
        raise
    except ValueError as error:
        raise NotJsonError(str(error)) from None


def read_body(raw: bytes) -> Body | None:
    """Describe the bytes of a body; `None` for no bytes at all."""
    if not raw:
        return None
    try:
        return Value(parse(raw))
    except NotJsonError:
        pass
    try:
        return Text(raw.decode()[:LARGEST_KEPT])
    except UnicodeDecodeError:
        return Bytes(base64.b64encode(raw[:LARGEST_KEPT]).decode())


def body_to_json(body: Body | None) -> Json:
    """Write a body as one object whose only key tells its kind, or `null`."""
    match body:
        case None:
            return None
        case Value(value):
            return {"json": value}
        case Text(text):
            return {"text": text}
        case Bytes(encoded):
            return {"base64": encoded}
        case Repeated(head, unit, count, tail, closing):
            return {"repeat": [head, unit, count, tail, closing]}


def body_from_json(data: Mapping[str, Json] | None) -> Body | None:
    """Read what `body_to_json` wrote.

    Raises `ValueError` for anything else.
    """
    if data is None:
        return None
    if len(data) == 1:
        [(kind, content)] = data.items()
        if kind == "repeat":
            return Repeated(*content)
        if kind in _KINDS:
            return _KINDS[kind](content)
    raise ValueError(f"not a body: {sorted(data)}")
