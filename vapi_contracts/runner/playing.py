"""Scenarios played once: whoever asks for one again gets the transcript from memory."""

from __future__ import annotations

from dataclasses import dataclass

from vapi_contracts.endpoint.endpoint import Endpoint
from vapi_contracts.scenario import Scenario
from vapi_contracts.transcript import Transcript

__all__ = ["Play", "Stage"]


@dataclass(frozen=True, slots=True)
class Play:
    """A transcript and how many requests it took, clean-up included."""

    transcript: Transcript
    requests: int


class Stage:
    """Plays scenarios against one endpoint and remembers what was seen."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self._seen: dict[str, Play] = {}

    def play(self, scenario: Scenario) -> Play:
        """Return the play of a scenario, from memory where there is one."""
        key = scenario.key
        play = self._seen.get(key)
        if play is None:
            before = self.endpoint.requests
            transcript = self.endpoint.play(scenario)
            play = self._seen[key] = Play(transcript, self.endpoint.requests - before)
        return play

    def knows(self, scenario: Scenario) -> bool:
        """Whether a scenario was played already."""
        return scenario.key in self._seen

    def replay(self, scenario: Scenario) -> Transcript:
        """Play a scenario afresh: on a new app where the endpoint is one in process."""
        fresh = self.endpoint.afresh()
        before = fresh.requests
        try:
            return fresh.play(scenario)
        finally:
            if fresh is not self.endpoint:
                self.endpoint.requests += fresh.requests - before
                fresh.close()
