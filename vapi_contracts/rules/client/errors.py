"""`client.errors`: what is no success surfaces as one of the client's own errors."""

from __future__ import annotations

from collections.abc import Iterator

from vapi_contracts.body import Bytes, Json, Text, Value
from vapi_contracts.contract.shapes import json_type
from vapi_contracts.contract.table import Contract
from vapi_contracts.rules.client.bounded import GRACE
from vapi_contracts.rules.client.comparing import held_in
from vapi_contracts.rules.client.telling import Call, calls, shortened
from vapi_contracts.rules.client.troubles import bodies, breaks, delays, pauses, refusals, repeats
from vapi_contracts.rules.reading import is_json
from vapi_contracts.rules.rule import Effort, Rule, most_telling
from vapi_contracts.scenario import Scenario
from vapi_contracts.transcript import Exchange, Response, Transcript
from vapi_contracts.verdict import Verdict

__all__ = ["rule"]

ID = "client.errors"

_DELAYED = {
    "stall": "a stall after the headers",
    "drip": "a dripping body",
    "silence": "no answer",
}
_BROKEN_OFF = {"drop": "a dropped connection", "cut": "an answer that breaks off"}


def rule(contract: Contract) -> Rule:  # noqa: ARG001 - every rule is made of a contract
    """What is no success surfaces as one of the client's own errors, never as a result.

    Why: a truncated body that resolves as if it were a number, or an error page with status 200, is stored and used as
    data; and an error of a library underneath is caught by nobody who catches what the client documents. Mend: check
    the status, check that the body is a number before returning it, and wrap whatever is raised on the way.
    """
    return Rule(
        id=ID,
        statement="What is no success surfaces as one of the client's own errors, never as a silent success.",
        basis="inferred",
        source="RFC 9110, 15.5 and 15.6",
        subject="client",
        judge=_judge,
        scenarios=lambda effort: most_telling(_scenarios(effort), effort, quick=9),
        doc=rule.__doc__ or "",
        source_line=(__file__, rule.__code__.co_firstlineno),
    )


def _scenarios(_: Effort) -> Iterator[Scenario]:
    yield from refusals()
    yield from bodies()
    yield from breaks()
    yield from delays()
    yield from repeats()
    yield from pauses()


def _judge(transcript: Transcript) -> Iterator[Verdict]:
    for call in calls(transcript):
        if call.last is None or call.invocation.ending == "hung":
            continue
        at, exchange = call.last
        if _is_mislabelled(call, exchange):
            yield from _of_mislabelled(call, at, exchange)
            continue
        trouble = _trouble(call, exchange)
        if trouble is not None:
            yield from _of(call, at, exchange, trouble)


def _of(call: Call, at: int, exchange: Exchange, trouble: str) -> Iterator[Verdict]:
    invocation = call.invocation
    if call.returned:
        yield call.broken(
            ID,
            f"{call.name} returned {shortened([invocation.result])[1:-1]} although it was answered by {trouble}",
            (_cause(exchange, trouble),),
            exchange=at,
            expected="an error",
            actual=invocation.result,
        )
    elif invocation.own is False and not _is_broken_off(call, exchange):
        error = str(invocation.error)
        yield call.broken(
            ID,
            f"{trouble} surfaces from {call.name} as {error}, which is not one of the client's own errors",
            (f"{error} is not its own",),
            exchange=at,
            expected="one of the client's own errors",
            actual=error,
        )
    else:
        yield call.held(ID, at)


def _is_broken_off(call: Call, exchange: Exchange) -> bool:
    """Whether the connection was lost, also by a server that broke off what the client still waited for."""
    overdue = exchange.delivery in _DELAYED and exchange.seconds > call.invocation.timeout + GRACE
    return exchange.delivery in _BROKEN_OFF or exchange.failure is not None or overdue


def _cause(exchange: Exchange, trouble: str) -> str:
    # A client that looks at no status at all is one defect and not ten.
    status = exchange.status
    if status is not None and status >= 400 and exchange.delivery == "whole":
        return f"a status {status // 100}xx"
    return trouble.replace("201", "200")


def _trouble(call: Call, exchange: Exchange) -> str | None:
    """Say what is wrong with the answer that a client went by, or `None` where nothing surely is."""
    deletes = call.invocation.do == "delete"
    if exchange.delivery in _BROKEN_OFF or exchange.delivery in _DELAYED:
        # The headers have told already that it is deleted.
        told = deletes and exchange.delivery in ("stall", "drip", "cut") and (exchange.status or 0) < 400
        return None if told else {**_BROKEN_OFF, **_DELAYED}[exchange.delivery]
    status, response = exchange.status, exchange.response
    if response is None or status is None:
        return None
    if status >= 400:
        return f"status {status}"
    if deletes or not 200 <= status < 300:
        return None
    what = _of_body(exchange, response)
    return None if what is None else f"{status} with {what}"


def _of_body(exchange: Exchange, response: Response) -> str | None:
    match response.body:
        case None:
            return "no body"
        case Text(text) if text.lstrip().startswith("<"):
            return "HTML"
        case Text(text) if not text:
            return "no body"
        case Text():
            return "truncated JSON" if is_json(response.headers.get("content-type")) else "text"
        case Bytes():
            return "bad UTF-8"
        case Value(value):
            return _of_value(exchange, value)
        case _:
            return None


def _of_value(exchange: Exchange, value: Json) -> str | None:
    if isinstance(value, dict) and "message" in value and "id" not in value and exchange.operation != "page":
        return "an error body"
    match exchange.operation, value:
        case "list", list():
            return None
        case "list", dict():
            return "an object where a list is due"
        case "page", dict():
            return None
        case (("create" | "read" | "patch"), dict()):
            # What has an id may be a number of whatever kind.
            return None if "id" in value else "{}" if not value else "an object that is no number"
        case "other", _:
            return None
        case _, None:
            return "null"
        case _, []:
            return "[]"
        case _, _:
            kind = json_type(value)
            return f"{'an' if kind[0] in 'ao' else 'a'} {kind}"


def _is_mislabelled(call: Call, exchange: Exchange) -> bool:
    """Whether the answer is right but for a content type that says it is no JSON."""
    response = exchange.response
    return (
        response is not None
        and call.invocation.do != "delete"
        and exchange.delivery == "whole"
        and 200 <= response.status < 300
        and isinstance(response.body, Value)
        and _of_value(exchange, response.body.json) is None
        and not is_json(response.headers.get("content-type"))
    )


def _of_mislabelled(call: Call, at: int, exchange: Exchange) -> Iterator[Verdict]:
    invocation = call.invocation
    if not call.returned:
        yield call.held(ID, at)
    elif not invocation.dumped:
        yield call.undecided(ID, "the client cannot give its result as JSON", at)
    elif _is_read(exchange.shown, invocation.result):
        yield call.held(ID, at)
    else:
        yield call.broken(
            ID,
            f"{call.name} returned {shortened([invocation.result])[1:-1]} for JSON under a wrong content type",
            ("200 with a wrong content type",),
            exchange=at,
            expected="the answer, or an error",
            actual=invocation.result,
        )


def _is_read(answer: Json, result: Json) -> bool:
    """Whether a result is the answer, however much of it is lost: that is another rule's business."""
    _, held = held_in(answer, result)
    if isinstance(answer, dict):
        return isinstance(held, dict) and answer.get("id") == held.get("id")
    return isinstance(held, list | dict)
