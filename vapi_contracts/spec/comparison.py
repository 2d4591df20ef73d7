"""From two documents to a list of changes: one for each cause, with all operations that it reaches."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from vapi_contracts.spec.causes import Found, by_cause, joined
from vapi_contracts.spec.change import Change, Witness
from vapi_contracts.spec.comparing import Comparer
from vapi_contracts.spec.differing import Direction, Severity, World
from vapi_contracts.spec.document import PREFIX, SCHEMAS, Document, reachable, references
from vapi_contracts.spec.instances import Instances
from vapi_contracts.spec.judging import Judge
from vapi_contracts.spec.meaning import IMPOSSIBLE, Meant, idle, turned
from vapi_contracts.spec.narrowing import is_phone_number_api, narrow
from vapi_contracts.spec.operating import Root, operation_changes, roots
from vapi_contracts.spec.outline import operations
from vapi_contracts.spec.pointers import child, tokens
from vapi_contracts.spec.views import WORDING, Place, View, Views
from vapi_contracts.spec.witnessing import Anchor, Witnesses

__all__ = ["differences"]

TRIES, FEW = 60, 12
"""Random payloads of a schema, and the number of schemas up to which all are searched."""

ORDER = {"breaking": 0, "compatible": 1, "documentation": 2}
UNPROVEN = "unproven: no payload was found that shows it"
UNFORESEEN = "a payload that was drawn at random is judged otherwise"
EFFECT = {
    "request": "what was valid to send may be refused",
    "response": "what is sent may be more than readers were told",
}
NESTED = re.compile(r"/(?:properties|patternProperties)/([^/]*)|/(items|additionalProperties)(?=/|$)")


def differences(
    old: Document,
    new: Document,
    *,
    all: bool = False,  # noqa: A002 - the option's name
    world: World = "closed",
) -> list[Change]:
    """Return what changed from one revision to another, breaking changes first.

    It looks at the phone-number contract, and at every operation if asked or if neither has that contract. In
    the closed world requests with unknown properties are refused; in the open one they pass.
    """
    if not all and (is_phone_number_api(old) or is_phone_number_api(new)):
        old, new = narrow(old), narrow(new)
    if old.raw == new.raw:
        return []
    return _Comparison(Meant(old), Meant(new), world).run()


class _Comparison:
    def __init__(self, old: Meant, new: Meant, world: World) -> None:
        self._meant = old, new
        self._documents = old.document, new.document
        self._world: World = world
        self._views = Views(old.document), Views(new.document)
        self._comparer = Comparer(world, Instances(), Instances())
        self._witnesses = Witnesses(Judge(old.document), Judge(new.document), world)
        self._as_published = Witnesses(Judge(old.published), Judge(new.published), world)
        self._found: dict[Any, Found] = {}
        self._wording: dict[tuple[str, str], Change] = {}

    def run(self) -> list[Change]:
        before, after = (operations(document) for document in self._documents)
        outer: list[Change] = []
        compared: dict[Any, tuple[View, View, Root, set[str]]] = {}
        for key in [*after, *(key for key in before if key not in after)]:
            outer += operation_changes(before.get(key), after.get(key), self._world)
            if key not in before or key not in after:
                continue
            for root in roots(before[key], after[key]):
                one, other = self._views[0].at([root.old]), self._views[1].at([root.new])
                start = (one.key, other.key, root.direction, root.subject, one.component)
                compared.setdefault(start, (one, other, root, set()))[3].add(root.operation)
        for one, other, root, labels in compared.values():
            self._walk(one, other, root, labels)
        by_schema = sorted(by_cause(self._found.values()), key=lambda one: one.anchor.new)
        changes = [self._told(found) for found in by_schema]  # those of one schema together: few are compiled at a time
        changes += self._unforeseen([one for one in compared.values() if not one[2].subject], changes)
        changes += joined([*outer, *self._wording.values()])
        return sorted(changes, key=lambda one: (ORDER[one.severity], one.pointer, one.kind, one.direction))

    def _walk(self, old: View, new: View, root: Root, labels: set[str]) -> None:
        direction = root.direction
        seen: set[Any] = set()
        waiting = [(old, new, _anchor(old, new, root))]
        while waiting:
            one, other, anchor = waiting.pop()
            if one.component is not None and one.component == other.component:
                anchor = Anchor(one.component, one.component)
            self._note_wording(one, other, direction, labels)
            key = (one.key, other.key)
            if key in seen:
                continue
            seen.add(key)
            pair = self._comparer.pair(one, other)
            for atom in (*pair.atoms, *turned(*self._meant, one, other)):
                self._note(Found(atom, direction, anchor, one, other, root.subject, labels))
            for below in reversed(pair.below):
                way = (*anchor.way, (one, other, below.step))
                waiting.append((below.old, below.new, replace(anchor, way=way)))

    def _note(self, met: Found) -> None:
        atom = met.atom
        if atom.severity(met.direction) is None:
            return
        place = met.subject if met.inline and met.subject else atom.pointer.removeprefix("#")
        found = self._found.setdefault((met.direction, atom.kind, place, atom.text), replace(met, operations=set()))
        if found.inline and not met.inline:
            found.anchor, found.old, found.new = met.anchor, met.old, met.new
        found.operations |= met.operations

    def _unforeseen(self, compared: list[tuple[View, View, Root, set[str]]], known: list[Change]) -> Iterator[Change]:
        """Search for payloads that show a difference where none was found, in the schemas of a small contract."""
        if len(compared) > FEW:
            return
        for old, new, root, labels in compared:
            differ = self._told_of(root.old, 0) != self._told_of(root.new, 1)
            quiet = not any(labels & {*one.operations} and one.direction == root.direction
                            and (one.severity == "breaking" or one.kind.startswith("reference-")
                                 or "as published" in one.message) for one in known)  # fmt: skip
            if not differ or not quiet:
                continue
            view = old if root.direction == "request" else new
            anchor = _anchor(old, new, root)
            witness = self._witnesses.search(anchor, root.direction, view, tries=TRIES)
            if witness is not None:
                named = not anchor.new.startswith("/")
                pointer = child(SCHEMAS, anchor.new) if named else anchor.new
                yield Change(
                    schema=anchor.new,
                    pointer=pointer,
                    kind="unforeseen",
                    direction=root.direction,
                    severity="breaking",
                    message=f"{_label(pointer)}: {UNFORESEEN}; {EFFECT[root.direction]}",
                    operations=tuple(sorted(labels)),
                    witness=witness,
                )

    def _told_of(self, place: Place, side: int) -> Any:
        """Return all that is said of a schema and those it leads to, but for the wording."""
        document = self._documents[side]
        uses = {
            name: {one.removeprefix(PREFIX) for _, one in references(schema)}
            for name, schema in document.schemas.items()
        }
        first = {one.removeprefix(PREFIX) for _, one in references(place[1])}
        named = {name: _bare(document.schemas.get(name)) for name in reachable(uses, first)}
        return _bare(place[1]), named

    def _told(self, found: Found) -> Change:
        atom, direction = found.atom, found.direction
        pointer = atom.pointer.removeprefix("#").removesuffix("#")
        severity: Severity = atom.severity(direction) or "compatible"
        where = found.subject if found.inline and found.subject else _label(pointer)
        message = f"{where}: {atom.text}"
        if atom.why and direction == "request":
            message += f": {atom.why}"
        witness: Witness | None = None
        if why := idle(*self._meant, found, severity):
            severity = "documentation"
            message += f"; {why}"
        elif severity == "breaking":
            message += f"; {EFFECT[direction]}"
            witnesses = self._as_published if atom.kind == IMPOSSIBLE else self._witnesses
            witness = witnesses.find(found.anchor, direction, found.old, found.new, atom)
            if witness is None:
                message += f" ({UNPROVEN})"
        return Change(
            schema=found.anchor.new,
            pointer=pointer,
            kind=atom.kind,
            direction=direction,
            severity=severity,
            message=message,
            operations=tuple(sorted(found.operations)),
            witness=witness,
        )

    def _note_wording(self, old: View, new: View, direction: Direction, labels: set[str]) -> None:
        named = self._own(old, 0), self._own(new, 1)
        if named[0] != named[1] and old.component is not None and new.component is not None:
            self._word(child(SCHEMAS, new.component), named[0] ^ named[1], new.component, direction, labels)
        if old.wording != new.wording and (old.wording | named[0]) != (new.wording | named[1]):
            changed = (old.wording | named[0]) ^ (new.wording | named[1])
            rest = changed - (named[0] ^ named[1]) if old.component and new.component else changed
            if rest:
                self._word(new.place, rest, (new.component or old.component), direction, labels)

    def _word(
        self, pointer: str, changed: frozenset[Any], component: str | None, direction: Direction, labels: set[str]
    ) -> None:
        place = pointer.removeprefix("#").removesuffix("#")
        words = sorted({name for name, _ in changed})
        known = self._wording.get((place, ",".join(words)))
        kind = f"{words[0]}-changed" if len(words) == 1 else "wording-changed"
        self._wording[place, ",".join(words)] = Change(
            schema=known.schema if known else component or "",
            pointer=place,
            kind=kind,
            direction=known.direction if known else direction,
            severity="documentation",
            message=f"{_label(place)}: {' and '.join(words)} changed",
            operations=tuple(sorted({*(known.operations if known else ()), *labels})),
        )

    def _own(self, view: View, side: int) -> frozenset[Any]:
        """Return what is worded at the named schema behind a place itself."""
        if view.component is None:
            return frozenset()
        views = self._views[side]
        schema = views.document.schemas.get(view.component)
        return frozenset(views.flat(child(SCHEMAS, view.component), schema).wording)


def _anchor(old: View, new: View, root: Root) -> Anchor:
    """Return what to judge payloads by: a name that both revisions know, or where each has the schema."""
    if old.component is not None and old.component == new.component:
        return Anchor(old.component, old.component)
    return Anchor(root.old[0].removesuffix("#"), root.new[0].removesuffix("#"))


def _bare(value: Any) -> Any:
    if isinstance(value, list):
        return [_bare(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {name: _bare(one) for name, one in value.items() if name not in WORDING or isinstance(one, dict)}


def _label(pointer: str) -> str:
    """Name a place as people do: `Server.timeoutSeconds`, `hooks[]`."""
    if not pointer.startswith(f"{SCHEMAS}/"):
        steps = tokens(pointer)
        head = f"{steps[2].upper()} {steps[1]}" if len(steps) > 2 and steps[0] == "paths" else pointer
    else:
        head = tokens(pointer)[2]
    for name, special in NESTED.findall(pointer):
        head += {"items": "[]", "additionalProperties": "{}"}.get(special, f".{name}" if name else "")
    return head.replace("~1", "/").replace("~0", "~")
