"""From bytes to a JSON value, within bounds, refusing what cannot be an OpenAPI document that stands alone."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from vapi_contracts.body import Json
from vapi_contracts.spec.pointers import child
from vapi_contracts.spec.yaml_source import read_yaml

__all__ = ["LARGEST", "SpecError", "check_bounds", "check_references", "named", "read_source"]

LARGEST = 20_000_000
"""Bytes of a document; the published ones have 3.3 million."""

DEEPEST = 150
"""Levels of nesting; the published documents have about 20."""

MOST = 2_000_000
"""Values in a document."""

DATA = frozenset({"default", "example", "examples", "enum", "const"})
"""Keywords whose values are data, where a `$ref` is no reference."""


class SpecError(ValueError):
    """A document that cannot be read, in one line."""


def named(source: Path | str | bytes) -> Path | str | bytes:
    """Return a text that is the name of a file as a path: one line that does not open with a brace."""
    is_name = isinstance(source, str) and not source.lstrip("\ufeff \t\r\n").startswith("{") and "\n" not in source
    return Path(str(source)) if is_name else source


def read_source(source: Path | str | bytes) -> Json:
    """Read a file, a text or bytes. Raises `SpecError` for what is neither JSON nor YAML."""
    if isinstance(source, Path):
        return _parsed(_file(source), f"{source}: ")
    return _parsed(source.encode("utf-8", "surrogatepass") if isinstance(source, str) else source, "")


def check_bounds(value: Json) -> None:
    """Refuse what is nested too deep or has too many parts, without recursion."""
    level: list[Any] = [value]
    count = 0
    for _ in range(DEEPEST):
        below: list[Any] = []
        for one in level:
            if isinstance(one, dict):
                below.extend(one.values())
            elif isinstance(one, list):
                below.extend(one)
        count += len(below)
        if count > MOST:
            raise SpecError(f"the document has more than {MOST} values")
        if not below:
            return
        level = below
    raise SpecError(f"the document is nested deeper than {DEEPEST} levels")


def check_references(value: Json, pointer: str = "") -> None:
    """Refuse references to another document; nothing is ever fetched."""
    if isinstance(value, list):
        for index, one in enumerate(value):
            check_references(one, child(pointer, index))
    elif isinstance(value, dict):
        reference = value.get("$ref")
        if isinstance(reference, str) and not reference.startswith("#"):
            raise SpecError(f"{pointer}: the reference {reference!r} leads out of the document; nothing is fetched")
        for name, one in value.items():
            if name not in DATA and not str(name).startswith("x-"):
                check_references(one, child(pointer, name))


def _file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise SpecError(f"cannot read {str(path)!r}: {why}") from None


def _parsed(raw: bytes, where: str) -> Json:
    if len(raw) > LARGEST:
        raise SpecError(f"{where}the document is larger than {LARGEST // 1_000_000} MB")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SpecError(f"{where}not UTF-8: {error.reason} at byte {error.start}") from None
    start = text.lstrip()[:1]
    if not start:
        raise SpecError(f"{where}the document is empty")
    try:
        return _json(text) if start in "{[" else read_yaml(text, deepest=DEEPEST, most=MOST)
    except RecursionError:
        raise SpecError(f"{where}the document is nested too deep") from None
    except ValueError as error:
        raise SpecError(f"{where}{error}") from None


def _json(text: str) -> Json:
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_constant, parse_float=_float)
    except SpecError:
        raise
    except ValueError as error:
        raise SpecError(f"not JSON: {error}") from None


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise SpecError(f"the key {twice!r} stands twice in one object")
    return made


def _constant(name: str) -> Json:
    raise SpecError(f"not JSON: {name} is no JSON value")


def _float(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise SpecError(f"not JSON that can be read: the number {text[:40]} is too large")
    return number
