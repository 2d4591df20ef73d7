"""Many values at their bounds in few payloads: edits that cannot mask each other share one.

Packs are made over the whole table of constraints, whatever rules are selected, so that what a rule is judged
by does not depend on the selection.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from vapi_contracts.body import Json
from vapi_contracts.contract.placing import ABSENT, put
from vapi_contracts.contract.prose import is_sip_uri_of
from vapi_contracts.contract.shapes import Shapes
from vapi_contracts.contract.table import ITEM, ROOTS, Contract, Row, Verb
from vapi_contracts.contract.values import Trial, at_bound, short_of_bound
from vapi_contracts.contract.weighing import weigh
from vapi_contracts.rules.rule import Effort
from vapi_contracts.scenario import Create, List, Patch, Read, Scenario, Step, instant, text

__all__ = ["BASE", "Edit", "Packs", "apart", "distinct", "halves_of", "packs_of"]

EFFORTS: tuple[Effort, ...] = ("standard", "quick")
SIZE = 40
"""Edits in a pack at most: without a cap one payload grows past 200 kB."""

CREATES = 8
"""Packs that are created in one scenario."""

PATCHES = 7
"""Packs that are patched into one number, one after the other."""

MANY_OPTIONS = 12
"""An enum longer than this is tried in full on one path only."""

BASE: Mapping[Verb, Mapping[str, Json]] = {
    "create": {"provider": "vapi", "sipUri": text("sip:{fresh}@{host}")},
    "patch": {"provider": "vapi"},
}
"""The payload that edits are put into."""

_ANY_HOST = "sip.vapi.ai"

PLAIN: Mapping[Verb, Mapping[str, Json]] = {
    "create": {"provider": "vapi", "numberDesiredAreaCode": "415"},
    "patch": BASE["patch"],
}
"""What can be sent twice, so that two payloads can be neighbours."""


@dataclass(frozen=True, slots=True, eq=False)
class Edit:
    """One value at the bound of one row."""

    verb: Verb
    row: Row
    trial: Trial


@dataclass(slots=True)
class Pack:
    """A payload under construction; `owned` are the pointers that its edits decide."""

    body: dict[str, Json]
    edits: list[Edit] = field(default_factory=list[Edit])
    owned: list[str] = field(default_factory=list[str])

    def take(self, shapes: Shapes, edit: Edit) -> bool:
        """Take one more edit, in a list item of its own if need be, unless it would touch what another owns."""
        path = edit.row.path
        items = [at for at in range(len(path) - 1, -1, -1) if path[at] is ITEM]
        return any(self._take(shapes, edit, append_at) for append_at in (None, *items))

    def _take(self, shapes: Shapes, edit: Edit, append_at: int | None) -> bool:
        trial = edit.trial
        body, pointer = put(
            shapes,
            ROOTS[edit.verb],
            self.body,
            edit.row.path,
            trial.value,
            trial.siblings,
            append_at=append_at,
        )
        parent = pointer.rpartition("/")[0]
        mine = [pointer, *(f"{parent}/{key}" for key in trial.siblings)]
        if any(_overlap(one, other) for one in mine for other in self.owned):
            return False
        for owned in self.owned:
            now, before = _at(body, owned), _at(self.body, owned)
            if now is not before and now != before:
                return False
        self.body = body
        self.edits.append(edit)
        self.owned += mine
        return True


class Packs:
    """The packs of one contract, as scenarios, with the edits that stand in each."""

    def __init__(self, contract: Contract, effort: Effort) -> None:
        self._contract = contract
        self._edits: dict[str, dict[int, tuple[Edit, ...]]] = {}
        self.creating: list[Scenario] = []
        self.patching: list[Scenario] = []
        self._by_rule: dict[str, list[Scenario]] = {}
        creating = _packed(contract, "create", effort)
        for at in range(0, len(creating), CREATES):
            packs = creating[at : at + CREATES]
            creates: list[Step] = [Create(body=distinct(pack.body, nth)) for nth, pack in enumerate(packs)]
            since = instant(0, "createdAt", plus_ms=-1000)
            looks = () if effort == "quick" else (List(query={"createdAtGe": since, "limit": 1000}),)
            self.creating.append(self._entered(packs, (*creates, *looks)))
        patching = _packed(contract, "patch", effort)
        for at in range(0, len(patching), PATCHES):
            packs = patching[at : at + PATCHES]
            patches: list[Step] = [Patch(number=0, body=distinct(pack.body, nth)) for nth, pack in enumerate(packs)]
            steps = (Create(body=BASE["create"]), *patches, Read(number=0))
            self.patching.append(self._entered(packs, steps))

    def _entered(self, packs: Sequence[Pack], steps: tuple[Step, ...]) -> Scenario:
        scenario = Scenario(steps)
        first = 0 if packs[0].edits[0].verb == "create" else 1
        self._edits[scenario.key] = {first + at: tuple(pack.edits) for at, pack in enumerate(packs)}
        for rule in dict.fromkeys(edit.row.rule for pack in packs for edit in pack.edits):
            self._by_rule.setdefault(rule, []).append(scenario)
        return scenario

    def halves(self, scenario: Scenario, exchange: int, rule: str) -> Iterator[Scenario]:
        """Yield the halves of a pack that was refused which hold an edit of the rule; the edit apart in the end.

        Whoever else has edits in the pack asks for the same halves.
        """
        by_step = self._edits.get(scenario.key, {})
        edits = by_step.get(exchange, ()) if len(by_step) > 1 else next(iter(by_step.values()), ())
        if len(edits) == 1:
            yield apart(self._contract, edits[0])
            return
        for half in (edits[: len(edits) // 2], edits[len(edits) // 2 :]):
            if any(edit.row.rule == rule for edit in half):
                yield self._alone(half)

    def _alone(self, edits: Sequence[Edit]) -> Scenario:
        verb = edits[0].verb
        pack = Pack(dict(BASE[verb]))
        for edit in edits:
            pack.take(self._contract.shapes, edit)
        steps: tuple[Step, ...] = (Create(body=distinct(pack.body, 0)),)
        if verb == "patch":
            steps = (Create(body=BASE["create"]), Patch(number=0, body=distinct(pack.body, 0)))
        scenario = Scenario(steps)
        self._edits[scenario.key] = {len(steps) - 1: tuple(edits)}
        return scenario

    def of(self, rule: str) -> list[Scenario]:
        """Return the packs that hold an edit of the rule, or that it merely stands in where it has no edits."""
        return self._by_rule.get(rule) or self._standing_in(rule)

    def _standing_in(self, rule: str) -> list[Scenario]:
        found: list[Scenario] = []
        for scenarios in (self.creating, self.patching):
            for scenario in scenarios:
                if any(rule in self._sitting(scenario, at) for at in range(len(scenario))):
                    found.append(scenario)
                    break
        return found

    def _sitting(self, scenario: Scenario, at: int) -> set[str]:
        step = scenario.steps[at]
        if not isinstance(step, Create | Patch):
            return set()
        verb: Verb = "create" if isinstance(step, Create) else "patch"
        return {sitting.rule for sitting in weigh(self._contract, verb, step.body, _ANY_HOST).at}


@functools.cache
def _packs(contract: Contract, effort: Effort) -> Packs:
    return Packs(contract, effort)


def packs_of(contract: Contract, effort: Effort) -> Packs:
    """Return the packs of a contract, made once: at `quick` those of the first path of each rule alone."""
    return _packs(contract, "quick" if effort == "quick" else "standard")


def halves_of(contract: Contract, scenario: Scenario, exchange: int, rule: str) -> Iterator[Scenario]:
    """Yield smaller scenarios where a pack, at that exchange of the scenario, left a rule undecided."""
    for effort in EFFORTS:
        yield from packs_of(contract, effort).halves(scenario, exchange, rule)


def distinct(body: Json, at: int) -> Json:
    """Give each payload of a scenario a SIP URI of its own: no other number has it, nor had it ever."""
    uri = body.get("sipUri")
    own = uri == BASE["create"]["sipUri"] or (isinstance(uri, str) and is_sip_uri_of(_ANY_HOST, uri))
    return {**body, "sipUri": text(f"sip:{{fresh}}-{at}@{{host}}")} if own else body


def apart(contract: Contract, edit: Edit) -> Scenario:
    """Return the edit beside a neighbour that is the same but for room to spare at the bound."""
    shapes, root = contract.shapes, ROOTS[edit.verb]
    base = PLAIN[edit.verb]
    near = short_of_bound(shapes, edit.row, edit.trial)
    value, siblings = (near.value, near.siblings) if near else (ABSENT, {})
    neighbour, _ = put(shapes, root, base, edit.row.path, value, siblings)
    alone, _ = put(shapes, root, base, edit.row.path, edit.trial.value, edit.trial.siblings)
    neighbour, alone = distinct(neighbour, 0), distinct(alone, 1)
    if edit.verb == "create":
        return Scenario((Create(body=neighbour), Create(body=alone)))
    return Scenario((Create(body=BASE["create"]), Patch(number=0, body=neighbour), Patch(number=0, body=alone)))


def _edits(contract: Contract, verb: Verb, effort: Effort) -> Iterator[Edit]:
    """Yield every edit; those on the first path of a rule come first, at `quick` they are all."""
    later: list[Edit] = []
    seen: set[str] = set()
    for row in contract.rows.get(verb, ()):
        first = row.rule not in seen
        seen.add(row.rule)
        edits = [Edit(verb, row, trial) for trial in at_bound(contract.shapes, row)]
        if first:
            yield from edits
        else:
            later += edits if len(edits) <= MANY_OPTIONS else (edits[0], edits[-1])
    if effort != "quick":
        yield from later


def _packed(contract: Contract, verb: Verb, effort: Effort) -> list[Pack]:
    """First fit; a value that may be refused for a reason of its own shares a payload with none."""
    full: list[Pack] = []
    room: list[Pack] = []
    for edit in _edits(contract, verb, effort):
        doubtful = _doubtful(contract, edit)
        for pack in () if doubtful else room:
            if pack.take(contract.shapes, edit):
                break
        else:
            pack = Pack(dict(BASE[verb]))
            if not pack.take(contract.shapes, edit):
                continue
            (full if doubtful else room).append(pack)
        if not doubtful and len(pack.edits) >= SIZE:
            room.remove(pack)
            full.append(pack)
    return full + room


def _doubtful(contract: Contract, edit: Edit) -> bool:
    root, trial = ROOTS[edit.verb], edit.trial
    body, _ = put(contract.shapes, root, PLAIN[edit.verb], edit.row.path, trial.value, trial.siblings)
    return bool(weigh(contract, edit.verb, body, _ANY_HOST).doubts)


def _overlap(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}/") or other.startswith(f"{one}/")


def _at(body: Json, pointer: str) -> Json:
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        try:
            body = body[int(key)] if isinstance(body, list) else body[key]
        except (KeyError, IndexError):
            return None
    return body
