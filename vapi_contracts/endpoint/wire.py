"""What goes over a transport: requests ready to be sent, and what comes back or doesn't."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Protocol, TypeAlias
from urllib.parse import quote, urlencode

from vapi_contracts.transcript import Failure

__all__ = [
    "Answer",
    "NoAnswer",
    "Outcome",
    "PreparedRequest",
    "Transport",
    "encoded_path",
    "encoded_query",
    "failure_of",
    "on_one_line",
    "user_agent",
]

_IN_A_TARGET = "!#$%&'()*+,/:;=?@[]~"
"""What stays as it is in a request target that somebody wrote by hand; the rest is percent-encoded."""

LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class PreparedRequest:
    """A request as it goes on the wire.

    `target` is the path with its query, percent-encoded, relative to the base URL; `headers` are lower case.
    """

    method: str
    target: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """A response as it came; `raised` says what an app in process raised instead of giving one."""

    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes
    raised: str | None = None

    def header(self, name: str) -> str | None:
        """Return the value of the first header of this lower-case name."""
        return next((value for key, value in self.headers if key.lower() == name), None)


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Why there is no response, as one of four words and as a text for people."""

    failure: Failure
    why: str


Outcome: TypeAlias = Answer | NoAnswer


class Transport(Protocol):
    """Carries one request at a time to where the API is, and brings back what came of it."""

    def send(self, request: PreparedRequest) -> Outcome:
        """Send a request and wait for its answer, no longer than the transport's time-out."""
        ...

    def close(self) -> None:
        """Let go of connections and threads. Safe to call twice."""
        ...


def failure_of(outcome: Outcome) -> Failure | None:
    """Return the word for what went wrong, if anything did."""
    if isinstance(outcome, NoAnswer):
        return outcome.failure
    return "raised" if outcome.raised else None


def encoded_path(path: str) -> str:
    """Percent-encode what cannot stand in a path; escapes that are there stay."""
    return quote(path, safe=_IN_A_TARGET, errors="surrogatepass")


def encoded_query(pairs: Iterable[tuple[str, str]]) -> str:
    """Write a query; a pair that is there twice is written twice."""
    return urlencode(list(pairs), quote_via=quote, errors="surrogatepass")


def on_one_line(error: BaseException) -> str:
    """Return the type and the message of an exception as one short line."""
    message = " ".join(str(error).split())[:LONGEST_REASON]
    kind = type(error).__name__
    return f"{kind}: {message}" if message else kind


@cache
def user_agent() -> str:
    """Return how our requests name themselves."""
    try:
        return f"vapi-contracts/{version('vapi-contracts')}"
    except PackageNotFoundError:
        return "vapi-contracts"
