"""What an endpoint is to whoever plays scenarios against it."""

from __future__ import annotations

from typing import Protocol

from vapi_contracts.scenario import Scenario
from vapi_contracts.transcript import Target, Transcript

__all__ = ["Endpoint", "EndpointError", "TargetError"]


class EndpointError(Exception):
    """The endpoint could not be reached, or went away; the text is one line for the user. Exit code 3.

    `partial` holds what was seen of the scenario that was being played, if anything was.
    """

    def __init__(self, message: str, partial: Transcript | None = None) -> None:
        super().__init__(message)
        self.partial = partial


class TargetError(Exception):
    """What the user named cannot be tested; the text is one line for the user. Exit code 2."""


class Endpoint(Protocol):
    """Plays scenarios against one target, one at a time, and removes what it created.

    `name` is the target as the user wrote it, `base_url` what a reproduction can ask (`None` in process),
    `requests` the number of requests sent so far, clean-up included.
    """

    name: str
    target: Target
    base_url: str | None
    requests: int

    def probe(self) -> None:
        """Ask for the list once. Raises `EndpointError` or `TargetError` where that cannot work."""
        ...

    def play(self, scenario: Scenario) -> Transcript:
        """Play a scenario and return what was seen. Raises `EndpointError` when the endpoint is gone."""
        ...

    def afresh(self) -> Endpoint:
        """Return an endpoint without the past of this one where that is possible: a new app in process."""
        ...

    def close(self) -> None:
        """Let go of connections, threads and loops. Safe to call twice."""
        ...
