"""How a judge of clients says what it found: at which invocation, in one sentence, and told apart by its cause."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from vapi_contracts.body import Json
from vapi_contracts.transcript import Exchange, Invocation, Transcript
from vapi_contracts.verdict import Outcome, Verdict

__all__ = ["Call", "calls", "shortened"]

LONGEST = 160
"""Characters of a foreign text in a sentence at most."""


@dataclass(frozen=True, slots=True)
class Call:
    """One invocation with its position, and the exchanges it made with theirs."""

    at: int
    invocation: Invocation
    exchanges: tuple[tuple[int, Exchange], ...]

    @property
    def name(self) -> str:
        """What was called, for a sentence."""
        way = f" by its way {self.invocation.way!r}" if self.invocation.way else ""
        return f"{self.invocation.do}{way}"

    @property
    def returned(self) -> bool:
        """Whether the client gave a result."""
        return self.invocation.ending == "returned"

    @property
    def raised(self) -> bool:
        """Whether the client raised an error of whatever kind."""
        return self.invocation.ending == "raised"

    @property
    def last(self) -> tuple[int, Exchange] | None:
        """The exchange whose answer the client went by."""
        return self.exchanges[-1] if self.exchanges else None

    def held(self, rule: str, exchange: int | None = None) -> Verdict:
        """Return the verdict that the rule held."""
        return self._verdict(rule, "held", exchange)

    def undecided(self, rule: str, message: str, exchange: int | None = None, pointer: str = "") -> Verdict:
        """Return the verdict that it cannot be told, and why."""
        return self._verdict(rule, "undecided", exchange, pointer=pointer, message=message)

    def broken(
        self,
        rule: str,
        message: str,
        cause: tuple[str, ...],
        *,
        exchange: int | None = None,
        pointer: str = "",
        expected: Json = None,
        actual: Json = None,
    ) -> Verdict:
        """Return the verdict that the rule is broken, at a JSON pointer of the payload or the answer."""
        return self._verdict(
            rule, "broken", exchange, pointer=pointer, message=message, expected=expected, actual=actual, cause=cause
        )

    def _verdict(
        self,
        rule: str,
        outcome: Outcome,
        exchange: int | None,
        *,
        pointer: str = "",
        message: str = "",
        expected: Json = None,
        actual: Json = None,
        cause: tuple[str, ...] = (),
    ) -> Verdict:
        return Verdict(
            rule=rule,
            outcome=outcome,
            exchange=self.invocation.first if exchange is None else exchange,
            pointer=pointer,
            message=message,
            expected=expected,
            actual=actual,
            invocation=self.at,
            cause=cause,
        )


def calls(transcript: Transcript) -> Iterator[Call]:
    """Yield what a client was to do; nothing where no client was."""
    for at, invocation in enumerate(transcript.invocations):
        positions = range(invocation.first, min(invocation.first + invocation.count, len(transcript.exchanges)))
        yield Call(at, invocation, tuple((position, transcript.exchanges[position]) for position in positions))


def shortened(value: Json) -> str:
    """Write a value or a foreign text in one short line."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}\u2026"
