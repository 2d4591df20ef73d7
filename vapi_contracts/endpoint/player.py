"""Plays scenarios over a transport: sends, tries again, gives up, records, and cleans up afterwards."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import cast
from urllib.parse import unquote

from vapi_contracts.body import Json
from vapi_contracts.endpoint.drafting import JSON_TYPE, NUMBERS, Draft, Known, NotKnownError, draft
from vapi_contracts.endpoint.endpoint import EndpointError, TargetError
from vapi_contracts.endpoint.patience import Clockwork, Pace, pause_before
from vapi_contracts.endpoint.probing import judge_probe
from vapi_contracts.endpoint.recording import Recorder
from vapi_contracts.endpoint.wire import (
    Answer,
    NoAnswer,
    Outcome,
    PreparedRequest,
    Transport,
    failure_of,
    user_agent,
)
from vapi_contracts.scenario import Create, Credential, Invoke, Patch, Read, Scenario, Step, Wait
from vapi_contracts.transcript import Exchange, Target, Transcript

__all__ = ["Player"]

MOST_RETRIES = 4
"""Times that a request is sent again while the endpoint answers that it is busy."""

MOST_LIVE = 4
"""Numbers that a scenario leaves alive on a live target before it makes another: an account has five free ones."""

BUSY = frozenset({429, 503})
WRONG_TOKEN = "not-the-token-of-this-account"  # noqa: S105 - it is meant to be refused
ANY_LIST = Draft(method="GET", path=NUMBERS, query=(("limit", "1"),), target=f"{NUMBERS}?limit=1")


def _near_misses(token: str, wrong: str) -> tuple[str, ...]:
    """Return tokens that are not the right one, some of them by little."""
    near = (f"{token}x", f"x{token}", token[:-1], token.swapcase())
    return (wrong, *(one for one in near if one and one != token))


class _GoneError(Exception):
    """Nobody answers any more."""


@dataclass(slots=True)
class _Play:
    """What one play has seen and has made."""

    known: Known
    began: float
    exchanges: list[Exchange] = field(default_factory=list[Exchange])
    made: dict[str, None] = field(default_factory=dict[str, None])


class Player:
    """Plays scenarios against what is behind a transport.

    It is an `Endpoint` but for `afresh`, which each kind of endpoint answers in its own way.
    `sleep` and `clock` are in seconds; `least_wait` is what a `Wait` takes at least.
    """

    def __init__(
        self,
        transport: Transport,
        *,
        name: str,
        token: str,
        target: Target | None = None,
        base_url: str | None = None,
        rate: float | None = None,
        least_wait: float = 0.002,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.name = name
        self.target = target or Target()
        self.base_url = base_url
        self.requests = 0
        self._transport = transport
        self._recorder = Recorder(token)
        self._sleep = sleep
        self._clock = clock
        self._pace = Pace(rate, sleep=sleep, clock=clock)
        self._clockwork = Clockwork(least_wait, clock=clock)
        self._silent = 0
        common = (("accept", JSON_TYPE), ("user-agent", user_agent()))
        wrong = WRONG_TOKEN if token != WRONG_TOKEN else f"{WRONG_TOKEN}-either"
        self._near = itertools.cycle(_near_misses(token, wrong))
        self._headers: dict[Credential, tuple[tuple[str, str], ...]] = {
            "right": (*common, ("authorization", f"Bearer {token}")),
            "wrong": (*common, ("authorization", f"Bearer {wrong}")),
            "absent": common,
        }

    def probe(self) -> None:
        """Ask for the list once. Raises `EndpointError` or `TargetError` where that cannot work."""
        try:
            outcome = self._carry_out(ANY_LIST, None)
        except _GoneError as gone:
            raise EndpointError(f"cannot reach {self.name}: {gone}") from None
        judge_probe(outcome, name=self.name, base_url=self.base_url)

    def play(self, scenario: Scenario) -> Transcript:
        """Play a scenario, remove what it created, and return what was seen.

        A step that needs what is not known is left out. Raises `EndpointError` when the endpoint is gone.
        """
        play = _Play(Known(self.target.sip_host), self._clock())
        try:
            creates = 0
            for at, step in enumerate(scenario.steps):
                number = getattr(step, "number", None)
                if isinstance(step, Create):
                    if self.target.live:
                        self._make_room(scenario.steps[at:], play)
                    number = creates
                    creates += 1
                self._take(step, number, play)
            self._clean_up(play)
        except _GoneError as gone:
            left = self._clean_up_without_hope(play)
            message = f"{self.name} is gone: {gone}"
            if left:
                message += f"; left behind there: {', '.join(left)}"
            raise EndpointError(message, self._transcript(play)) from None
        except BaseException:
            with suppress(_GoneError):
                self._clean_up(play)
            raise
        return self._transcript(play)

    def close(self) -> None:
        """Let go of connections, threads and loops. Safe to call twice."""
        self._transport.close()

    def _transcript(self, play: _Play) -> Transcript:
        return Transcript(exchanges=tuple(play.exchanges), target=self.target)

    def _take(self, step: Step, number: int | None, play: _Play) -> None:
        if isinstance(step, Wait):
            self._sleep(self._clockwork.seconds_until_it_differs())
            return
        if isinstance(step, Invoke):
            raise TargetError("a scenario of what a client is to do cannot be played against an endpoint")
        try:
            asked = draft(step, play.known)
        except NotKnownError:
            return
        outcome = self._carry_out(asked, play)
        if number is None or isinstance(outcome, NoAnswer) or not 200 <= outcome.status < 300:
            return
        shown: Json = play.exchanges[-1].shown
        if isinstance(step, Create | Read | Patch) and isinstance(shown, dict):
            known = cast("dict[str, Json]", shown)
            play.known.shown[number] = known
            if isinstance(step, Create) and (made := _id_of(known)):
                play.known.ids[number] = made

    def _make_room(self, left: Sequence[Step], play: _Play) -> None:
        """Delete what no later step speaks of: a live account has few numbers (guide: free telephony)."""
        wanted = {getattr(step, "number", None) for step in left}
        for number, made in tuple(play.known.ids.items()):
            if len(play.made) < MOST_LIVE:
                return
            if made in play.made and number not in wanted:
                self._carry_out(_removal(made, play.known), play)

    def _carry_out(self, asked: Draft, play: _Play | None) -> Outcome:
        """Send a request until there is an answer that counts, and record each attempt if there is a play."""
        prepared, encoded = self._prepared(asked)
        retries, repeated = 0, False
        while True:
            started = self._clock()
            outcome = self._send(prepared)
            if play:
                self._record(asked, encoded, outcome, started, play)
            if isinstance(outcome, NoAnswer):
                self._heard_nothing(outcome)
                if asked.method != "GET" or repeated:
                    return outcome
                repeated = True
                continue
            self._silent = 0
            if outcome.status not in BUSY or retries == MOST_RETRIES:
                return outcome
            retries += 1
            self._sleep(pause_before(retries, outcome.header("retry-after")))

    def _prepared(self, asked: Draft) -> tuple[PreparedRequest, bytes]:
        encoded = asked.body.encode() if asked.body is not None else b""
        headers = self._headers[asked.credential]
        if asked.credential == "wrong" and not self.target.live:
            headers = (*headers[:-1], ("authorization", f"Bearer {next(self._near)}"))
        if asked.content_type is not None:
            headers = (*headers, ("content-type", asked.content_type))
        return PreparedRequest(asked.method, asked.target, headers, encoded), encoded

    def _send(self, prepared: PreparedRequest) -> Outcome:
        self._pace.keep()
        self.requests += 1
        return self._transport.send(prepared)

    def _record(self, asked: Draft, encoded: bytes, outcome: Outcome, started: float, play: _Play) -> None:
        answer = outcome if isinstance(outcome, Answer) else None
        exchange = Exchange(
            request=self._recorder.request(
                method=asked.method,
                path=asked.path,
                query=asked.query,
                credential=asked.credential,
                content_type=asked.content_type,
                body=asked.body,
                encoded=encoded,
            ),
            response=self._recorder.response(answer) if answer else None,
            failure=failure_of(outcome),
            started=round(started - play.began, 6),
            seconds=round(self._clock() - started, 6),
        )
        play.exchanges.append(exchange)
        if answer and 200 <= answer.status < 300:
            shown: Json = exchange.shown
            self._clockwork.saw(shown)
            if asked.method.upper() == "POST" and asked.path.rstrip("/") == NUMBERS:
                if made := _id_of(shown):
                    play.made[made] = None
            elif asked.method.upper() == "DELETE":
                play.made.pop(unquote(asked.path.removeprefix(f"{NUMBERS}/")), None)

    def _heard_nothing(self, outcome: NoAnswer) -> None:
        """Find out whether the endpoint is gone.

        It is where it refuses a connection, and where it left two requests and then our own simplest one
        without an answer: two alone may be the fault of what was asked.
        """
        if outcome.failure == "raised":
            return
        if outcome.failure == "refused":
            raise _GoneError(outcome.why)
        self._silent += 1
        if self._silent >= 2:
            last = self._send(self._prepared(ANY_LIST)[0])
            if isinstance(last, NoAnswer):
                raise _GoneError(f"no answer three times in a row, last: {last.why}")
            self._silent = 0

    def _clean_up(self, play: _Play) -> None:
        for made in reversed(tuple(play.made)):
            self._carry_out(_removal(made, play.known), None)
            del play.made[made]

    def _clean_up_without_hope(self, play: _Play) -> list[str]:
        """Delete as long as the endpoint answers, and return what was not deleted."""
        for made in reversed(tuple(play.made)):
            if isinstance(self._send(self._prepared(_removal(made, play.known))[0]), NoAnswer):
                break
            del play.made[made]
        return list(play.made)


def _id_of(shown: Json) -> str | None:
    if not isinstance(shown, dict):
        return None
    made: Json = cast("dict[str, Json]", shown).get("id")
    return made if isinstance(made, str) and made else None


def _removal(made: str, known: Known) -> Draft:
    path = Known(known.host, known.fresh, ids={0: made}).path_of(0)
    return Draft(method="DELETE", path=path, target=path)
