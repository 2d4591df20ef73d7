"""What a rule is: a sentence of the contract that can be judged from a transcript."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from vapi_contracts.scenario import Scenario
from vapi_contracts.transcript import Transcript
from vapi_contracts.verdict import Verdict

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["Basis", "Channel", "Effort", "Rule", "Subject", "most_telling"]

Basis: TypeAlias = Literal["documented", "inferred"]
Subject: TypeAlias = Literal["endpoint", "server-url", "client"]
Channel: TypeAlias = Literal["http", "sip", "inbox"]
Effort: TypeAlias = Literal["quick", "standard", "thorough"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule of the contract.

    `scenarios` yields those that bring the rule into play at some effort, the same ones every time;
    `search` is a strategy for those that nobody thought of; `judge` is a pure function of a transcript.
    `narrow` yields smaller scenarios where a verdict on one was undecided. `after` names the rules whose
    breach explains that this one could not be judged. `doc` says why it matters and how to mend it, `source_line`
    where the rule is written down.
    """

    id: str
    statement: str
    basis: Basis
    source: str
    judge: Callable[[Transcript], Iterable[Verdict]]
    scenarios: Callable[[Effort], Iterable[Scenario]]
    search: Callable[[], SearchStrategy[Scenario]] | None = None
    narrow: Callable[[Scenario, Verdict], Iterable[Scenario]] | None = None
    subject: Subject = "endpoint"
    needs: frozenset[Channel] = frozenset({"http"})
    after: tuple[str, ...] = ()
    doc: str = ""
    source_line: tuple[str, int] = ("", 0)


def most_telling(scenarios: Iterable[Scenario], effort: Effort, quick: int) -> Iterator[Scenario]:
    """Yield all scenarios, or at `quick` so many of the first."""
    return itertools.islice(scenarios, quick if effort == "quick" else None)
