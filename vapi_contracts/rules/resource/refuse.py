"""`resource.refuse`: an invalid payload does nothing at all."""

from __future__ import annotations

from collections.abc import Iterator

from vapi_contracts.body import Json
from vapi_contracts.contract.table import Contract
from vapi_contracts.rules.resource.payloads import RICH, ROUTED, named
from vapi_contracts.rules.resource.world import fold
from vapi_contracts.rules.rule import Rule, most_telling
from vapi_contracts.scenario import Create, List, Page, Patch, Read, Scenario, Step, text

__all__ = ["rule"]

ID = "resource.refuse"


def rule(contract: Contract) -> Rule:
    """An invalid payload is answered 4xx, stores nothing and changes nothing.

    Why: a client that is told no must be able to rely on it: a PATCH is applied whole or not at all. Mend: judge
    the whole payload before the first write.
    """
    return Rule(
        id=ID,
        statement="An invalid payload is answered 4xx, stores nothing and changes nothing.",
        basis="inferred",
        source="RFC 9110, 15.5: the request was not carried out",
        judge=lambda transcript: (v for v in fold(contract, transcript).verdicts if v.rule == ID),
        scenarios=lambda effort: most_telling(_scenarios(), effort, quick=2),
        after=("resource.create",),
        doc=rule.__doc__ or "",
        source_line=(__file__, rule.__code__.co_firstlineno),
    )


_FAULTS: tuple[dict[str, Json], ...] = (
    {"name": "n" * 41},
    {"name": 5},
    {"squadId": 5},
    {"sipUri": 5},
    {"numberDesiredAreaCode": "4155"},
    {"authentication": {"username": "u" * 20, "password": "*" * 19}},
    {"fallbackDestination": {"type": "number", "number": "+0"}},
    {"hooks": [{"on": "call.ringing"}]},
    {"hooks": [{"on": "call.ending", "do": {"type": "say"}}]},
    {"hooks": [{"on": "call.ending", "do": {"type": "say", "exact": "x" * 4001}}]},
    {"server": {"timeoutSeconds": 301}},
    {"server": {"backoffPlan": {"type": "fixed", "maxRetries": 11, "baseDelaySeconds": 1}}},
)


def _scenarios() -> Iterator[Scenario]:
    """Each fault beside valid changes; then ghosts are looked for, and traces of the PATCH."""
    looks: tuple[Step, ...] = (
        List(query={"limit": 1000}),
        Page(query={"search": text("{fresh}"), "limit": 1000}),
    )
    ghosts = Scenario((*(Create(body={**named(at), **fault}) for at, fault in enumerate(_FAULTS)), *looks))
    valid: dict[str, Json] = {
        "provider": "vapi",
        "name": text("Changed {fresh}"),
        "server": {"url": "https://changed.example.com/"},
        "hooks": [],
        "assistantId": ROUTED["assistantId"],
    }
    for before, beside in ((RICH, valid), (named(), {"provider": "vapi"})):
        attempts = [
            step
            for fault in _FAULTS
            if "numberDesiredAreaCode" not in fault
            for step in (Patch(number=0, body={**beside, **fault}), Read(number=0))
        ]
        yield Scenario((Create(body=before), Read(number=0), *looks, *attempts, *looks))
        yield ghosts
