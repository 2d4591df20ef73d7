"""YAML as a JSON value: read event by event, by the core schema of YAML 1.2, whatever PyYAML would make of it.

PyYAML follows YAML 1.1, where `on` is a truth, `010` is eight and a date is no text; no OpenAPI tool reads so.
"""

from __future__ import annotations

import importlib
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from vapi_contracts.body import Json

__all__ = ["read_yaml"]

CORE = "tag:yaml.org,2002:"
"""How the tags of YAML itself begin."""

ANYWHERE = frozenset({None, "!"})
"""Tags that say nothing."""

NULL = re.compile(r"~|null|Null|NULL|")
TRUTH = re.compile(r"true|True|TRUE|false|False|FALSE")
WHOLE = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
BEYOND = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")

KINDS: dict[str, type | tuple[type, ...]] = {"null": type(None), "bool": bool, "int": int, "float": (int, float)}


def read_yaml(text: str, *, deepest: int, most: int) -> Json:
    """Read one YAML document as a JSON value; every key is the text that stands there.

    `deepest` levels of nesting and `most` values are read, each use of an anchor counted anew. Raises
    `ValueError` with one line, which names the line of the text, for what is no YAML, has no counterpart in
    JSON, or holds a key twice; and where PyYAML is not installed.
    """
    try:
        yaml: Any = importlib.import_module("yaml")
    except ImportError:
        raise ValueError(
            "not JSON; YAML is read only where PyYAML is installed: pip install 'vapi-contracts[yaml]'"
        ) from None
    builder = _Builder(deepest, most)
    try:
        for event in yaml.parse(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            builder.take(event)
    except yaml.YAMLError as error:
        raise ValueError(f"neither JSON nor YAML: {_told(error)}") from None
    return builder.value


def _told(error: Any) -> str:
    mark = getattr(error, "problem_mark", None)
    why = getattr(error, "problem", None) or getattr(error, "reason", None) or error
    return " ".join((f"line {mark.line + 1}: {why}" if mark is not None else str(why)).split())


@dataclass(slots=True)
class _Whole:
    """A value that is complete: how many values it is made of, and its text if it is a scalar."""

    value: Json
    size: int = 1
    text: str | None = None
    plain: bool = False


@dataclass(slots=True)
class _Open:
    """A list or an object whose end has not come yet; `key` is that of the value which comes next."""

    anchor: str | None
    made: dict[str, Json] | list[Json]
    size: int = 1
    key: str | None = None
    merging: bool = False
    merged: list[dict[str, Json]] = field(default_factory=list[dict[str, Any]])


class _Builder:
    """Takes the events of a text in order."""

    def __init__(self, deepest: int, most: int) -> None:
        self.value: Json = None
        self._deepest, self._most = deepest, most
        self._open: list[_Open] = []
        self._anchors: dict[str, _Whole] = {}
        self._documents = 0
        self._line = 1

    def take(self, event: Any) -> None:
        self._line = event.start_mark.line + 1
        match type(event).__name__:
            case "DocumentStartEvent":
                self._documents += 1
                if self._documents > 1:
                    raise self._wrong("a second document begins")
            case "ScalarEvent":
                self._scalar(event)
            case "AliasEvent":
                self._alias(event.anchor)
            case "SequenceStartEvent":
                self._begin(event, [], "seq")
            case "MappingStartEvent":
                self._begin(event, {}, "map")
            case "SequenceEndEvent" | "MappingEndEvent":
                self._end()
            case _:
                pass

    def _scalar(self, event: Any) -> None:
        tag: str | None = event.tag
        plain: bool = event.implicit[0] and tag is None
        kind = tag.removeprefix(CORE) if tag is not None and tag.startswith(CORE) else ""
        if plain or kind in KINDS:
            value = self._resolved(event.value)
            if kind and not isinstance(value, KINDS[kind]):
                raise self._wrong(f"{event.value[:40]!r} is not of the tag !!{kind}")
        elif tag in ANYWHERE or kind == "str":
            value = event.value
        else:
            raise self._foreign(tag)
        self._keep(event.anchor, _Whole(value, text=event.value, plain=plain))

    def _resolved(self, text: str) -> Json:
        if NULL.fullmatch(text):
            return None
        if TRUTH.fullmatch(text):
            return text.lower() == "true"
        if BEYOND.fullmatch(text):
            raise self._wrong(f"{text} is no JSON value")
        try:
            if WHOLE.fullmatch(text):
                return int(text, {"0o": 8, "0x": 16}.get(text[:2], 10))
        except ValueError:
            raise self._wrong(f"the number {text[:40]}... is too large") from None
        if NUMBER.fullmatch(text):
            number = float(text)
            if math.isinf(number):
                raise self._wrong(f"the number {text[:40]} is too large")
            return number
        return text

    def _alias(self, name: str) -> None:
        if name not in self._anchors:
            raise self._wrong(f"the alias *{name} has no anchor that ends before it")
        whole = self._anchors[name]
        self._count(whole.size - 1)
        self._keep(None, _Whole(_copied(whole.value), whole.size, whole.text))

    def _begin(self, event: Any, made: dict[str, Json] | list[Json], kind: str) -> None:
        if event.tag not in ANYWHERE and event.tag != CORE + kind:
            raise self._foreign(event.tag)
        if len(self._open) >= self._deepest:
            raise self._wrong(f"the document is nested deeper than {self._deepest} levels")
        self._open.append(_Open(event.anchor, made))

    def _end(self) -> None:
        ended = self._open.pop()
        made = ended.made
        if isinstance(made, dict):
            for merged in ended.merged:
                made = {**merged, **made}
        self._keep(ended.anchor, _Whole(made, ended.size))

    def _keep(self, anchor: str | None, whole: _Whole) -> None:
        self._count(1)
        if anchor is not None:
            self._anchors[anchor] = whole
        if not self._open:
            self.value = whole.value
            return
        around = self._open[-1]
        around.size += whole.size
        if isinstance(around.made, list):
            around.made.append(whole.value)
        elif around.merging:
            around.merged += self._mergeable(whole.value)
            around.merging = False
        elif around.key is None:
            self._name(around, whole)
        else:
            around.made[around.key] = whole.value
            around.key = None

    def _name(self, around: _Open, whole: _Whole) -> None:
        if whole.text is None:
            raise self._wrong("a key that is no text")
        if whole.plain and whole.text == "<<":
            around.merging = True
            return
        if whole.text in around.made:
            raise self._wrong(f"the key {whole.text!r} stands twice in one object")
        around.key = whole.text

    def _mergeable(self, value: Json) -> Iterator[dict[str, Json]]:
        for one in value if isinstance(value, list) else [value]:
            if not isinstance(one, dict):
                raise self._wrong("what is merged by << is no object")
            yield one

    def _count(self, more: int) -> None:
        self._most -= more
        if self._most < 0:
            raise self._wrong("the document has too many values, each use of an anchor counted")

    def _foreign(self, tag: str | None) -> ValueError:
        return self._wrong(f"the tag {tag!r} is not read")

    def _wrong(self, why: str) -> ValueError:
        return ValueError(f"line {self._line}: {why}")


def _copied(value: Json) -> Json:
    if isinstance(value, dict):
        return {name: _copied(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_copied(one) for one in value]
    return value
