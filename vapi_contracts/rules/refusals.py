"""Values past their bounds, one a request, many in one scenario: a number that is patched is made once for all.

Like packs, the groups are made over the whole table, so that what a rule is judged by does not depend on the
selection.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vapi_contracts.body import Json
from vapi_contracts.contract.placing import put
from vapi_contracts.contract.table import ROOTS, Contract, Row, Verb
from vapi_contracts.contract.values import Trial, past_bound
from vapi_contracts.rules.packs import BASE, distinct
from vapi_contracts.rules.rule import Effort
from vapi_contracts.scenario import Create, Patch, Scenario, Step

__all__ = ["Refusals", "refusals_of"]

GROUP = 80
"""Faults in one scenario at most."""


@dataclass(frozen=True, slots=True, eq=False)
class Faulty:
    """One payload with one fault, of one rule."""

    rule: str
    verb: Verb
    body: Json


class Refusals:
    """The groups of one contract at one effort.

    `quick` tries the first path of each rule by one value, `standard` every path by one value and the first
    by more, `thorough` every path by every value.
    """

    def __init__(self, contract: Contract, effort: Effort) -> None:
        self._by_rule: dict[str, list[Scenario]] = {}
        for verb in contract.rows:
            found = list(_faulty(contract, verb, effort))
            for at in range(0, len(found), GROUP):
                self._enter(verb, found[at : at + GROUP])

    def _enter(self, verb: Verb, group: Sequence[Faulty]) -> None:
        steps: list[Step] = [Create(body=BASE["create"])] if verb == "patch" else []
        for at, faulty in enumerate(group):
            body = distinct(faulty.body, at)
            steps.append(Create(body=body) if verb == "create" else Patch(number=0, body=body))
        scenario = Scenario(tuple(steps))
        for rule in dict.fromkeys(faulty.rule for faulty in group):
            self._by_rule.setdefault(rule, []).append(scenario)

    def of(self, rule: str) -> list[Scenario]:
        """Return the groups that hold a fault of the rule."""
        return self._by_rule.get(rule, [])


@functools.cache
def refusals_of(contract: Contract, effort: Effort) -> Refusals:
    """Return the groups of a contract, made once."""
    return Refusals(contract, effort)


def _faulty(contract: Contract, verb: Verb, effort: Effort) -> Iterator[Faulty]:
    """Yield the faults, those on the first path of each rule before all others."""
    seen: dict[str, int] = {}
    later: list[Faulty] = []
    for row in contract.rows[verb]:
        nth = seen.get(row.rule, 0)
        seen[row.rule] = nth + 1
        trials = list(past_bound(contract.shapes, row))
        chosen = [_body(contract, verb, row, trial) for trial in _chosen(trials, row, nth, verb, effort)]
        if nth == 0:
            yield from chosen
        else:
            later += chosen
    if effort != "quick":
        yield from later


def _chosen(trials: list[Trial], row: Row, nth: int, verb: Verb, effort: Effort) -> list[Trial]:
    """Choose the values for one path: the first, or another one on each, and more on the first path."""
    if not trials or effort == "thorough":
        return trials
    if effort == "quick":
        return trials if row.keyword == "pattern" and verb == "create" else trials[:1]
    if row.keyword in ("type", "oneOf"):
        alone = nth == 0 and verb == "create" and len(row.path) <= 2
        return trials[:1] + (trials[-1:] if alone else [])
    one = [trials[nth % len(trials)]]
    if row.keyword == "pattern" and verb == "create":
        return trials
    if nth > 0:
        return one
    if row.keyword == "enum" and verb == "create":
        return trials[:2]
    return trials if verb == "create" else one


def _body(contract: Contract, verb: Verb, row: Row, trial: Trial) -> Faulty:
    path = (*row.path, row.bound) if row.keyword == "required" else row.path
    body, _ = put(contract.shapes, ROOTS[verb], BASE[verb], path, trial.value, trial.siblings)
    return Faulty(row.rule, verb, body)
