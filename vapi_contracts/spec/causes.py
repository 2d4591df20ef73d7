"""One finding for one cause, however many operations it reaches and however often it is copied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from vapi_contracts.spec.change import Change
from vapi_contracts.spec.differing import Atom, Direction
from vapi_contracts.spec.document import SCHEMAS
from vapi_contracts.spec.views import View
from vapi_contracts.spec.witnessing import Anchor

__all__ = ["Found", "by_cause", "joined"]


@dataclass(slots=True)
class Found:
    """An atom with where it was met first, and all operations that meet it."""

    atom: Atom
    direction: Direction
    anchor: Anchor
    old: View
    new: View
    subject: str
    operations: set[str] = field(default_factory=set[str])

    @property
    def inline(self) -> bool:
        """Whether no named schema of both revisions leads to it."""
        return self.anchor.new.startswith("/")


def by_cause(found: Iterable[Found]) -> list[Found]:
    """Take for one what is said of one schema, however often the other revision has a copy of it."""
    kept: dict[Any, Found] = {}
    for side in ("old", "new", "alternative"):
        kept = {}
        for one in found:
            where = _stated_at(one, side)
            key = (where, one.direction, one.atom.kind, one.atom.text) if where else id(one)
            first = kept.setdefault(key, one)
            if first is not one:
                first.operations |= one.operations
                if first.inline and not one.inline:
                    kept[key] = replace(one, operations=first.operations)
        found = list(kept.values())
    return list(kept.values())


def _stated_at(found: Found, side: str) -> str:
    """Return the named schema that says it, also an alternative that each of several operations lists for itself."""
    if side == "alternative":
        focus = found.atom.focus
        return focus.component or "" if focus is not None and found.inline else ""
    pointer = (found.old if side == "old" else found.new).pointer.removeprefix("#").removesuffix("#")
    return pointer if pointer.startswith(f"{SCHEMAS}/") else ""


def joined(changes: Iterable[Change]) -> Iterator[Change]:
    """Join what is told of several operations for one cause."""
    known: dict[Any, Change] = {}
    for one in changes:
        shared = one.kind.startswith("security-") or "parameter" in one.kind
        key = (one.kind, one.direction, one.severity, one.message, "" if shared else one.pointer)
        if key in known:
            merged = tuple(sorted({*known[key].operations, *one.operations}))
            known[key] = replace(known[key], operations=merged)
        else:
            known[key] = one
    yield from known.values()
