"""`resource.sip-uri-unique`: no two numbers share a SIP URI, in whatever case."""

from __future__ import annotations

from collections.abc import Iterator

from vapi_contracts.body import Json
from vapi_contracts.contract.table import Contract
from vapi_contracts.rules.reading import Reading, read
from vapi_contracts.rules.resource.payloads import named
from vapi_contracts.rules.resource.world import World, fold
from vapi_contracts.rules.rule import Rule, most_telling
from vapi_contracts.scenario import Create, Delete, Patch, Scenario, text
from vapi_contracts.verdict import Verdict

__all__ = ["rule"]

ID = "resource.sip-uri-unique"


def rule(contract: Contract) -> Rule:
    """Two numbers whose `sipUri` differs only in case cannot both exist.

    Why: the address is promised to be case-insensitive, so a call could reach either. Mend: compare the whole URI
    in lower case, on POST and on PATCH.
    """
    return Rule(
        id=ID,
        statement="Two numbers whose sipUri differs only in case cannot both exist.",
        basis="inferred",
        source="seed: sipUri is case-insensitive",
        judge=lambda transcript: _judge(read(contract, transcript), fold(contract, transcript)),
        scenarios=lambda effort: most_telling(_scenarios(), effort, quick=2),
        after=("resource.create",),
        doc=rule.__doc__ or "",
        source_line=(__file__, rule.__code__.co_firstlineno),
    )


_SPELLINGS = (
    "sip:twin-{fresh}@{host}",
    "SIP:twin-{fresh}@{host}",
    "sip:TWIN-{fresh}@{host}",
    "sip:twin-{FRESH}@{host}",
    "sip:twin-{fresh}@{HOST}",
    "Sip:Twin-{FRESH}@{Host}",
)


def _scenarios() -> Iterator[Scenario]:
    first = Create(body=_at(_SPELLINGS[0]))
    yield Scenario((first, *(Create(body=_at(spelling)) for spelling in _SPELLINGS)))
    patches = (Patch(number=1, body=_at(spelling)) for spelling in _SPELLINGS)
    yield Scenario((first, Create(body=named()), *patches))
    for spelling in _SPELLINGS[5:]:
        moved = (Create(body=named(0)), Patch(number=0, body=_at(_SPELLINGS[0])))
        yield Scenario((*moved, Create(body=_at(spelling))))
        yield Scenario((Create(body=_at(spelling)), Create(body=_at(_SPELLINGS[0]))))
    touched = Patch(number=0, body={"provider": "vapi", "name": "touched"})
    yield Scenario((first, touched, Create(body=_at(_SPELLINGS[1])), Create(body=_at(_SPELLINGS[0]))))
    yield Scenario((first, Delete(number=0), Create(body=_at(_SPELLINGS[0])), Create(body=_at(_SPELLINGS[1]))))


def _at(spelling: str) -> dict[str, Json]:
    return {"provider": "vapi", "sipUri": text(spelling)}


def _judge(reading: Reading, world: World) -> Iterator[Verdict]:
    holders: dict[str, tuple[str, int]] = {}
    for at, payload in reading.payloads.items():
        exchange = world.transcript.exchanges[at]
        shown, uri = exchange.shown, payload.body.get("sipUri")
        own = exchange.number_id or (shown.get("id") if isinstance(shown, dict) else None)
        number = world.numbers.get(str(own))
        if not isinstance(uri, str) or not payload.weight.valid:
            continue
        folded = uri.lower()
        holder, held_since = holders.get(folded, (None, 0))
        other = world.numbers.get(str(holder))
        clash = other is not None and other is not number and other.alive_at(at)
        if clash and payload.answer == "accepted":
            yield Verdict(
                rule=ID,
                outcome="broken",
                exchange=at,
                pointer="/sipUri",
                message="two numbers have one SIP URI, up to case",
                expected="refused",
                actual=exchange.status,
                beside=held_since,
            )
        elif clash and payload.answer == "refused":
            yield Verdict(rule=ID, outcome="held", exchange=at, pointer="/sipUri", beside=held_since)
        if payload.answer == "accepted" and number is not None:
            for old in [key for key, (name, _) in holders.items() if name == number.id]:
                del holders[old]
            holders[folded] = (number.id, at)
