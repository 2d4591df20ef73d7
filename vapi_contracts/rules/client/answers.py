"""Answers that a client is to read: documented ones, property by property, and ones with something added later."""

from __future__ import annotations

import copy
import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vapi_contracts import trouble
from vapi_contracts.body import Json
from vapi_contracts.contract.fillers import smallest
from vapi_contracts.contract.placing import put
from vapi_contracts.contract.table import SHOWN, Branch, Contract, Path
from vapi_contracts.rules.client.places import marks_of
from vapi_contracts.rules.client.variations import families
from vapi_contracts.rules.resource.payloads import RICH
from vapi_contracts.rules.rule import Effort
from vapi_contracts.scenario import Invoke, Method, Scenario

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["NUMBER", "NUMBER_ID", "answered", "documented", "random_answers", "with_strangers"]

Answer = Mapping[str, Json]

NUMBER_ID = "5d3a1c1e-7b0f-4d52-8f0e-3c6a9b2e4f70"
"""The id of the number in answers that are not the API's own."""

NUMBER: Answer = {
    "provider": "vapi",
    "id": NUMBER_ID,
    "orgId": "8e1f2a3b-4c5d-4e6f-9a7b-0c1d2e3f4a5b",
    "createdAt": "2026-01-31T09:30:00.000Z",
    "updatedAt": "2026-01-31T09:30:00.000Z",
}
"""The plainest number that is shown."""

FULL: Answer = {**RICH, **NUMBER, "sipUri": "sip:Full@sip.vapi.ai", "name": "Full"}
"""A number with every property, and lists of several items."""

OPERATIONS: tuple[Method, ...] = ("list", "create", "update")
"""Those that show numbers besides `get`, by which most is tried."""

_FIXED = frozenset({"provider"})
_OWN: Mapping[str, tuple[Json, ...]] = {
    "id": ("0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d",),
    "orgId": ("1b2c3d4e-5f6a-4b7c-8d9e-0f1a2b3c4d5e",),
    "createdAt": ("2026-01-31T09:30:00Z", "2025-12-31T23:59:59.999Z"),
    "updatedAt": ("2026-01-31T09:30:00.123456Z", "2026-01-31T11:30:00.000+02:00"),
    "sipUri": ("sip:desk@sip.vapi.ai", "SIP:Desk.O'Neil@Sip.Vapi.Ai"),
    "number": ("+14155550100",),
    "numberDesiredAreaCode": ("415",),
    "assistantId": ("2f0c1f5e-6f0a-4d1c-9a51-0c5b8e1d7a10", None),
    "squadId": ("7b1de6a4-0d0e-4f86-8a47-3f2a9c6b5d21", None),
    "workflowId": ("c4a9e3b2-51f7-4a0b-b1d3-6e8f7a9c0b32", None),
}

AT_ONCE = 8
"""Answers with something strange in a scenario at most."""

STRANGER = "addedLater"
STRANGE_OBJECT: Mapping[str, Json] = {
    "number": "+14155550123",
    "description": "added later",
    "addedLater": {"of": ["a", "b"]},
}
STRANGE_VALUE: Json = {"since": "2027", "keptAs": ["It", "is"], "deepInside": {"someKey": "kept"}}
STRANGE_TEXT = "added-later"


def answered(do: Method, number: Answer) -> Invoke:
    """Return an invocation that the server answers with this number, or with a list of it."""
    status = 201 if do == "create" else 200
    body: Json = [number] if do == "list" else number
    return Invoke(
        do=do,
        body={"provider": "vapi"} if do in ("create", "update") else None,
        id=None if do in ("create", "list") else str(number.get("id", NUMBER_ID)),
        answers=(trouble.answer(body, status=status),),
    )


def documented(contract: Contract, effort: Effort) -> Iterator[Scenario]:
    """Yield every property of a number as it is shown, beside an answer without it; then a few by each operation."""
    found = list(families(contract, SHOWN, contract.shown, NUMBER, effort, skip=_FIXED, own=_OWN))
    for family in found[:6]:
        yield _told((*family.stems, *family.tries), "get")
    yield from _by_each_operation(contract)
    for family in found[6:]:
        yield _told((*family.stems, *family.tries), "get")
    # Last, since what is wrong is told best by an answer with little else in it.
    yield _told((NUMBER, FULL), "get")
    for do in OPERATIONS:
        yield _told((NUMBER, FULL), do)


