"""The table of constraints: one row for each (rule, path) by which a payload reaches a constrained place."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from vapi_contracts.body import Json
from vapi_contracts.contract.prose import PROSE_RULES
from vapi_contracts.contract.shapes import Node, Shapes
from vapi_contracts.contract.waivers import WAIVED

__all__ = ["ITEM", "ROOTS", "SHOWN", "VALUE", "Branch", "Contract", "Path", "Row", "Verb", "bundled"]

Verb: TypeAlias = Literal["create", "patch"]
"""The two operations that carry a payload."""

ROOTS: Mapping[Verb, str] = {"create": "CreateVapiPhoneNumberDTO", "patch": "UpdateVapiPhoneNumberDTO"}

SHOWN = "VapiPhoneNumber"
"""What a number is shown as."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A part of a path: the alternative of a union that is taken, by its position and its component."""

    at: int
    name: str | None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a path that stands for any item of a list or any value of a map."""

    sign: str


ITEM = Part("*")
VALUE = Part("{}")
Path: TypeAlias = tuple[str | Part | Branch, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One constraint on one path: `bound` is what the keyword says, `node` the place itself.

    For `required` the path leads to the object that lacks the property, and `bound` is its name.
    """

    rule: str
    keyword: str
    bound: Json
    path: Path
    node: Node


class Contract:
    """A revision of the contract, read off an OpenAPI document whose contradictions are repaired.

    `rows[verb]` is the table of what POST or PATCH may carry.
    """

    def __init__(self, document: Mapping[str, Json]) -> None:
        self.document = document
        self.shapes = Shapes(document)

    @functools.cached_property
    def rows(self) -> Mapping[Verb, tuple[Row, ...]]:
        """The table, by operation, in the order of the document, without what is waived."""
        return {
            verb: tuple(row for row in self._inside(root, (), (root,)) if row.rule not in WAIVED)
            for verb, root in ROOTS.items()
            if root in self.shapes
        }

    @functools.cached_property
    def shown(self) -> tuple[Row, ...]:
        """The same table of what a number is shown as, which no payload carries."""
        rows = self._inside(SHOWN, (), (SHOWN,)) if SHOWN in self.shapes else ()
        return tuple(row for row in rows if row.rule not in WAIVED)

    @functools.cached_property
    def rule_ids(self) -> tuple[str, ...]:
        """The ids of all payload rules, in the order of the document."""
        return tuple(dict.fromkeys(row.rule for rows in self.rows.values() for row in rows))

    def rows_of(self, rule: str) -> Iterator[tuple[Verb, Row]]:
        """Yield the rows of one rule, with their operation."""
        for verb, rows in self.rows.items():
            for row in rows:
                if row.rule == rule:
                    yield verb, row

    def _inside(self, name: str, path: Path, around: tuple[str, ...]) -> Iterator[Row]:
        shape = self.shapes[name]
        here = Node("", name, "", type="object", shape=name)
        for key, rule in shape.required.items():
            yield Row(rule, "required", key, path, here)
        for key, node in shape.properties.items():
            yield from self._at(node, (*path, key), around)
            prose = PROSE_RULES.get((name, key))
            if prose is not None:
                yield Row(f"{node.rule}.{prose.keyword}", prose.keyword, None, (*path, key), node)

    def _at(self, node: Node, path: Path, around: tuple[str, ...]) -> Iterator[Row]:
        if node.branches:
            yield Row(f"{node.rule}.oneOf", "oneOf", None, path, node)
            for at, branch in enumerate(node.branches):
                if branch.shape is not None and branch.shape not in around:
                    yield from self._inside(branch.shape, (*path, Branch(at, branch.shape)), (*around, branch.shape))
            return
        if node.type is not None:
            yield Row(f"{node.rule}.type", "type", node.type, path, node)
        for keyword, bound in node.keywords.items():
            yield Row(f"{node.rule}.{keyword}", keyword, bound, path, node)
        if node.shape is not None and node.shape not in around:
            yield from self._inside(node.shape, path, (*around, node.shape))
        if node.items is not None:
            yield from self._at(node.items, (*path, ITEM), around)
        if node.values is not None:
            yield from self._at(node.values, (*path, VALUE), around)


@functools.cache
def bundled() -> Contract:
    """Return the contract that this package states, by its own models."""
    from vapi_contracts.contract.document import bundled_document  # noqa: PLC0415 - pydantic is slow to import

    return Contract(bundled_document())
