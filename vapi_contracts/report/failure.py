"""The failure message: what the contract says, what was seen instead, and how to see it again."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator

from vapi_contracts.body import Value
from vapi_contracts.report.calls import client_lines
from vapi_contracts.report.clients import client_command
from vapi_contracts.report.exchanges import TOKENS, answer_of, exchange_lines, request_line
from vapi_contracts.report.payload_text import body_lines, one_line
from vapi_contracts.rules.rule import Rule
from vapi_contracts.runner.result import Counterexample, RuleResult
from vapi_contracts.transcript import Exchange
from vapi_contracts.verdict import Verdict

__all__ = ["failure_text"]

MOST_STEPS = 12
"""Steps of a sequence that are all shown; of a longer one the first and the last, and those that matter."""
FIRST_STEPS, LAST_STEPS = 4, 3
PAYLOAD_WIDTH = 60


def failure_text(
    result: RuleResult, *, base_url: str | None, target: str | None = None, seed: int | None = None
) -> str:
    """Return the message of a rule that failed, as plain text without colour.

    `target` is what the user named, `base_url` where it answers, and `seed` that of the run; they only serve to say how
    to repeat.
    """
    lines = [result.rule.id, "", *_indented([result.rule.statement, _basis(result.rule)])]
    if result.known_deviation:
        lines += _indented([f"known deviation: {result.known_deviation}"])
    if result.rule.subject == "client":
        lines += _indented(client_lines(result.rule, result.counterexamples))
        repeating = client_command(target, result.rule.id, seed)
    else:
        for found in result.counterexamples:
            lines += ["", *_indented(_of_counterexample(result.rule, found))]
        repeating = _command(result, base_url, target)
    lines += ["", *_indented(["to see it again:", f"  {repeating}"])]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _basis(rule: Rule) -> str:
    told = "documented" if rule.basis == "documented" else "inferred, not documented"
    return f"{told} ({rule.source})"


def _of_counterexample(rule: Rule, found: Counterexample) -> Iterator[str]:
    exchanges = found.transcript.exchanges
    verdict = _verdict_of(rule, found)
    at = min(verdict.exchange, len(exchanges) - 1)
    of_payload = rule.id.startswith("payload.")
    yield f"{found.message}:"
    yield f"  expected  {one_line(found.expected)}"
    yield f"  seen      {one_line(found.actual)}"
    if found.pointer:
        yield f"  at        {found.pointer} of {'the payload' if of_payload else 'the answer'}"
    if at >= 0:
        pointer = found.pointer
        yield ""
        yield from exchange_lines(exchanges[at], sent=pointer if of_payload else "", seen="" if of_payload else pointer)
    beside = verdict.beside
    if beside is not None and 0 <= beside < len(exchanges):
        yield ""
        yield f"beside it (step {beside + 1} of {len(exchanges)}):"
        yield from _indented(exchange_lines(exchanges[beside], sent=found.pointer if of_payload else ""))
    if len(exchanges) > 1:
        yield ""
        yield "steps:"
        yield from _indented(_step_lines(exchanges, {at, -1 if beside is None else beside}, at))
    yield ""
    yield f"reproduced: {found.reproduced}"


def _verdict_of(rule: Rule, found: Counterexample) -> Verdict:
    """Judge the transcript again for the place of the breach; without one it is the last exchange."""
    for verdict in rule.judge(found.transcript):
        same = (verdict.message, verdict.pointer) == (found.message, found.pointer)
        if verdict.rule == rule.id and verdict.outcome == "broken" and same:
            return verdict
    return Verdict(rule=rule.id, outcome="broken", exchange=len(found.transcript.exchanges) - 1)


def _step_lines(exchanges: tuple[Exchange, ...], marked: set[int], breach: int) -> Iterator[str]:
    last = len(exchanges) - LAST_STEPS
    left_out = 0
    for at, exchange in enumerate(exchanges):
        if len(exchanges) > MOST_STEPS and FIRST_STEPS <= at < last and at not in marked:
            left_out += 1
            continue
        if left_out:
            yield f"… {left_out} more"
            left_out = 0
        yield f"{at + 1}. {_step(exchange)}{'  <- here' if at == breach else ''}"


def _step(exchange: Exchange) -> str:
    body = exchange.request.body
    parts = [request_line(exchange)]
    if exchange.request.credential != "right":
        parts.append(f"({TOKENS[exchange.request.credential]})")
    if isinstance(body, Value):
        parts.append(one_line(body.json, PAYLOAD_WIDTH))
    elif body is not None:
        parts.append(body_lines(body)[0][:PAYLOAD_WIDTH])
    return f"{' '.join(parts)} -> {answer_of(exchange)}"


def _command(result: RuleResult, base_url: str | None, target: str | None) -> str:
    named = target or base_url
    if named is not None and "embedded reference" in named:
        where = ""
    else:
        where = f" {shlex.quote(named)}" if named else " TARGET"
    live = any(found.transcript.target.live for found in result.counterexamples)
    return f"vapi-contracts check{where}{' --live' if live else ''} --rules {result.rule.id}"


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"  {line}" if line else "" for line in lines]
