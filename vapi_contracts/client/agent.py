"""What carries out the invocations of one client, whatever that is written in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from vapi_contracts.body import Json
from vapi_contracts.scenario import Method
from vapi_contracts.transcript import Ending

__all__ = ["METHODS", "Agent", "Call", "Making", "Offer", "Said", "UnsupportedError", "cut", "told"]

METHODS: tuple[Method, ...] = ("create", "get", "update", "delete", "list")

Conceal: TypeAlias = Callable[[str], str]
"""Takes the secrets out of a text."""

LONGEST_MESSAGE = 1000
"""Characters that are kept of the message of what a client raised."""


class UnsupportedError(Exception):
    """The client turned out not to offer what it was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What a client is to do, with nothing left open."""

    do: Method
    way: str | None = None
    id: str = ""
    payload: Json = None
    query: Mapping[str, Json] = field(default_factory=dict[str, Json])


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """How a call ended, what the client said, and how many seconds it took; fields as in an `Invocation`."""

    ending: Ending
    result: Json = None
    dumped: bool = True
    kinds: Mapping[str, str] = field(default_factory=dict[str, str])
    error: str | None = None
    own: bool | None = None
    message: str | None = None
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """What a client is made with; both times are in seconds, and `limit` is when a call counts as hung.

    What an agent tells of a client goes through `conceal`.
    """

    base_url: str
    token: str
    timeout: float
    limit: float
    conceal: Conceal


@dataclass(frozen=True, slots=True)
class Offer:
    """What a client can be asked for: methods, and names of other ways to create."""

    methods: frozenset[Method]
    ways: tuple[str, ...] = ()


def told(error: BaseException, conceal: Conceal) -> str:
    """Return the message of an exception on one line, without secrets."""
    try:
        text = str(error)
    except Exception:  # noqa: BLE001 - an exception that cannot be written is still one
        return "(its text cannot be had)"
    return cut(" ".join(conceal(text).split()), LONGEST_MESSAGE)


def cut(text: str, longest: int) -> str:
    """Return a text, or the beginning of one that is too long."""
    return text if len(text) <= longest else f"{text[:longest]}…"


class Agent(Protocol):
    """Carries out calls one at a time.

    `exact` is false where numbers pass through another language. `shared` says that there can be only one.
    """

    exact: bool
    shared: bool

    def offer(self, making: Making) -> Offer:
        """Return what the client offers. Raises `TargetError` or `EndpointError` where there is no client."""
        ...

    def invoke(self, call: Call, making: Making) -> Said:
        """Carry out a call. Raises `UnsupportedError`, or as `offer` does."""
        ...

    def forget(self) -> None:
        """Let go of all that was made, so that what comes next finds a client without a past."""
        ...


NewAgent: TypeAlias = Callable[[], Agent]
