"""`resource.robust`: what is no payload at all is refused, and does no harm."""

from __future__ import annotations

from collections.abc import Iterator

from vapi_contracts.body import Body, Bytes, Repeated, Text, Value
from vapi_contracts.contract.prose import UNDECIDED_STATUSES
from vapi_contracts.contract.table import Contract, Verb
from vapi_contracts.contract.weighing import weigh
from vapi_contracts.rules.packs import BASE
from vapi_contracts.rules.reading import is_json
from vapi_contracts.rules.rule import Rule, most_telling
from vapi_contracts.scenario import Create, List, Scenario, Send
from vapi_contracts.transcript import Exchange, Transcript
from vapi_contracts.verdict import Verdict

__all__ = ["rule"]

ID = "resource.robust"
DEEP = 100_000
LARGE = 2_000_000
TOGETHER = 9
"""Bodies in one scenario, of every sort some."""


def rule(contract: Contract) -> Rule:
    """What is not JSON, of another content type or JSON type, very deep or very large is answered 4xx.

    Why: a client's slip, or an attack, must not take the service down. Never 5xx, and the next request is served.
    Mend: read the body with limits, and turn every parse error into a 400.
    """
    return Rule(
        id=ID,
        statement="A body that is no payload at all is answered 4xx, never 5xx, and the next request is served.",
        basis="inferred",
        source="RFC 9110, 15.5: the fault is the client's",
        judge=lambda transcript: _judge(contract, transcript),
        scenarios=lambda effort: most_telling(_scenarios(), effort, quick=2),
        doc=rule.__doc__ or "",
        source_line=(__file__, rule.__code__.co_firstlineno),
    )


_BODIES: tuple[tuple[str, Body | None, str | None], ...] = (
    ("a list", Value([]), "application/json"),
    ("a list of payloads", Value([{"provider": "vapi"}]), "application/json"),
    ("a text", Value("vapi"), "application/json"),
    ("nothing", None, "application/json"),
    ("true", Value(True), "application/json"),
    ("null", Value(None), "application/json"),
    ("a payload as text/plain", Value({"provider": "vapi", "name": "plain"}), "text/plain"),
    ("a payload as XML", Value({"provider": "vapi", "name": "xml"}), "application/xml"),
    ("a payload as a form", Value({"provider": "vapi", "name": "form"}), "application/x-www-form-urlencoded"),
    ("bad UTF-8", Bytes("eyJwcm92aWRlciI6InZhcGkiLCJuYW1lIjoi/yJ9"), "application/json"),
    ("UTF-16", Bytes("//57ACIAcAAiADoAMQB9AA=="), "application/json"),
    ("an empty text", Value(""), "application/json"),
    ("half an object", Text('{"provider":"vapi"'), "application/json"),
    ("two objects", Text('{"provider":"vapi"}{"provider":"vapi"}'), "application/json"),
    ("a trailing comma", Text('{"provider":"vapi",}'), "application/json"),
    ("lists, very deep", Repeated("", "[", DEEP), "application/json"),
    ("closed lists, very deep", Repeated("", "[", 5_000, closing="]"), "application/json"),
    ("hooks, very deep", Repeated('{"provider":"vapi","hooks":', "[", DEEP), "application/json"),
    ("a very large name", Repeated('{"provider":"vapi","name":"', "a", LARGE, '"}'), "application/json"),
    ("objects, very deep", Repeated("", '{"server":', DEEP), "application/json"),
    ("NaN", Text('{"provider":"vapi","server":{"timeoutSeconds":NaN}}'), "application/json"),
    ("a number", Value(0), "application/json"),
    ("U+0000 in a name", Value({"provider": "vapi", "name": "a\x00b"}), "application/json"),
    ("half a surrogate pair", Value({"provider": "vapi", "name": "a\ud800b"}), "application/json"),
)


_MOST_BODIES = tuple(body for at, body in enumerate(_BODIES) if at % 3 != 2)


_NO_UUID = "/phone-number/desk"


def _scenarios() -> Iterator[Scenario]:
    asked = [Send(method=method, path=_NO_UUID, content_type=None) for method in ("GET", "DELETE")]
    yield Scenario((*asked, Send(method="PATCH", path=_NO_UUID, body=Value({"provider": "vapi", "name": "x"}))))
    for method, path, made, bodies in (
        ("POST", "/phone-number", (), _BODIES),
        ("PATCH", "/phone-number/{id:0}", (Create(body=BASE["create"]),), _MOST_BODIES),
    ):
        for start in range(-(-len(bodies) // TOGETHER)):
            sent = [
                step
                for _, body, content_type in bodies[start :: -(-len(bodies) // TOGETHER)]
                for step in (
                    Send(method=method, path=path, body=body, content_type=content_type),
                    List(query={"limit": 1}),
                )
            ]
            yield Scenario((*made, *sent))


def _judge(contract: Contract, transcript: Transcript) -> Iterator[Verdict]:
    exchanges = transcript.exchanges
    for at, exchange in enumerate(exchanges):
        if exchange.request.path == _NO_UUID and _is_trouble(exchange):
            yield _verdict(at, exchange, "an id that is no UUID is answered as a fault of the server", "4xx")
        if exchange.operation not in ("create", "patch") or exchange.request.credential != "right":
            continue
        kind = _kind(contract, transcript, exchange)
        if kind is None:
            continue
        yield _of_answer(at, exchange, kind)
        after = exchanges[at + 1] if at + 1 < len(exchanges) else None
        if after is not None and after.operation in ("list", "read") and _is_trouble(after):
            yield _verdict(at + 1, after, f"the request after {kind} is not served", "an answer")


def _is_trouble(exchange: Exchange) -> bool:
    return (exchange.status or 0) >= 500 and exchange.status not in UNDECIDED_STATUSES


def _of_answer(at: int, exchange: Exchange, kind: str) -> Verdict:
    status = exchange.status
    if status is None or status in UNDECIDED_STATUSES:
        return Verdict(rule=ID, outcome="undecided", exchange=at, message="no answer that tells")
    if status >= 500:
        return _verdict(at, exchange, f"{kind} is answered as a fault of the server", "4xx")
    if kind == _UNSTORABLE or 400 <= status < 500:
        return Verdict(rule=ID, outcome="held", exchange=at)
    return _verdict(at, exchange, f"{kind} is not refused", "4xx")


def _verdict(at: int, exchange: Exchange, message: str, expected: str) -> Verdict:
    return Verdict(rule=ID, outcome="broken", exchange=at, message=message, expected=expected, actual=exchange.status)


_UNSTORABLE = "a text that cannot be stored"


def _kind(contract: Contract, transcript: Transcript, exchange: Exchange) -> str | None:
    """Say what is wrong with a body beyond the values in it; `None` for an ordinary payload."""
    body, content_type = exchange.request.body, exchange.request.content_type
    if body is None:
        return "an empty body"
    if not is_json(content_type):
        return f"a body of type {content_type}"
    match body:
        case Repeated(_, unit, count):
            return "a very deep body" if unit in ("[", '{"server":') else f"a body of {len(unit) * count} characters"
        case Text() | Bytes():
            return "a body that is not JSON"
        case Value(value) if not isinstance(value, dict):
            return "a body of another JSON type"
        case Value(value):
            verb: Verb = "create" if exchange.operation == "create" else "patch"
            doubts = weigh(contract, verb, value, transcript.target.sip_host).doubts
            return _UNSTORABLE if any("U+0000" in doubt.reason for doubt in doubts) else None
