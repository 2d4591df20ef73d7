"""Several schemas as one, and schemas that no value satisfies at once: what `allOf` and `oneOf` ask for."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence

from vapi_contracts.body import Json
from vapi_contracts.strategies.reading import PREFIX, Schema

__all__ = ["Joiner", "types_of"]

_TELLING: Mapping[str, tuple[str, ...]] = {
    "object": ("properties", "required", "additionalProperties", "minProperties", "maxProperties"),
    "array": ("items", "minItems", "maxItems", "uniqueItems"),
    "string": ("format", "pattern", "minLength", "maxLength"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
}
_LARGEST = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
_SMALLEST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
_SIMPLE = {"$ref", "type", "properties", "required", "enum", "const", *_LARGEST, *_SMALLEST}
"""Keywords that can be joined to one schema which says just as much."""


def types_of(schema: Schema) -> list[str]:
    """Return the JSON types that a schema admits, judged by its keywords where it names none."""
    kind = schema.get("type")
    if isinstance(kind, str):
        return [kind]
    if kind is not None:
        return [*kind]
    return [told for told, words in _TELLING.items() if any(word in schema for word in words)][:1]


class Joiner:
    """Joins schemas of one document; `reading` returns a component by its name."""

    def __init__(self, reading: Callable[[str], Schema]) -> None:
        self._reading = reading

    def joined(self, schemas: Sequence[Schema]) -> Schema:
        """Return one schema that admits what all admit, or somewhat more where they cannot be joined."""
        parts = [part for schema in schemas for part in self._flat(schema, frozenset())]
        if len(parts) == 1:
            return parts[0]
        out: Schema = {}
        for part in parts:
            for word, said in part.items():
                out[word] = _both(word, out[word], said) if word in out and out[word] != said else said
        return out

    def exact(self, schema: Schema) -> bool:
        """Whether joining its parts loses nothing."""
        parts = [part for part in self._flat(schema, frozenset()) if part]
        return len(parts) == 1 or all(part.keys() <= _SIMPLE for part in parts)

    def apart(self, branches: Sequence[Schema]) -> bool:
        """Whether no value made for one of them can satisfy another."""
        plain = [self.joined([branch]) for branch in branches]
        return all(_refuses(other, one) for one, other in itertools.permutations(plain, 2))

    def _flat(self, schema: Schema, around: frozenset[str]) -> list[Schema]:
        """Return the parts of a schema, references at the top resolved; one that leads to itself says nothing."""
        reference: str | None = schema.get("$ref")
        if reference is not None:
            if reference in around:
                return []
            return self._flat(self._reading(reference.removeprefix(PREFIX)), around | {reference})
        rest = {word: said for word, said in schema.items() if word != "allOf"}
        inner = [part for sub in schema.get("allOf", ()) for part in self._flat(sub, around)]
        return [rest, *inner] if rest or not inner else inner


def _both(word: str, one: Json, other: Json) -> Json:
    if word in _LARGEST:
        return max(one, other)
    if word in _SMALLEST:
        return min(one, other)
    match word:
        case "properties":
            left: dict[str, Schema] = one
            right: dict[str, Schema] = other
            return {
                name: said if left.get(name, said) == said else {"allOf": [left[name], said]}
                for name, said in (left | right).items()
            }
        case "required":
            return [*dict.fromkeys([*one, *other])]
        case "enum":
            return [value for value in one if value in other]
        case "type":
            return _common(one, other)
        case "items" | "not":
            return {"allOf" if word == "items" else "anyOf": [one, other]}
        case "oneOf" | "anyOf":
            return [{"allOf": [this, that]} for this in one for that in other]
        case _:
            return one


def _common(one: Json, other: Json) -> list[str]:
    left, right = ([kind] if isinstance(kind, str) else [*kind] for kind in (one, other))
    narrow = {"integer"} if {"number", "integer"} <= {*left, *right} else set[str]()
    return [kind for kind in dict.fromkeys([*left, *right]) if (kind in left and kind in right) or kind in narrow]


def _refuses(other: Schema, made: Schema) -> bool:
    """Whether `other` admits no value that is made for `made`."""
    kinds, others = ({"number" if kind == "integer" else kind for kind in types_of(one)} for one in (made, other))
    if "enum" in made and "enum" in other:
        return not any(value in other["enum"] for value in made["enum"])
    if not kinds or not others:
        return False
    if kinds.isdisjoint(others):
        return True
    if kinds != {"object"}:
        return False
    ours, theirs = made.get("properties", {}), other.get("properties", {})
    closed = ours and not isinstance(made.get("additionalProperties"), dict)
    if closed and any(name not in ours and name not in made.get("required", ()) for name in other.get("required", ())):
        return True
    told = [
        name for name in made.get("required", ()) if "enum" in ours.get(name, {}) and "enum" in theirs.get(name, {})
    ]
    return any(not any(value in theirs[name]["enum"] for value in ours[name]["enum"]) for name in told)
