"""Plays scenarios of what a client is to do, like an endpoint plays its own."""

from __future__ import annotations

import contextlib
import threading
import uuid
import warnings
from collections.abc import Callable, Generator, Sequence

from vapi_contracts.client.agent import METHODS, NewAgent
from vapi_contracts.client.lane import Lane, Settings
from vapi_contracts.endpoint.asgi_app import AsgiApp
from vapi_contracts.endpoint.endpoint import EndpointError, TargetError
from vapi_contracts.scenario import Invoke, Method, Scenario
from vapi_contracts.transcript import Target, Transcript

__all__ = ["ClientPlayer"]

MOST_LANES = 8
PATIENCE = 0.25
"""Seconds for which an interruption waits for a lane to notice."""

PLAIN: tuple[Invoke, ...] = (
    Invoke(do="list"),
    Invoke(do="get", id=str(uuid.UUID(int=0))),
    Invoke(do="create", body={"provider": "vapi"}),
    Invoke(do="update", id=str(uuid.UUID(int=0)), body={}),
    Invoke(do="delete", id=str(uuid.UUID(int=0))),
)
"""Simple things to ask of a client, the most harmless first."""


class ClientPlayer:
    """Plays scenarios against a client under test; it has the methods of an `Endpoint`.

    `name` is the client as the user wrote it. `reference` makes the API that the client talks to, `token` is its token.
    `timeout` is what the client is made with unless a step says otherwise, `limit` what one call may take until it
    counts as hung, three times the time-out and at least 15 if absent; both are in seconds.
    """

    base_url: str | None = None

    def __init__(
        self,
        new_agent: NewAgent,
        *,
        name: str,
        reference: Callable[[], AsgiApp],
        token: str = "test-token",  # noqa: S107 - the documented default of embedded targets
        timeout: float = 10.0,
        limit: float | None = None,
        target: Target | None = None,
    ) -> None:
        self.name = name
        self.target = target or Target()
        self.requests = 0
        self.invocations = 0
        self._settings = Settings(app=reference, token=token, timeout=timeout, limit=limit, target=self.target)
        self._new_agent = new_agent
        agent = new_agent()
        self._shared = agent.shared
        self._lanes = [Lane(agent, self._settings)]
        self._counting = threading.Lock()

    @property
    def methods(self) -> frozenset[Method]:
        """The methods that the client has; of a program all but those that it refused. Raises as `probe` does."""
        with _heedless():
            return self._lanes[0].offer.methods

    @property
    def ways(self) -> tuple[str, ...]:
        """The names of the client's other ways to create. Raises as `probe` does."""
        with _heedless():
            return self._lanes[0].offer.ways

    def offers(self, do: Method, way: str | None = None) -> bool:
        """Whether the client has a method, or another way to create. Raises as `probe` does."""
        return do in self.methods if way is None else way in self.ways

    def probe(self) -> None:
        """Make the client and ask one plain thing of it.

        Raises `TargetError` where there is no client and where a program prints what is no answer, `EndpointError`
        where a program is gone or does not answer. A client that is wrong is not found out here.
        """
        for step in PLAIN:
            if not self.offers(step.do):
                continue
            seen = self.play(Scenario((step,))).invocations
            if not seen:
                continue
            if seen[0].ending == "hung" and self._shared:
                limit = self._settings.limit_of(self._settings.timeout)
                raise EndpointError(f"the program did not answer within {limit:g} s: {self.name}")
            return
        raise TargetError(f"the program offers none of {', '.join(METHODS)}: {self.name}")

    def play(self, scenario: Scenario) -> Transcript:
        """Play a scenario on a new API, and return what the client was to do, what it sent and what it said.

        Steps that the client does not offer are left out. Raises `EndpointError` when a program is gone, `TargetError`
        when it prints what is no answer, when the factory fails, and for a scenario that is not for a client.
        """
        with _heedless():
            return self._played(self._lanes[0], scenario, threading.Event())

    def play_all(self, scenarios: Sequence[Scenario]) -> list[Transcript]:
        """Play scenarios, several at a time unless the client is a program, and return what was seen, in order.

        Raises as `play` does, after what has begun has ended.
        """
        with _heedless():
            return self._all_played(scenarios)

    def _all_played(self, scenarios: Sequence[Scenario]) -> list[Transcript]:
        count = 1 if self._shared else min(MOST_LANES, len(scenarios))
        while len(self._lanes) < count:
            self._lanes.append(Lane(self._new_agent(), self._settings))
        if count <= 1:
            return [self.play(scenario) for scenario in scenarios]
        seen: dict[int, Transcript] = {}
        failed: list[BaseException] = []
        left = iter(enumerate(scenarios))
        stop = threading.Event()

        def run(lane: Lane) -> None:
            try:
                while not stop.is_set():
                    with self._counting:
                        at, scenario = next(left, (-1, None))
                    if scenario is None:
                        return
                    seen[at] = self._played(lane, scenario, stop)
            except BaseException as error:  # noqa: BLE001 - it is raised where all this was asked for
                failed.append(error)
                stop.set()

        threads = [threading.Thread(target=run, args=(lane,), daemon=True) for lane in self._lanes[:count]]
        for thread in threads:
            thread.start()
        try:
            for thread in threads:
                thread.join()
        except BaseException:
            stop.set()
            for thread in threads:
                thread.join(PATIENCE)
            raise
        if failed:
            raise failed[0]
        return [seen[at] for at in range(len(scenarios))]

    def afresh(self) -> ClientPlayer:
        """Return the player itself, with clients and a server without a past."""
        self.close()
        return self

    def close(self) -> None:
        """Close the clients and the servers, and end a program. Safe to call twice; a later play makes new ones."""
        for lane in self._lanes:
            lane.close()

    def _played(self, lane: Lane, scenario: Scenario, stop: threading.Event) -> Transcript:
        requests, invocations = lane.requests, lane.invocations
        try:
            return lane.play(scenario, stopped=stop.is_set)
        finally:
            with self._counting:
                self.requests += lane.requests - requests
                self.invocations += lane.invocations - invocations


@contextlib.contextmanager
def _heedless() -> Generator[None]:
    """Let warnings pass: a client's own are not what is judged, and a run of tests may make errors of them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
