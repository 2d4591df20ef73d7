"""`resource.read`: GET by id gives what was created, as often as it is asked."""

from __future__ import annotations

from collections.abc import Iterator

from vapi_contracts.contract.table import Contract
from vapi_contracts.rules.resource.payloads import RICH, named
from vapi_contracts.rules.resource.world import fold
from vapi_contracts.rules.rule import Rule, most_telling
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
        scenarios=lambda effort: most_telling(_scenarios(), effort, quick=1),
        search=lambda: sequences(contract),
        after=("resource.create",),
        doc=rule.__doc__ or "",
        source_line=(__file__, rule.__code__.co_firstlineno),
    )


def _scenarios() -> Iterator[Scenario]:
    bought = Create(body={"provider": "vapi", "numberDesiredAreaCode": "415"})
    numbers = (Create(body=named(0)), Create(body=RICH), bought)
    looks = [Read(number=at) for at in (2, 1, 0)]
    yield Scenario((*numbers, *looks, *looks, Wait(), *looks, List(), *looks))
    update = Patch(number=1, body={"provider": "vapi", "name": "Other"})
    yield Scenario((*numbers[:2], *looks[1:], update, *looks[1:], *looks[1:], Delete(number=1), Read(number=0)))
