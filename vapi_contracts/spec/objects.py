"""What differs between two objects: properties, which must be there, what else may be.

A sender gives only what its revision names. Who reads an answer passes over unknown properties; who reads a
request refuses them in the closed world, as the live service does, unless `additionalProperties` says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator

from vapi_contracts.spec.differing import Atom, Below, Severity, World, narrowed, widened
from vapi_contracts.spec.instances import Instances
from vapi_contracts.spec.views import View

__all__ = ["Objects"]

CLOSED = "in the closed world, where unknown properties are refused"


class Objects:
    """Compares objects in one world."""

    def __init__(self, world: World, old: Instances, new: Instances) -> None:
        self._world: World = world
        self._old, self._new = old, new

    def atoms(self, old: View, new: View) -> Iterator[Atom]:
        """Yield what differs at the objects themselves."""
        for name in sorted(old.properties.keys() - new.properties.keys()):
            if self._old.satisfiable(old.properties[name]):
                yield from self._removed(old, new, name)
        for name in sorted(new.properties.keys() - old.properties.keys()):
            yield from self._added(old, new, name)
        for name in sorted((old.required | new.required) - (old.required & new.required)):
            yield from self._required(old, new, name)
        yield from self._patterned(old, new)
        yield from self._one_way(old, new)
        yield from self._additional(old, new)

    def below(self, old: View, new: View) -> Iterator[Below]:
        """Yield the properties that are to be compared."""
        for name in {**old.properties, **new.properties}:
            before = old.properties.get(name) or _stated(old)
            after = new.properties.get(name) or _stated(new)
            if before is not None and after is not None:
                yield Below(("property", name), before, after)
        for pattern in old.patterned.keys() & new.patterned.keys():
            yield Below(("pattern", pattern), old.patterned[pattern], new.patterned[pattern])
        before, after = _stated(old), _stated(new)
        if before is not None and after is not None:
            yield Below(("additional",), before, after)

    def _removed(self, old: View, new: View, name: str) -> Iterator[Atom]:
        needed = name in old.required
        answered: Severity = "breaking" if needed else "compatible"
        text = f"property {name!r} removed" + (", which was required" if needed else "")
        place = old.properties[name].place
        if _stated(new) is not None:
            if needed:
                yield widened("required-removed", place, f"property {name!r} need no longer be there", name)
            return
        rest = self._rest(new, reader=True)
        why = f"refused {CLOSED}" if rest is False and new.additional is None else ""
        asked: Severity = "breaking" if rest is False else "compatible"
        yield Atom(
            "property-removed",
            place,
            text,
            asked,
            answered,
            narrows=new.additional is False,
            widens=True,
            hint=name,
            why=why,
        )

    def _added(self, old: View, new: View, name: str) -> Iterator[Atom]:
        below = new.properties[name]
        needed, usable = name in new.required, self._new.satisfiable(below)
        if not usable and not needed:
            return
        if _stated(old) is not None:
            if needed:
                yield narrowed("required-added", below.place, f"property {name!r} is required now", name)
            return
        asked: Severity = "breaking" if needed and name not in old.required else "compatible"
        answered: Severity = "breaking" if old.additional is False else "compatible"
        kind = "required-property-added" if needed else "property-added"
        text = ("required " if needed else "") + f"property {name!r} added"
        yield Atom(
            kind, below.place, text, asked, answered, narrows=bool(below.parts) or needed,
            widens=old.additional is False, hint=name,
        )  # fmt: skip

    def _required(self, old: View, new: View, name: str) -> Iterator[Atom]:
        here = name in old.properties, name in new.properties
        place = new.properties[name].place if here[1] else new.pointer
        if name in new.required and here != (False, True):
            yield narrowed("required-added", place, f"property {name!r} is required now", name)
        elif name in old.required and here != (True, False):
            yield widened("required-removed", place, f"property {name!r} need no longer be there", name)

    def _patterned(self, old: View, new: View) -> Iterator[Atom]:
        """Yield patterns of names that came or went; what they say of named properties is told there."""
        for pattern in sorted(old.patterned.keys() - new.patterned.keys()):
            refused = self._rest(new, reader=True) is False
            free = self._rest(new, reader=False) is True and bool(old.patterned[pattern].parts)
            text = f"properties named like {pattern!r} removed"
            yield Atom(
                "pattern-property-removed", old.patterned[pattern].place, text, "breaking" if refused else "compatible",
                "breaking" if free else "compatible", narrows=new.additional is False, widens=True,
                why=f"refused {CLOSED}" if refused and new.additional is None else "",
            )  # fmt: skip
        for pattern in sorted(new.patterned.keys() - old.patterned.keys()):
            free = self._rest(old, reader=False) is True and bool(new.patterned[pattern].parts)
            shut = old.additional is False
            yield Atom(
                "pattern-property-added", new.patterned[pattern].place, f"properties named like {pattern!r} added",
                "breaking" if free else "compatible", "breaking" if shut else "compatible", narrows=True, widens=shut,
            )  # fmt: skip

    def _one_way(self, old: View, new: View) -> Iterator[Atom]:
        """Yield properties that are only answered, or only asked for, in one of the revisions."""
        for name in sorted(old.properties.keys() & new.properties.keys()):
            before, after = old.properties[name], new.properties[name]
            needed = name in old.required or name in new.required
            for keyword, who in (("readOnly", "is answered"), ("writeOnly", "is asked for")):
                was, now = True in before.values(keyword), True in after.values(keyword)
                if was == now:
                    continue
                asked: Severity | None = None
                answered: Severity | None = None
                if keyword == "readOnly":
                    asked = "breaking" if (now and self._world == "closed") or (was and needed) else "compatible"
                else:
                    answered = "breaking" if now and needed else "compatible"
                text = f"property {name!r} {who} only now" if now else f"property {name!r} {who} no longer only"
                yield Atom(f"{keyword}-{'added' if now else 'removed'}", after.place, text, asked, answered)

    def _additional(self, old: View, new: View) -> Iterator[Atom]:
        if old.additional is None and new.additional is None and bool(old.properties) == bool(new.properties):
            return
        if _stated(old) is not None and _stated(new) is not None:
            return
        sent, read = self._rest(old, reader=False), self._rest(new, reader=True)
        answered, understood = self._rest(new, reader=False), self._rest(old, reader=True, request=False)
        lost, gained = _less(sent, read), _less(answered, understood)
        if not lost and not gained and old.additional == new.additional:
            return
        if not lost and not gained and False not in (old.additional, new.additional):
            return
        word = "are refused" if new.additional is False else "are constrained"
        if lost and read is False and new.additional is None:
            word = f"are refused {CLOSED}"
        if lost or new.additional is False:
            refused = self._world == "closed" and bool(old.properties) and old.additional is None
            asked: Severity | None = "breaking" if lost else None if refused else "compatible"
            text = f"other properties {word} now"
            yield Atom(
                "additionalProperties-restricted", new.pointer, text, asked, "compatible", narrows=True, hint="",
            )  # fmt: skip
        if gained or old.additional is False:
            yield Atom(
                "additionalProperties-relaxed", new.pointer, "other properties are admitted now",
                "compatible", "breaking" if gained else "compatible", widens=True, hint="",
            )  # fmt: skip

    def _rest(self, view: View, *, reader: bool, request: bool = True) -> View | bool:
        """Return what may be there besides the named properties: anything, nothing, or what a view admits."""
        if view.additional is not None:
            return view.additional
        if not view.properties:
            return True
        return reader and not (request and self._world == "closed")


def _stated(view: View) -> View | None:
    return view.additional if isinstance(view.additional, View) else None


def _less(sent: View | bool, read: View | bool) -> bool:
    """Whether something is sent that is not read; of two views their comparison tells."""
    return sent is not False and (read is False or (sent is True and isinstance(read, View)))
