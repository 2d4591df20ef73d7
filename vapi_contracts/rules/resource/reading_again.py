"""`resource.read`: GET by id gives what was created, as often as it is asked."""

from __future__ import annotations

from collections.abc import Iterator

from vapi_contracts.contract.table import Contract
from vapi_contracts.rules.resource.payloads import RICH, named
from vapi_contracts.rules.resource.world import fold
from vapi_contracts.rules.rule import Rule
from vapi_contracts.rules.searching import sequences
from vapi_contracts.scenario import Create, Delete, List, Patch, Read, Scenario, Wait

__all__ = ["rule"]

ID = "resource.read"


def rule(contract: Contract) -> Rule:
    """GET by id gives what was created, as often as it is asked.

    Why: reading is safe, so it changes nothing and finds the number every time. Mend: look the number up by its
    id alone, and answer from the store.
    """
    return Rule(
        id=ID,
        statement="GET by id gives the number that was created, as often as it is asked.",
        basis="inferred",
        source="spec: GET /phone-number/{id}; RFC 9110, 9.2.1: GET is safe",
        judge=lambda transcript: (v for v in fold(contract, transcript).verdicts if v.rule == ID),
        scenarios=_scenarios,
        search=lambda: sequences(contract),
        after=("resource.create",),
        source_line=(__file__, rule.__code__.co_firstlineno),
    )


def _scenarios() -> Iterator[Scenario]:
    for body in (named(), RICH, {"provider": "vapi", "numberDesiredAreaCode": "415"}):
        yield Scenario((Create(body=body), Read(number=0), Read(number=0), Wait(), Read(number=0)))
    two = (Create(body=named(0)), Create(body=RICH))
    yield Scenario((*two, Read(number=1), Read(number=0), Read(number=1), List(), Read(number=0), Read(number=1)))
    yield Scenario((*two, Read(number=0), Read(number=1), Delete(number=1), Read(number=0), Read(number=0)))
    update = Patch(number=1, body={"provider": "vapi", "name": "Other"})
    yield Scenario((*two, Read(number=0), update, Read(number=0), Read(number=1), Read(number=1)))
