"""A published OpenAPI document: checked once, then read by pointer and never changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from vapi_contracts.body import Json
from vapi_contracts.spec.pointers import child, mapping, member
from vapi_contracts.spec.reading import DATA, SpecError, check_bounds, check_references, named, read_source

__all__ = ["SCHEMAS", "Document", "load"]

SCHEMAS = "/components/schemas"
PREFIX = f"#{SCHEMAS}/"


@dataclass(frozen=True, eq=False)
class Document:
    """An OpenAPI document of version 3.0 or 3.1.

    `raw` is the JSON value; treat it as immutable.
    """

    raw: Mapping[str, Json]
    version: str = field(default="3.0")

    @property
    def schemas(self) -> Mapping[str, Json]:
        """The named schemas."""
        return mapping(mapping(self.raw.get("components")).get("schemas"))

    @property
    def paths(self) -> Mapping[str, Json]:
        """The paths with their operations."""
        return mapping(self.raw.get("paths"))

    def resolve(self, reference: str) -> Json:
        """Return what a reference leads to. Raises `LookupError` where it leads nowhere."""
        return member(self.raw, reference.removeprefix("#"))

    def follow(self, pointer: str, value: Json) -> tuple[str, Mapping[str, Json]]:
        """Follow references to an object that is no schema: a parameter, a body, a response, a path."""
        seen: set[str] = set()
        while isinstance(reference := mapping(value).get("$ref"), str):
            if reference in seen:
                return pointer, {}
            seen.add(reference)
            try:
                pointer, value = reference.removeprefix("#"), self.resolve(reference)
            except LookupError:
                return pointer, {}
        return pointer, mapping(value)

    @cached_property
    def dangling(self) -> tuple[str, ...]:
        """The pointers of references that lead nowhere."""
        found: list[str] = []
        for pointer, reference in references(self.raw):
            try:
                self.resolve(reference)
            except LookupError:
                found.append(pointer)
        return tuple(found)

    @cached_property
    def cycles(self) -> tuple[str, ...]:
        """The names of the schemas that contain themselves, directly or not."""
        uses = {
            name: {one.removeprefix(PREFIX) for _, one in references(schema) if one.startswith(PREFIX)}
            for name, schema in self.schemas.items()
        }
        return tuple(name for name in uses if name in reachable(uses, uses[name]))


def load(source: Path | str | bytes | dict[str, Any]) -> Document:
    """Read an OpenAPI document of version 3.0 or 3.1: a file, a text or bytes in JSON or YAML, or its JSON value.

    YAML is read by the rules of YAML 1.2, where PyYAML is installed. Raises `SpecError` for anything else, with
    one line that names the file.
    """
    origin = source if isinstance(source, dict) else named(source)
    raw = origin if isinstance(origin, dict) else read_source(origin)
    where = f"{origin}: " if isinstance(origin, Path) else ""
    try:
        check_bounds(raw)
        version = _version(raw)
        check_references(raw)
    except SpecError as error:
        raise SpecError(f"{where}{error}") from None
    return Document(raw, version)


def references(value: Json, pointer: str = "") -> Iterator[tuple[str, str]]:
    """Iterate over the references below a value, with the pointers to what bears them."""
    waiting: list[tuple[str, Json]] = [(pointer, value)]
    while waiting:
        here, one = waiting.pop()
        if isinstance(one, list):
            waiting.extend((child(here, index), below) for index, below in enumerate(one))
        elif isinstance(one, dict):
            if isinstance(reference := one.get("$ref"), str):
                yield here, reference
            waiting.extend(
                (child(here, name), below)
                for name, below in one.items()
                if isinstance(below, dict | list) and name not in DATA and not str(name).startswith("x-")
            )


def reachable(uses: Mapping[str, set[str]], start: set[str]) -> set[str]:
    """Return the names that can be reached, the first ones included."""
    found: set[str] = set()
    waiting = list(start)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(uses.get(name, ()))
    return found


def _version(raw: Json) -> str:
    if not isinstance(raw, dict):
        raise SpecError("not an OpenAPI document: it is no object")
    if "swagger" in raw:
        raise SpecError(f"OpenAPI {str(raw['swagger'])[:20]} is not read, only 3.0 and 3.1")
    version = raw.get("openapi")
    if not isinstance(version, str):
        raise SpecError('not an OpenAPI document: it has no `openapi` with a version in quotes, such as "3.1.0"')
    kept = ".".join(version.split(".")[:2])
    if kept not in {"3.0", "3.1"}:
        raise SpecError(f"OpenAPI {version[:20]} is not read, only 3.0 and 3.1")
    for name in ("paths", "components", "webhooks"):
        if not isinstance(raw.get(name, {}), dict):
            raise SpecError(f"not an OpenAPI document: `{name}` is no object")
    if kept == "3.0" and "paths" not in raw:
        raise SpecError("not an OpenAPI document: it has no `paths`")
    return kept
