"""`resource.unset`: a routing id goes away when it is patched with `null`."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from vapi_contracts.contract.prose import ROUTING_IDS
from vapi_contracts.contract.table import Contract
from vapi_contracts.rules.resource.payloads import ROUTED, named, observed
from vapi_contracts.rules.resource.world import fold
from vapi_contracts.rules.rule import Rule, most_telling
from vapi_contracts.rules.searching import sequences
from vapi_contracts.scenario import Create, Patch, Read, Scenario

__all__ = ["rule"]

ID = "resource.unset"


def rule(contract: Contract) -> Rule:
    """`null` for a routing id removes it: absent or `null` afterwards.

    Why: it is the only way back to a server URL that decides for each call; an id that stays, or becomes an empty
    text, keeps routing. Mend: treat `null` apart from a property that is absent.
    """
    return Rule(
        id=ID,
        statement="null for a routing id in a PATCH removes it: it is absent or null afterwards.",
        basis="documented",
        source="guide: assistants on phone numbers; inferred for squadId and workflowId",
        judge=lambda transcript: (v for v in fold(contract, transcript).verdicts if v.rule == ID),
        scenarios=lambda effort: most_telling(_scenarios(), effort, quick=4),
        search=lambda: sequences(contract),
        after=("resource.create",),
        doc=rule.__doc__ or "",
        source_line=(__file__, rule.__code__.co_firstlineno),
    )


def _scenarios() -> Iterator[Scenario]:
    """Yield every set of routing ids, unset together while all three are there."""
    for size in (1, 2):
        for keys in itertools.combinations(ROUTING_IDS, size):
            unset = Patch(number=0, body={"provider": "vapi", **dict.fromkeys(keys)})
            yield Scenario((Create(body={**named(), **ROUTED}), Read(number=0), unset, Read(number=0)))
    everything = Patch(number=0, body={"provider": "vapi", **dict.fromkeys(ROUTING_IDS)})
    yield observed((Create(body={**named(), **ROUTED}), Read(number=0), everything), search="{fresh}")
