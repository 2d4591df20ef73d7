"""What a client was to do, what went over the wire meanwhile and what it said of it, as text for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vapi_contracts.body import Body, Json, Value
from vapi_contracts.report.exchanges import TOKENS, answer_of, request_line
from vapi_contracts.report.json_text import json_text
from vapi_contracts.report.orders import orders_text
from vapi_contracts.report.payload_text import body_lines, one_line, payload_lines
from vapi_contracts.rules.rule import Rule
from vapi_contracts.runner.aligning import step_of
from vapi_contracts.runner.result import Counterexample
from vapi_contracts.scenario import Invoke
from vapi_contracts.transcript import Exchange, Invocation, Transcript

__all__ = ["client_lines"]

ALONE, AMONG_OTHERS = 30, 10
"""Lines of a value that are shown of the only finding, and of one of several."""
WIDTH = 90
"""Characters up to which a value stands on the line of what it belongs to."""
LONGEST_MESSAGE = 200

ABOUT_WHAT_IS_SENT = ("client.wire", "client.path")
"""Rules for which it does not matter what was answered."""


def client_lines(rule: Rule, found: Sequence[Counterexample]) -> list[str]:
    """Return the findings of one rule as lines, one after the other."""
    lines: list[str] = []
    for at, one in enumerate(found, 1):
        which = f"{at} of {len(found)}: " if len(found) > 1 else ""
        lines += ["", *_finding_lines(one, which, _Look(rule, one.pointer, len(found) == 1))]
    return lines


@dataclass(frozen=True, slots=True)
class _Look:
    """What has to show of a finding."""

    rule: Rule
    pointer: str
    alone: bool

    def value(self, before: str, value: Json) -> list[str]:
        """Return a value behind some words if it is short, else below them."""
        line = one_line(value)
        if len(line) <= WIDTH:
            return [f"{before} {line}"]
        return [
            before,
            *_deeper(payload_lines(value, pointer=self.pointer, most=ALONE if self.alone else AMONG_OTHERS)),
        ]

    def body(self, before: str, body: Body) -> list[str]:
        """Return a body behind or below some words."""
        return self.value(before, body.json) if isinstance(body, Value) else [f"{before} {body_lines(body)[0]}"]


def _finding_lines(found: Counterexample, which: str, look: _Look) -> Iterator[str]:
    yield f"{which}{found.message}:"
    yield f"  expected  {one_line(found.expected)}"
    yield f"  seen      {one_line(found.actual)}"
    if found.pointer:
        yield f"  at        {found.pointer}"
    transcript = found.transcript
    at = len(transcript.invocations) - 1 if found.invocation is None else found.invocation
    if 0 <= at < len(transcript.invocations):
        if at:
            yield "  after"
            for before in range(at):
                yield f"    {before + 1}. {_step_text(transcript, transcript.invocations[before])}"
        yield from _deeper(list(_invocation_lines(transcript, transcript.invocations[at], _step(found, at), look)))
    yield f"  reproduced: {found.reproduced}"


def _step(found: Counterexample, invocation: int) -> Invoke | None:
    at = step_of(found.scenario, found.transcript, invocation)
    step = None if at is None else found.scenario.steps[at]
    return step if isinstance(step, Invoke) else None


def _invocation_lines(
    transcript: Transcript, invocation: Invocation, step: Invoke | None, look: _Look
) -> Iterator[str]:
    limit = f", with a time-out of {invocation.timeout:g} s" if step is not None and step.timeout is not None else ""
    call = f"the caller asks for {_called(invocation)}{limit}"
    yield from look.value(f"{call}, given", invocation.body) if _has_payload(invocation) else [call]
    if step is not None and step.answers:
        yield f"the server {orders_text(step.answers)}"
    exchanges = _exchanges_of(transcript, invocation)
    if not exchanges:
        yield "nothing is sent"
    for exchange in exchanges:
        yield from _exchange_lines(exchange, invocation, look)
    yield from _ending_lines(exchanges, invocation, look)


def _exchange_lines(exchange: Exchange, invocation: Invocation, look: _Look) -> Iterator[str]:
    request, response = exchange.request, exchange.response
    delivered = "" if exchange.delivery == "whole" else f" ({exchange.delivery}, {exchange.seconds:.2f} s)"
    credential = "" if request.credential == "right" else f" with {TOKENS[request.credential]}"
    yield f"{request_line(exchange)}{credential} -> {answer_of(exchange)}{delivered}"
    if request.body is not None:
        same = _has_payload(invocation) and _same(request.body, invocation.body)
        yield from ["  sent that"] if same else _deeper(look.body("sent", request.body))
    matters = exchange.delivery == "whole" and look.rule.id not in ABOUT_WHAT_IS_SENT
    if matters and response is not None and response.body is not None:
        yield from _deeper(look.body("answered", response.body))


def _ending_lines(exchanges: Sequence[Exchange], invocation: Invocation, look: _Look) -> Iterator[str]:
    after = f"after {invocation.seconds:.2f} s"
    match invocation.ending:
        case "hung":
            yield f"the client does not return, and is given up {after}"
        case "raised":
            whose = {True: ", one of its own errors", False: ", none of its own errors", None: ""}[invocation.own]
            yield f"the client raises {invocation.error}{whose}, {after}: {_message(invocation.message)}"
        case "returned":
            kind = invocation.kinds.get("", "")
            returns = f"the client returns {f'{kind}, ' if kind else ''}{after}"
            if not invocation.dumped:
                yield f"{returns}, which cannot be written as JSON"
            elif any(_same(exchange.response.body, invocation.result) for exchange in exchanges if exchange.response):
                yield f"{returns}: what was answered"
            elif look.rule.id in ABOUT_WHAT_IS_SENT:
                yield returns
            else:
                yield from look.value(f"{returns}:", invocation.result)


def _step_text(transcript: Transcript, invocation: Invocation) -> str:
    payload = f" {one_line(invocation.body, WIDTH)}" if _has_payload(invocation) else ""
    asked = ", ".join(f"{request_line(one)} -> {answer_of(one)}" for one in _exchanges_of(transcript, invocation))
    ended = {"returned": "returns", "raised": f"raises {invocation.error}", "hung": "does not return"}
    return f"{_called(invocation)}{payload}: {asked or 'nothing is sent'}, {ended[invocation.ending]}"


def _called(invocation: Invocation) -> str:
    """Return the method, or the other way to create, with what names the number or the query."""
    name = f"ways[{invocation.way!r}]" if invocation.way is not None else invocation.do
    arguments = [] if invocation.id is None else [json_text(invocation.id)]
    arguments += [f"{key}={one_line(value, WIDTH)}" for key, value in invocation.query.items()]
    return f"{name}({', '.join(arguments)})" if arguments or not _has_payload(invocation) else name


def _has_payload(invocation: Invocation) -> bool:
    return invocation.do in ("create", "update")


def _exchanges_of(transcript: Transcript, invocation: Invocation) -> tuple[Exchange, ...]:
    return transcript.exchanges[invocation.first : invocation.first + invocation.count]


def _same(body: object, value: Json) -> bool:
    """Whether a body is that JSON value to the letter: 20 is not 20.0."""
    return isinstance(body, Value) and json_text(body.json, indent=None) == json_text(value, indent=None)


def _message(text: str | None) -> str:
    line = " ".join((text or "no message").split())
    line = line if len(line) <= LONGEST_MESSAGE else f"{line[:LONGEST_MESSAGE]}…"
    return line if line.isprintable() else json_text(line)


def _deeper(lines: list[str]) -> list[str]:
    return [f"  {line}" for line in lines]
