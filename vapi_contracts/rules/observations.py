"""What no document decides, and what is seen of it: told in the report, never a reason to fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from vapi_contracts.body import Json
from vapi_contracts.contract.table import Contract
from vapi_contracts.rules.packs import BASE
from vapi_contracts.rules.reading import Payload, Reading, read
from vapi_contracts.rules.resource.payloads import RICH
from vapi_contracts.scenario import Create, List, Page, Patch, Read, Scenario, Send
from vapi_contracts.transcript import Exchange, Transcript

__all__ = ["OBSERVERS", "Observer", "observe", "observing_scenarios"]

_SERVER = {"timeoutSeconds": 7}
_UNKNOWN_ID = "/phone-number/00000000-0000-4000-8000-000000000000"
_NO_UUID = "/phone-number/desk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observer:
    """A question that the contract leaves open; `see` answers it from a transcript, or says `None`."""

    id: str
    message: str
    see: Callable[[Reading], Json]


def observing_scenarios() -> Iterator[Scenario]:
    """Yield what is played so that every question can be answered, in few requests."""
    modeless = {"type": "number", "number": "+14155550100", "transferPlan": {}}
    yield Scenario(
        (
            Create(body=RICH),
            Patch(number=0, body={"name": "Without provider"}),
            Patch(number=0, body={"provider": "vapi", "server": _SERVER}),
            Patch(number=0, body={"provider": "vapi", "fallbackDestination": modeless}),
            Patch(number=0, body={"provider": "vapi", "colour": "red"}),
            Patch(number=0, body={"provider": "vapi", "name": 5}),
            Read(number=0),
            Send(method="GET", path=_NO_UUID, content_type=None),
            Send(method="GET", path=_UNKNOWN_ID, content_type=None),
            List(query={"limit": 0}),
            Page(query={"search": "%", "limit": 1}),
        )
    )
    yield Scenario((Create(body={**BASE["create"], "colour": "red"}),))


def _answers(reading: Reading, fits: Callable[[Payload], bool]) -> Json:
    """Return how the payloads that fit were answered, or `None` where there are none."""
    found = sorted({payload.answer for payload in reading.payloads.values() if fits(payload)})
    return found[0] if len(found) == 1 else found or None


def _unknown_property(reading: Reading) -> Json:
    for payload in reading.payloads.values():
        if payload.weight.unknown and payload.weight.valid:
            shown = reading.transcript.exchanges[payload.at].shown
            if payload.answer == "accepted" and isinstance(shown, dict):
                return "kept" if set(payload.body) <= set(shown) else "ignored"
            return payload.answer
    return None


def _nested_patch(reading: Reading) -> Json:
    for payload in reading.payloads.values():
        if payload.verb == "patch" and payload.body.get("server") == _SERVER and payload.answer == "accepted":
            shown = reading.transcript.exchanges[payload.at].shown
            server = shown.get("server") if isinstance(shown, dict) else None
            return "merged" if isinstance(server, dict) and "url" in server else "replaced"
    return None


def _refusal(reading: Reading) -> Iterator[Exchange]:
    for payload in reading.payloads.values():
        if payload.weight.faults and payload.answer == "refused":
            yield reading.transcript.exchanges[payload.at]


def _refusal_status(reading: Reading) -> Json:
    return next((exchange.status for exchange in _refusal(reading)), None)


def _refusal_shape(reading: Reading) -> Json:
    for exchange in _refusal(reading):
        shown = exchange.shown
        if isinstance(shown, dict) and "message" in shown:
            return "a list of messages" if isinstance(shown["message"], list) else "a message"
        return "another object" if isinstance(shown, dict) else "no JSON object"
    return None


def _password(reading: Reading) -> Json:
    for payload in reading.payloads.values():
        sent = payload.body.get("authentication")
        shown = reading.transcript.exchanges[payload.at].shown
        if payload.answer == "accepted" and isinstance(sent, dict) and isinstance(shown, dict):
            back = shown.get("authentication")
            password = back.get("password") if isinstance(back, dict) else None
            return "absent" if password is None else "as sent" if password == sent.get("password") else "masked"
    return None


def _spelling(reading: Reading) -> Json:
    for payload in reading.payloads.values():
        sent, shown = payload.body.get("sipUri"), reading.transcript.exchanges[payload.at].shown
        if payload.answer == "accepted" and isinstance(sent, str) and isinstance(shown, dict) and sent != sent.lower():
            return "as sent" if shown.get("sipUri") == sent else "changed"
    return None


def _status_of(path: str) -> Callable[[Reading], Json]:
    def see(reading: Reading) -> Json:
        for exchange in reading.transcript.exchanges:
            if exchange.request.path == path and exchange.request.method == "GET":
                return exchange.status
        return None

    return see


def _query(operation: str, name: str, value: str) -> Callable[[Reading], Json]:
    def see(reading: Reading) -> Json:
        for exchange in reading.transcript.exchanges:
            if exchange.operation == operation and (name, value) in exchange.request.query:
                shown = exchange.shown.get("results") if isinstance(exchange.shown, dict) else exchange.shown
                return len(shown) if exchange.status == 200 and isinstance(shown, list) else exchange.status
        return None

    return see


def _is_modeless(payload: Payload) -> bool:
    return any("without mode" in doubt.reason for doubt in payload.weight.doubts)


OBSERVERS: tuple[Observer, ...] = (
    Observer(id="observed.unknown-property", message="what becomes of an unknown property", see=_unknown_property),
    Observer(
        id="observed.patch-without-provider",
        message="whether a PATCH without provider is taken",
        see=lambda reading: _answers(reading, lambda p: p.verb == "patch" and "provider" not in p.body),
    ),
    Observer(id="observed.nested-patch", message="whether a nested object is merged or replaced", see=_nested_patch),
    Observer(
        id="observed.mode-left-out",
        message="whether a transferPlan without mode is taken",
        see=lambda reading: _answers(reading, _is_modeless),
    ),
    Observer(id="observed.refusal-status", message="the status of a refusal", see=_refusal_status),
    Observer(id="observed.refusal-shape", message="the body of a refusal", see=_refusal_shape),
    Observer(id="observed.password", message="how a SIP password is shown", see=_password),
    Observer(id="observed.sip-uri-spelling", message="how a sipUri in mixed case is shown", see=_spelling),
    Observer(id="observed.id-no-uuid", message="the status for an id that is no UUID", see=_status_of(_NO_UUID)),
    Observer(id="observed.id-unknown", message="the status for an unknown id", see=_status_of(_UNKNOWN_ID)),
    Observer(id="observed.limit-zero", message="how many numbers limit=0 lists", see=_query("list", "limit", "0")),
    Observer(
        id="observed.search-percent",
        message="how many numbers a search for % finds",
        see=_query("page", "search", "%"),
    ),
)


def observe(contract: Contract, transcript: Transcript) -> Iterator[tuple[Observer, Json]]:
    """Yield what a transcript tells of the open questions."""
    reading = read(contract, transcript)
    for observer in OBSERVERS:
        seen = observer.see(reading)
        if seen is not None:
            yield observer, seen
