"""`resource.assigned`: what the endpoint itself puts into a number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from vapi_contracts.body import Json
from vapi_contracts.contract.table import Contract
from vapi_contracts.rules.packs import BASE
from vapi_contracts.rules.resource.instants import instant_of
from vapi_contracts.rules.resource.payloads import RICH, named, observed
from vapi_contracts.rules.resource.world import World, fold
from vapi_contracts.rules.rule import Rule, most_telling
from vapi_contracts.rules.searching import sequences
from vapi_contracts.scenario import Create, Delete, Patch, Read, Scenario, Wait
from vapi_contracts.verdict import Verdict

__all__ = ["rule"]

ID = "resource.assigned"
TEXTS = ("id", "orgId", "createdAt", "updatedAt", "provider")
STATUSES = ("active", "activating", "blocked")


def rule(contract: Contract) -> Rule:
    """`id`, `orgId`, `createdAt`, `updatedAt` and `provider` are there and of their type; ids are unique.

    Why: a client finds a number again by its id, and sorts by its times. Timestamps are RFC 3339, a number is
    created no later than it is updated, and its status is one of three. Mend: assign them once, on every surface.
    """
    return Rule(
        id=ID,
        statement="id, orgId, createdAt, updatedAt and provider are present and of their type; ids are unique.",
        basis="documented",
        source="spec: VapiPhoneNumber; uniqueness and order inferred",
        judge=lambda transcript: _judge(fold(contract, transcript)),
        scenarios=lambda effort: most_telling(_scenarios(), effort, quick=2),
        search=lambda: sequences(contract),
        after=("resource.create",),
        doc=rule.__doc__ or "",
        source_line=(__file__, rule.__code__.co_firstlineno),
    )


def _scenarios() -> Iterator[Scenario]:
    yield observed((Create(body=RICH),), search="{fresh}")
    bought = Create(body={"provider": "vapi", "numberDesiredAreaCode": "415"})
    yield Scenario((bought, Read(number=0), *(Create(body=named(at)) for at in range(3))))
    update = Patch(number=0, body={"provider": "vapi", "name": "Other"})
    yield observed((Create(body=BASE["create"]), Wait(), update), search="{fresh}")
    yield Scenario((Create(body=named(0)), Delete(number=0), Create(body=named(1)), Read(number=1)))


def _judge(world: World) -> Iterator[Verdict]:
    yield from (verdict for verdict in world.verdicts if verdict.rule == ID)
    for moment in world.moments:
        faults = [
            Verdict(
                rule=ID,
                outcome="broken",
                exchange=moment.at,
                pointer=f"{moment.pointer}/{key}",
                message="what the endpoint assigns is not as it should be",
                expected=expected,
                actual=moment.item.get(key, "absent"),
            )
            for key, expected in _faults(moment.item)
        ]
        yield from faults or [Verdict(rule=ID, outcome="held", exchange=moment.at, pointer=moment.pointer)]


def _faults(item: Mapping[str, Json]) -> Iterator[tuple[str, Json]]:
    for key in TEXTS:
        if not isinstance(item.get(key), str):
            yield key, "a text"
    for key in ("createdAt", "updatedAt"):
        if isinstance(item.get(key), str) and instant_of(item[key]) is None:
            yield key, "an RFC 3339 date-time"
    created, updated = instant_of(item.get("createdAt")), instant_of(item.get("updatedAt"))
    if created is not None and updated is not None:
        late = created.seconds - updated.seconds
        if late > 0 and late >= max(created.unit, updated.unit) * (created.unit != updated.unit):
            yield "updatedAt", f"not before {item['createdAt']}"
    if item.get("status") is not None and item["status"] not in STATUSES:
        yield "status", list(STATUSES)