def _told(numbers: Iterable[Answer], do: Method) -> Scenario:
    return Scenario(tuple(answered(do, _itself(number)) for number in numbers))


def _itself(number: Answer) -> Answer:
    """Give a number an id of its own: what a client remembers of another is no answer to what it is asked."""
    if number.get("id") != NUMBER_ID:
        return number
    return {**number, "id": str(uuid.uuid5(uuid.UUID(NUMBER_ID), json.dumps(number, sort_keys=True)))}


def _by_each_operation(contract: Contract) -> Iterator[Scenario]:
    objects = [one.number for one in _objects(contract)]
    for do in OPERATIONS:
        yield _told((NUMBER, *objects[1:AT_ONCE]), do)
    yield Scenario((answered("get", NUMBER), answered("get", {**NUMBER, "name": "Renamed"})))
    yield Scenario(
        (
            answered("list", NUMBER),
            Invoke(do="list", answers=(trouble.answer([]),)),
            Invoke(do="list", answers=(trouble.answer([{**NUMBER, "id": _OWN["id"][0]}, *objects]),)),
            answered("delete", NUMBER),
        )
    )


def with_strangers(contract: Contract) -> Iterator[Scenario]:
    """Yield answers with what no document knows, in each object of a number, beside the same without it."""
    objects = _objects(contract)
    for one in objects:
        strangers = list(_strangers(contract, one))
        for at in range(0, len(strangers), AT_ONCE):
            yield _told((NUMBER, *one.stem, *strangers[at : at + AT_ONCE]), "get")
    top = list(_strangers(contract, objects[0])) if objects else []
    for do in OPERATIONS if top else ():
        yield _told((NUMBER, FULL, *top[:3]), do)


@dataclass(frozen=True, slots=True)
class _Object:
    """The smallest number with an object of one component, and where that stands; `chosen` in a union."""

    shape: str
    number: Answer
    pointer: str
    chosen: bool

    @property
    def stem(self) -> tuple[Answer, ...]:
        return (self.number,) if self.pointer else ()


def _objects(contract: Contract) -> list[_Object]:
    shapes = contract.shapes
    if SHOWN not in shapes:
        return []
    found = {SHOWN: _Object(SHOWN, NUMBER, "", chosen=True)}
    for row in contract.shown:
        here: list[tuple[str | None, Path]] = [(row.node.shape, row.path)]
        here += [(branch.shape, (*row.path, Branch(at, branch.shape))) for at, branch in enumerate(row.node.branches)]
        for shape, path in here if row.keyword != "required" else ():
            if shape is not None and shape not in found:
                number, pointer = put(shapes, SHOWN, NUMBER, path, smallest(shapes, shape))
                found[shape] = _Object(shape, number, pointer, chosen=isinstance(path[-1], Branch))
    return list(found.values())


def _strangers(contract: Contract, one: _Object) -> Iterator[Answer]:
    """Yield the number with something strange in that object, one thing at a time."""
    yield _with(one, STRANGER, STRANGE_TEXT)
    for key, node in contract.shapes[one.shape].properties.items():
        inner = node.items or node
        if "enum" in inner.keywords and not (one.chosen and len(inner.keywords["enum"]) == 1):
            options = inner.keywords["enum"]
            yield _with(one, key, [options[0], STRANGE_TEXT] if node.items else STRANGE_TEXT)
        marks = [marks_of(contract, branch) for branch in inner.branches if branch.shape is not None]
        if any(marks):
            stranger = {**dict.fromkeys(next(filter(None, marks)), STRANGE_TEXT), **STRANGE_OBJECT}
            yield _with(one, key, [stranger] if node.items else stranger)
    yield _with(one, STRANGER, STRANGE_VALUE)


def _with(one: _Object, key: str, value: Json) -> Answer:
    number = copy.deepcopy(dict(one.number))
    here: Json = number
    for part in one.pointer.split("/")[1:]:
        here = here[int(part)] if isinstance(here, list) else here[part]
    here[key] = value
    return number


def random_answers(contract: Contract) -> SearchStrategy[Scenario]:
    """Return a strategy for one documented answer, after the plainest."""
    from vapi_contracts.strategies import responses  # noqa: PLC0415

    return responses(contract=contract).map(lambda number: _told((NUMBER, number), "get"))
