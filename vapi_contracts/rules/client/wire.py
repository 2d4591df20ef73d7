"""`client.wire`: what the caller gave is what goes on the wire."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from vapi_contracts.body import Json, Value
from vapi_contracts.contract.table import ROOTS, Contract
from vapi_contracts.rules.client.comparing import ABSENT, Difference, differences
from vapi_contracts.rules.client.payloads import payloads, random_payloads
from vapi_contracts.rules.client.places import Places, places_of
from vapi_contracts.rules.client.telling import Call, calls, shortened
from vapi_contracts.rules.resource.instants import instant_of
from vapi_contracts.rules.rule import Rule, most_telling
from vapi_contracts.scenario import Method
from vapi_contracts.transcript import Exchange, Request, Transcript
from vapi_contracts.verdict import Verdict

__all__ = ["rule"]

ID = "client.wire"

METHODS: Mapping[Method, str] = {
    "create": "POST",
    "get": "GET",
    "update": "PATCH",
    "delete": "DELETE",
    "list": "GET",
}
_LISTS = ("/phone-number", "/v2/phone-number")
_PLAIN_ID = re.compile(r"[A-Za-z0-9_-]+")


def rule(contract: Contract) -> Rule:
    """What the caller gave goes on the wire: same keys, values and JSON types, nothing added, nothing lost.

    Why: a client that drops a `null` can never unset anything, one that turns 20 into 20.0 or renames a key sends what
    nobody asked for, and the caller has no way to see it. Mend: send the caller's value as it is; keep absent apart
    from `null`, whole numbers apart from fractions, and the API's spelling of every key.
    """
    return Rule(
        id=ID,
        statement="What the caller gave goes on the wire: same keys, values and JSON types, nothing added or lost.",
        basis="inferred",
        source="spec: POST and PATCH /phone-number",
        subject="client",
        judge=lambda transcript: _judge(contract, transcript),
        scenarios=lambda effort: most_telling(payloads(contract, effort), effort, quick=14),
        search=lambda: random_payloads(contract),
        doc=rule.__doc__ or "",
        source_line=(__file__, rule.__code__.co_firstlineno),
    )


def _judge(contract: Contract, transcript: Transcript) -> Iterator[Verdict]:
    for call in calls(transcript):
        if call.exchanges:
            yield from _of(contract, call)
        elif call.returned and call.invocation.do in ("create", "update"):
            message = f"{call.name} returned without sending anything"
            yield call.broken(ID, message, ("nothing is sent",), expected="a request", actual=ABSENT)


def _of(contract: Contract, call: Call) -> Iterator[Verdict]:
    do = call.invocation.do
    right = [(at, one) for at, one in call.exchanges if one.request.method == METHODS[do]]
    at, exchange = right[0] if right else call.exchanges[0]
    request = exchange.request
    if not right:
        yield _asked_otherwise(call, at, request, ("method", do))
        return
    if not _path_is_right(call, request):
        yield _asked_otherwise(call, at, request, ("path", do))
        return
    if do == "list":
        yield from _query(call, at, request)
    elif do in ("create", "update"):
        yield from _body(contract, call, at, exchange)
    else:
        yield call.held(ID, at)


def _path_is_right(call: Call, request: Request) -> bool:
    invocation = call.invocation
    if invocation.do == "list":
        return request.path in _LISTS
    if invocation.do == "create":
        return request.path == "/phone-number"
    plain = invocation.id is not None and _PLAIN_ID.fullmatch(invocation.id)
    # What becomes of an odd id is what another rule asks.
    return not plain or request.path == f"/phone-number/{invocation.id}"


def _asked_otherwise(call: Call, at: int, request: Request, cause: tuple[str, ...]) -> Verdict:
    invocation = call.invocation
    wanted = f"{METHODS[invocation.do]} /phone-number"
    if invocation.do not in ("create", "list"):
        wanted += f"/{invocation.id or '{id}'}"
    sent = f"{request.method} {request.path}"
    message = f"{call.name} sent {shortened(sent)}, not {wanted}"
    return call.broken(ID, message, cause, exchange=at, expected=wanted, actual=sent)


def _body(contract: Contract, call: Call, at: int, exchange: Exchange) -> Iterator[Verdict]:
    given, body = call.invocation.body, exchange.request.body
    if not isinstance(body, Value):
        actual = ABSENT if body is None else "no JSON"
        what = "no body" if body is None else "a body that is not JSON"
        yield call.broken(
            ID, f"{call.name} sent {what}", (f"{what} is sent",), exchange=at, expected=given, actual=actual
        )
        return
    places = places_of(contract, ROOTS["create" if call.invocation.do == "create" else "patch"], given)
    found = list(differences(given, body.json))
    for difference in found:
        yield _verdict(call, at, places, difference)
    if not found:
        yield call.held(ID, at)


def _verdict(call: Call, at: int, places: Places, difference: Difference) -> Verdict:
    place, pointer = places.at(difference.pointer), difference.pointer
    if difference.by_double and not call.invocation.exact:
        message = f"numbers reach the client as doubles, and that alone may have changed {place}"
        return call.undecided(ID, message, at, pointer)
    return call.broken(
        ID,
        f"{call.name} {_told(difference, place)}",
        (place, difference.kind),
        exchange=at,
        pointer=pointer,
        expected=difference.expected,
        actual=difference.actual,
    )


def _told(difference: Difference, place: str) -> str:
    match difference.kind:
        case "lost":
            return f"does not send {place}, which it was given"
        case "null is left out":
            return f"does not send the null that it was given for {place}"
        case "added":
            return f"sends {place}, which it was not given"
        case "renamed":
            return f"sends {place} under another name, {shortened(difference.actual)}"
        case "order changed":
            return f"sends the items of {place} in another order"
        case "items lost" | "items added":
            return f"sends {place} with another number of items"
        case _:
            given, sent = _shown(difference.expected), _shown(difference.actual)
            if _look_alike(difference.expected, difference.actual):
                given, sent = ascii(difference.expected), ascii(difference.actual)
            return f"sends {place} as {sent} where it was given {given}"


def _shown(value: Json) -> str:
    return shortened([value])[1:-1]


def _look_alike(one: Json, other: Json) -> bool:
    if not isinstance(one, str) or not isinstance(other, str):
        return False
    return unicodedata.normalize("NFKC", one) == unicodedata.normalize("NFKC", other)


def _query(call: Call, at: int, request: Request) -> Iterator[Verdict]:
    given = {key: _as_text(value) for key, value in call.invocation.query.items()}
    sent: dict[str, str] = dict(request.query)
    found = False
    for key in dict.fromkeys((*given, *sent)):
        wanted, actual = given.get(key, ABSENT), sent.get(key, ABSENT)
        if wanted == actual or _same_instant(wanted, actual):
            continue
        found = True
        kind = "lost" if key not in sent else "added" if key not in given else "changed"
        message = f"list sends {shortened(f'{key}={actual}')} where it was given {shortened(f'{key}={wanted}')}"
        if kind != "changed":
            message = (
                f"list does not send {key}, which it was given" if kind == "lost" else f"list adds {key} to its query"
            )
        yield call.broken(ID, message, (f"list.{key}", kind), exchange=at, expected=wanted, actual=actual)
    if not found:
        yield call.held(ID, at)


def _as_text(value: Json) -> str:
    return value if isinstance(value, str) else shortened(value)


def _same_instant(one: str, other: str) -> bool:
    first, second = instant_of(one), instant_of(other)
    return first is not None and second is not None and first.seconds == second.seconds
