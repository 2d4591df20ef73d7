"""`client.tolerate`: what was added to the API later does not cost a client what it knew before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vapi_contracts.contract.table import Contract
from vapi_contracts.rules.client.answers import with_strangers
from vapi_contracts.rules.client.places import Strange
from vapi_contracts.rules.client.reading import Read, readings
from vapi_contracts.rules.client.telling import shortened
from vapi_contracts.rules.rule import Rule, most_telling
from vapi_contracts.transcript import Transcript
from vapi_contracts.verdict import Verdict

__all__ = ["rule"]

ID = "client.tolerate"


def rule(contract: Contract) -> Rule:
    """Unknown properties, enum values and discriminators do not lose or rename data, nor make the client raise.

    Why: an API grows. A client that drops, renames or chokes on what it does not know breaks its users on the day that
    something is added. Mend: keep unknown properties under their own names, read unknown enum values as text, and an
    object of an unknown kind as plain JSON.
    """
    return Rule(
        id=ID,
        statement="Unknown properties, enum values and discriminators do not lose or rename data.",
        basis="inferred",
        source="spec: VapiPhoneNumber",
        subject="client",
        judge=lambda transcript: _judge(contract, transcript),
        scenarios=lambda effort: most_telling(with_strangers(contract), effort, quick=6),
        doc=rule.__doc__ or "",
        source_line=(__file__, rule.__code__.co_firstlineno),
    )


def _judge(contract: Contract, transcript: Transcript) -> Iterator[Verdict]:
    told = readings(contract, transcript)
    for one in told:
        if one.strange:
            known = [other for other in told if not other.strange and _alike(one, other)]
            yield from _of(one, known)


def _of(one: Read, known: Sequence[Read]) -> Iterator[Verdict]:
    call, invocation = one.call, one.call.invocation
    if one.raised:
        if not any(not other.raised and _is_neighbour(one, other) for other in known):
            yield call.undecided(ID, "no answer without what is strange tells whether the client reads it", one.at)
            return
        error = shortened(f"{invocation.error}: {invocation.message}" if invocation.message else str(invocation.error))
        first = one.strange[0]
        yield _broken(one, first, f"{call.name} raises on an {_told(first)}: {error}", "a result", error)
        return
    # What goes wrong without the stranger as well is not its fault.
    before = {difference.pointer for other in known for difference in other.lost or ()}
    classes_before = {misread.pointer for other in known for misread in other.misread}
    found = False
    for difference in one.lost or ():
        stranger = _behind(one, difference.pointer)
        if difference.pointer in before or stranger is None:
            continue
        found = True
        if difference.by_double and not invocation.exact:
            yield call.undecided(ID, "numbers reach the client as doubles", one.at, difference.pointer)
            continue
        is_it = difference.pointer.startswith(stranger.pointer)
        what = f"an {_told(stranger)}" if is_it else f"{one.places.at(difference.pointer)} beside an {_told(stranger)}"
        verb = "loses" if difference.kind == "lost" else "changes"
        yield _broken(
            one, stranger, f"{call.name} {verb} {what}", difference.expected, difference.actual, difference.pointer
        )
    for misread in one.misread:
        stranger = _behind(one, misread.pointer)
        if misread.pointer not in classes_before and stranger is not None:
            found = True
            message = f"{call.name} reads {misread.expected} as {misread.actual} because of an {_told(stranger)}"
            yield _broken(one, stranger, message, misread.expected, misread.actual, misread.pointer)
    if not found:
        if one.lost is None:
            yield call.undecided(ID, "the client cannot give its result as JSON", one.at)
        else:
            yield call.held(ID, one.at)


def _broken(
    one: Read, stranger: Strange, message: str, expected: object, actual: object, pointer: str | None = None
) -> Verdict:
    return one.call.broken(
        ID,
        message,
        (stranger.kind, stranger.schema),
        exchange=one.at,
        pointer=stranger.pointer if pointer is None else pointer,
        expected=expected,
        actual=actual,
    )


def _told(stranger: Strange) -> str:
    where = stranger.pointer.rpartition("/")[2] if stranger.kind != "unknown discriminator" else stranger.pointer
    match stranger.kind:
        case "unknown property":
            return f"unknown property of {stranger.schema}, {where}"
        case "unknown enum value":
            return f"unknown value of {stranger.schema}'s {where}"
        case _:
            return f"object of an unknown kind at {where}"


def _behind(one: Read, pointer: str) -> Strange | None:
    """Return what is to blame for a breach at a pointer: the stranger that stands there, or the only one."""
    there = [stranger for stranger in one.strange if pointer.startswith(stranger.pointer)]
    if there:
        return there[0]
    return one.strange[0] if len({(stranger.kind, stranger.schema) for stranger in one.strange}) == 1 else None


def _is_neighbour(one: Read, other: Read) -> bool:
    """Whether an answer has all that is known in the other, so that only the strangers can make a difference."""
    return other.places.named >= {name for name in one.places.named if not _is_strange(one, name)}


def _is_strange(one: Read, name: str) -> bool:
    return any(
        place == name and any(pointer.startswith(stranger.pointer) for stranger in one.strange)
        for pointer, place in one.places.properties.items()
    )


def _alike(one: Read, other: Read) -> bool:
    return one.call.invocation.do == other.call.invocation.do
