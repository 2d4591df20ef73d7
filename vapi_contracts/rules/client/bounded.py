"""`client.bounded`: whatever the server does, a call ends within the time-out that the caller set."""

from __future__ import annotations

from collections.abc import Iterator

from vapi_contracts.contract.table import Contract
from vapi_contracts.rules.client.telling import Call, calls
from vapi_contracts.rules.client.troubles import delays
from vapi_contracts.rules.rule import Effort, Rule, most_telling
from vapi_contracts.scenario import Scenario
from vapi_contracts.transcript import Transcript
from vapi_contracts.verdict import Verdict

__all__ = ["rule"]

ID = "client.bounded"

GRACE = 1.0
"""Seconds past the time-out within which a request must have been given up."""

TELLING = 1.0
"""The longest time-out, in seconds, of which it can be told: a server does not hold a connection for long."""

_DELAYED = {
    "stall": "a stall after the headers",
    "drip": "a dripping body",
    "silence": "no answer",
}


def rule(contract: Contract) -> Rule:  # noqa: ARG001 - every rule is made of a contract
    """A stall after the headers, a dripping body and silence end within the time-out that the caller set.

    Why: a time-out that counts from byte to byte, or ends with the headers, never ends a body that drips: one slow
    server then holds every worker of the caller. Mend: put one deadline around the whole request, body included.
    """
    return Rule(
        id=ID,
        statement="A stall after the headers, a dripping body and silence end within the time-out that was set.",
        basis="inferred",
        source="RFC 9112, 9.5",
        subject="client",
        judge=_judge,
        scenarios=lambda effort: most_telling(_scenarios(effort), effort, quick=3),
        doc=rule.__doc__ or "",
        source_line=(__file__, rule.__code__.co_firstlineno),
    )


def _scenarios(_: Effort) -> Iterator[Scenario]:
    yield from delays()


def _judge(transcript: Transcript) -> Iterator[Verdict]:
    for call in calls(transcript):
        delayed = [(at, one) for at, one in call.exchanges if one.delivery in _DELAYED]
        if delayed or call.invocation.ending == "hung":
            yield _of(call, delayed[-1][0] if delayed else None, transcript)


def _of(call: Call, last: int | None, transcript: Transcript) -> Verdict:
    timeout = call.invocation.timeout
    # Who has given up in time may leave the connection behind.
    late = call.invocation.seconds > timeout + GRACE
    for at, exchange in call.exchanges:
        if late and exchange.delivery in _DELAYED and exchange.seconds > timeout + GRACE:
            what = _DELAYED[exchange.delivery]
            message = (
                f"{call.name} was told to wait {timeout:g} s, and was still waiting after"
                f" {exchange.seconds:.1f} s at {what}"
            )
            return call.broken(
                ID, message, (what,), exchange=at, expected=f"{timeout:g} s", actual=f"{exchange.seconds:.1f} s"
            )
    if call.invocation.ending == "hung":
        what = "hung" if last is None else _DELAYED[transcript.exchanges[last].delivery]
        message = f"{call.name} was told to wait {timeout:g} s, and had to be ended by force"
        seconds = f"{call.invocation.seconds:.1f} s"
        return call.broken(ID, message, (what,), exchange=last, expected=f"{timeout:g} s", actual=seconds)
    if timeout > TELLING:
        return call.undecided(ID, "the server gave up before the client had to", last)
    return call.held(ID, last)
