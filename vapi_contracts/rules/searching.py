"""Random scenarios for the search of a rule. Strategies are imported when one is asked for, not before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vapi_contracts.body import Json
from vapi_contracts.contract.table import Contract
from vapi_contracts.rules.packs import BASE
from vapi_contracts.rules.resource.payloads import observed
from vapi_contracts.scenario import Create, Patch, Scenario, text

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["creations", "faulty_payloads", "sequences"]


def creations(contract: Contract) -> SearchStrategy[Scenario]:
    """Return a strategy for one valid payload, looked at on every surface."""
    from vapi_contracts.strategies import phone_numbers  # noqa: PLC0415

    return phone_numbers(contract=contract, plausible=True).map(
        lambda body: observed((Create(body=fresh(body)),), search="{fresh}")
    )


def faulty_payloads(contract: Contract, rule: str) -> SearchStrategy[Scenario]:
    """Return a strategy for one payload, by POST or by PATCH, that breaks exactly this rule."""
    from hypothesis import strategies as st  # noqa: PLC0415

    from vapi_contracts.strategies import faults  # noqa: PLC0415

    by_post = faults([rule], verb="create", contract=contract).map(
        lambda fault: Scenario((Create(body=fresh(fault.payload)),))
    )
    by_patch = faults([rule], verb="patch", contract=contract).map(
        lambda fault: Scenario((Create(body=BASE["create"]), Patch(number=0, body=fresh(fault.payload))))
    )
    verbs = {verb for verb, _ in contract.rows_of(rule)}
    return st.one_of([by for verb, by in (("create", by_post), ("patch", by_patch)) if verb in verbs])


def sequences(contract: Contract) -> SearchStrategy[Scenario]:
    """Return a strategy for sequences of steps over several numbers; a revision without PATCH has one step only."""
    if "patch" not in contract.rows:
        return creations(contract)
    from vapi_contracts.strategies import scenarios  # noqa: PLC0415

    return scenarios(contract=contract)


def fresh(body: Json) -> Json:
    """Return the payload with a SIP URI that no other number has, spelled as it was."""
    uri = body.get("sipUri")
    if not isinstance(uri, str) or "@" not in uri:
        return body
    scheme, _, rest = uri.partition(":")
    host = rest.rpartition("@")[2]
    spelled = "{host}" if host.islower() else "{HOST}" if host.isupper() else "{Host}"
    return {**body, "sipUri": text(f"{scheme}:{{fresh}}@{spelled}")}
