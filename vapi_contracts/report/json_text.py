"""JSON values as text that any JSON reader takes and any terminal shows, whatever an endpoint answered."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any, cast

from vapi_contracts.body import Json

__all__ = ["in_single_quotes", "json_text", "one_line_of_ascii"]

DEEPEST = 100
"""Levels that are written of a value which is nested too deep to be written whole."""


def json_text(value: Json, *, indent: int | None = 2) -> str:
    """Write a value as ASCII-only JSON.

    What JSON or Python cannot write becomes a text: numbers beyond a double, and what lies too deep.
    """
    separators = (",", ":") if indent is None else None
    try:
        return json.dumps(value, indent=indent, separators=separators, allow_nan=False, default=_plain)
    except (RecursionError, ValueError):
        return json.dumps(_tamed(value, DEEPEST), indent=indent, separators=separators, default=_plain)


def in_single_quotes(value: Json) -> str:
    """Write a value as JSON that may stand between single quotes."""
    return json_text(value).replace("'", "\\u0027")


def one_line_of_ascii(text: str) -> str:
    """Return a text as one line that any file can hold."""
    return " ".join(text.encode("ascii", "backslashreplace").decode().split())


def _plain(value: object) -> Json:
    return dict(cast("Mapping[str, Json]", value)) if isinstance(value, Mapping) else str(value)


def _tamed(value: Any, levels: int) -> Json:
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, Mapping | list | tuple):
        if not levels:
            return "(nested too deep to be shown)"
        if isinstance(value, Mapping):
            content: Mapping[str, Json] = value
            return {key: _tamed(inner, levels - 1) for key, inner in content.items()}
        items: Sequence[Json] = value
        return [_tamed(inner, levels - 1) for inner in items]
    return value
