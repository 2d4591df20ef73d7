"""Which properties an error names: what validators print differs, and may have lost its line breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from vapi_contracts.rules.client.places import Places

__all__ = ["mentioned"]

_DOTTED = re.compile(r"(?<!\S)\$?[\w\[\]-]+(?:\.[\w\[\]-]+)+:?(?!\S)")
_ARROWS = re.compile(r"\w+(?:\s->\s\w+)+")
_ALONE = re.compile(r"(?m)^[\w\[\]]+:?$")
# A validator of pydantic's names the place after the model, and then after each link to its documentation.
_AFTER = re.compile(r"(?:validation errors? for \S+|errors\.pydantic\.dev/\S+)\s+(\w+)(?=\s)")
_QUOTED = re.compile(r"['\"`]([A-Za-z_][\w.]*)['\"`]")
_CAMEL = re.compile(r"\b[a-z]+(?:[A-Z][a-z0-9]*)+\b")
# What a validator of pydantic's was given is no part of what it says.
_GIVEN = re.compile(r"\[type=\w+, input_value=.*?(?:, input_type=\w+\]|$)", re.DOTALL)
_TYPES = frozenset({"str", "int", "float", "bool", "dict", "list", "none"})


def mentioned(places: Places, candidates: frozenset[str], message: str | None) -> set[str]:
    """Return those "Schema.property" of a value that a message names.

    A path that leads into the value tells best. A validator also says why the other alternatives of a union do not fit:
    so of several paths those count that lead into the innermost objects, and not to what tells alternatives apart
    unless there is nothing else. Failing that a name in quotes, or one so
    spelled that it can be no other word.
    """
    if not message:
        return set()
    message = _GIVEN.sub("", message)
    known = {tuple(_keys(pointer)): name for pointer, name in places.properties.items()}
    found = {keys: known[keys] for path in _paths(message) if (keys := _place(path, known)) is not None}
    if found:
        inner = {name for keys, name in found.items() if not _is_around(keys, found)} & candidates
        return inner - places.marks or inner or _lacking(message, known)
    if lacking := _lacking(message, known):
        return lacking
    by_key = {_plain(name.rpartition(".")[2]): name for name in candidates}
    for pattern in (_QUOTED, _CAMEL):
        words = [_plain(text.rpartition(".")[2]) for text in pattern.findall(message)]
        named = {by_key[word] for word in words if word in by_key}
        if named:
            return named
    return set()


def _lacking(message: str, known: Mapping[tuple[str, ...], str]) -> set[str]:
    """Return what a message says to lack a property: a path that leads one step out of the value."""
    return {
        known[keys]
        for path in _paths(message)
        if len(path) > 1 and _place(path, known) is None and (keys := _place(path[:-1], known)) is not None
    }


def _paths(message: str) -> Iterator[Sequence[str]]:
    for pattern in (_DOTTED, _ARROWS, _ALONE, _AFTER):
        for text in pattern.findall(message):
            parts = re.split(r"\s->\s|[.\[\]:$]+", text)
            yield [_plain(part) for part in parts if _is_key(part)]


def _is_key(part: str) -> bool:
    """Whether a part of a path is neither a position in a list nor the name of a type."""
    return bool(part) and not part.isdigit() and not part[0].isupper() and part not in _TYPES and "-" not in part


def _place(path: Sequence[str], known: Mapping[tuple[str, ...], str]) -> tuple[str, ...] | None:
    """Return the keys that a path leads along: it may begin anywhere, and name the tags of unions on the way."""
    fitting = [keys for keys in known if path and keys and keys[-1] == path[-1] and _fits(path, keys)]
    return max(fitting, key=len, default=None)


def _fits(path: Sequence[str], keys: Sequence[str]) -> bool:
    if tuple(path) == tuple(keys[-len(path) :]):
        return True
    left = iter(path)
    return all(key in left for key in keys)


def _is_around(keys: tuple[str, ...], others: Mapping[tuple[str, ...], str]) -> bool:
    around = keys[:-1]
    return any(len(other) > len(keys) and other[: len(around)] == around for other in others)


def _keys(pointer: str) -> Iterator[str]:
    return (_plain(part) for part in pointer.split("/")[1:] if not part.isdigit())


def _plain(name: str) -> str:
    return name.replace("_", "").lower()
