"""`resource.delete`: a deleted number is gone, and stays so."""

from __future__ import annotations

from collections.abc import Iterator

from vapi_contracts.contract.table import Contract
from vapi_contracts.rules.resource.payloads import RICH, named
from vapi_contracts.rules.resource.world import fold
from vapi_contracts.rules.rule import Rule, most_telling
from vapi_contracts.rules.searching import sequences
from vapi_contracts.scenario import Create, Delete, List, Page, Patch, Read, Scenario, Step, Wait, text

__all__ = ["rule"]

ID = "resource.delete"


def rule(contract: Contract) -> Rule:
    """DELETE answers 200 with the number; afterwards GET is 404 and no list shows it.

    Why: a number that lingers is called, and paid for. Its id is never given to another. Mend: remove the row from
    every index before the answer.
    """
    return Rule(
        id=ID,
        statement="DELETE answers 200 with the number; afterwards GET is 404 and no list shows it.",
        basis="documented",
        source="spec: DELETE /phone-number/{id}; the 404 and what follows inferred",
        judge=lambda transcript: (v for v in fold(contract, transcript).verdicts if v.rule == ID),
        scenarios=lambda effort: most_telling(_scenarios(), effort, quick=2),
        search=lambda: sequences(contract),
        after=("resource.create",),
        doc=rule.__doc__ or "",
        source_line=(__file__, rule.__code__.co_firstlineno),
    )


def _scenarios() -> Iterator[Scenario]:
    lists: tuple[Step, ...] = (
        List(query={"limit": 1000}),
        Page(query={"limit": 1000}),
        Page(query={"search": text("{fresh}")}),
    )
    bodies = (named(0), RICH, {"provider": "vapi", "numberDesiredAreaCode": "415"}, {**named(3), "hooks": []})
    gone = [step for at in range(len(bodies)) for step in (Delete(number=at), Read(number=at))]
    yield Scenario((*(Create(body=body) for body in bodies), *gone, *lists, Read(number=0)))
    update = Patch(number=0, body={"provider": "vapi", "name": text("Moved {fresh}")})
    yield Scenario((Create(body=RICH), update, Read(number=0), Delete(number=0), Read(number=0), *lists))
    again = Create(body=named(0))
    yield Scenario((again, Delete(number=0), again, Read(number=0), Read(number=1), *lists, Delete(number=0), *lists))
    three = tuple(Create(body=named(at)) for at in range(3))
    yield Scenario((*three, Delete(number=1), Wait(), Read(number=1), Delete(number=0), Read(number=0), *lists))
