"""Patterns of a document, read once each; what cannot be read matches everything."""

from __future__ import annotations

import importlib
import re
import warnings
from collections.abc import Iterable
from functools import cache
from typing import Any

from vapi_contracts.body import Json

__all__ = ["compiles", "matches", "meaning"]

LONGEST = 10_000
"""Length of a text that is still looked at."""

CATEGORIES = {"CATEGORY_DIGIT": ((48, 57),), "CATEGORY_WORD": ((48, 57), (65, 90), (95, 95), (97, 122))}
"""Signs that an escape stands for, as JSON Schema has it."""


@cache
def _compiled(pattern: str) -> re.Pattern[str] | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what may mean something else one day
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


@cache
def meaning(pattern: str) -> Any:
    """Return what is equal for patterns that are written otherwise and match the same; not for all that do."""
    if not compiles(pattern):
        return pattern
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            read: Any = importlib.import_module("re._parser").parse(pattern)
        plain = read.state.flags == re.UNICODE and "GROUPREF" not in repr(read)
        return _sequence(read) if plain else pattern
    except (ImportError, AttributeError, RecursionError, TypeError, ValueError):  # no promise of Python's
        return pattern


def _sequence(read: Iterable[Any]) -> tuple[Any, ...]:
    """Return items with how often each may stand, those that are alike put together."""
    made: list[tuple[Any, Any, Any]] = []
    for kind, said in read:
        for item, least, most in _item(str(kind), said):
            if made and made[-1][0] == item:
                _, low, high = made.pop()
                made.append((item, low + least, high + most))
            else:
                made.append((item, least, most))
    return tuple(made)


def _item(kind: str, said: Any) -> Iterable[tuple[Any, float, float]]:
    match kind:
        case "LITERAL" | "NOT_LITERAL":
            return [((kind.startswith("NOT"), frozenset({(said, said)})), 1, 1)]
        case "IN":
            return [(_signs(said), 1, 1)]
        case "SUBPATTERN" if not said[1] and not said[2]:
            return _sequence(said[3])
        case "BRANCH":
            return [(_either([_sequence(one) for one in said[1]]), 1, 1)]
        case "MAX_REPEAT" | "MIN_REPEAT":
            least, most, below = int(said[0]), float("inf") if str(said[1]) == "MAXREPEAT" else int(said[1]), said[2]
            inner = _sequence(below)
            single = len(inner) == 1 and inner[0][1:] == (1, 1)
            return [(inner[0][0] if single else inner, least, most)]
        case _:
            return [((kind, repr(said)), 1, 1)]


def _signs(said: Iterable[Any]) -> tuple[bool, frozenset[Any]]:
    """Return whether signs are excluded, and the signs: ranges that overlap or touch are one."""
    negated, ranges, others = False, list[tuple[int, int]](), set[Any]()
    for kind, one in said:
        match str(kind):
            case "NEGATE":
                negated = True
            case "LITERAL":
                ranges.append((one, one))
            case "RANGE":
                ranges.append(one)
            case _ if str(one) in CATEGORIES:
                ranges.extend(CATEGORIES[str(one)])
            case _:
                others.add((str(kind), str(one)))
    joined: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if joined and low <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
        else:
            joined.append((low, high))
    return negated, frozenset([*joined, *others])


def _either(branches: list[tuple[Any, ...]]) -> Any:
    """Return one of several sequences, in any order; of single signs, their set."""
    ones = [one[0][0] for one in branches if len(one) == 1 and one[0][1:] == (1, 1)]
    signs = [one for one in ones if one[0] is False and all(isinstance(sign[0], int) for sign in one[1])]
    if len(signs) == len(branches):
        return _signs([("RANGE", sign) for one in signs for sign in one[1]])
    return "or", frozenset(branches)
