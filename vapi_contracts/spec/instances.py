"""Small values that a view admits, and whether there is one at all."""

from __future__ import annotations

import json
import math
import re
from functools import cache
from typing import Any

from vapi_contracts.body import Json
from vapi_contracts.spec.pointers import sequence
from vapi_contracts.spec.scalars import admits, count, finite, formats, no_number, number_range, patterns
from vapi_contracts.spec.views import View

__all__ = ["SAMPLES", "ImpossibleError", "Instances", "UnknownError", "of_pattern", "too_few"]

STEPS = 3_000
"""Views that are looked into for one value."""

LARGEST = 10_000
"""Length of a text or list that is still made."""

SAMPLES = {
    "uuid": "00000000-0000-4000-8000-000000000000",
    "date-time": "2026-01-01T00:00:00Z",
    "date": "2026-01-01",
    "time": "00:00:00Z",
    "email": "a@example.com",
    "uri": "https://example.com",
    "url": "https://example.com",
    "hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "duration": "P1D",
    "regex": "a",
    "json-pointer": "/a",
    "uri-reference": "/a",
    "idn-email": "a@example.com",
    "idn-hostname": "example.com",
    "iri": "https://example.com",
}


class ImpossibleError(Exception):
    """No value satisfies the view."""


class UnknownError(Exception):
    """Some value may satisfy the view, but none was found by construction."""


class Instances:
    """The least values of views, each worked out once.

    Texts that match a pattern take long to find, and are left unknown unless asked for.
    """

    def __init__(self, *, thorough: bool = False) -> None:
        self._thorough = thorough
        self._found: dict[Any, Json | Exception] = {}
        self._open: set[Any] = set()
        self._cut = False
        self._left = STEPS

    def satisfiable(self, view: View) -> bool:
        """Whether some value may satisfy the view; `False` is certain."""
        try:
            self.least(view)
        except ImpossibleError:
            return False
        except UnknownError:
            pass
        return True

    def least(self, view: View) -> Json:
        """Return a small value. Raises `ImpossibleError`, or `UnknownError` where none is found."""
        if not self._open:
            self._left = STEPS
        if view.key in self._found:
            found = self._found[view.key]
            if isinstance(found, Exception):
                raise found
            return found
        if view.key in self._open:
            self._cut = True
            raise ImpossibleError  # it would have to contain itself without end
        self._left -= 1
        if self._left < 0 or len(self._open) > 80:
            raise UnknownError
        self._open.add(view.key)
        outer, self._cut = self._cut, False
        try:
            self._found[view.key] = found = self._made(view)
        except UnknownError as error:
            if not self._cut and self._left >= 0:
                self._found[view.key] = error.with_traceback(None)
            raise
        except ImpossibleError as error:
            if not self._cut or len(self._open) == 1:
                self._found[view.key] = error.with_traceback(None)
            raise
        finally:
            self._open.discard(view.key)
            self._cut = (self._cut or outer) and bool(self._open)
        return found

    def _made(self, view: View) -> Json:
        if len(view.alternatives) != 1 or view.alternatives[0] is not view:
            return self._smallest(list(view.alternatives))
        values = finite(view)
        if values is not None:
            if not values:
                raise ImpossibleError
            return min(values, key=lambda value: len(json.dumps(value)))
        unsure = False
        for kind in _kinds(view):
            try:
                return self.of_kind(view, kind)
            except ImpossibleError:
                continue
            except UnknownError:
                unsure = True
        raise UnknownError if unsure else ImpossibleError

    def _smallest(self, views: list[View]) -> Json:
        found: list[Json] = []
        unsure = False
        for view in views:
            try:
                found.append(self.least(view))
            except ImpossibleError:
                continue
            except UnknownError:
                unsure = True
        if found:
            return min(found, key=lambda value: len(json.dumps(value)))
        raise UnknownError if unsure else ImpossibleError

    def of_kind(self, view: View, kind: str) -> Json:
        """Return a small value of one JSON type."""
        match kind:
            case "null":
                return None
            case "boolean":
                return False
            case "string":
                return self._text(view)
            case "array":
                return self._list(view)
            case "object":
                return self._object(view)
            case _:
                return _number(view)

    def _text(self, view: View) -> str:
        least, most = count(view, "string")
        if least > most:
            raise ImpossibleError
        if least > LARGEST:
            raise UnknownError
        made = "a" * math.ceil(least)
        for one in sorted(formats(view)):
            made = SAMPLES.get(one, made)
        if not admits(view, made):
            if not self._thorough:
                raise UnknownError
            made = of_pattern(tuple(sorted(patterns(view))), least, most)
        return made

    def _list(self, view: View) -> list[Json]:
        least, most = count(view, "array")
        if least > most:
            raise ImpossibleError
        if least == 0:
            return []
        if too_few(view):
            raise ImpossibleError
        if least > LARGEST or (least > 1 and True in view.values("uniqueItems")):
            raise UnknownError
        return [self.least(view.items)] * math.ceil(least)

    def _object(self, view: View) -> dict[str, Json]:
        least, most = count(view, "object")
        if least > most or len(view.required) > most:
            raise ImpossibleError
        if least and view.additional is False and not view.patterned and len(view.properties) < least:
            raise ImpossibleError
        made: dict[str, Json] = {}
        for name in sorted(view.required):
            made[name] = self._property(view, name)
        for name, below in view.properties.items():
            if len(made) >= least:
                break
            if name not in made and self.satisfiable(below):
                made[name] = self.least(below)
        if len(made) < least:
            raise UnknownError
        return made

    def _property(self, view: View, name: str) -> Json:
        if name in view.properties:
            return self.least(view.properties[name])
        additional = view.additional
        if additional is False and not any(sequence(one) or one for one in view.values("patternProperties")):
            raise ImpossibleError
        return self.least(additional) if isinstance(additional, View) else ""


