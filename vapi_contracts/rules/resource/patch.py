"""`resource.patch`: a PATCH changes what it names, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from vapi_contracts.contract.plausibility import is_uuid
from vapi_contracts.contract.table import Contract
from vapi_contracts.rules.packs import packs_of
from vapi_contracts.rules.reading import Payload, read
from vapi_contracts.rules.resource.payloads import OTHER, RICH, ROUTED, everything, named, observed
from vapi_contracts.rules.resource.unset import unsets
from vapi_contracts.rules.resource.world import fold
from vapi_contracts.rules.rule import Effort, Rule, most_telling
from vapi_contracts.rules.searching import sequences
from vapi_contracts.scenario import Create, List, Page, Patch, Read, Scenario, Step, instant, text
from vapi_contracts.transcript import Transcript
from vapi_contracts.verdict import Verdict

__all__ = ["rule"]

ID = "resource.patch"


def rule(contract: Contract) -> Rule:
    """A top-level property that a PATCH names becomes what was sent; no other changes.

    Why: who changes the name of a number must not lose its hooks. `id`, `orgId`, `createdAt` and `provider` stay,
    `updatedAt` never goes back; whether a nested object is merged or replaced is not judged. Mend: apply the body
    to the stored number property by property.
    """
    return Rule(
        id=ID,
        statement="A top-level property that a PATCH names becomes what was sent; no other changes.",
        basis="inferred",
        source="spec: PATCH /phone-number/{id}",
        judge=lambda transcript: _judge(contract, transcript),
        scenarios=lambda effort: most_telling(_scenarios(contract, effort), effort, quick=1),
        search=lambda: sequences(contract),
        after=("resource.create",),
        doc=rule.__doc__ or "",
        source_line=(__file__, rule.__code__.co_firstlineno),
    )


def _scenarios(contract: Contract, effort: Effort) -> Iterator[Scenario]:
    since = instant(0, "createdAt", plus_ms=-1000)
    surfaces: tuple[Step, ...] = (
        Read(number=0),
        List(query={"createdAtGe": since, "limit": 1000}),
        Page(query={"search": text("{fresh}"), "limit": 1000}),
    )
    for moving in (list(OTHER.items()), list(reversed(list(OTHER.items())))):
        changes: list[Step] = []
        for key, value in moving:
            changes += [Patch(number=0, body={"provider": "vapi", key: value}), Read(number=0)]
        changes += [Patch(number=0, body={"provider": "vapi", "name": ""}), Read(number=0)]
        yield Scenario((Create(body={**RICH, **ROUTED}), *surfaces, *changes, *surfaces))
    yield observed((Create(body=named()), Read(number=0), Patch(number=0, body={"provider": "vapi", "name": "Other"})))
    yield from everything()
    yield from packs_of(contract, effort).patching


def _judge(contract: Contract, transcript: Transcript) -> Iterator[Verdict]:
    world = fold(contract, transcript)
    yield from (verdict for verdict in world.verdicts if verdict.rule == ID)
    for payload in read(contract, transcript).payloads.values():
        if payload.verb == "patch" and payload.weight.valid and not unsets(payload):
            number = transcript.exchanges[payload.at].number_id
            if number not in world.numbers and not is_uuid(number):
                continue
            yield from _of_answer(transcript, payload)


def _of_answer(transcript: Transcript, payload: Payload) -> Iterator[Verdict]:
    status = transcript.exchanges[payload.at].status
    if payload.answer == "accepted" and status == 200:
        return
    certain = payload.answer == "accepted" or (
        payload.answer != "unclear" and payload.weight.certain and payload.excuse is None
    )
    yield Verdict(
        rule=ID,
        outcome="broken" if certain else "undecided",
        exchange=payload.at,
        message="the endpoint turned down a valid update" if payload.answer != "accepted" else "not answered 200",
        expected=200,
        actual=status,
    )
