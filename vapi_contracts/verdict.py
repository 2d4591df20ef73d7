"""What is judged: whether a rule held at one place of a transcript, was broken, or cannot be told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from vapi_contracts.body import Json

__all__ = ["Outcome", "Verdict"]

Outcome: TypeAlias = Literal["held", "broken", "undecided"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One rule at one place.

    `exchange` is the position in the transcript, `pointer` a JSON pointer (RFC 6901) into the payload that was
    sent (payload rules) or the body that came back (all others). `expected` and `actual` are JSON values or
    short texts. `beside` is the position of an exchange that the verdict leans on, such as an accepted
    neighbour. `known_deviation` says that the live service is known to differ here, and how.

    Of a client, `invocation` is the position of what it was to do. `cause` tells breaches of one rule apart: it names
    what must come together to show this one, such as properties; one whose cause holds all of another's is that other.
    """

    rule: str
    outcome: Outcome
    exchange: int
    pointer: str = ""
    message: str = ""
    expected: Json = None
    actual: Json = None
    beside: int | None = None
    known_deviation: str | None = None
    invocation: int | None = None
    cause: tuple[str, ...] = ()
