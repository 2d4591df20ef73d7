"""The payload rules: one for each (schema, property, keyword), all derived from the table of constraints.

A rule holds where a value at the bound is accepted and one step past it is refused, on every path by which a
payload reaches the place, by POST and by PATCH.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from vapi_contracts.body import Json
from vapi_contracts.contract.prose import PROSE_RULES
from vapi_contracts.contract.table import Contract, Row, Verb
from vapi_contracts.contract.weighing import Fault, Sitting
from vapi_contracts.rules.packs import halves_of, packs_of
from vapi_contracts.rules.reading import Payload, Reading, read
from vapi_contracts.rules.refusals import refusals_of
from vapi_contracts.rules.rule import Effort, Rule
from vapi_contracts.rules.searching import faulty_payloads
from vapi_contracts.scenario import Scenario
from vapi_contracts.verdict import Verdict

__all__ = ["payload_rules"]

_NOT_A_BOUND = (".type", ".oneOf", ".required")

_SAYS: Mapping[str, Callable[[Json], str]] = {
    "type": lambda bound: f"is of type {bound}",
    "required": lambda _: "is required",
    "oneOf": lambda _: "is one of the documented alternatives",
    "enum": lambda bound: (
        f"is one of {', '.join(map(str, bound))}" if len(bound) <= 8 else f"is one of {len(bound)} listed values"
    ),
    "minLength": lambda bound: f"has at least {bound} characters",
    "maxLength": lambda bound: f"has at most {bound} characters",
    "minimum": lambda bound: f"is at least {bound}",
    "maximum": lambda bound: f"is at most {bound}",
    "pattern": lambda bound: f"matches {bound}",
}


def payload_rules(contract: Contract) -> tuple[Rule, ...]:
    """Return the payload rules of a contract, in the order of its document."""
    rows: dict[str, list[tuple[Verb, Row]]] = {}
    for verb, table in contract.rows.items():
        for row in table:
            rows.setdefault(row.rule, []).append((verb, row))
    return tuple(_rule(contract, rule, found) for rule, found in rows.items())


def _rule(contract: Contract, rule: str, rows: list[tuple[Verb, Row]]) -> Rule:
    owner, _, rest = rule.removeprefix("payload.").partition(".")
    place, _, keyword = rest.rpartition(".")
    prose = PROSE_RULES.get((owner, place))
    told = prose is not None and prose.keyword == keyword
    bound = rows[0][1].bound

    def scenarios(effort: Effort) -> Iterator[Scenario]:
        yield from refusals_of(contract, effort).of(rule)
        yield from packs_of(contract, effort).of(rule)

    def narrow(scenario: Scenario, verdict: Verdict) -> Iterator[Scenario]:
        return halves_of(contract, scenario, verdict.exchange, rule)

    return Rule(
        id=rule,
        statement=prose.statement if prose and told else f"{owner}.{place} {_SAYS[keyword](bound)}.",
        basis="documented",
        source=prose.source if prose and told else f"spec: {owner}.{place}",
        judge=lambda transcript: _judge(rule, read(contract, transcript)),
        scenarios=scenarios,
        narrow=narrow,
        search=lambda: faulty_payloads(contract, rule),
        source_line=(__file__, _rule.__code__.co_firstlineno),
    )


def _judge(rule: str, reading: Reading) -> Iterator[Verdict]:
    for payload, fault in reading.faults.get(rule, ()):
        yield from _of_fault(rule, payload, fault)
    for payload, sitting in reading.sittings.get(rule, ()):
        if payload.weight.valid:
            yield _of_sitting(rule, reading, payload, sitting)


def _of_fault(rule: str, payload: Payload, fault: Fault) -> Iterator[Verdict]:
    """A refused fault proves the rule, if there is no other; an accepted one breaks it."""
    if payload.answer == "accepted":
        yield Verdict(
            rule=rule,
            outcome="broken",
            exchange=payload.at,
            pointer=fault.pointer,
            message="the endpoint accepted a payload that breaks the rule",
            expected=fault.expected,
            actual=fault.actual,
        )
    elif len(payload.weight.faults) == 1:
        held = payload.answer == "refused" and payload.excuse is None
        yield Verdict(
            rule=rule,
            outcome="held" if held else "undecided",
            exchange=payload.at,
            pointer=fault.pointer,
            message="" if held else "no answer that tells whether the payload was refused",
        )


def _of_sitting(rule: str, reading: Reading, payload: Payload, sitting: Sitting) -> Verdict:
    """An accepted value at the bound proves the rule; a refused one breaks it beside an accepted neighbour."""
    pointer = sitting.pointer
    if payload.answer == "accepted":
        return Verdict(rule=rule, outcome="held", exchange=payload.at, pointer=pointer)
    if payload.answer in ("refused", "failed") and payload.excuse is None:
        for neighbour, where in reading.neighbours(payload):
            doubted = any(doubt.pointer.startswith(where) for doubt in payload.weight.doubts)
            if rule in _charged(payload, neighbour, where) and not doubted:
                return Verdict(
                    rule=rule,
                    outcome="broken",
                    exchange=payload.at,
                    pointer=where,
                    message="the endpoint refused a valid payload and accepted its neighbour",
                    expected="accepted",
                    actual=reading.transcript.exchanges[payload.at].status,
                    beside=neighbour.at,
                )
    return Verdict(
        rule=rule,
        outcome="undecided",
        exchange=payload.at,
        pointer=pointer,
        message="a valid payload was not accepted, and no neighbour tells which rule is to blame",
    )


def _charged(refused: Payload, accepted: Payload, pointer: str) -> set[str]:
    """Return the rules that a refusal is charged to, given the accepted neighbour that differs at one pointer."""
    here = _sitting_at(refused, pointer)
    there = _sitting_at(accepted, pointer)
    kinds = {rule for rule in here if rule.endswith((".type", ".oneOf"))}
    if not there & kinds:
        return kinds
    bounds = {rule for rule in here if not rule.endswith(_NOT_A_BOUND)}
    return bounds - there or bounds or kinds


def _sitting_at(payload: Payload, pointer: str) -> set[str]:
    return {sitting.rule for sitting in payload.weight.at if sitting.pointer == pointer}
