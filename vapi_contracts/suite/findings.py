"""What was broken in the exchanges of somebody's test, as text for the one who reads the failure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vapi_contracts.body import Body, Json, Repeated, Value
from vapi_contracts.report.json_text import json_text
from vapi_contracts.rules.judging import judge
from vapi_contracts.rules.rule import Rule
from vapi_contracts.transcript import Exchange, Transcript
from vapi_contracts.verdict import Verdict

__all__ = ["Finding", "exchanges_text", "findings", "findings_text"]

SHORT, LONG = 200, 2_000
"""Characters of a body that are shown in a list of exchanges, and of the one that a rule is broken in."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The first place at which a rule is broken, and how many places there are."""

    rule: Rule
    verdict: Verdict
    transcript: Transcript
    places: int


def findings(transcripts: Iterable[Transcript], rules: Sequence[Rule], *, strict: bool) -> list[Finding]:
    """Return what is broken, one finding a rule and transcript; known deviations only if `strict`."""
    found: list[Finding] = []
    for transcript in transcripts:
        broken: dict[str, list[Verdict]] = {}
        for verdict in judge(transcript, rules):
            if verdict.outcome == "broken" and (strict or verdict.known_deviation is None):
                broken.setdefault(verdict.rule, []).append(verdict)
        found += [
            Finding(rule, broken[rule.id][0], transcript, len(broken[rule.id])) for rule in rules if rule.id in broken
        ]
    return found


def findings_text(found: Sequence[Finding]) -> str:
    """Return what a test fails with; the first line is all that a summary shows."""
    first = found[0].rule.id
    more = "" if len(found) == 1 else f" and {len(found) - 1} more"
    return "\n\n".join((f"{first} broken{more}, seen by vapi_mock", *map(_finding_text, found)))


def exchanges_text(transcripts: Iterable[Transcript]) -> str:
    """Return the exchanges of a test, one a line."""
    lines = [
        f"{_request_text(exchange, SHORT)} -> {_answer_text(exchange, SHORT)}"
        for transcript in transcripts
        for exchange in transcript.exchanges
    ]
    return "\n".join(lines)


def _finding_text(found: Finding) -> str:
    rule, verdict = found.rule, found.verdict
    exchange = found.transcript.exchanges[verdict.exchange]
    lines = [
        f"{rule.id} ({rule.basis}): {rule.statement}",
        f"  {verdict.message or 'broken'}",
        f"  at         {verdict.pointer or 'the whole body'}",
        f"  expected   {_cut(_json(verdict.expected), SHORT)}",
        f"  actual     {_cut(_json(verdict.actual), SHORT)}",
        f"  request    {_request_text(exchange, LONG)}",
        f"  answer     {_answer_text(exchange, LONG)}",
    ]
    if verdict.beside is not None:
        beside = found.transcript.exchanges[verdict.beside]
        lines.append(f"  beside     {_request_text(beside, SHORT)} -> {_answer_text(beside, SHORT)}")
    if found.places > 1:
        lines.append(f"  and at {found.places - 1} more")
    return "\n".join(lines)


def _request_text(exchange: Exchange, longest: int) -> str:
    request = exchange.request
    query = "&".join(f"{name}={value}" for name, value in request.query)
    where = f"{request.method} {request.path}{'?' if query else ''}{query}"
    who = "" if request.credential == "right" else f" ({request.credential} token)"
    body = _body_text(request.body, longest)
    return f"{where}{who} {body}".rstrip()


def _answer_text(exchange: Exchange, longest: int) -> str:
    if exchange.response is None:
        return f"no answer: {exchange.failure}"
    if exchange.delivery != "whole":
        return f"{exchange.response.status} ({exchange.delivery})"
    return f"{exchange.response.status} {_body_text(exchange.response.body, longest)}".rstrip()


def _body_text(body: Body | None, longest: int) -> str:
    match body:
        case None:
            return ""
        case Value(value):
            return _cut(_json(value), longest)
        case Repeated():
            return "(a very large body)"
        case _:
            return _cut(repr(body.encode()), longest)


def _json(value: Json) -> str:
    return json_text(value, indent=None)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}… ({len(text)} characters)"
