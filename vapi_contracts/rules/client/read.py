"""`client.read`: every documented response is read without loss, as the right class."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vapi_contracts.contract.table import SHOWN, Contract
from vapi_contracts.rules.client.answers import documented, random_answers
from vapi_contracts.rules.client.comparing import ABSENT, Difference
from vapi_contracts.rules.client.reading import Read, readings
from vapi_contracts.rules.client.suspects import PLAIN, causes
from vapi_contracts.rules.client.telling import calls, shortened
from vapi_contracts.rules.rule import Rule, most_telling
from vapi_contracts.transcript import Transcript
from vapi_contracts.verdict import Verdict

__all__ = ["rule"]

ID = "client.read"

_REQUIRED = frozenset({"provider", "id", "orgId", "createdAt", "updatedAt"})
PLAIN_NAMES = frozenset(f"{SHOWN}.{key}" for key in _REQUIRED)


def rule(contract: Contract) -> Rule:
    """Every documented response is read without loss, as the right class; integers past 2^53 keep their value.

    Why: what a client drops or alters on the way in is lost for its caller, and an object of the wrong class (a free
    number as one of another provider) takes the wrong branch of every program that looks at it. Mend: choose the class
    by the discriminator, not by what happens to fit; keep every property, and read integers as integers.
    """
    return Rule(
        id=ID,
        statement="Every documented response is read without loss, as the right class; no integer loses its value.",
        basis="inferred",
        source="spec: VapiPhoneNumber",
        subject="client",
        judge=lambda transcript: _judge(contract, transcript),
        scenarios=lambda effort: most_telling(documented(contract, effort), effort, quick=10),
        search=lambda: random_answers(contract),
        doc=rule.__doc__ or "",
        source_line=(__file__, rule.__code__.co_firstlineno),
    )


def _judge(contract: Contract, transcript: Transcript) -> Iterator[Verdict]:
    for call in calls(transcript):
        if call.returned and not call.exchanges and call.invocation.do in ("get", "list"):
            message = f"{call.name} returned {shortened([call.invocation.result])[1:-1]} without asking the API"
            yield call.broken(ID, message, ("nothing is asked",), expected="a request", actual=ABSENT)
    told = [one for one in readings(contract, transcript) if not one.strange]
    for one in told:
        others = [other for other in told if other.call.invocation.do == one.call.invocation.do]
        yield from _of(one, others)


def _of(one: Read, others: Sequence[Read]) -> Iterator[Verdict]:
    call = one.call
    if one.raised:
        yield from _raised(one, others)
        return
    for misread in one.misread:
        schema = one.places.schemas[misread.pointer]
        what = "a number" if schema == SHOWN else _what(one, misread.pointer)
        yield call.broken(
            ID,
            f"{call.name} reads {what} as {misread.actual}, not as {misread.expected}",
            (schema, "class"),
            exchange=one.at,
            pointer=misread.pointer,
            expected=misread.expected,
            actual=misread.actual,
        )
    if one.lost is None:
        yield call.undecided(ID, "the client cannot give its result as JSON", one.at)
        return
    for difference in one.lost:
        yield _lost(one, difference)
    if one.fine:
        yield call.held(ID, one.at)


def _raised(one: Read, others: Sequence[Read]) -> Iterator[Verdict]:
    call, invocation = one.call, one.call.invocation
    taken = [(other.places, other.answer) for other in others if not other.raised]
    plain_fails = {other.raised for other in others if _is_plain(other)} == {True}
    error = shortened(f"{invocation.error}: {invocation.message}" if invocation.message else str(invocation.error))
    for names in causes(one.places, one.answer, taken, invocation.message, plain=PLAIN_NAMES, plain_fails=plain_fails):
        with_what = "with nothing but what every number has" if PLAIN in names else f"with {', '.join(names)}"
        yield call.broken(
            ID,
            f"{call.name} raises on a documented answer {with_what}: {error}",
            (*names, "raised"),
            exchange=one.at,
            pointer=next((pointer for pointer, name in one.places.properties.items() if name == names[0]), ""),
            expected="a result",
            actual=error,
        )


def _lost(one: Read, difference: Difference) -> Verdict:
    call, pointer = one.call, difference.pointer
    if difference.by_double and not call.invocation.exact:
        return call.undecided(
            ID, "numbers reach the client as doubles, which alone may have changed it", one.at, pointer
        )
    what = _what(one, pointer)
    shown = shortened([difference.actual])[1:-1]
    message = f"{call.name} loses {what}"
    if isinstance(difference.expected, list) and isinstance(difference.actual, list):
        message = f"{call.name} reads {len(difference.actual)} items of {what}, which has {len(difference.expected)}"
    elif difference.kind == "changed":
        message = f"{call.name} reads {what} as {shown} where the answer has {shortened([difference.expected])[1:-1]}"
    return call.broken(
        ID,
        message,
        (what, difference.kind),
        exchange=one.at,
        pointer=pointer,
        expected=difference.expected,
        actual=difference.actual,
    )


def _what(one: Read, pointer: str) -> str:
    if not pointer:
        return "the whole answer"
    return "a number" if one.places.schemas.get(pointer) == SHOWN else one.places.at(pointer)


def _is_plain(one: Read) -> bool:
    answer = one.answer[0] if isinstance(one.answer, list) and len(one.answer) == 1 else one.answer
    return isinstance(answer, dict) and set(answer) <= _REQUIRED
