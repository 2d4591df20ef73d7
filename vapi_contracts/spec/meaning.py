"""A document as it is meant, and where nothing satisfies it as it is published.

Revisions are compared as they are meant: what contradicts itself is replaced by its reading. What is published
counts in two ways. A change where nothing satisfies the schema in either revision changes how it reads, no more.
A schema that becomes impossible breaks whoever sends, though its reading is what it was; one that is mended breaks
nobody.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import cached_property

from vapi_contracts.spec.causes import Found
from vapi_contracts.spec.differing import Atom, Severity, narrowed
from vapi_contracts.spec.document import Document
from vapi_contracts.spec.instances import Instances
from vapi_contracts.spec.linting import read_and_repair
from vapi_contracts.spec.places import schema_places
from vapi_contracts.spec.views import View, Views

__all__ = ["IMPOSSIBLE", "Meant", "idle", "turned"]

IMPOSSIBLE, POSSIBLE = "became-impossible", "became-possible"
REMOVED = frozenset({"property-removed", "pattern-property-removed", "alternative-removed"})
ADDED = frozenset({"property-added", "pattern-property-added", "alternative-added"})
"""Changes of what one revision alone has: their pointers lead there."""

EITHER = "as published nothing satisfies this in either revision, so nothing changes but how it reads"
ALONE = "as published nothing satisfies it, so nothing changes but how it reads"


class Meant:
    """A published document, and how it is read."""

    def __init__(self, published: Document) -> None:
        self.published = published
        found, repaired = read_and_repair(published)
        self.document = Document(repaired, published.version)
        self._clashing = {one.pointer: one for one in found if one.reason.startswith("nothing satisfies it")}
        self._known: dict[str, bool] = {}

    def clash(self, view: View) -> str:
        """Return why nothing satisfies the schema itself, though its reading may be satisfied."""
        if not self._clashing:
            return ""
        for pointer in (view.place, *(part.pointer for part in view.parts)):
            if found := self._clashing.get(_bare(pointer)):
                return f"{found.reason.removeprefix('nothing satisfies it: ')} ({', '.join(found.keywords)})"
        return ""

    def within(self, view: View) -> bool:
        """Whether nothing satisfies the schema, or one that is written around it."""
        return any(
            self.impossible(one)
            for place in (view.pointer, view.place)
            for one in itertools.accumulate(_bare(place).split("/"), "{}/{}".format)
        )

    def impossible(self, pointer: str) -> bool:
        """Whether nothing satisfies the published schema at a pointer."""
        place = _bare(pointer)
        if place not in self._known:
            schema = self._schemas.get(place)
            self._known[place] = schema is not None and (
                place in self._clashing or not self._instances.satisfiable(self._views.at([(place, schema)]))
            )
        return self._known[place]

    @cached_property
    def _schemas(self) -> dict[str, object]:
        return dict(schema_places(self.published))

    @cached_property
    def _views(self) -> Views:
        return Views(self.published)

    @cached_property
    def _instances(self) -> Instances:
        return Instances()


def idle(old: Meant, new: Meant, found: Found, severity: Severity) -> str:
    """Return why no payload can tell of a change as the revisions are published, nothing where one can."""
    if old.within(found.old) and new.within(found.new):
        return EITHER
    alone = {**dict.fromkeys(REMOVED, old), **dict.fromkeys(ADDED, new)}.get(found.atom.kind)
    if severity == "breaking" and alone is not None and alone.impossible(found.atom.pointer):
        return ALONE
    return ""


def turned(old: Meant, new: Meant, before: View, after: View) -> Iterator[Atom]:
    """Yield that a schema contradicts itself in one revision only."""
    was, now = old.clash(before), new.clash(after)
    if now and not was:
        text = f"nothing satisfies it as published any more, whatever it means: {now}"
        yield narrowed(IMPOSSIBLE, after.pointer, text)
    elif was and not now:
        text = f"it can be satisfied now; as published it could not, whatever it meant: {was}"
        yield Atom(POSSIBLE, after.pointer, text, "compatible", "compatible")


def _bare(pointer: str) -> str:
    return pointer.removeprefix("#").removesuffix("#")
