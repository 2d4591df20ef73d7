"""Patterns of a document, read once each; what cannot be read matches everything."""

from __future__ import annotations

import re
from functools import cache

from vapi_contracts.body import Json

__all__ = ["compiles", "matches"]

LONGEST = 10_000
"""Length of a text that is still looked at."""


@cache
def _compiled(pattern: str) -> re.Pattern[str] | None:
    try:
        return re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return None


def compiles(pattern: Json) -> bool:
    """Whether a pattern can be read."""
    return isinstance(pattern, str) and _compiled(pattern) is not None


def matches(pattern: str, value: str) -> bool:
    """Whether a text matches a pattern."""
    compiled = _compiled(pattern)
    return compiled is None or len(value) > LONGEST or compiled.search(value) is not None
