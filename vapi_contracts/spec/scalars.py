"""What a view says about numbers, texts and lists of values, put so that it can be compared."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

from vapi_contracts.body import Json
from vapi_contracts.spec.pointers import canonical, sequence
from vapi_contracts.spec.regexes import matches
from vapi_contracts.spec.views import View

__all__ = ["Range", "admits", "count", "finite", "fits_type", "formats", "no_number", "number_range", "patterns"]

INFINITY = math.inf
SIZES: Mapping[str, tuple[str, str]] = {
    "string": ("minLength", "maxLength"),
    "array": ("minItems", "maxItems"),
    "object": ("minProperties", "maxProperties"),
}
HARMLESS_FORMATS = frozenset({"float", "double", "password", "int32", "int64"})


class Range(tuple[float, bool, float, bool]):
    """The lowest number, whether it is excluded itself, and the same for the highest."""

    __slots__ = ()

    @property
    def empty(self) -> bool:
        """Whether no number is in it."""
        low, no_low, high, no_high = self
        return low > high or (low == high and (no_low or no_high))

    def __contains__(self, value: object) -> bool:
        """Whether a number is in it."""
        low, no_low, high, no_high = self
        if not isinstance(value, int | float):
            return False
        return not (value < low or (no_low and value == low) or value > high or (no_high and value == high))


def _number(value: Json) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def number_range(view: View, *, whole: bool | None = None) -> Range:
    """Return the numbers that are admitted; of whole numbers the bounds themselves always are."""
    low, high = (-INFINITY, False), (INFINITY, False)
    for part in view.parts:
        schema = part.schema
        excluded_low, excluded_high = schema.get("exclusiveMinimum"), schema.get("exclusiveMaximum")
        lows = [(_number(schema.get("minimum")), excluded_low is True), (_number(excluded_low), True)]
        highs = [(_number(schema.get("maximum")), excluded_high is True), (_number(excluded_high), True)]
        for value, out in lows:
            if value is not None:
                low = max(low, (value, out))
        for value, out in highs:
            if value is not None:
                high = (value, out) if value < high[0] else (high[0], high[1] or (out and value == high[0]))
    if whole if whole is not None else "number" not in view.types:
        if low[0] > -INFINITY:
            low = (math.floor(low[0]) + 1 if low[1] else math.ceil(low[0]), False)
        if high[0] < INFINITY:
            high = (math.ceil(high[0]) - 1 if high[1] else math.floor(high[0]), False)
    return Range((low[0], low[1], high[0], high[1]))


def no_number(view: View) -> bool:
    """Whether no number is admitted: the bounds cross, or leave no multiple between them."""
    held = number_range(view)
    if held.empty:
        return True
    low, no_low, high, no_high = held
    steps = [Fraction(str(step)) for said in view.values("multipleOf") if (step := _number(said)) and step > 0]
    if len(steps) != 1 or math.isinf(low) or math.isinf(high):
        return False
    least, most = math.ceil(Fraction(str(low)) / steps[0]), math.floor(Fraction(str(high)) / steps[0])
    least += no_low and least * steps[0] == Fraction(str(low))
    most -= no_high and most * steps[0] == Fraction(str(high))
    return least > most and "number" in {*view.types, *(["number"] if steps[0].denominator == 1 else [])}


def count(view: View, kind: str) -> tuple[float, float]:
    """Return the least and the greatest length of a text, list or object."""
    least, most = SIZES[kind]
    lows = [value for said in view.values(least) if (value := _number(said)) is not None]
    highs = [value for said in view.values(most) if (value := _number(said)) is not None]
    if kind == "array":  # where no further item may be, those that are listed are all
        highs += [
            len(sequence(one.schema.get("prefixItems"))) for one in view.parts if one.schema.get("items") is False
        ]
    return max([0, *lows]), min([INFINITY, *highs])


def patterns(view: View) -> frozenset[str]:
    """Return the patterns that a text must match."""
    return frozenset(one for one in view.values("pattern") if isinstance(one, str))


def formats(view: View) -> frozenset[str]:
    """Return the formats that a value must have."""
    return frozenset(one for one in view.values("format") if isinstance(one, str)) - HARMLESS_FORMATS


def fits_type(value: Json, types: frozenset[str]) -> bool:
    """Whether a value is of one of the types."""
    match value:
        case None:
            return "null" in types
        case bool():
            return "boolean" in types
        case int() | float():
            whole = isinstance(value, int) or value.is_integer()
            return "number" in types or (whole and "integer" in types)
        case str():
            return "string" in types
        case list():
            return "array" in types
        case _:
            return "object" in types


def admits(view: View, value: Json) -> bool:
    """Whether a value is admitted, judged without looking into arrays and objects."""
    if not fits_type(value, view.types):
        return False
    if view.allowed:
        if value is None and view.nullable:
            return True  # a value that may be null need not list it
        key = canonical(value)
        if not all(key in said for said in view.allowed):
            return False
    if isinstance(value, str):
        least, most = count(view, "string")
        return least <= len(value) <= most and all(matches(pattern, value) for pattern in patterns(view))
    if isinstance(value, list | dict):
        least, most = count(view, "array" if isinstance(value, list) else "object")
        return least <= len(value) <= most
    if isinstance(value, bool) or value is None:
        return True
    steps = [step for said in view.values("multipleOf") if (step := _number(said)) is not None and step > 0]
    return value in number_range(view) and all(Fraction(value) % Fraction(str(step)) == 0 for step in steps)


def finite(view: View) -> list[Json] | None:
    """Return the values that are admitted, if they are listed."""
    if not view.allowed and not view.types <= {"boolean", "null"}:
        return None
    if "finite" not in view.memo:
        view.memo["finite"] = _finite(view)
    known: list[Json] | None = view.memo["finite"]
    return known


def _finite(view: View) -> list[Json] | None:
    listed = [said for said in view.values("enum") if isinstance(said, list)]
    listed += [[said] for said in view.values("const")]
    if listed:
        values: list[Json] = [value for value in listed[0] if admits(view, value)]
    elif view.types <= {"boolean", "null"}:
        values = [True, False] if "boolean" in view.types else []
    else:
        return None
    if None not in values and (view.nullable if listed else "null" in view.types):
        values.append(None)
    return values
