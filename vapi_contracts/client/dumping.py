"""What a client returned, as JSON and as class names by JSON pointer."""

from __future__ import annotations

import base64
import enum
import inspect
import math
import os
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, cast

from vapi_contracts.body import Json
from vapi_contracts.client.parts import is_model, is_plain, is_root, parts_of

__all__ = ["NotDumpableError", "class_names", "dumped", "jsonable"]


class NotDumpableError(Exception):
    """There is no JSON value for what a client returned."""


def dumped(result: object, dump: Callable[[Any], Any] | None = None) -> Json:
    """Return a result as JSON: as the client's own `dump` has it, or else as it looks from outside.

    Raises `NotDumpableError` where neither works, whatever the client's code raises.
    """
    try:
        return jsonable(dump(result) if dump else result)
    except NotDumpableError:
        raise
    except Exception as error:
        raise NotDumpableError(f"{type(error).__name__}: {error}") from error


def jsonable(value: Any) -> Json:
    """Return a JSON value that shares nothing with what it was made of.

    Numbers keep being whole or not; an instant in UTC is written as the API writes it, with milliseconds and `Z`.
    Raises `NotDumpableError` for what has no JSON value, and whatever the value's own code raises.
    """
    match value:
        case enum.Enum():
            return jsonable(value.value)
        case None | bool():
            return value
        case str() | int():
            return value if type(value) in {str, int} else _bare(value)
        case float():
            return _finite(value)
        case Sequence() | AbstractSet() if not isinstance(value, bytes | bytearray) and not hasattr(value, "_asdict"):
            return [jsonable(item) for item in value]
        case Mapping():
            return {key: jsonable(inner) for key, inner in parts_of(value) or ()}
        case _:
            return _scalar(value) if _is_scalar(value) else _of_object(value)


def class_names(result: object, kind: Callable[[Any], Any] | None = None) -> dict[str, str]:
    """Return the names of the classes of a result and of the objects in it, by JSON pointer.

    `kind` is the client's own word for it, where it has one. What is plain JSON is named only as the whole.
    """
    names = {"": _named(result, kind)}
    try:
        _walk(result, "", kind, names)
    except Exception:  # noqa: BLE001 - what cannot be walked any further keeps the names found so far
        return names
    return names


def _walk(value: object, pointer: str, kind: Callable[[Any], Any] | None, names: dict[str, str]) -> None:
    if is_plain(value) or isinstance(value, enum.Enum) or _is_scalar(value):
        return
    if isinstance(value, list | tuple) and not hasattr(value, "_asdict"):
        parts: Iterable[tuple[str, Any]] = ((str(at), item) for at, item in enumerate(cast("tuple[Any, ...]", value)))
    else:
        if pointer and type(value) is not dict:
            names[pointer] = _named(value, kind)
        parts = ((key.replace("~", "~0").replace("/", "~1"), part) for key, part in parts_of(value) or ())
        if is_root(value):
            for _, part in parts:
                _walk(part, pointer, kind, names)
            return
    for key, part in parts:
        _walk(part, f"{pointer}/{key}", kind, names)


def _named(value: object, kind: Callable[[Any], Any] | None) -> str:
    if kind is not None:
        try:
            told = kind(value)
        except Exception:  # noqa: BLE001 - the client has no word for it
            told = None
        if isinstance(told, str):
            return told
    return type(value).__name__


def _bare(value: str | int) -> Json:
    return str.__str__(value) if isinstance(value, str) else int(value)


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise NotDumpableError(f"{value} is no JSON number")
    return float(value)


def _is_scalar(value: object) -> bool:
    if isinstance(value, datetime | date | time | timedelta | uuid.UUID | Decimal | bytes | bytearray | os.PathLike):
        return True
    return hasattr(value, "get_secret_value") or type(value).__name__ in {
        "URL",
        "Url",
        "AnyUrl",
        "HttpUrl",
        "Timestamp",
    }


def _scalar(value: Any) -> Json:
    match value:
        case datetime():
            return _instant(value)
        case date() | time():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case Decimal():
            exponent = value.as_tuple().exponent
            return int(value) if isinstance(exponent, int) and exponent >= 0 else _finite(float(value))
        case bytes() | bytearray():
            try:
                return value.decode()
            except UnicodeDecodeError:
                return base64.b64encode(value).decode()
        case _:
            return jsonable(value.get_secret_value()) if hasattr(value, "get_secret_value") else str(value)


def _instant(value: datetime) -> str:
    if value.utcoffset() is None or value.utcoffset():
        return value.isoformat()
    precision = "microseconds" if value.microsecond % 1000 else "milliseconds"
    return value.astimezone(UTC).isoformat(timespec=precision).replace("+00:00", "Z")


def _of_object(value: Any) -> Json:
    if is_model(value):
        return _of_model(value)
    for method in ("to_dict", "to_json_dict"):
        own = getattr(value, method, None)
        if callable(own) and not isinstance(value, type):
            return jsonable(own())
    if hasattr(value, "status_code") and callable(getattr(value, "json", None)):
        return jsonable(value.json())
    parts = parts_of(value)
    if parts is None or inspect.isawaitable(value):
        raise NotDumpableError(f"{type(value).__name__} has no JSON value")
    return {key: jsonable(part) for key, part in parts}


def _of_model(model: Any) -> Json:
    """Write what was set of a model, or let it write itself where it has ways of its own for that."""
    kind = type(model)
    if _writes_itself(kind):
        return jsonable(model.model_dump(by_alias=True, exclude_unset=True, warnings=False))
    written = {key: jsonable(part) for key, part in parts_of(model) or ()}
    return next(iter(written.values())) if is_root(model) else written


def _writes_itself(kind: Any) -> bool:
    """Whether a pydantic 2 model has serializers, other than those for JSON text alone, which generated code has."""
    decorators = getattr(kind, "__pydantic_decorators__", None)
    return any(
        one.info.when_used != "json"
        for group in ("model_serializers", "field_serializers")
        for one in getattr(decorators, group, {}).values()
    )
