"""`client.path`: an id travels as one encoded path segment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import quote, unquote_to_bytes

from vapi_contracts.contract.table import Contract
from vapi_contracts.rules.client.telling import Call, calls, shortened
from vapi_contracts.rules.rule import Effort, Rule, most_telling
from vapi_contracts.scenario import Invoke, Method, Scenario
from vapi_contracts.transcript import Request, Transcript
from vapi_contracts.verdict import Verdict

__all__ = ["rule"]

ID = "client.path"

IDS: Mapping[str, str] = {
    "x/../../call": "dots and slashes",
    "..": "dots",
    "": "an empty id",
    "a?b=c": "a question mark",
    "a/b": "a slash",
    "a#b": "a number sign",
    "%2e%2e": "a percent sign",
    "a%2Fb": "a percent sign",
    ".": "dots",
    "a b": "a space",
    "\u00e9": "a letter that is not ASCII",
    "a+b": "a plus sign",
    "a;b": "a semicolon",
    "a&b": "an ampersand",
    "a/": "a slash",
    "a\\b": "a backslash",
    "a ": "a space",
}
"""Ids that mean something in a URL, with what is odd about them."""

_METHODS: tuple[Method, ...] = ("get", "update", "delete")
_PREFIX = "/phone-number/"


def rule(contract: Contract) -> Rule:  # noqa: ARG001 - every rule is made of a contract
    """An id travels as one encoded path segment, or is refused: it never reaches another resource.

    Why: ids come from outside, and whoever can choose one must not be able to choose what is read, changed or deleted.
    `get("x/../../call")` that asks for `/call` is a way into the account. Mend: percent-encode the id (in Python
    `quote(id, safe="")`), and refuse an empty one, `.` and `..` before anything is sent.
    """
    return Rule(
        id=ID,
        statement="An id travels as one encoded path segment, or is refused: it never reaches another resource.",
        basis="inferred",
        source="RFC 3986, 2.1 and 3.3",
        subject="client",
        judge=_judge,
        scenarios=lambda effort: most_telling(_scenarios(effort), effort, quick=7),
        doc=rule.__doc__ or "",
        source_line=(__file__, rule.__code__.co_firstlineno),
    )


def _scenarios(_: Effort) -> Iterator[Scenario]:
    for odd in IDS:
        yield Scenario(
            tuple(Invoke(do=do, id=odd, body={"provider": "vapi"} if do == "update" else None) for do in _METHODS)
        )


def _judge(transcript: Transcript) -> Iterator[Verdict]:
    for call in calls(transcript):
        if call.invocation.do in _METHODS and call.invocation.id is not None:
            yield from _of(call, call.invocation.id)


def _of(call: Call, number_id: str) -> Iterator[Verdict]:
    for at, exchange in call.exchanges:
        if not _is_right(exchange.request, number_id):
            reached = _url(exchange.request)
            yield call.broken(
                ID,
                f"{call.name}({number_id!r}) asked for {exchange.request.method} {shortened(reached)}",
                (_oddity(number_id),),
                exchange=at,
                expected=_right(number_id),
                actual=reached,
            )
            return
    if call.exchanges or call.raised:
        yield call.held(ID)


def _is_right(request: Request, number_id: str) -> bool:
    segment = request.path.removeprefix(_PREFIX)
    if not number_id or request.query or segment == request.path or "/" in segment or segment in (".", ".."):
        return False
    return unquote_to_bytes(segment) == number_id.encode(errors="surrogatepass")


def _right(number_id: str) -> str:
    if number_id in ("", ".", ".."):
        return "a refusal"
    return f"{_PREFIX}{quote(number_id, safe='', errors='surrogatepass')}"


def _url(request: Request) -> str:
    query = "&".join(f"{name}={value}" for name, value in request.query)
    return f"{request.path}?{query}" if query else request.path


def _oddity(number_id: str) -> str:
    known = IDS.get(number_id)
    if known is not None:
        return known
    return next((told for odd, told in IDS.items() if len(odd) == 3 and odd[1] in number_id), "a plain id")
