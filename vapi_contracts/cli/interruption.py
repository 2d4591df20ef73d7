"""Ctrl-C and SIGTERM during a run: they wait until what was begun is known, or nobody could remove it.

A request that is broken off may have created a number whose id never arrived. So the scenario that is being
played is played to its end, unless that takes too long.
"""

from __future__ import annotations

import _thread
import contextlib
import signal
import threading
from collections.abc import Generator, Sequence
from types import FrameType

from vapi_contracts.endpoint.endpoint import Endpoint
from vapi_contracts.runner.client_stage import ClientUnderTest
from vapi_contracts.scenario import Scenario
from vapi_contracts.transcript import Target, Transcript

__all__ = ["Interruptible", "InterruptibleClient", "Interruption"]

PATIENCE = 0.6
"""Seconds that a scenario may go on for once it is to end."""


class Interruption:
    """Turns signals into `KeyboardInterrupt`, at a time when that does no harm."""

    def __init__(self) -> None:
        self._playing = False
        self._asked = False
        self._raised = False
        self._overdue = False
        self._timer: threading.Timer | None = None

    @contextlib.contextmanager
    def listening(self) -> Generator[None]:
        """Obey SIGINT and SIGTERM in the block."""
        before = {number: signal.signal(number, self._on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            if self._timer is not None:
                self._timer.cancel()
                self._timer.join()
            for number, handler in before.items():
                signal.signal(number, handler)

    @contextlib.contextmanager
    def playing(self) -> Generator[None]:
        """Put a `KeyboardInterrupt` off to the end of the block, for a while."""
        self._playing = True
        try:
            yield
        finally:
            self._playing = False
        if self._asked and not self._raised:
            self._raise()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        if self._overdue:
            self._overdue = False
            if not self._raised:
                self._raise()
        elif self._playing and not self._asked:
            self._asked = True
            self._timer = threading.Timer(PATIENCE, self._insist)
            self._timer.daemon = True
            self._timer.start()
        else:
            self._raise()

    def _insist(self) -> None:
        if not self._raised:
            self._overdue = True
            _thread.interrupt_main()

    def _raise(self) -> None:
        self._raised = True
        raise KeyboardInterrupt


class Interruptible:
    """An endpoint whose plays are interrupted at their end."""

    def __init__(self, endpoint: Endpoint, interruption: Interruption) -> None:
        self._endpoint = endpoint
        self._interruption = interruption
        self.name = endpoint.name
        self.base_url = endpoint.base_url
        self.target: Target = endpoint.target
        self.requests = endpoint.requests

    def probe(self) -> None:
        """Ask for the list once."""
        with self._counting():
            self._endpoint.probe()

    def play(self, scenario: Scenario) -> Transcript:
        """Play a scenario to its end."""
        with self._interruption.playing(), self._counting():
            return self._endpoint.play(scenario)

    def afresh(self) -> Endpoint:
        """Return an endpoint without the past of this one."""
        fresh = self._endpoint.afresh()
        return self if fresh is self._endpoint else Interruptible(fresh, self._interruption)

    def close(self) -> None:
        """Let go of connections."""
        self._endpoint.close()

    @contextlib.contextmanager
    def _counting(self) -> Generator[None]:
        before = self._endpoint.requests
        try:
            yield
        finally:
            self.requests += self._endpoint.requests - before


class InterruptibleClient(Interruptible):
    """A client whose plays are interrupted at their end."""

    def __init__(self, client: ClientUnderTest, interruption: Interruption) -> None:
        super().__init__(client, interruption)
        self._client = client
        self.ways = client.ways
        self.invocations = client.invocations

    def play_all(self, scenarios: Sequence[Scenario]) -> list[Transcript]:
        """Play scenarios; nothing outlives the server on loopback, so this may be broken off."""
        with self._counting():
            return self._client.play_all(scenarios)

    def afresh(self) -> ClientUnderTest:
        """Forget the past, so that the client is made anew, and return this."""
        self._client.afresh()
        return self

    @contextlib.contextmanager
    def _counting(self) -> Generator[None]:
        before = self._client.invocations
        try:
            with super()._counting():
                yield
        finally:
            self.invocations += self._client.invocations - before
