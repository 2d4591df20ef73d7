"""`client.retry`: a POST is sent once, and `Retry-After` is honoured."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

from vapi_contracts.contract.table import Contract
from vapi_contracts.rules.client.telling import Call, calls
from vapi_contracts.rules.client.troubles import bodies, delays, pauses, repeats
from vapi_contracts.rules.rule import Effort, Rule, most_telling
from vapi_contracts.scenario import Invoke, Scenario
from vapi_contracts.transcript import Exchange, Transcript
from vapi_contracts.verdict import Verdict

__all__ = ["rule"]

ID = "client.retry"

AT_ONCE = 0.3
"""Seconds within which a request comes again that may come at once."""

LATE = 1.5
"""Seconds past the time that was asked for, within which a request comes again."""

EARLY = 0.05
"""Seconds that a clock may be off."""

_MAY_BE_DONE = {500: "status 500", 502: "status 502", 504: "status 504"}
_NOT_TOLD = {
    "drop": "a dropped connection",
    "cut": "an answer that breaks off",
    "silence": "no answer",
    "stall": "a stall after the headers",
    "drip": "a dripping body",
}
_ALIKE = {
    "an answer that breaks off": "a dropped connection",
    "a stall after the headers": "no answer",
    "a dripping body": "no answer",
    "status 500": "status 5xx",
    "status 502": "status 5xx",
    "status 504": "status 5xx",
}
"""Reasons that a client does not tell apart, as a rule."""


def rule(contract: Contract) -> Rule:  # noqa: ARG001 - every rule is made of a contract
    """A POST that may have been carried out is not sent again, and `Retry-After` is honoured: 0, fractions, dates.

    Why: a repeated POST makes a second phone number that somebody pays for and nobody knows of; and a client that does
    not heed `Retry-After` comes too soon and is refused again, or waits for nothing. Mend: repeat only what is safe to
    repeat, and wait as long as the header says before doing so, also where it says 0 or names a date.
    """
    return Rule(
        id=ID,
        statement="A POST that may have been carried out is not sent again; Retry-After is honoured.",
        basis="inferred",
        source="RFC 9110, 9.2.2 and 10.2.3",
        subject="client",
        judge=_judge,
        scenarios=lambda effort: most_telling(_scenarios(effort), effort, quick=6),
        doc=rule.__doc__ or "",
        source_line=(__file__, rule.__code__.co_firstlineno),
    )


def _scenarios(_: Effort) -> Iterator[Scenario]:
    posted, asked = list(repeats()), list(pauses())
    yield from itertools.chain(posted[:2], asked[:4], posted[2:], asked[4:])
    yield from (
        one
        for one in itertools.chain(delays(), bodies())
        if any(isinstance(step, Invoke) and step.do == "create" and step.answers for step in one)
    )


def _judge(transcript: Transcript) -> Iterator[Verdict]:
    for call in calls(transcript):
        yield from _posts(call)
        yield from _pauses(call)


def _posts(call: Call) -> Iterator[Verdict]:
    posts = [(at, one) for at, one in call.exchanges if one.request.method == "POST"]
    for at, exchange in posts:
        later = [(other, one) for other, one in posts if other > at and one.request.path == exchange.request.path]
        reason = _may_be_done(exchange) or (_is_done(exchange) if later else None)
        if reason is None:
            if later and exchange.status in (429, 503):
                message = f"whether a POST may be repeated after {exchange.status} is not documented"
                yield call.undecided(ID, message, later[0][0])
            continue
        if later:
            yield call.broken(
                ID,
                f"{call.name} sent its POST again after {reason}, although it may have been carried out",
                ("a POST is sent again", _ALIKE.get(reason, reason)),
                exchange=later[0][0],
                expected="one POST",
                actual=f"{len(posts)} POSTs",
            )
            return
        yield call.held(ID, at)


def _may_be_done(exchange: Exchange) -> str | None:
    if exchange.delivery in _NOT_TOLD:
        return _NOT_TOLD[exchange.delivery]
    if exchange.failure in ("timeout", "dropped"):
        return "no answer"
    return _MAY_BE_DONE.get(exchange.status or 0)


def _is_done(exchange: Exchange) -> str | None:
    status = exchange.status or 0
    return f"status {status}" if 200 <= status < 300 else None


@dataclass(frozen=True, slots=True)
class _Wait:
    """How long a server asks to wait: in what form, and the bounds in seconds between which the next request comes."""

    form: str
    least: float
    most: float


def _pauses(call: Call) -> Iterator[Verdict]:
    if call.last is not None and _wait(call.last[1]) is not None and call.invocation.do in ("get", "list"):
        yield call.undecided(ID, "the client does not ask again by itself, as it need not", call.last[0])
    for (_, exchange), (at, following) in itertools.pairwise(call.exchanges):
        wait = _wait(exchange)
        same = (exchange.request.method, exchange.request.path) == (following.request.method, following.request.path)
        if wait is None or not same or exchange.request.method != "GET":
            continue
        waited = following.started - (exchange.started + exchange.seconds)
        if wait.least <= waited <= wait.most:
            yield call.held(ID, at)
            continue
        told = exchange.response.headers.get("retry-after", "") if exchange.response else ""
        early = waited < wait.least
        expected = f"after {wait.least:.2f} s" if early else f"within {wait.most:.1f} s"
        when = f"after {waited:.2f} s, {'too soon' if early else 'too late'}"
        yield call.broken(
            ID,
            f"{call.name} was told Retry-After: {told} and asked again {when}",
            (f"Retry-After with {wait.form}",),
            exchange=at,
            expected=expected,
            actual=f"after {waited:.2f} s",
        )


def _wait(exchange: Exchange) -> _Wait | None:
    response = exchange.response
    told = response.headers.get("retry-after") if response and response.status in (429, 503) else None
    if told is None or response is None:
        return None
    if re.fullmatch(r"\d+(\.\d+)?", told):
        seconds = float(told)
        if not seconds:
            return _Wait("0", 0.0, AT_ONCE)
        return _Wait("a fraction" if "." in told else "seconds", seconds - EARLY, seconds + LATE)
    until, now = _date(told), _date(response.headers.get("date"))
    if until is None or now is None:
        return None
    seconds = (until - now).total_seconds()
    if seconds <= 0:
        return _Wait("a date that is past", 0.0, AT_ONCE)
    # Both dates are cut to whole seconds.
    return _Wait("a date", max(0.0, seconds - 1 - EARLY), seconds + LATE)


def _date(text: str | None) -> datetime | None:
    try:
        return parsedate_to_datetime(text) if text else None
    except ValueError:
        return None
