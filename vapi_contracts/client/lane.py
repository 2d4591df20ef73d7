"""Plays scenarios one after the other: a server of its own, and a client that is told to go there."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection

from vapi_contracts.body import Json
from vapi_contracts.client.agent import Agent, Call, Making, Offer, UnsupportedError
from vapi_contracts.client.recording import ClientRecorder
from vapi_contracts.endpoint.asgi_app import AsgiApp, Message, Receive, Send
from vapi_contracts.endpoint.drafting import Known, NotKnownError, resolved
from vapi_contracts.endpoint.endpoint import EndpointError, TargetError
from vapi_contracts.endpoint.trouble_server import TroubleServer
from vapi_contracts.scenario import Invoke, Scenario
from vapi_contracts.transcript import Exchange, Invocation, Target, Transcript

__all__ = ["Lane", "Settings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What all lanes of a run have in common; `timeout` and `limit` are in seconds.

    `app` makes the API that the client talks to, anew for each scenario.
    """

    app: Callable[[], AsgiApp]
    token: str
    timeout: float
    limit: float | None
    target: Target

    def limit_of(self, timeout: float) -> float:
        """Return the seconds after which a call of a client with this time-out counts as hung."""
        return max(15.0, 3 * timeout) if self.limit is None else self.limit


class _Stage:
    """The app that a server plays, which is another one for each scenario."""

    def __init__(self, app: AsgiApp) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


@dataclass(slots=True)
class _Play:
    known: Known
    began: float
    exchanges: list[Exchange] = field(default_factory=list[Exchange])
    invocations: list[Invocation] = field(default_factory=list[Invocation])


