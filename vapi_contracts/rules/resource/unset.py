"""`resource.unset`: a routing id goes away when it is patched with `null`."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from vapi_contracts.contract.prose import ROUTING_IDS
from vapi_contracts.contract.table import Contract
from vapi_contracts.rules.reading import Payload, read
from vapi_contracts.rules.resource.breach import breach
from vapi_contracts.rules.resource.payloads import ROUTED, named, observed
from vapi_contracts.rules.resource.world import fold
from vapi_contracts.rules.rule import Rule, most_telling
from vapi_contracts.rules.searching import sequences
from vapi_contracts.scenario import Create, Patch, Read, Scenario
from vapi_contracts.transcript import Transcript
from vapi_contracts.verdict import Verdict

__all__ = ["rule", "unsets"]

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
        judge=lambda transcript: _judge(contract, transcript),
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


def unsets(payload: Payload) -> bool:
    """Whether a payload is a PATCH that unsets a routing id."""
    return payload.verb == "patch" and any(key in payload.body and payload.body[key] is None for key in ROUTING_IDS)


def _judge(contract: Contract, transcript: Transcript) -> Iterator[Verdict]:
    yield from (verdict for verdict in fold(contract, transcript).verdicts if verdict.rule == ID)
    for payload in read(contract, transcript).payloads.values():
        if unsets(payload) and payload.weight.certain and payload.excuse is None and payload.answer == "refused":
            status = transcript.exchanges[payload.at].status
            yield breach(ID, payload.at, "", "the endpoint turned down null for a routing id", 200, status)
