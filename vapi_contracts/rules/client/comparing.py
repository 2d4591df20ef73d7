"""Two ways to compare: strictly, for what goes on the wire, and as a subset, for what is read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from vapi_contracts.body import Json
from vapi_contracts.contract.shapes import json_type
from vapi_contracts.contract.weighing import escape
from vapi_contracts.rules.resource.instants import Instant, instant_of

__all__ = ["ABSENT", "SAFE", "Difference", "differences", "held_in", "losses"]

SAFE = 2**53
"""The integers up to here are what a double can tell apart."""

TIMESTAMPS = frozenset({"createdAt", "updatedAt"})
ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Difference:
    """A place at which two values differ, and in which way; `by_double` where a double explains it."""

    pointer: str
    kind: str
    expected: Json
    actual: Json
    by_double: bool = False


def differences(given: Json, sent: Json, pointer: str = "") -> Iterator[Difference]:
    """Yield where `sent` is not strictly `given`: keys, values, JSON types, the order of lists."""
    if isinstance(given, dict) and isinstance(sent, dict):
        yield from _of_objects(given, sent, pointer)
    elif isinstance(given, list) and isinstance(sent, list):
        yield from _of_lists(given, sent, pointer)
    elif type(given) is not type(sent) or given != sent:
        yield _of_values(given, sent, pointer)


def _of_objects(given: Mapping[str, Json], sent: Mapping[str, Json], pointer: str) -> Iterator[Difference]:
    added = {key: value for key, value in sent.items() if key not in given}
    for key, value in given.items():
        place = f"{pointer}/{escape(key)}"
        if key in sent:
            yield from differences(value, sent[key], place)
            continue
        other = next((name for name in added if _plain(name) == _plain(key)), None)
        if other is not None:
            yield Difference(place, "renamed", key, other)
            del added[other]
        elif value is None:
            yield Difference(place, "null is left out", None, ABSENT)
        else:
            yield Difference(place, "lost", value, ABSENT)
    for key, value in added.items():
        yield Difference(f"{pointer}/{escape(key)}", "added", ABSENT, value)


def _of_lists(given: list[Json], sent: list[Json], pointer: str) -> Iterator[Difference]:
    if len(given) != len(sent):
        yield Difference(pointer, "items lost" if len(given) > len(sent) else "items added", given, sent)
        return
    found = [
        difference
        for at, (one, other) in enumerate(zip(given, sent, strict=True))
        for difference in differences(one, other, f"{pointer}/{at}")
    ]
    if found and sorted(map(repr, given)) == sorted(map(repr, sent)):
        yield Difference(pointer, "order changed", given, sent)
    else:
        yield from found


def _of_values(given: Json, sent: Json, pointer: str) -> Difference:
    if json_type(given) == json_type(sent) == "number":
        if given == sent:
            kind = "20 becomes 20.0" if isinstance(sent, float) else "20.0 becomes 20"
        else:
            kind = "integers past 2^53 change" if isinstance(given, int) and abs(given) > SAFE else "changed"
        return Difference(pointer, kind, given, sent, by_double=_same_double(given, sent))
    if sent is None:
        return Difference(pointer, "becomes null", given, sent)
    kind = "changed" if json_type(given) == json_type(sent) else f"{json_type(given)} becomes {json_type(sent)}"
    return Difference(pointer, kind, given, sent)


def losses(answer: Json, read: Json, pointer: str = "") -> Iterator[Difference]:
    """Yield where `read` lacks a value of the `answer`.

    More properties are fine, `null` is as good as absent, numbers count by value and timestamps by instant.
    """
    if isinstance(answer, dict) and isinstance(read, dict):
        for key, value in answer.items():
            place = f"{pointer}/{escape(key)}"
            if value is None:
                continue
            if read.get(key) is None:
                yield Difference(place, "lost", value, None if key in read else ABSENT)
            elif key in TIMESTAMPS and isinstance(value, str):
                yield from _of_timestamps(value, read[key], place)
            else:
                yield from losses(value, read[key], place)
    elif isinstance(answer, list) and isinstance(read, list):
        if len(answer) != len(read):
            yield Difference(pointer, "lost" if len(read) < len(answer) else "changed", answer, read)
            return
        for at, (one, other) in enumerate(zip(answer, read, strict=True)):
            yield from losses(one, other, f"{pointer}/{at}")
    elif read is None and answer is not None:
        yield Difference(pointer, "lost", answer, None)
    elif json_type(answer) != json_type(read) or answer != read:
        yield Difference(pointer, "changed", answer, read, by_double=_same_double(answer, read))


def held_in(answer: Json, result: Json) -> tuple[str, Json]:
    """Return where in a result the answer is, and what stands there: a page or a response may be around it.

    It is the only list in a page of a list, and the only object with an id in a response that has none.
    """
    if not isinstance(result, dict) or (isinstance(answer, dict) and result.get("id") is not None):
        return "", result
    fitting = [key for key, part in result.items() if _may_be(answer, part)]
    return (f"/{escape(fitting[0])}", result[fitting[0]]) if len(fitting) == 1 else ("", result)


def _may_be(answer: Json, part: Json) -> bool:
    if isinstance(answer, list):
        return isinstance(part, list)
    return isinstance(answer, dict) and isinstance(part, dict) and part.get("id") is not None


def _of_timestamps(shown: str, read: Json, pointer: str) -> Iterator[Difference]:
    one, other = instant_of(shown), instant_of(read)
    if shown == read or (one and other and one.seconds == other.seconds):
        return
    if one and json_type(read) == "number" and Fraction(read) in (one.seconds, one.seconds * 1000):
        return
    # A clock of milliseconds, as JavaScript has it, is as much a matter of the language as a double is.
    same_millisecond = one is not None and other is not None and _milliseconds(one) == _milliseconds(other)
    yield Difference(pointer, "changed", shown, read, by_double=same_millisecond)


def _milliseconds(instant: Instant) -> int:
    return int(instant.seconds * 1000)


def _same_double(one: Json, other: Json) -> bool:
    if json_type(one) != "number" or json_type(other) != "number":
        return False
    try:
        return float(one) == float(other)
    except OverflowError:
        return False


def _plain(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()
