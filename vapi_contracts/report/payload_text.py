"""Payloads as text for people: indented, with what is long cut short but for the place that matters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from vapi_contracts.body import Body, Bytes, Json, Repeated, Text, Value
from vapi_contracts.report.json_text import json_text

__all__ = ["body_lines", "one_line", "payload_lines", "quoted"]

LONGEST_TEXT = 40
HEAD, HEAD_OF_A_RUN = 24, 4
MOST_ITEMS = 3
"""Items of a list that are shown, besides those that the pointer leads to."""
DEEPEST = 8


def quoted(text: str) -> str:
    """Return a text in quotes, one that is long by its beginning and its length."""
    if len(text) <= LONGEST_TEXT:
        return _escaped(text)
    head = HEAD_OF_A_RUN if len(set(text)) == 1 else HEAD
    return f'{_escaped(text[:head])[:-1]}…" ({len(text):,} characters)'


def one_line(value: Json, width: int | None = None) -> str:
    """Return a value on one line, cut off at `width` characters."""
    line = _flat(value, DEEPEST)
    return line if width is None or len(line) <= width else f"{line[: width - 1]}…"


def payload_lines(value: Json, *, pointer: str = "", most: int = 40) -> list[str]:
    """Return a value as indented JSON.

    Where that takes more than `most` lines, the deepest objects and lists are shown by their size only; the
    way to `pointer` stays open.
    """
    way = tuple(token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:])
    lines: list[str] = []
    for depth in range(DEEPEST, -1, -1):
        lines = _lines(value, way, depth)
        if len(lines) <= most:
            break
    return lines


def body_lines(body: Body, *, pointer: str = "", most: int = 40) -> list[str]:
    """Return a body, whatever it is, as lines."""
    match body:
        case Value(value):
            return payload_lines(value, pointer=pointer, most=most)
        case Text(text):
            return [quoted(text)]
        case Bytes(encoded):
            size = len(body.encode())
            return [f"{size:,} {'byte' if size == 1 else 'bytes'}, in base64: {quoted(encoded)}"]
        case Repeated(head, unit, count, tail, closing):
            parts = [quoted(head)] if head else []
            parts.append(f"{count:,} times {quoted(unit)}")
            parts += [f"{count:,} times {quoted(closing)}"] if closing else []
            parts += [quoted(tail)] if tail else []
            return [", then ".join(parts)]


def _escaped(text: str) -> str:
    if text.isprintable():
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return json_text(text)


def _scalar(value: Json) -> str:
    return quoted(value) if isinstance(value, str) else json_text(value)


def _flat(value: Any, levels: int) -> str:
    if isinstance(value, Mapping):
        if not levels:
            return _size(value)
        content: Mapping[str, Json] = value
        return "{" + ", ".join(f"{_escaped(k)}: {_flat(v, levels - 1)}" for k, v in content.items()) + "}"
    if isinstance(value, list):
        items: list[Json] = value
        return "[" + ", ".join(_flat(item, levels - 1) for item in items) + "]" if levels else _size(value)
    return _scalar(value)


def _size(value: Any) -> str:
    size = len(value)
    if not size:
        return "{}" if isinstance(value, Mapping) else "[]"
    if isinstance(value, Mapping):
        return f"{{…}} ({size:,} {'property' if size == 1 else 'properties'})"
    return f"[…] ({size:,} {'item' if size == 1 else 'items'})"


def _lines(value: Any, way: tuple[str, ...], depth: int) -> list[str]:
    """Return lines of a value that is open for `depth` levels, and along the way to the pointer."""
    if isinstance(value, Mapping) and value and (depth > 0 or way):
        content: Mapping[str, Json] = value
        entries = (
            _prefixed(f"{_escaped(key)}: ", _lines(inner, _on(way, key), depth - 1)) for key, inner in content.items()
        )
        return ["{", *_joined(entries), "}"]
    if isinstance(value, list) and value and (depth > 0 or way):
        items: list[Json] = value
        shown = [at for at in range(len(items)) if at < MOST_ITEMS or (way and str(at) == way[0])]
        parts: list[list[str]] = []
        for before, at in zip([-1, *shown], shown, strict=False):
            if at > before + 1:
                parts.append([f"… ({at - before - 1:,} more)"])
            parts.append(_lines(items[at], _on(way, str(at)), depth - 1))
        if shown[-1] < len(items) - 1:
            parts.append([f"… ({len(items) - 1 - shown[-1]:,} more)"])
        return ["[", *_joined(parts), "]"]
    return [_size(value) if isinstance(value, Mapping | list) else _scalar(value)]


def _on(way: tuple[str, ...], key: str) -> tuple[str, ...]:
    return way[1:] if way and way[0] == key else ()


def _prefixed(prefix: str, lines: list[str]) -> list[str]:
    return [prefix + lines[0], *lines[1:]]


def _joined(entries: Iterable[list[str]]) -> list[str]:
    entries = list(entries)
    lines: list[str] = []
    for at, entry in enumerate(entries):
        lines += [f"  {line}" for line in entry]
        if at < len(entries) - 1:
            lines[-1] += ","
    return lines
