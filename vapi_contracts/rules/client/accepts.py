"""`client.accepts`: every documented payload can be built and sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from vapi_contracts.body import Json
from vapi_contracts.contract.table import ROOTS, Contract, Verb
from vapi_contracts.contract.weighing import Fault, Weight, weigh
from vapi_contracts.rules.client.payloads import payloads, random_payloads
from vapi_contracts.rules.client.places import Places, places_of
from vapi_contracts.rules.client.suspects import PLAIN, SOME_VALUES, causes
from vapi_contracts.rules.client.telling import Call, calls, shortened
from vapi_contracts.rules.rule import Rule, most_telling
from vapi_contracts.transcript import Transcript
from vapi_contracts.verdict import Verdict

__all__ = ["rule"]

ID = "client.accepts"

_PLAIN: Mapping[Verb, frozenset[str]] = {
    "create": frozenset({"provider", "sipUri"}),
    "patch": frozenset({"provider"}),
}
"""What is in every payload."""


def rule(contract: Contract) -> Rule:
    """Every documented payload can be built and sent, in each way that the client offers.

    Why: what a client refuses to send cannot be used through it, whatever the API says. Generated models refuse what
    their generator misread, such as an enum that was published as an object. Mend: type the property as the API takes
    it, or let the caller pass plain JSON.
    """
    return Rule(
        id=ID,
        statement="Every documented payload can be built and sent, in each way that the client offers.",
        basis="inferred",
        source="spec: CreateVapiPhoneNumberDTO and UpdateVapiPhoneNumberDTO",
        subject="client",
        judge=lambda transcript: _judge(contract, transcript),
        scenarios=lambda effort: most_telling(payloads(contract, effort), effort, quick=14),
        search=lambda: random_payloads(contract),
        doc=rule.__doc__ or "",
        source_line=(__file__, rule.__code__.co_firstlineno),
    )


def _judge(contract: Contract, transcript: Transcript) -> Iterator[Verdict]:
    told = [call for call in calls(transcript) if call.invocation.do in ("create", "update")]
    for call in told:
        if call.exchanges:
            yield call.held(ID)
        elif call.raised:
            weight = weigh(contract, _verb(call), call.invocation.body, transcript.target.sip_host)
            if _documented(weight):
                yield from _refused(contract, call, [other for other in told if _alike(other, call)])
            else:
                yield call.undecided(ID, "the client refused a payload that the API may refuse as well")


def _refused(contract: Contract, call: Call, others: list[Call]) -> Iterator[Verdict]:
    invocation = call.invocation
    taken = [(_places(contract, other), other.invocation.body) for other in others if other.exchanges]
    plain_fails = {bool(other.exchanges) for other in others if _is_plain(other)} == {False}
    plain = frozenset(f"{ROOTS['create']}.{key}" for key in _PLAIN[_verb(call)])
    places = _places(contract, call)
    error = shortened(f"{invocation.error}: {invocation.message}" if invocation.message else str(invocation.error))
    for cause in causes(places, invocation.body, taken, invocation.message, plain=plain, plain_fails=plain_fails):
        pointer = next((pointer for pointer, name in places.properties.items() if name == cause[0]), "")
        yield call.broken(
            ID,
            f"{call.name} refuses a documented payload {_told(cause)}: {error}",
            cause,
            pointer=pointer,
            expected="sent",
            actual=error,
        )


def _told(cause: tuple[str, ...]) -> str:
    match cause:
        case (one,) if one == PLAIN:
            return "with nothing but what every number has"
        case (first, *_) if first == PLAIN:
            return "as it refuses the plainest"
        case (*names, last) if last == SOME_VALUES:
            return f"for the value of {', '.join(names)}"
        case _:
            return f"with {', '.join(cause)}"


def _documented(weight: Weight) -> bool:
    return weight.ours and not weight.doubts and all(map(_is_of_password, weight.faults))


def _is_of_password(fault: Fault) -> bool:
    # A transcript has stand-ins for passwords, which may be shorter.
    return all(rule.startswith("payload.SipAuthentication.password.") for rule in fault.rules) and bool(fault.rules)


def _alike(one: Call, other: Call) -> bool:
    return (one.invocation.do, one.invocation.way) == (other.invocation.do, other.invocation.way)


def _is_plain(call: Call) -> bool:
    body: Json = call.invocation.body
    return isinstance(body, dict) and set(body) <= _PLAIN[_verb(call)]


def _places(contract: Contract, call: Call) -> Places:
    return places_of(contract, ROOTS[_verb(call)], call.invocation.body)


def _verb(call: Call) -> Verb:
    return "create" if call.invocation.do == "create" else "patch"
