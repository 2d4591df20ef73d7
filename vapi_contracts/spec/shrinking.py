"""Smaller payloads that prove the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from vapi_contracts.body import Json

__all__ = ["shrunk"]

LONGEST = 20
"""Items of a list up to which each is left out in turn."""


def shrunk(payload: Json, proves: Callable[[Json], bool]) -> Json:
    """Leave out properties and items as long as the payload still proves it."""
    again = True
    while again:
        again = False
        for smaller in _smaller(payload):
            if proves(smaller):
                payload, again = smaller, True
                break
    return payload


def _smaller(value: Json) -> Iterator[Json]:
    if isinstance(value, dict):
        for name in value:
            yield {other: one for other, one in value.items() if other != name}
        for name, below in value.items():
            for smaller in _smaller(below):
                yield {**value, name: smaller}
    elif isinstance(value, list) and len(value) <= LONGEST:
        for index in range(len(value)):
            yield value[:index] + value[index + 1 :]
        for index, below in enumerate(value):
            for smaller in _smaller(below):
                yield [*value[:index], smaller, *value[index + 1 :]]
