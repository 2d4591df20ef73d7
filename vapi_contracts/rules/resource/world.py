"""What the store of an endpoint should hold, worked out from a transcript alone.

Exchanges are folded in order into the numbers that must exist and the values that must be shown. Each value
carries the rule that owns it, so a breach in a sequence is charged to the rule whose postcondition is broken,
once. All resource rules read the same fold.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from vapi_contracts.body import Json
from vapi_contracts.contract.prose import ROUTING_IDS
from vapi_contracts.contract.table import Contract
from vapi_contracts.contract.weighing import escape
from vapi_contracts.rules.reading import Payload, Reading, answer_to, read
from vapi_contracts.rules.recent import Recent
from vapi_contracts.rules.resource.comparing import Miss, miss
from vapi_contracts.rules.resource.instants import instant_of
from vapi_contracts.transcript import Exchange, Transcript
from vapi_contracts.verdict import Verdict

__all__ = ["Look", "Moment", "Number", "World", "fold", "items_of"]

FIXED = ("id", "orgId", "createdAt", "provider")
"""What a PATCH never changes."""

SAME_EVERYWHERE = ("id", "orgId", "provider")
"""Of these, what every surface must show alike: timestamps may be shown at another precision."""


@dataclass(slots=True)
class Property:
    """A value that a number must show, where it was shown already, and whose postcondition it is."""

    value: Json
    owner: str
    shown_on: set[str] = field(default_factory=set[str])
    disturbed_by: str | None = None


@dataclass(slots=True, eq=False)
class Number:
    """A number that the transcript created."""

    id: str
    created_at: int
    properties: dict[str, Property] = field(default_factory=dict[str, Property])
    fixed: dict[tuple[str, str], Json] = field(default_factory=dict[tuple[str, str], Json])
    lost: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])
    updated: dict[str, Json] = field(default_factory=dict[str, Json])
    patched: bool = False
    gone_at: int | None = None
    """The exchange that removed it, or may have."""
    surely_gone: bool = False
    last: Mapping[str, Json] = field(default_factory=dict[str, Json])
    """The number as it was shown last."""
    telephone: str | None = None
    """The digits that it was given, once they were shown."""
    kept_by: str = "resource.read"
    """The rule that is broken when it is not there."""

    def alive_at(self, at: int) -> bool:
        """Whether it must exist at that exchange."""
        return self.created_at < at and (self.gone_at is None or self.gone_at > at)


@dataclass(frozen=True, slots=True)
class Look:
    """A list or page, and what was known when it was asked for: by id the texts that a search looks through."""

    at: int
    exchange: Exchange
    texts: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Moment:
    """A number as one answer showed it: the exchange, the JSON pointer in the body, the object."""

    at: int
    number: Number
    pointer: str
    item: Mapping[str, Json]


class World:
    """The fold of one transcript: `verdicts` of all resource rules that it decides, and the numbers."""

    def __init__(self, contract: Contract, transcript: Transcript) -> None:
        self.reading: Reading = read(contract, transcript)
        self.transcript = transcript
        self.numbers: dict[str, Number] = {}
        self.moments: list[Moment] = []
        self.looks: list[Look] = []
        self.verdicts: list[Verdict] = []
        self._ghosts: dict[str, str] = {}
        for at, exchange in enumerate(transcript.exchanges):
            self._take(at, exchange)

    def _take(self, at: int, exchange: Exchange) -> None:
        payload = self.reading.payloads.get(at)
        if exchange.request.credential != "right":
            self._unauthorised(exchange)
            return
        match exchange.operation:
            case "create":
                self._created(at, exchange, payload)
            case "patch":
                self._patched(at, exchange, payload)
            case "delete":
                self._deleted(at, exchange)
            case "read":
                self._read(at, exchange)
            case "list" | "page" if exchange.status == 200:
                self._listed(at, exchange)
            case _:
                pass

    def _unauthorised(self, exchange: Exchange) -> None:
        """A stranger's request changes nothing, so what it would have changed is now kept by that rule."""
        number = self.numbers.get(exchange.number_id or "")
        if number is not None and exchange.operation in ("patch", "delete"):
            number.kept_by = "resource.auth"
            for prop in number.properties.values():
                prop.disturbed_by = "resource.auth"
        if exchange.operation == "create":
            self._haunt(exchange.sent, "resource.auth")

    def _haunt(self, body: Json, rule: str) -> None:
        """Remember a payload that must not have been stored, by its SIP URI: no other number can have it."""
        uri = body.get("sipUri") if isinstance(body, dict) else None
        if isinstance(uri, str):
            self._ghosts.setdefault(uri.lower(), rule)

    def _read(self, at: int, exchange: Exchange) -> None:
        number = self.numbers.get(exchange.number_id or "")
        if number is None:
            return
        if exchange.status == 200 and isinstance(exchange.shown, dict):
            if number.surely_gone:
                self._say("resource.delete", "broken", at, Miss("", 404, 200), "")
            elif exchange.shown.get("id") != number.id:
                self._say("resource.read", "broken", at, Miss("/id", number.id, exchange.shown.get("id")), "")
            else:
                self._show(at, number, "", exchange.shown, "read")
        elif number.surely_gone and answer_to(exchange, about_payload=False) != "unclear":
            held = exchange.status == 404
            self._say("resource.delete", "held" if held else "broken", at, Miss("", 404, exchange.status), "")
        elif number.alive_at(at) and answer_to(exchange, about_payload=False) != "unclear":
            self._say(number.kept_by, "broken", at, Miss("", 200, exchange.status), "")
            number.gone_at = at

    def _listed(self, at: int, exchange: Exchange) -> None:
        texts: dict[str, tuple[str, ...]] = {}
        for number in self.numbers.values():
            if number.alive_at(at):
                named = (number.properties.get(key) for key in ("name", "sipUri"))
                texts[number.id] = (
                    *(prop.value for prop in named if prop is not None and isinstance(prop.value, str)),
                    *((number.telephone,) if number.telephone is not None else ()),
                )
        self.looks.append(Look(at, exchange, texts))
        for pointer, item in items_of(exchange):
            known = self.numbers.get(item["id"])
            uri = item.get("sipUri")
            if known is not None:
                if known.surely_gone:
                    self._say("resource.delete", "broken", at, Miss("", "no such number", known.id), pointer)
                else:
                    self._show(at, known, pointer, item, exchange.operation)
            elif isinstance(uri, str) and uri.lower() in self._ghosts:
                rule = self._ghosts.pop(uri.lower())
                self._say(rule, "broken", at, Miss("/sipUri", "not stored", uri), pointer)

    def _created(self, at: int, exchange: Exchange, payload: Payload | None) -> None:
        shown = exchange.shown
        if payload is not None and not payload.weight.valid:
            self._of_refusal(at, exchange, payload)
            if payload.answer == "refused" and payload.excuse is None:
                self._haunt(payload.body, "resource.refuse")
        if answer_to(exchange) != "accepted" or not isinstance(shown, dict) or not isinstance(shown.get("id"), str):
            return
        uri = exchange.sent.get("sipUri") if isinstance(exchange.sent, dict) else None
        if isinstance(uri, str):
            self._ghosts.pop(uri.lower(), None)
        before = self.numbers.get(shown["id"])
        if before is not None:
            rule = "resource.delete" if before.surely_gone else "resource.assigned"
            self._say(rule, "broken", at, Miss("/id", "an id of its own", shown["id"]), "")
        number = self.numbers[shown["id"]] = Number(shown["id"], at)
        if payload is not None and payload.weight.valid:
            number.properties = {
                key: Property(value, "resource.echo") for key, value in payload.body.items() if value is not None
            }
            self._show(at, number, "", shown, "create")

    def _of_refusal(self, at: int, exchange: Exchange, payload: Payload) -> None:
        """An invalid payload is answered 4xx; an accepted one is the business of the rule that it breaks."""
        if payload.answer in ("refused", "failed"):
            held = payload.answer == "refused"
            where = Miss("", "4xx", exchange.status)
            self._say("resource.refuse", "held" if held else "broken", at, where, "")

    def _patched(self, at: int, exchange: Exchange, payload: Payload | None) -> None:
        number = self.numbers.get(exchange.number_id or "")
        if number is None:
            return
        if payload is None or payload.answer == "unclear":
            if isinstance(exchange.sent, dict) and exchange.status not in (401, 403, 404):
                for key in exchange.sent:
                    number.properties.pop(key, None)
            return
        if not payload.weight.valid:
            self._of_refusal(at, exchange, payload)
        if payload.answer != "accepted":
            for prop in number.properties.values():
                prop.disturbed_by = "resource.refuse"
            for key in ROUTING_IDS:
                if key in payload.body and key not in number.properties and number.last.get(key) is None:
                    number.properties[key] = Property(None, "resource.refuse")
            return
        for prop in number.properties.values():
            prop.disturbed_by = "resource.patch"
        number.patched = True
        for key, value in payload.body.items():
            if not payload.weight.valid:
                number.properties.pop(key, None)
            elif value is None and key in ROUTING_IDS:
                number.properties[key] = Property(None, "resource.unset")
            else:
                number.properties[key] = Property(value, "resource.patch")
        if isinstance(exchange.shown, dict):
            self._show(at, number, "", exchange.shown, "patch")

    def _deleted(self, at: int, exchange: Exchange) -> None:
        number = self.numbers.get(exchange.number_id or "")
        if number is None or number.surely_gone:
            return
        answer = answer_to(exchange, about_payload=False)
        if number.alive_at(at) and answer != "unclear":
            held = exchange.status == 200
            where = Miss("", "200 with the number", exchange.status)
            if held and (not isinstance(exchange.shown, dict) or exchange.shown.get("id") != number.id):
                held, where = False, Miss("/id", number.id, "absent")
            self._say("resource.delete", "held" if held else "broken", at, where, "")
        if answer == "refused":
            return
        if number.gone_at is None:
            number.gone_at = at
        number.surely_gone = answer == "accepted"

    def _show(self, at: int, number: Number, pointer: str, item: Mapping[str, Json], surface: str) -> None:
        self.moments.append(Moment(at, number, pointer, item))
        number.last = item
        for key, prop in list(number.properties.items()):
            found = self._lacks(key, prop, item)
            if found is None:
                again = "resource.read" if surface == "read" else "resource.echo"
                rule = again if surface in prop.shown_on else prop.owner
                self._say(rule, "held", at, Miss(f"/{escape(key)}", None, None), pointer)
                prop.shown_on.add(surface)
                continue
            charged = _charged(prop, surface)
            if charged is not None and (surface, key) not in number.lost:
                self._say(charged, "broken", at, found, pointer)
            number.lost.add((surface, key))
            del number.properties[key]
        self._keep(at, number, pointer, item, surface)

    def _keep(self, at: int, number: Number, pointer: str, item: Mapping[str, Json], surface: str) -> None:
        """Hold a number to what no request may change, and its second GET to its first."""
        for key in FIXED:
            if key not in item:
                continue
            shared = "" if key in SAME_EVERYWHERE else surface
            value = instant_of(item[key]) or item[key] if key == "createdAt" else item[key]
            before = number.fixed.setdefault((shared, key), value)
            if before != value and (number.patched or surface == "read"):
                rule = "resource.patch" if number.patched else "resource.read"
                self._say(rule, "broken", at, Miss(f"/{key}", "unchanged", item[key]), pointer)
                number.fixed[shared, key] = value
        now, before = instant_of(item.get("updatedAt")), number.updated.get(surface)
        if now is not None:
            if before is not None and now < before and number.patched:
                self._say(
                    "resource.patch",
                    "broken",
                    at,
                    Miss("/updatedAt", "not earlier", item["updatedAt"]),
                    pointer,
                )
            number.updated[surface] = now
        digits = item.get("number")
        if surface == "read" and number.telephone is not None and digits != number.telephone:
            self._say("resource.read", "broken", at, Miss("/number", number.telephone, digits), pointer)
        number.telephone = digits if isinstance(digits, str) else None

    @staticmethod
    def _lacks(key: str, prop: Property, item: Mapping[str, Json]) -> Miss | None:
        if prop.value is None:
            shown = item.get(key)
            return None if shown is None else Miss(f"/{escape(key)}", "absent or null", shown)
        return miss({key: prop.value}, item)

    def _say(self, rule: str, outcome: str, at: int, where: Miss, pointer: str) -> None:
        broken = outcome == "broken"
        self.verdicts.append(
            Verdict(
                rule=rule,
                outcome="broken" if broken else "held",
                exchange=at,
                pointer=pointer + where.pointer,
                message=_TELLS[rule] if broken else "",
                expected=where.expected if broken else None,
                actual=where.actual if broken else None,
            )
        )