def too_few(view: View) -> bool:
    """Whether a list must have more different items than there are."""
    values = finite(view.items) if len(view.items.alternatives) == 1 else None
    return values is not None and True in view.values("uniqueItems") and len(values) < count(view, "array")[0]


def _kinds(view: View) -> list[str]:
    likely = [
        kind for kind, said in (("object", view.required or view.properties), ("array", view.items.parts)) if said
    ]
    order = [*likely, "string", "integer", "number", "boolean", "array", "object", "null"]
    return [kind for kind in dict.fromkeys(order) if kind in view.types]


def _number(view: View) -> float:
    held = number_range(view)
    if no_number(view):
        raise ImpossibleError
    low, high = held[0], held[2]
    steps = [step for step in view.values("multipleOf") if isinstance(step, int | float) and step > 0]
    near = [0, low, high, low + 1, high - 1]
    if not math.isinf(low) and not math.isinf(high):
        near.append((low + high) / 2)
    for step in steps:
        near += [step, -step] + ([math.ceil(low / step) * step] if not math.isinf(low) else [])
    for one in near:
        if not math.isinf(one):
            value = int(one) if float(one).is_integer() else one
            if admits(view, value):
                return value
    raise UnknownError


@cache
def of_pattern(wanted: tuple[str, ...], least: float, most: float) -> str:
    """Return a short text that matches patterns. Raises `UnknownError` where none is found."""
    from hypothesis import HealthCheck, Phase, find, settings  # noqa: PLC0415 - rarely needed, and heavy
    from hypothesis import strategies as st  # noqa: PLC0415
    from hypothesis.errors import HypothesisException  # noqa: PLC0415

    if not wanted:
        raise UnknownError
    quick = settings(
        max_examples=200,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
    )
    try:
        return find(
            st.from_regex(wanted[0], fullmatch=True),
            lambda text: least <= len(text) <= most and all(re.search(one, text) for one in wanted),
            settings=quick,
        )
    except (HypothesisException, re.error, OverflowError, RecursionError):
        raise UnknownError from None
