"""One difference between two views of a place, and what it means for those who send and those who read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from vapi_contracts.spec.views import View

__all__ = ["Atom", "Below", "Direction", "Pair", "Severity", "Step", "World", "both", "either", "narrowed", "widened"]

Direction: TypeAlias = Literal["request", "response"]
Severity: TypeAlias = Literal["breaking", "compatible", "documentation"]
World: TypeAlias = Literal["open", "closed"]
Step: TypeAlias = tuple[str, ...]
"""How a value below lies in the one above: a property, the items, further properties, a branch of a union."""


@dataclass(frozen=True, slots=True)
class Atom:
    """A difference at one place.

    `request` and `response` are its severities by the way that the data flows, nothing where it means nothing
    there. `narrows` and `widens` tell whether the first view, or the second, admits what the other does not
    where unknown properties pass. `hint` names the property that a witness needs, `focus` the
    alternative of which it is one; `why` is said of requests only.
    """

    kind: str
    pointer: str
    text: str
    request: Severity | None
    response: Severity | None
    narrows: bool = False
    widens: bool = False
    hint: str | None = None
    focus: View | None = None
    why: str = ""

    def severity(self, direction: Direction) -> Severity | None:
        """Return the severity in a direction."""
        return self.request if direction == "request" else self.response


@dataclass(frozen=True, slots=True)
class Below:
    """Two views that are to be compared because of two others."""

    step: Step
    old: View
    new: View


@dataclass(frozen=True, slots=True)
class Pair:
    """Two views with what differs between them, without what differs below."""

    old: View
    new: View
    atoms: tuple[Atom, ...] = ()
    below: tuple[Below, ...] = ()


def narrowed(kind: str, pointer: str, text: str, hint: str | None = None) -> Atom:
    """Return a difference by which less is admitted than before."""
    return Atom(kind, pointer, text, "breaking", "compatible", narrows=True, hint=hint)


def widened(kind: str, pointer: str, text: str, hint: str | None = None) -> Atom:
    """Return a difference by which more is admitted than before."""
    return Atom(kind, pointer, text, "compatible", "breaking", widens=True, hint=hint)


def both(atom: Atom) -> Atom:
    """Return a difference by which some values come and others go."""
    return replace(atom, request="breaking", response="breaking", narrows=True, widens=True)


def either(kind: str, pointer: str, text: str, *, less: bool, more: bool) -> Iterator[Atom]:
    """Yield the difference by which less, more, both or nothing else is admitted."""
    if less and more:
        yield both(narrowed(kind, pointer, text))
    elif less:
        yield narrowed(kind, pointer, text)
    elif more:
        yield widened(kind, pointer, text)
