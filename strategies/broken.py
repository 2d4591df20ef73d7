"""Payloads that break exactly one rule, with its id and where: what an endpoint must refuse, and why."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hypothesis import strategies as st

from vapi_contracts.body import Json
from vapi_contracts.contract.placing import put
from vapi_contracts.contract.table import ROOTS, Contract, Path, Row, Verb, bundled
from vapi_contracts.contract.values import Trial, past_bound
from vapi_contracts.contract.weighing import weigh
from vapi_contracts.strategies.addresses import SIP_HOST
from vapi_contracts.strategies.edits import Draw
from vapi_contracts.strategies.payloads import payload_decoder, raw_bytes

__all__ = ["BrokenPayload", "faults"]

_CHOICE = 4
"""Bytes in front of those of the payload: two pick the rule, two the way to break it."""


@dataclass(frozen=True, slots=True)
class BrokenPayload:
    """A payload that breaks `rule` and no other, at the JSON pointer `pointer`; `told` is what was done.

    Where a required property was left out the pointer is that of the missing property. With another value
    at the pointer the payload is valid.
    """

    payload: dict[str, Json]
    rule: str
    pointer: str
    told: str


def faults(
    rules: Iterable[str] | None = None,
    *,
    verb: Verb = "create",
    contract: Contract | None = None,
    sip_host: str = SIP_HOST,
) -> st.SearchStrategy[BrokenPayload]:
    """Generate payloads of POST (`verb="create"`) or PATCH (`"patch"`) in which exactly one rule is broken.

    `rules` are ids of payload rules, by default all that this operation's payloads can break. Every rule is
    broken on every path on which its place can be reached, in a payload that is plausible otherwise. The
    simplest breaks the first rule, in the smallest payload.

    >>> faults(["payload.CreateVapiPhoneNumberDTO.name.maxLength"]).example().told  # doctest: +SKIP
    '41 characters'

    Raises `ValueError` for an id that is no payload rule, and for a rule that no payload of this operation
    breaks without breaking another.
    """
    if rules is None:
        return _broken(verb, contract, sip_host, None)
    chosen = tuple(dict.fromkeys(rules))
    known = contract or bundled()
    for rule in chosen:
        if rule not in known.rule_ids:
            raise ValueError(f"{rule!r} is not the id of a payload rule")
        if not _breaker(known, verb, sip_host).ways(rule):
            raise ValueError(f"no payload of {verb!r} breaks {rule!r} and nothing else")
    if not chosen:
        raise ValueError("no rule to break")
    return _broken(verb, known, sip_host, chosen)


@st.composite
def _broken(
    draw: Draw, verb: Verb, contract: Contract | None, sip_host: str, rules: tuple[str, ...] | None
) -> BrokenPayload:
    breaker = _breaker(contract or bundled(), verb, sip_host)
    choice = rules or breaker.rules
    raw = draw(raw_bytes(_CHOICE + breaker.decoder.size))
    rule = choice[int.from_bytes(raw[:2], "big") % len(choice)]
    ways = breaker.ways(rule)
    way = ways[int.from_bytes(raw[2:4], "big") % len(ways)]
    return breaker.broken(rule, way, breaker.decoder(raw[_CHOICE:], draw))


@dataclass(frozen=True, slots=True)
class _Way:
    """One way to break a rule: this value at this path."""

    path: Path
    trial: Trial


class _Breaker:
    """Breaks the rules of one operation's payloads."""

    def __init__(self, contract: Contract, verb: Verb, sip_host: str) -> None:
        self._contract = contract
        self._verb: Verb = verb
        self._sip_host = sip_host
        self.decoder = payload_decoder(contract, verb, sip_host, plausible=True)
        self._ways: dict[str, tuple[_Way, ...]] = {}
        self._rows: defaultdict[str, list[Row]] = defaultdict(list)
        for row in contract.rows.get(verb, ()):
            self._rows[row.rule].append(row)

    @functools.cached_property
    def rules(self) -> tuple[str, ...]:
        """The rules that can be broken alone."""
        return tuple(rule for rule in self._rows if self.ways(rule))

    def ways(self, rule: str) -> tuple[_Way, ...]:
        """Return the ways to break a rule that, in the smallest payload, break no other."""
        if rule not in self._ways:
            tried = (
                _Way((*row.path, row.bound) if row.keyword == "required" else row.path, trial)
                for row in self._rows.get(rule, ())
                for trial in past_bound(self._contract.shapes, row)
            )
            self._ways[rule] = tuple(way for way in tried if self._try(rule, way, self.decoder.simplest))
        return self._ways[rule]

    def broken(self, rule: str, way: _Way, base: Mapping[str, Json]) -> BrokenPayload:
        """Break the rule in this payload, or in the smallest where what stands in this turns it harmless.

        So it is with a telephone number without a plus beside a check that is off: that is no fault.
        """
        broken = self._try(rule, way, base) or self._try(rule, way, self.decoder.simplest)
        if broken is None:
            raise RuntimeError(f"{rule} cannot be broken by {way.trial.told}")
        return broken

    def _try(self, rule: str, way: _Way, base: Mapping[str, Json]) -> BrokenPayload | None:
        trial = way.trial
        shapes = self._contract.shapes
        body, pointer = put(shapes, ROOTS[self._verb], base, way.path, trial.value, trial.siblings)
        found = weigh(self._contract, self._verb, body, self._sip_host).faults
        if len(found) != 1 or rule not in found[0].rules:
            return None
        return BrokenPayload(body, rule, pointer, trial.told)


@functools.lru_cache(maxsize=32)
def _breaker(contract: Contract, verb: Verb, sip_host: str) -> _Breaker:
    return _Breaker(contract, verb, sip_host)
