"""JSON pointers (RFC 6901), and reading JSON whose parts may be of any type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from vapi_contracts.body import Json

__all__ = ["canonical", "child", "mapping", "member", "sequence", "texts", "tokens"]


def child(pointer: str, *names: str | int) -> str:
    """Return the pointer one or more steps below another."""
    for name in names:
        step = str(name)
        if "~" in step or "/" in step:
            step = step.replace("~", "~0").replace("/", "~1")
        pointer += "/" + step
    return pointer


def tokens(pointer: str) -> list[str]:
    """Return the steps of a pointer, unescaped."""
    return [token.replace("~1", "/").replace("~0", "~") for token in pointer.split("/")[1:]]


def member(value: Json, pointer: str) -> Json:
    """Return what a pointer leads to. Raises `LookupError` where it leads nowhere."""
    for token in tokens(pointer):
        if isinstance(value, Mapping):
            value = value[token]
        elif isinstance(value, list) and token.isdecimal():
            value = value[int(token)]
        else:
            raise LookupError(pointer)
    return value


def mapping(value: Json) -> Mapping[str, Any]:
    """Return a value that is an object, and an empty one for anything else."""
    return value if isinstance(value, Mapping) else {}


def sequence(value: Json) -> Sequence[Any]:
    """Return a value that is an array, and an empty one for anything else."""
    return value if isinstance(value, list) else ()


def texts(value: Json) -> list[str]:
    """Return the strings of an array, and nothing for anything else."""
    return [one for one in sequence(value) if isinstance(one, str)]


def canonical(value: Json) -> Any:
    """Return a hashable stand-in that is equal where JSON values are: 1 is 1.0, but not `true`."""
    if isinstance(value, bool) or value is None:
        return ("literal", value)
    if isinstance(value, Mapping):
        return ("object", frozenset((str(name), canonical(one)) for name, one in value.items()))
    if isinstance(value, list):
        return ("array", tuple(canonical(one) for one in value))
    return ("number" if isinstance(value, int | float) else "string", value)
