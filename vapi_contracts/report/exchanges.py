"""Exchanges as text for people: what was asked, and what came back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

from vapi_contracts.report.payload_text import body_lines
from vapi_contracts.scenario import Credential
from vapi_contracts.transcript import Exchange

__all__ = ["TOKENS", "answer_of", "exchange_lines", "request_line"]

TOKENS: Mapping[Credential, str] = {"right": "the token", "wrong": "a wrong token", "absent": "no token"}


def exchange_lines(exchange: Exchange, *, sent: str = "", seen: str = "") -> Iterator[str]:
    """Yield an exchange as lines; `sent` and `seen` are pointers to what must show of either body."""
    request, response = exchange.request, exchange.response
    yield f"{request_line(exchange)} -> {answer_of(exchange)}"
    if request.credential != "right":
        yield f"with {TOKENS[request.credential]}"
    if request.body is not None:
        kind = request.content_type
        told = "" if kind == "application/json" else f" as {kind}" if kind else " without a content type"
        yield f"sent{told}:"
        yield from (f"  {line}" for line in body_lines(request.body, pointer=sent))
    if response is not None and response.body is not None:
        yield "answered:"
        yield from (f"  {line}" for line in body_lines(response.body, pointer=seen, most=24))


def request_line(exchange: Exchange) -> str:
    """Return method, path and query of a request."""
    request = exchange.request
    query = urlencode(request.query, safe=":,/@", errors="surrogatepass")
    path = request.path.encode("ascii", "backslashreplace").decode()
    return f"{request.method} {path}{f'?{query}' if query else ''}"


def answer_of(exchange: Exchange) -> str:
    """Return the status of an answer, or why there is none."""
    return str(exchange.status) if exchange.status is not None else f"no answer ({exchange.failure})"
