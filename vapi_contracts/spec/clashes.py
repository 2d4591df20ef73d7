"""Keywords of one schema object that clash with each other, or that can have no effect beside each other."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from vapi_contracts.body import Json
from vapi_contracts.spec.contradiction import Contradiction, patched
from vapi_contracts.spec.gathering import gathered, members, spread
from vapi_contracts.spec.pointers import mapping, texts
from vapi_contracts.spec.scalars import admits, count, fits_type, no_number, number_range
from vapi_contracts.spec.views import TYPES, Flat, Part, View, Views

__all__ = ["clashes"]

KINDS: Mapping[str, tuple[str, ...]] = {
    "string": ("minLength", "maxLength", "pattern"),
    "integer": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    "array": ("items", "minItems", "maxItems", "uniqueItems", "contains", "prefixItems"),
    "object": ("properties", "required", "additionalProperties", "minProperties", "maxProperties", "patternProperties"),
}
"""What constrains values of one JSON type only."""

TELLING = frozenset({"enum", "const", "format", "default", "example", "examples", "nullable"}).union(*KINDS.values())
"""Keywords of which one is in whatever clashes within an object."""

BESIDE_VALUES = ("minLength", "maxLength", "minimum", "maximum")
BOUNDS = (("minLength", "maxLength", "string"), ("minItems", "maxItems", "array"),
          ("minProperties", "maxProperties", "object"))  # fmt: skip


def clashes(views: Views, pointer: str, schema: Mapping[str, Any]) -> Iterator[Contradiction]:
    """Yield what is wrong within one schema object; what follows is judged by the reading of what was found."""
    whole = gathered(schema)
    if TELLING.isdisjoint(whole):
        return
    inner = members(schema) if whole is not schema else []
    own = {name for name in schema if name in whole}
    view = _alone(views, pointer, whole)
    for check in (_nullable, _pattern, _type_and_values, _bounds, _values_and_bounds, _idle, _data):
        read = whole
        for found in check(view, pointer, whole):
            crossing = check is _bounds and not {*found.keywords} <= own  # told as one of `allOf`
            if not crossing and not any(_says(one, found.keywords) for one in inner):
                yield replace(found, reading=spread(schema, whole, found.reading)) if inner else found
            whole = patched(whole, found.reading) if found.reading else whole
        view = view if read is whole else _alone(views, pointer, whole)


def _says(schema: Mapping[str, Any], keywords: tuple[str, ...]) -> bool:
    """Whether one object says all that clashes, so that the clash is told of it."""
    said = gathered(schema)
    return all(keyword in said for keyword in keywords)


def _alone(views: Views, pointer: str, schema: Mapping[str, Any]) -> View:
    rest = {name: one for name, one in schema.items() if name not in {"$ref", "allOf", "oneOf", "anyOf"}}
    return View(views, pointer, [Flat([Part(pointer, rest)])])


def _nullable(view: View, pointer: str, schema: Mapping[str, Any]) -> Iterator[Contradiction]:
    """Yield a word of 3.0 in a document of 3.1, where null is a type; it is meant to admit null."""
    if view.views.document.version == "3.0" or schema.get("nullable") is not True:
        return
    reading: dict[str, Any] = {"nullable": None}
    said = schema.get("type")
    if isinstance(said, str | list) and "null" not in said:
        reading["type"] = [*([said] if isinstance(said, str) else said), "null"]
        listed = schema.get("enum")
        if isinstance(listed, list) and None not in listed:
            reading["enum"] = [*listed, None]
    elif not {"$ref", "allOf", "oneOf", "anyOf"}.isdisjoint(schema):
        reading = {}
    reason = "nullable has no effect in OpenAPI 3.1, where null is a type beside others"
    yield Contradiction(pointer, reason, ("nullable",), reading)


def _pattern(view: View, pointer: str, schema: Mapping[str, Any]) -> Iterator[Contradiction]:  # noqa: ARG001
    """Yield a pattern that is written with slashes around it, as in a program: it asks for what cannot be."""
    said = schema.get("pattern")
    if isinstance(said, str) and len(said) > 3 and said.startswith("/^") and said.endswith("$/"):
        reason = "nothing satisfies it: the pattern has slashes around it, and wants one before the start"
        yield Contradiction(pointer, reason, ("pattern",), {"pattern": said[1:-1]})


def _type_and_values(view: View, pointer: str, schema: Mapping[str, Any]) -> Iterator[Contradiction]:
    listed = schema.get("enum")
    if isinstance(listed, list):
        if not listed:
            yield Contradiction(pointer, "an empty enum admits nothing", ("enum",))
            return
        wrong = [one for one in listed if not fits_type(one, view.types) and one is not None]
        if wrong and len(wrong) == len([one for one in listed if one is not None]):
            reason = f"nothing satisfies it: no value of the enum is of type {_said(schema)}"
            yield Contradiction(pointer, reason, ("enum", "type"), _type_reading(schema, listed))
        elif wrong:
            reason = f"{_short(wrong[0])} of the enum is not of type {_said(schema)} and can never be given"
            yield Contradiction(pointer, reason, ("enum", "type"))
    if "const" in schema:
        if not fits_type(schema["const"], view.types):
            reason = f"nothing satisfies it: the const is not of type {_said(schema)}"
            yield Contradiction(pointer, reason, ("const", "type"), _type_reading(schema, [schema["const"]]))
        elif isinstance(listed, list) and schema["const"] not in listed:
            yield Contradiction(pointer, "nothing satisfies it: the const is not in the enum", ("const", "enum"))


def _type_reading(schema: Mapping[str, Any], values: list[Json]) -> dict[str, Any]:
    kinds = {_kind(value) for value in values if value is not None}
    if schema.get("type") == "array" and kinds <= {"string", "integer", "number", "boolean"}:
        items = mapping(schema.get("items"))
        if items.get("type", _one(kinds)) == _one(kinds):
            return {"enum": None, "items": {"type": _one(kinds), "enum": items.get("enum", values)}}
    if len(kinds) == 1:
        return {"type": _one(kinds)}
    if kinds == {"integer", "number"}:
        return {"type": "number"}
    return {}


def _bounds(view: View, pointer: str, schema: Mapping[str, Any]) -> Iterator[Contradiction]:
    for low, high, kind in BOUNDS:
        if low in schema and high in schema and kind in view.types:
            least, most = count(view, kind)
            if least > most:
                reason = f"{low} {schema[low]} is more than {high} {schema[high]}: no {kind} satisfies it"
                yield Contradiction(pointer, reason, (high, low))
    if "integer" in view.types and not number_range(view).empty and no_number(view):
        reason = "the bounds leave no multiple between them: no number satisfies them"
        names = [name for name in (*KINDS["integer"][:4], "multipleOf") if name in schema]
        yield Contradiction(pointer, reason, tuple(sorted(names)))
    if "integer" in view.types and number_range(view).empty:
        names = [name for name in KINDS["integer"][:4] if name in schema]
        used = names if len(names) == 2 else _crossing(schema, names)
        whole = ["type"] if "number" not in view.types and not _crosses(schema) else []
        yield Contradiction(pointer, "the bounds cross: no number satisfies them", tuple(sorted([*used, *whole])))


def _crosses(schema: Mapping[str, Any]) -> bool:
    low, high = schema.get("minimum"), schema.get("maximum")
    return isinstance(low, int | float) and isinstance(high, int | float) and low > high


def _crossing(schema: Mapping[str, Any], names: list[str]) -> list[str]:
    return ["maximum", "minimum"] if _crosses(schema) else names


def _values_and_bounds(view: View, pointer: str, schema: Mapping[str, Any]) -> Iterator[Contradiction]:
    listed = schema.get("enum")
    if not isinstance(listed, list):
        return
    for keyword in (*BESIDE_VALUES, "pattern", "multipleOf"):
        if keyword not in schema:
            continue
        alone = View(view.views, pointer, [Flat([Part(pointer, {keyword: schema[keyword]})])])
        wrong = [one for one in listed if fits_type(one, view.types) and not admits(alone, one)]
        if wrong:
            what = "nothing satisfies it: no value" if len(wrong) == len(listed) else f"{_short(wrong[0])}"
            reason = f"{what} of the enum satisfies {keyword}" if len(wrong) == len(listed) else (
                f"{what} of the enum is ruled out by {keyword} and can never be given"
            )  # fmt: skip
            yield Contradiction(pointer, reason, tuple(sorted(("enum", keyword))))
        elif keyword in BESIDE_VALUES:
            reason = f"{keyword} has no effect: every value of the enum satisfies it"
            yield Contradiction(pointer, reason, tuple(sorted(("enum", keyword))), {keyword: None})


def _idle(view: View, pointer: str, schema: Mapping[str, Any]) -> Iterator[Contradiction]:
    if not isinstance(schema.get("type"), str | list) or not set(texts(schema["type"]) or [schema["type"]]) <= TYPES:
        return
    if "format" in schema and view.types <= {"boolean", "array", "object", "null"}:
        reason = f"format has no effect on the type {_said(schema)}"
        yield Contradiction(pointer, reason, ("format", "type"), {"format": None})
    for bound, limit in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if schema.get(bound) is True and limit not in schema:
            yield Contradiction(pointer, f"{bound} has no effect without {limit}", (bound,), {bound: None})
    for kind, keywords in KINDS.items():
        if kind in view.types:
            continue
        for keyword in keywords:
            if keyword in schema:
                reason = f"{keyword} has no effect on the type {_said(schema)}"
                yield Contradiction(pointer, reason, tuple(sorted((keyword, "type"))), {keyword: None})


def _data(view: View, pointer: str, schema: Mapping[str, Any]) -> Iterator[Contradiction]:
    """Yield defaults and examples that do not fit, the items of an example one by one."""
    if any(name in schema for name in ("$ref", "allOf", "oneOf", "anyOf")):
        return
    listed = schema.get("examples")
    given = [(keyword, schema[keyword]) for keyword in ("default", "example") if keyword in schema]
    given += [("examples", value) for value in listed] if isinstance(listed, list) else []
    for keyword, value in given:
        if not fits_type(value, view.types):
            bare = schema.get("type") == "object" and "properties" not in schema
            reading = {"type": _kind(value)} if bare and value is not None else {}
            reason = f"the {keyword} {_short(value)} is not of type {_said(schema)}"
            yield Contradiction(pointer, reason, tuple(sorted((keyword, "type"))), reading)
            return
        if not admits(view, value):
            yield _ruled_out(view, pointer, schema, keyword, value)
        if isinstance(value, list) and value:
            yield from _items(view, pointer, schema, keyword, value)


def _ruled_out(view: View, pointer: str, schema: Mapping[str, Any], keyword: str, value: Json) -> Contradiction:
    names = [name for name in ("enum", "const", *KINDS["string"], *KINDS["integer"], *_counts()) if name in schema]
    parts = {name: [Flat([Part(pointer, {name: schema[name]})])] for name in names}
    wrong = [name for name in names if not admits(View(view.views, pointer, parts[name]), value)]
    reason = f"the {keyword} {_short(value)} is ruled out by {wrong[0] if wrong else 'the bounds'}"
    return Contradiction(pointer, reason, tuple(sorted({keyword, *(wrong[:1] or names)})))


def _items(
    view: View, pointer: str, schema: Mapping[str, Any], keyword: str, value: list[Json]
) -> Iterator[Contradiction]:
    if len(view.items.alternatives) != 1 or not view.items.parts:
        return
    wrong = [one for one in value if not fits_type(one, view.items.types)]
    items = mapping(schema.get("items"))
    if wrong:
        kinds = {_kind(one) for one in value}
        bare = items.get("type") == "object" and "properties" not in items
        reading = {"items": {"type": _one(kinds)}} if bare and len(kinds) == 1 else {}
        reason = f"{_short(wrong[0])} of the {keyword} is not of the type of the items"
        yield Contradiction(pointer, reason, tuple(sorted((keyword, "items"))), reading)
    elif out := [one for one in value if not admits(view.items, one)]:
        reason = f"{_short(out[0])} of the {keyword} is ruled out by the items"
        yield Contradiction(pointer, reason, tuple(sorted((keyword, "items"))))


def _counts() -> tuple[str, ...]:
    return ("minItems", "maxItems", "minProperties", "maxProperties")


def _said(schema: Mapping[str, Any]) -> str:
    said = schema.get("type")
    return said if isinstance(said, str) else " or ".join(texts(said)) or "any"


def _kind(value: Json) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case _:
            return "object"


def _one(kinds: set[str]) -> str:
    return "number" if kinds == {"integer", "number"} else min(kinds, default="string")


def _short(value: Json) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "..."
