"""Scenarios for a client, played once: all that are known beforehand together, since some of them wait."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from vapi_contracts.endpoint.endpoint import Endpoint, EndpointError, TargetError
from vapi_contracts.runner.playing import Play, Stage
from vapi_contracts.scenario import Invoke, Scenario
from vapi_contracts.transcript import Transcript

__all__ = ["ClientStage", "ClientUnderTest"]


MOST_HUNG = 3
"""Invocations that do not end until a client is given up: each takes many times its time-out.

So many short scenarios are played before the others, then twice as many, and so on.
"""


class ClientUnderTest(Endpoint, Protocol):
    """Plays scenarios against a client: an endpoint's methods, and those that let many be played at a time.

    `invocations` is how often the client was to do something so far.
    """

    invocations: int

    @property
    def ways(self) -> tuple[str, ...]:
        """The names of the client's other ways to create. Raises as `probe` does."""
        ...

    def afresh(self) -> ClientUnderTest:
        """Forget the past, so that the client is made anew, and return this."""
        ...

    def play_all(self, scenarios: Sequence[Scenario]) -> list[Transcript]:
        """Play scenarios, those that wait at the same time, and return what was seen in the order given."""
        ...


class ClientStage(Stage):
    """Plays scenarios against a client and remembers what was seen.

    Requests and invocations of a scenario are counted once, for whoever asks for it first. A client that hangs again
    and again is given up: nothing more is asked of it.
    """

    def __init__(self, client: ClientUnderTest) -> None:
        super().__init__(client)
        self.client = client
        self._unpaid: set[str] = set()
        self._hung = 0

    @property
    def given_up(self) -> bool:
        """Whether the client hung so often that nothing more is asked of it."""
        return self._hung >= MOST_HUNG

    def prepare(self, scenarios: Iterable[Scenario]) -> None:
        """Play those that are not known yet, first those that wait. Raises `EndpointError` when the client is gone."""
        wanted = {scenario.key: scenario for scenario in scenarios if not self.knows(scenario)}
        left = sorted(wanted.values(), key=lambda scenario: (-_waiting(scenario), len(scenario)))
        size = MOST_HUNG
        while left and not self.given_up:
            batch, left = left[:size], left[size:]
            for scenario, transcript in zip(batch, self._played(batch), strict=True):
                self._seen[scenario.key] = Play(transcript, len(transcript.exchanges))
                self._unpaid.add(scenario.key)
                self._hung += sum(one.ending == "hung" for one in transcript.invocations)
            size *= 4

    def spent_on(self, scenario: Scenario) -> tuple[int, int]:
        """Return the requests and invocations of a scenario that is known, unless somebody asked before."""
        if scenario.key not in self._unpaid:
            return 0, 0
        self._unpaid.discard(scenario.key)
        transcript = self._seen[scenario.key].transcript
        return len(transcript.exchanges), len(transcript.invocations)

    def replay_all(self, scenarios: Sequence[Scenario]) -> list[Transcript]:
        """Play scenarios again, with a client that is made anew. Raises `EndpointError` when it is gone."""
        self.client.afresh()
        return self._played(scenarios)

    def _played(self, scenarios: Sequence[Scenario]) -> list[Transcript]:
        """Play scenarios; what was a client once and is none any more has gone away."""
        try:
            return self.client.play_all(scenarios)
        except TargetError as error:
            raise EndpointError(str(error)) from None


def _waiting(scenario: Scenario) -> int:
    """Return 2 where a client is made with a time-out to be tested, 1 where it or the server may take its time."""
    steps = [step for step in scenario if isinstance(step, Invoke)]
    if any(step.timeout is not None for step in steps):
        return 2
    orders = [one for step in steps for one in step.answers if one is not None]
    return int(any(one.delivery in ("silence", "stall", "drip") or "retry-after" in one.headers for one in orders))