class Lane:
    """Plays one scenario at a time with one agent.

    `requests` and `invocations` count what was sent and done so far.
    """

    def __init__(self, agent: Agent, settings: Settings) -> None:
        self._agent = agent
        self._settings = settings
        self._recorder = ClientRecorder(settings.token)
        self._stage = _Stage(settings.app())
        self._expected = 0
        self._server: TroubleServer | None = None
        self.requests = 0
        self.invocations = 0

    @property
    def offer(self) -> Offer:
        """What the client offers. Raises `TargetError` or `EndpointError` where there is no client."""
        return self._agent.offer(self._making(self._settings.timeout))

    def play(self, scenario: Scenario, *, stopped: Callable[[], bool] = lambda: False) -> Transcript:
        """Play a scenario on a new app and return what was seen; once `stopped`, its other steps are left out.

        So are steps that the client does not offer, and those that need what is not known. Raises `TargetError` for
        other steps than invocations, and as the agent does; an `EndpointError` has what was seen until then.
        """
        self._running()
        self._stage.app = self._settings.app()
        self._recorder.forget()
        play = _Play(Known(self._settings.target.sip_host), time.perf_counter())
        creates = 0
        try:
            for step in scenario:
                if not isinstance(step, Invoke):
                    raise TargetError("a scenario for an endpoint cannot be played against a client")
                number = creates if step.do == "create" else step.number
                creates += step.do == "create"
                if stopped():
                    break
                self._take(step, number, play)
        except EndpointError as error:
            raise EndpointError(str(error), self._transcript(play)) from None
        return self._transcript(play)

    def close(self) -> None:
        """Let go of the clients and of the server; a later play makes new ones. Safe to call twice."""
        self._agent.forget()
        server, self._server = self._server, None
        if server:
            server.close()

    def _transcript(self, play: _Play) -> Transcript:
        return Transcript(
            exchanges=tuple(play.exchanges), target=self._settings.target, invocations=tuple(play.invocations)
        )

    def _take(self, step: Invoke, number: int | None, play: _Play) -> None:
        timeout = self._settings.timeout if step.timeout is None else step.timeout
        offer = self._agent.offer(self._making(timeout))
        if step.do not in offer.methods if step.way is None else step.way not in offer.ways:
            self._create_instead(step, number, play)
            return
        try:
            call = _call(step, play.known)
        except NotKnownError:
            return
        body, query = self._recorder.value(_copied(call.payload)), self._recorder.value(_copied(dict(call.query)))
        self._leave_strays_behind()
        server = self._running()
        server.order(step.answers)
        ordered = time.perf_counter()
        try:
            said = self._agent.invoke(replace(call, payload=_copied(call.payload)), self._making(timeout))
        except UnsupportedError:
            said = None
        finally:
            seen = server.collect()
            self.requests += len(seen)
            self._expected += len(seen)
        if said is None:
            self._create_instead(step, number, play)
            return
        first = len(play.exchanges)
        play.exchanges += [replace(one, started=round(one.started + ordered - play.began, 6)) for one in seen]
        self.invocations += 1
        play.invocations.append(
            Invocation(
                do=step.do,
                body=body,
                id=call.id if step.do in {"get", "update", "delete"} else None,
                query=query,
                way=step.way,
                timeout=timeout,
                first=first,
                count=len(seen),
                ending=said.ending,
                result=self._recorder.value(said.result),
                dumped=said.dumped,
                kinds=said.kinds,
                error=said.error,
                own=said.own,
                message=said.message,
                exact=self._agent.exact,
                seconds=round(said.seconds, 6),
            )
        )
        if number is not None:
            _learn(number, step, seen, play.known)
        if said.ending == "hung":
            self._move()

    def _create_instead(self, step: Invoke, number: int | None, play: _Play) -> None:
        """Create a number that the client does not offer to create, as somebody else would; other steps need it."""
        if step.do != "create" or step.way is not None or number is None:
            return
        payload = resolved(step.body, play.known)
        self._leave_strays_behind()
        server = self._running()
        server.order()
        headers = {"authorization": f"Bearer {self._settings.token}", "content-type": "application/json"}
        asked = HTTPConnection(server.url.removeprefix("http://"), timeout=self._settings.limit_of(1.0))
        try:
            asked.request("POST", "/phone-number", json.dumps(payload), headers)
            asked.getresponse().read()
        finally:
            asked.close()
            seen = server.collect()
            self._expected += len(seen)
        _learn(number, step, seen, play.known)

    def _making(self, timeout: float) -> Making:
        settings = self._settings
        return Making(
            base_url=self._running().url,
            token=settings.token,
            timeout=timeout,
            limit=settings.limit_of(timeout),
            conceal=self._recorder.text,
        )

    def _running(self) -> TroubleServer:
        if self._server is None:
            self._server = TroubleServer(self._stage, token=self._settings.token, recorder=self._recorder)
            self._server.start()
            self._expected = 0
        return self._server

    def _leave_strays_behind(self) -> None:
        """Move if there were requests which no invocation is to answer for: more of them may come."""
        if self._running().requests != self._expected:
            self._move()

    def _move(self) -> None:
        """Go on with a server on another port and with new clients, so that those before cannot interfere."""
        old = self._running()
        self._server = None
        try:
            self._running()
        finally:
            old.close()
            self._agent.forget()


def _call(step: Invoke, known: Known) -> Call:
    """Return what a step asks for. Raises `NotKnownError` where that needs what is not known."""
    name = step.id or ""
    if step.id is None and step.do in {"get", "update", "delete"}:
        if step.number is None or step.number not in known.ids:
            raise NotKnownError(f"number {step.number} has no id")
        name = known.ids[step.number]
    return Call(
        do=step.do,
        way=step.way,
        id=name,
        payload=resolved(step.body, known),
        query={key: resolved(value, known) for key, value in step.query.items()},
    )


def _learn(number: int, step: Invoke, seen: Iterable[Exchange], known: Known) -> None:
    """Take note of what the server showed of a number, whatever the client made of it."""
    for exchange in seen:
        shown: Json = exchange.shown
        if exchange.status is None or not 200 <= exchange.status < 300 or not isinstance(shown, dict):
            continue
        if exchange.operation not in {"create", "read", "patch"}:
            continue
        known.shown[number] = shown
        made: Json = shown.get("id")
        if step.do == "create" and exchange.operation == "create" and isinstance(made, str) and made:
            known.ids[number] = made


def _copied(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: _copied(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_copied(inner) for inner in value]
    return value
