"""`resource.create`: a valid payload is taken, and answered with a phone number."""

from __future__ import annotations

from collections.abc import Iterator

from vapi_contracts.contract.table import Contract
from vapi_contracts.contract.weighing import weigh_shown
from vapi_contracts.rules.packs import packs_of
from vapi_contracts.rules.reading import Payload, read
from vapi_contracts.rules.resource.breach import breach
from vapi_contracts.rules.resource.payloads import everything, modes, routings, singles
from vapi_contracts.rules.rule import Effort, Rule, most_telling
from vapi_contracts.rules.searching import creations
from vapi_contracts.scenario import Create, Scenario
from vapi_contracts.transcript import Transcript
from vapi_contracts.verdict import Verdict

__all__ = ["rule"]

ID = "resource.create"


def rule(contract: Contract) -> Rule:
    """A valid payload is answered 201 with a body that satisfies `VapiPhoneNumber`.

    Why: a client that keeps to the published schema must not be turned away, and must be able to read what it
    gets. Mend: accept every value that the schema allows, answer 201, and send all required properties.
    """
    return Rule(
        id=ID,
        statement="A valid payload is answered 201 with a body that satisfies VapiPhoneNumber.",
        basis="documented",
        source="spec: POST /phone-number",
        judge=lambda transcript: _judge(contract, transcript),
        scenarios=lambda effort: most_telling(_scenarios(contract, effort), effort, quick=5),
        search=lambda: creations(contract),
        doc=rule.__doc__ or "",
        source_line=(__file__, rule.__code__.co_firstlineno),
    )


def _scenarios(contract: Contract, effort: Effort) -> Iterator[Scenario]:
    yield from packs_of(contract, effort).creating
    yield Scenario((Create(body={"provider": "vapi"}),))
    yield from singles()
    yield from routings()
    yield from modes()
    yield from everything()


def _judge(contract: Contract, transcript: Transcript) -> Iterator[Verdict]:
    for payload in read(contract, transcript).payloads.values():
        if payload.verb == "create" and payload.weight.valid:
            yield from _of(contract, transcript, payload)


def _of(contract: Contract, transcript: Transcript, payload: Payload) -> Iterator[Verdict]:
    exchange = transcript.exchanges[payload.at]
    if payload.answer == "refused" and payload.body == {"provider": "vapi"}:
        yield Verdict(
            rule=ID,
            outcome="broken",
            exchange=payload.at,
            message="the endpoint turned down a payload that the schema calls valid",
            expected=201,
            actual=exchange.status,
            known_deviation="the live service wants more than the provider, although the schema does not",
        )
        return
    if payload.answer != "accepted":
        certain = payload.answer != "unclear" and payload.weight.certain and payload.excuse is None
        yield Verdict(
            rule=ID,
            outcome="broken" if certain else "undecided",
            exchange=payload.at,
            message="the endpoint turned down a valid payload" if certain else _doubt(payload),
            expected=201,
            actual=exchange.status,
        )
        return
    if exchange.status != 201:
        yield breach(ID, payload.at, "", "a number is created with another status", 201, exchange.status)
        return
    faults = weigh_shown(contract, "VapiPhoneNumber", exchange.shown)
    for fault in faults:
        yield breach(
            ID,
            payload.at,
            fault.pointer,
            "the answer does not satisfy VapiPhoneNumber",
            fault.expected,
            fault.actual,
        )
    if not faults:
        yield Verdict(rule=ID, outcome="held", exchange=payload.at)


def _doubt(payload: Payload) -> str:
    if payload.excuse is not None:
        return payload.excuse
    doubts = payload.weight.doubts
    return f"{doubts[0].pointer or 'the payload'}: {doubts[0].reason}" if doubts else "no answer that tells"
