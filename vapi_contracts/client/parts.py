"""What an object of a client consists of, under the names that its parts have on the wire."""

from __future__ import annotations

import dataclasses
import re
import typing
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, TypeAlias, cast

__all__ = ["Parts", "camel_case", "is_model", "is_plain", "is_root", "parts_of"]

Parts: TypeAlias = Iterator[tuple[str, Any]]

_PLAIN = (str, bytes, int, float, bool, type(None))


def camel_case(name: str) -> str:
    """Return the API's spelling of a Python name."""
    return re.sub(r"(?<=[^_])_([a-z0-9])", lambda found: found.group(1).upper(), name)


def is_plain(value: object) -> bool:
    """Whether a value has no parts of its own."""
    return isinstance(value, _PLAIN)


def is_model(value: object) -> bool:
    """Whether a value is a pydantic model, of either major version."""
    kind = type(value)
    return hasattr(kind, "model_fields") or (hasattr(kind, "__fields__") and hasattr(kind, "__fields_set__"))


def is_root(value: object) -> bool:
    """Whether a value is a pydantic model whose one field is the whole of what it stands for."""
    kind: Any = type(value)
    return bool(getattr(kind, "__pydantic_root_model__", False)) or (is_model(value) and "__root__" in vars(value))


def parts_of(value: object) -> Parts | None:
    """Return the parts of an object with their names on the wire; `None` if it is no object with parts.

    Of a pydantic model those that were set; of others those whose names do not begin with `_`. Without an alias the
    name is the attribute's in camel case, which leaves one that is in camel case as it is.
    """
    if isinstance(value, Mapping):
        return ((_text(key), inner) for key, inner in value.items())
    if is_model(value):
        return _parts_of_model(value)
    kind: Any = type(value)
    if names := _encoded_names(kind):
        return ((wire, getattr(value, name)) for name, wire in names if not _is_unset(getattr(value, name)))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _parts_of_dataclass(value)
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return ((camel_case(key), inner) for key, inner in value._asdict().items())  # pyright: ignore[reportAttributeAccessIssue]
    held = _attributes(value)
    if held is None:
        return None
    return ((camel_case(key), inner) for key, inner in held.items() if not key.startswith("_") and not _is_unset(inner))


@lru_cache(2048)
def _wire_names(model: Any) -> dict[str, str]:
    """Return the names on the wire of a pydantic model's fields.

    Its aliases count, and those of generated code that pydantic does not know: a mark with an `alias` in `Annotated`.
    """
    if hasattr(model, "model_fields"):
        return {name: _name_in_v2(name, field) for name, field in model.model_fields.items()}
    marked = _marks(model)
    return {name: marked.get(name) or str(field.alias) for name, field in model.__fields__.items()}


def _name_in_v2(name: str, field: Any) -> str:
    for mark in field.metadata:
        if isinstance(alias := getattr(mark, "alias", None), str):
            return alias
    alias = field.serialization_alias or field.alias
    return alias if isinstance(alias, str) else name


def _marks(model: type) -> dict[str, str]:
    """Return the aliases that stand in `Annotated`, where pydantic 1 does not look."""
    try:
        hints = typing.get_type_hints(model, include_extras=True)
    except Exception:  # noqa: BLE001 - annotations that cannot be resolved tell nothing
        return {}
    found: dict[str, str] = {}
    for name, hint in hints.items():
        for mark in getattr(hint, "__metadata__", ()):
            if isinstance(alias := getattr(mark, "alias", None), str):
                found[name] = alias
    return found


def _parts_of_model(model: Any) -> Parts:
    kind: Any = type(model)
    names: dict[str, str] = _wire_names(kind)
    present = model.model_fields_set if hasattr(kind, "model_fields") else model.__fields_set__
    held: dict[str, Any] = vars(model)
    for name, value in held.items():
        if name in present or name not in names:
            yield names.get(name, name), value
    yield from (getattr(model, "__pydantic_extra__", None) or {}).items()


def _parts_of_dataclass(value: Any) -> Parts:
    for field in dataclasses.fields(value):
        inner = getattr(value, field.name)
        if not field.name.startswith("_") and not (inner is None and field.default is None):
            yield camel_case(field.name), inner


@lru_cache(2048)
def _encoded_names(kind: Any) -> tuple[tuple[str, str], ...]:
    """Return the fields of a msgspec class with their names on the wire; of others none."""
    encoded = getattr(kind, "__struct_encode_fields__", None)
    return tuple(zip(kind.__struct_fields__, encoded, strict=True)) if isinstance(encoded, tuple) else ()


def _attributes(value: object) -> dict[str, Any] | None:
    if isinstance(value, type) or callable(value):
        return None
    held: dict[str, Any] = dict(getattr(value, "__dict__", {}))
    slots = _slots(cast("Any", type(value)))
    held.update((name, getattr(value, name)) for name in slots if hasattr(value, name) and name not in held)
    return held if hasattr(value, "__dict__") or slots else None


@lru_cache(2048)
def _slots(kind: Any) -> tuple[str, ...]:
    found: list[str] = []
    for base in kind.__mro__:
        declared: Any = vars(base).get("__slots__", ())
        found += [declared] if isinstance(declared, str) else declared
    return tuple(name for name in found if name not in {"__dict__", "__weakref__"})


def _is_unset(value: object) -> bool:
    """Whether a value is the mark of a library for what was not there: `UNSET`, `NOTHING`, `Unset`."""
    return type(value).__name__.strip("_").lower() in {"unset", "unsettype", "nothing", "_nothing", "notgiven", "omit"}


def _text(key: Any) -> str:
    value = getattr(key, "value", key)
    return value if isinstance(value, str) else str(value)
