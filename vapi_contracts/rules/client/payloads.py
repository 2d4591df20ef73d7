"""Scenarios in which a client creates and changes numbers: what `client.wire` and `client.accepts` are judged by."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from vapi_contracts.body import Json
from vapi_contracts.contract.prose import ROUTING_IDS
from vapi_contracts.contract.table import ROOTS, Contract
from vapi_contracts.rules.client.variations import Family, families, spelled, telling
from vapi_contracts.rules.packs import BASE, distinct
from vapi_contracts.rules.resource.payloads import RICH, ROUTED
from vapi_contracts.rules.rule import Effort
from vapi_contracts.rules.searching import fresh
from vapi_contracts.scenario import Invoke, Scenario, Step

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["CREATE", "QUERIES", "in_every_way", "payloads", "random_payloads"]

CREATE = Invoke(do="create", body=BASE["create"])
"""The plainest number."""

SOONER = 4
"""Scenarios of creations that come before the first of changes."""

QUERIES: tuple[Mapping[str, Json], ...] = (
    {},
    {"limit": 1},
    {"createdAtGe": "2024-01-31T00:00:00.000Z", "limit": 1000},
    {"updatedAtLt": "2024-01-31T12:00:00+02:00"},
)
"""What a list is asked for: a plus sign that is not encoded arrives as a space."""

_FIXED = frozenset({"provider"})
_HEADERS = {**BASE["create"], "server": {"headers": {"x_team_name": "Blue", "X-Team": "Red"}}}
"""Keys that are the caller's, and look as if they could be spelled otherwise."""

_AREA = ({"provider": "vapi", "numberDesiredAreaCode": "415"},)


def payloads(contract: Contract, effort: Effort) -> Iterator[Scenario]:
    """Yield every documented property beside a neighbour without it, by `create` and by `update`; then whole ones."""
    creating, changing = _creating(contract, effort), _changing(contract, effort)
    yield from creating[:SOONER]
    yield from changing[:1]
    yield Scenario(tuple(Invoke(do="list", query=query) for query in QUERIES))
    yield Scenario((CREATE, Invoke(do="get", number=0), Invoke(do="delete", number=0)))
    yield from creating[SOONER:]
    yield from changing[1:]


def in_every_way(contract: Contract) -> frozenset[str]:
    """Return the keys of the creations that are to be tried in each way that a client offers: one path a property."""
    return _keys_in_every_way(contract)


@functools.lru_cache(maxsize=8)
def _keys_in_every_way(contract: Contract) -> frozenset[str]:
    some = [_created((*family.stems, *family.tries)) for family in _families(contract, "standard") if family.first]
    return frozenset(scenario.key for scenario in (_telling(contract), *some))


def _telling(contract: Contract) -> Scenario:
    return _created(telling(contract, ROOTS["create"], contract.rows.get("create", ()), BASE["create"]))


def _families(contract: Contract, effort: Effort) -> Iterator[Family]:
    rows = contract.rows.get("create", ())
    own = {"sipUri": spelled("desk")}
    yield from families(contract, ROOTS["create"], rows, BASE["create"], effort, skip=_FIXED, own=own)


def _creating(contract: Contract, effort: Effort) -> list[Scenario]:
    found = [_created((*family.stems, *family.tries)) for family in _families(contract, effort)]
    others = [_created((BASE["create"], *_AREA, _HEADERS)), _created((BASE["create"], RICH))]
    return [scenario for scenario in (_telling(contract), *found, *others) if len(scenario)]


def _changing(contract: Contract, effort: Effort) -> list[Scenario]:
    if "patch" not in contract.rows:
        return []
    own = {"sipUri": spelled("moved"), **{key: [ROUTED[key], None] for key in ROUTING_IDS}}
    found = list(
        families(
            contract, ROOTS["patch"], contract.rows["patch"], BASE["patch"], effort, skip=_FIXED, own=own, brief=True
        )
    )
    # What a change can unset is what a client most easily leaves out.
    found.sort(key=lambda family: len(family.stems))
    rich = {key: value for key, value in RICH.items() if key != "sipUri"}
    # An empty change is one, too: what tests a payload for truth sends nothing at all.
    return [*(_changed((*one.stems, *one.tries)) for one in found), _changed((BASE["patch"], rich, {}))]


def _created(bodies: Iterable[Mapping[str, Json]]) -> Scenario:
    return Scenario(tuple(Invoke(do="create", body=distinct(body, at)) for at, body in enumerate(bodies)))


def _changed(bodies: Iterable[Mapping[str, Json]]) -> Scenario:
    changes: tuple[Step, ...] = tuple(Invoke(do="update", body=body, number=0) for body in bodies)
    return Scenario((CREATE, *changes))


def random_payloads(contract: Contract) -> SearchStrategy[Scenario]:
    """Return a strategy for one payload beside a plain one, by `create` or by `update`."""
    from hypothesis import strategies as st  # noqa: PLC0415

    from vapi_contracts.strategies import phone_numbers, updates  # noqa: PLC0415

    created = phone_numbers(contract=contract, plausible=True).map(
        lambda body: Scenario(
            (Invoke(do="create", body=distinct(BASE["create"], 0)), Invoke(do="create", body=fresh(body)))
        )
    )
    if "patch" not in contract.rows:
        return created
    changed = updates(contract=contract, plausible=True).map(lambda body: _changed((BASE["patch"], fresh(body))))
    return st.one_of(created, changed)
