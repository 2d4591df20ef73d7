"""`resource.echo`: what was sent comes back."""

from __future__ import annotations

from collections.abc import Iterator

from vapi_contracts.contract.table import Contract
from vapi_contracts.rules.packs import packs_of
from vapi_contracts.rules.resource.payloads import everything, modes, routings, singles
from vapi_contracts.rules.resource.world import fold
from vapi_contracts.rules.rule import Effort, Rule, most_telling
from vapi_contracts.rules.searching import creations
from vapi_contracts.scenario import Scenario

__all__ = ["rule"]

ID = "resource.echo"


def rule(contract: Contract) -> Rule:
    """Every property that was sent comes back with the value sent: in the 201, in GET and in both lists.

    Why: what is lost or altered on the way into the store is lost for the calls as well. More properties, nested
    defaults and `null` for what was not sent are fine, a SIP URI counts up to case, a number by its value, and
    a password may be masked. Mend: store what came as it came, and show it on every surface.
    """
    return Rule(
        id=ID,
        statement="Every property that was sent comes back with its value: in the 201, in GET and in both lists.",
        basis="inferred",
        source="spec: VapiPhoneNumber has every property of CreateVapiPhoneNumberDTO",
        judge=lambda transcript: (v for v in fold(contract, transcript).verdicts if v.rule == ID),
        scenarios=lambda effort: most_telling(_scenarios(contract, effort), effort, quick=6),
        search=lambda: creations(contract),
        after=("resource.create",),
        doc=rule.__doc__ or "",
        source_line=(__file__, rule.__code__.co_firstlineno),
    )


def _scenarios(contract: Contract, effort: Effort) -> Iterator[Scenario]:
    yield from packs_of(contract, effort).creating
    yield from everything()
    yield from routings()
    yield from singles()
    yield from modes()
