"""Options that stand in `[tool.vapi-contracts]` of `pyproject.toml`, for command line and pytest alike."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Literal, cast

__all__ = ["EFFORTS", "Configuration", "ConfigurationError", "load_configuration", "token_from"]

EFFORTS = ("quick", "standard", "thorough")
TABLE = "tool.vapi-contracts"


class ConfigurationError(ValueError):
    """What stands in a file or in the environment cannot be used; the text is one line for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """The options that a file gives; `None` where it gives none.

    `json` and `junit` are paths as text, those of a file made relative to the file that they stand in.
    """

    file: Path | None = None
    target: str | None = None
    client: str | None = None
    rules: tuple[str, ...] | None = None
    effort: Literal["quick", "standard", "thorough"] | None = None
    seed: int | None = None
    documented_only: bool | None = None
    strict: bool | None = None
    token_env: str | None = None
    live: bool | None = None
    max_requests: int | None = None
    rate: float | None = None
    timeout: float | None = None
    spec: str | None = None
    json: str | None = None
    junit: str | None = None

    def options(self) -> dict[str, Any]:
        """Return what the file gives, by the names of the options with underscores."""
        given = {entry.name: getattr(self, entry.name) for entry in fields(self) if entry.name != "file"}
        return {name: value for name, value in given.items() if value is not None}


class _UnfitError(ValueError):
    """A value of the wrong kind; the text says what it must be."""


def load_configuration(start: Path) -> Configuration:
    """Read the nearest `pyproject.toml`, from a folder upwards, that has the table `[tool.vapi-contracts]`.

    Raises `ConfigurationError` for a file that is no TOML, an unknown key or a value that cannot be.
    """
    for folder in (start, *start.parents):
        file = folder / "pyproject.toml"
        table = _table_of(file)
        if table is not None:
            return _read(file, table)
    return Configuration()


def token_from(environment: Mapping[str, str], variable: str) -> str | None:
    """Return the bearer token that an environment variable holds, `None` where it is unset or empty.

    Raises `ConfigurationError`, which does not tell the token, where it cannot be sent.
    """
    token = environment.get(variable, "").strip()
    if not token.isascii() or not token.isprintable():
        raise ConfigurationError(f"the token in {variable} holds characters that no header can hold")
    return token or None


def _table_of(file: Path) -> Mapping[str, Any] | None:
    try:
        content = tomllib.loads(file.read_bytes().decode())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise ConfigurationError(f"{file} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise ConfigurationError(f"{file} is no TOML: {' '.join(str(error).split())}") from None
    tools = content.get("tool")
    table: Any = cast("dict[str, Any]", tools).get("vapi-contracts") if isinstance(tools, dict) else None
    if table is not None and not isinstance(table, dict):
        raise ConfigurationError(f"{file}: {TABLE} must be a table")
    return cast("dict[str, Any] | None", table)


def _read(file: Path, table: Mapping[str, Any]) -> Configuration:
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in _KEYS:
            raise ConfigurationError(f"{file}: unknown key {key!r} in [{TABLE}]{_nearest(key)}")
        try:
            values[key.replace("-", "_")] = _KEYS[key](value)
        except _UnfitError as unfit:
            raise ConfigurationError(f"{file}: {key} in [{TABLE}] must be {unfit}, not {value!r}") from None
    for key in ("spec", "json", "junit"):
        if values.get(key, "-") != "-":
            values[key] = str(file.parent / values[key])
    return Configuration(file=file, **values)


def _nearest(key: str) -> str:
    import difflib  # noqa: PLC0415 - only to tell of a mistake

    near = difflib.get_close_matches(key.replace("_", "-").removeprefix("vapi-"), _KEYS, 1)
    return f"; did you mean {near[0]!r}?" if near else ""


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise _UnfitError("a text")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    values = cast("list[Any]", [value] if isinstance(value, str) else value)
    if not isinstance(value, str | list) or not values or not all(isinstance(one, str) for one in values):
        raise _UnfitError("a text or a list of texts")
    return tuple(values)


def _effort(value: Any) -> str:
    if value not in EFFORTS:
        raise _UnfitError(f"one of {', '.join(EFFORTS)}")
    return str(value)


def _switch(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _UnfitError("true or false")
    return value


def _whole(least: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise _UnfitError(f"a whole number of {least} or more")
        return value

    return read


def _positive(value: Any) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 < value < math.inf:
        raise _UnfitError("a number above 0")
    return float(value)


_KEYS: Mapping[str, Callable[[Any], object]] = {
    "target": _text,
    "client": _text,
    "rules": _texts,
    "effort": _effort,
    "seed": _whole(0),
    "documented-only": _switch,
    "strict": _switch,
    "token-env": _text,
    "live": _switch,
    "max-requests": _whole(1),
    "rate": _positive,
    "timeout": _positive,
    "spec": _text,
    "json": _text,
    "junit": _text,
}
