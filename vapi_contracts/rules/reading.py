"""A transcript read once for all rules: what each payload is, and what the endpoint said to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from vapi_contracts.body import Json
from vapi_contracts.contract.prose import UNDECIDED_STATUSES
from vapi_contracts.contract.table import Contract, Verb
from vapi_contracts.contract.weighing import Fault, Sitting, Weight, escape, weigh
from vapi_contracts.rules.recent import Recent
from vapi_contracts.transcript import Exchange, Transcript

__all__ = ["Answer", "Payload", "Reading", "answer_to", "difference", "is_json", "read"]

Answer: TypeAlias = Literal["accepted", "refused", "failed", "unclear"]
"""A payload was taken (2xx), turned down (4xx), met trouble (3xx, 5xx), or nothing can be told."""

_NOT_ABOUT_THE_PAYLOAD = UNDECIDED_STATUSES | {401, 403, 404, 405}
_VERBS: Mapping[str, Verb] = {"create": "create", "patch": "patch"}


def answer_to(exchange: Exchange, *, about_payload: bool = True) -> Answer:
    """Say what an answer means: for the payload that was sent, or for the request as such."""
    status = exchange.status
    if status is None or status in (_NOT_ABOUT_THE_PAYLOAD if about_payload else UNDECIDED_STATUSES):
        return "unclear"
    if 200 <= status < 300:
        return "accepted"
    return "refused" if 400 <= status < 500 else "failed"


@dataclass(frozen=True, slots=True)
class Payload:
    """A payload in a transcript: where, by which operation, what it is, and what was answered.

    `excuse` is a reason for a refusal that is not the payload's own.
    """

    at: int
    verb: Verb
    body: Mapping[str, Json]
    weight: Weight
    answer: Answer
    excuse: str | None


class Reading:
    """All payloads of a transcript, and by rule where it is broken or sits at its bound."""

    def __init__(self, contract: Contract, transcript: Transcript) -> None:
        self.contract, self.transcript = contract, transcript
        self.payloads: dict[int, Payload] = {}
        self.faults: dict[str, list[tuple[Payload, Fault]]] = {}
        self.sittings: dict[str, list[tuple[Payload, Sitting]]] = {}
        uris: set[str] = set()
        for at, exchange in enumerate(transcript.exchanges):
            verb = _VERBS.get(exchange.operation)
            body = exchange.sent
            if (
                verb is None
                or verb not in self.contract.rows
                or exchange.request.credential != "right"
                or not isinstance(body, dict)
            ):
                continue
            if not is_json(exchange.request.content_type):
                continue
            payload = self._payload(at, verb, exchange, body, uris)
            if payload is not None:
                self._enter(payload)
                uri = body.get("sipUri")
                if payload.answer != "refused" and isinstance(uri, str):
                    uris.add(uri.lower())

    def _payload(
        self, at: int, verb: Verb, exchange: Exchange, body: Mapping[str, Json], uris: set[str]
    ) -> Payload | None:
        target = self.transcript.target
        weight = weigh(self.contract, verb, body, target.sip_host)
        if not weight.ours:
            return None
        answer = answer_to(exchange)
        excuse: str | None = None
        uri = body.get("sipUri")
        if isinstance(uri, str) and uri.lower() in uris:
            excuse = "another number may hold this sipUri"
        elif (exchange.status == 409 and "sipUri" in body) or (
            target.live and answer == "refused" and "numberDesiredAreaCode" in body and weight.valid
        ):
            answer = "unclear"
        return Payload(at, verb, body, weight, answer, excuse)

    def _enter(self, payload: Payload) -> None:
        self.payloads[payload.at] = payload
        for fault in payload.weight.faults:
            for rule in fault.rules:
                self.faults.setdefault(rule, []).append((payload, fault))
        for sitting in payload.weight.at:
            self.sittings.setdefault(sitting.rule, []).append((payload, sitting))

    def neighbours(self, refused: Payload) -> Iterator[tuple[Payload, str]]:
        """Yield the accepted payloads of the same operation that differ at one pointer, closest first."""
        found = [
            (other, pointer)
            for other in self.payloads.values()
            if other.answer == "accepted" and other.verb == refused.verb and other.weight.valid
            for pointer in [difference(refused.body, other.body)]
            if pointer is not None
        ]
        yield from sorted(found, key=lambda pair: -pair[1].count("/"))


_read: Recent[Reading] = Recent()


def read(contract: Contract, transcript: Transcript) -> Reading:
    """Read a transcript, once for all rules that ask."""
    return _read.get(contract, transcript, Reading)


def is_json(content_type: str | None) -> bool:
    """Whether a content type names JSON; a missing one is not held against a request."""
    return content_type is None or content_type.partition(";")[0].strip().lower() == "application/json"


def difference(one: Json, other: Json, pointer: str = "") -> str | None:
    """Return the one pointer at which two values differ; `None` where they are equal or differ at several."""
    found = list(_differences(one, other, pointer))
    return found[0] if len(found) == 1 else None


def _differences(one: Json, other: Json, pointer: str) -> Iterator[str]:
    if isinstance(one, dict) and isinstance(other, dict):
        for key in {**one, **other}:
            place = f"{pointer}/{escape(key)}"
            if key in one and key in other:
                yield from _differences(one[key], other[key], place)
            else:
                yield place
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for at, (item, opposite) in enumerate(zip(one, other, strict=True)):
            yield from _differences(item, opposite, f"{pointer}/{at}")
    elif type(one) is not type(other) or one != other:
        yield pointer
