"""What a client made of an answer: the part that `client.read` and `client.tolerate` share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from vapi_contracts.body import Json, Value
from vapi_contracts.contract.table import SHOWN, Contract
from vapi_contracts.contract.weighing import weigh_shown
from vapi_contracts.rules.client.comparing import Difference, held_in, losses
from vapi_contracts.rules.client.places import Places, Strange, generic, places_of
from vapi_contracts.rules.client.telling import Call, calls
from vapi_contracts.rules.reading import is_json
from vapi_contracts.rules.recent import Recent
from vapi_contracts.transcript import Exchange, Transcript

__all__ = ["Misread", "Read", "readings"]

OTHERS = ("byo", "twilio", "vonage", "telnyx")
"""What a class of another provider's numbers has in its name."""

_PLAIN_CLASSES = frozenset({"dict", "object", "Object", "Map", "map"})


@dataclass(frozen=True, slots=True)
class Misread:
    """A part of an answer that the client read as another class than it is, or than it reads elsewhere."""

    pointer: str
    expected: str
    actual: str


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """An answer that can be read, and what the client made of it.

    `strange` is what no document knows in it. `raised` says that it made nothing of it; `lost` and `misread` are
    what is wrong with the result, `lost` being `None` where the client cannot give the result as JSON.
    """

    call: Call
    at: int
    answer: Json
    places: Places
    strange: tuple[Strange, ...]
    raised: bool
    lost: tuple[Difference, ...] | None
    misread: tuple[Misread, ...]

    @property
    def fine(self) -> bool:
        """Whether nothing is known to be wrong with what the client made of it."""
        return not (self.raised or self.lost or self.misread)


_read: Recent[tuple[Read, ...]] = Recent()


def readings(contract: Contract, transcript: Transcript) -> tuple[Read, ...]:
    """Return every answer of a transcript that a client must be able to read, with what it made of it."""
    return _read.get(contract, transcript, lambda known, seen: tuple(_readings(known, seen)))


def _readings(contract: Contract, transcript: Transcript) -> Iterator[Read]:
    classes: dict[tuple[str, ...], str] = {}
    for call in calls(transcript):
        last = call.last
        if last is None or call.invocation.ending == "hung":
            continue
        at, exchange = last
        places = _legible(contract, call, exchange)
        if places is None:
            continue
        answer = exchange.shown
        if call.raised:
            yield Read(call, at, answer, places, tuple(places.strange), True, None, ())
            continue
        if call.invocation.do == "delete" and call.invocation.dumped and _only_says_so(call.invocation.result):
            continue
        lost = tuple(_lost(call, answer)) if call.invocation.dumped else None
        misread = tuple(_misread(contract, call, answer, places, classes))
        yield Read(call, at, answer, places, tuple(places.strange), False, lost, misread)


def _legible(contract: Contract, call: Call, exchange: Exchange) -> Places | None:
    """Return the places of an answer that says what it is to say, but for what is strange in it; else `None`."""
    response, do = exchange.response, call.invocation.do
    wanted = 201 if do == "create" else 200
    if response is None or response.status != wanted or exchange.delivery != "whole":
        return None
    if not isinstance(response.body, Value) or not is_json(response.headers.get("content-type")):
        return None
    # An answer to something else than what was asked for tells nothing of how answers are read.
    if exchange.operation not in {"get": ("read",), "update": ("patch",)}.get(do, (do,)):
        return None
    body = response.body.json
    if do != "list":
        places = places_of(contract, SHOWN, body)
        return places if _is_number(contract, places) else None
    if not isinstance(body, list):
        return None
    whole = Places()
    for at, item in enumerate(body):
        places = places_of(contract, SHOWN, item)
        if not _is_number(contract, places):
            return None
        _add(whole, places, f"/{at}")
    return whole


def _is_number(contract: Contract, places: Places) -> bool:
    return not weigh_shown(contract, SHOWN, places.cured)


def _add(whole: Places, part: Places, prefix: str) -> None:
    whole.properties.update({f"{prefix}{pointer}": name for pointer, name in part.properties.items()})
    whole.schemas.update({f"{prefix}{pointer}": name for pointer, name in part.schemas.items()})
    whole.branches.update({f"{prefix}{pointer}": names for pointer, names in part.branches.items()})
    whole.strange += [Strange(f"{prefix}{one.pointer}", one.kind, one.schema) for one in part.strange]


def _only_says_so(result: Json) -> bool:
    """Whether a client tells no more of what it deleted than that it did."""
    return result is None or isinstance(result, bool)


def _lost(call: Call, answer: Json) -> Iterator[Difference]:
    yield from losses(answer, held_in(answer, call.invocation.result)[1])


def _misread(
    contract: Contract, call: Call, answer: Json, places: Places, classes: dict[tuple[str, ...], str]
) -> Iterator[Misread]:
    """Compare the class of each object with the class that the first of its kind had, and with its name."""
    kinds = call.invocation.kinds
    around, _ = held_in(answer, call.invocation.result)
    for pointer, schema in places.schemas.items():
        kind = kinds.get(f"{around}{pointer}")
        if kind is None or kind in _PLAIN_CLASSES:
            continue
        other = _other_than(contract, schema, places.branches.get(pointer, ()), kind)
        if schema == SHOWN and any(name in kind.lower() for name in OTHERS):
            other = kind
        if other is not None:
            yield Misread(pointer, schema, kind)
            continue
        slot = (call.invocation.do, str(call.invocation.way), generic(pointer), schema)
        first = classes.setdefault(slot, kind)
        if first != kind:
            yield Misread(pointer, first, kind)


def _other_than(contract: Contract, schema: str, branches: tuple[str, ...], kind: str) -> str | None:
    """Return the alternative of a union after which a class is named, if that is not the one which was sent."""
    name = _plain(kind)
    fitting = [branch for branch in branches if name.endswith(_plain(branch))]
    if fitting and schema not in fitting:
        return fitting[0]
    marks = {branch: _marks(contract, branch) for branch in branches}
    tail = _plain(kind.rpartition("_")[2]) if "_" in kind else None
    for branch, mark in marks.items():
        if tail is not None and branch != schema and tail in mark and tail not in marks.get(schema, ()):
            return branch
    return None


def _marks(contract: Contract, schema: str) -> tuple[str, ...]:
    shape = contract.shapes[schema]
    single = (node.keywords["enum"] for node in shape.properties.values() if len(node.keywords.get("enum", ())) == 1)
    return tuple(_plain(options[0]) for options in single)


def _plain(name: str) -> str:
    bare = "".join(character for character in name if character.isalnum()).lower()
    return bare.removesuffix("dto").removesuffix("model")