_TELLS: Mapping[str, str] = {
    "resource.assigned": "what the endpoint assigns is not as it should be",
    "resource.auth": "a request without the right token had an effect",
    "resource.delete": "a number is not deleted as it should be",
    "resource.echo": "what was sent is not what came back",
    "resource.patch": "after the PATCH the number is not what it should be",
    "resource.read": "GET by id does not give the number as it was created and shown",
    "resource.refuse": "an invalid payload is not simply refused",
    "resource.unset": "null did not unset the routing id",
}


def _charged(prop: Property, surface: str) -> str | None:
    """Return the rule whose postcondition a value breaks that is not shown as it should be.

    `None` where two rules may be to blame: the value was disturbed before this surface ever showed it.
    """
    if prop.owner != "resource.echo" and surface not in prop.shown_on:
        kept = surface in ("list", "page") and "read" in prop.shown_on
        return "resource.echo" if kept and prop.owner == "resource.patch" else prop.owner
    if prop.disturbed_by is not None:
        return prop.disturbed_by if surface == "patch" or surface in prop.shown_on else None
    return "resource.read" if surface == "read" and surface in prop.shown_on else "resource.echo"


def items_of(exchange: Exchange) -> Iterator[tuple[str, Mapping[str, Json]]]:
    """Yield the objects of a list or page that have an id, with their JSON pointers."""
    shown, prefix = exchange.shown, ""
    if exchange.operation == "page" and isinstance(shown, dict):
        shown, prefix = shown.get("results"), "/results"
    if isinstance(shown, list):
        for at, item in enumerate(shown):
            if isinstance(item, dict) and isinstance(item.get("id"), str):
                yield f"{prefix}/{at}", item


_folded: Recent[World] = Recent()


def fold(contract: Contract, transcript: Transcript) -> World:
    """Fold a transcript, once for all rules that ask."""
    return _folded.get(contract, transcript, World)
