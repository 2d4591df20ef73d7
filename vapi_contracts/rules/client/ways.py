"""A client's other ways to create: what is tried with its `create` is tried with each of them."""

from __future__ import annotations

import dataclasses

from vapi_contracts.contract.table import Contract, bundled
from vapi_contracts.rules.client.payloads import in_every_way
from vapi_contracts.scenario import Invoke, Scenario

__all__ = ["with_way"]


def with_way(scenario: Scenario, name: str, contract: Contract | None = None) -> Scenario | None:
    """Return the scenario with every creation by the way of that name.

    `None` for what is not tried in every way: each property is, on one path.
    """
    if scenario.key not in in_every_way(contract or bundled()):
        return None
    return Scenario(
        tuple(
            dataclasses.replace(step, way=name) if isinstance(step, Invoke) and step.do == "create" else step
            for step in scenario
        )
    )
