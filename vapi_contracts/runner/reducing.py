"""Make a scenario that breaks a rule as small as it gets: steps first, then payloads, then values.

Structural cuts before anything else: shrinking a sequence by a general shrinker alone left 12 steps after hundreds
of requests. Whether a cut is any good is decided by playing it, so nothing here knows what a valid payload is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Container, Iterator, Mapping
from contextlib import suppress
from dataclasses import fields, replace

from vapi_contracts.body import Json, Value
from vapi_contracts.runner.values import smaller_value
from vapi_contracts.scenario import Create, Invoke, List, Page, Patch, Scenario, Send, Step, Wait

__all__ = ["reduce", "without_waits"]

_ID = re.compile(r"\{id:(\d+)\}")


def reduce(scenario: Scenario, breaks: Callable[[Scenario], bool], seen_at: Collection[int] = ()) -> Scenario:
    """Return the smallest scenario found for which `breaks` still holds.

    `breaks` plays a scenario; it says `False` when there is nothing left to spend. `seen_at` are the exchanges, or of
    a client the invocations, that showed the breach: the steps behind them are tried alone first.
    """
    for smaller in _around(scenario, seen_at):
        if len(smaller) < len(scenario) and breaks(smaller):
            scenario = smaller
            break
    scenario = _smaller_values(_fewer_steps(scenario, breaks), breaks)
    return _fewer_steps(scenario, breaks) if len(scenario) > 1 else scenario


def _smaller_values(scenario: Scenario, breaks: Callable[[Scenario], bool]) -> Scenario:
    for at, step in enumerate(scenario.steps):
        for entry in ("body", "query"):
            if isinstance(step, Create | Patch | List | Page | Invoke) and hasattr(step, entry):
                scenario = _smaller_entry(scenario, at, entry, breaks)
        if isinstance(step, Invoke):
            for order in range(len(step.answers)):
                scenario = _smaller_answer(scenario, at, order, breaks)
    return scenario


def _smaller_entry(scenario: Scenario, at: int, entry: str, breaks: Callable[[Scenario], bool]) -> Scenario:
    def instead(value: Json) -> Scenario:
        return _with_step(scenario, at, replace(scenario.steps[at], **{entry: value}))

    value: Json = getattr(scenario.steps[at], entry)
    if not isinstance(value, Mapping):
        return scenario
    return instead(smaller_value(value, lambda smaller: breaks(instead(smaller))))


def _smaller_answer(scenario: Scenario, at: int, order: int, breaks: Callable[[Scenario], bool]) -> Scenario:
    """Cut the JSON of one answer that a server is told to give."""
    step = scenario.steps[at]
    trouble = step.answers[order] if isinstance(step, Invoke) else None
    if not isinstance(step, Invoke) or trouble is None or not isinstance(trouble.body, Value):
        return scenario

    def instead(value: Json) -> Scenario:
        told = replace(trouble, body=Value(value))
        return _with_step(
            scenario, at, replace(step, answers=(*step.answers[:order], told, *step.answers[order + 1 :]))
        )

    return instead(smaller_value(trouble.body.json, lambda smaller: breaks(instead(smaller))))


def _with_step(scenario: Scenario, at: int, step: Step) -> Scenario:
    return Scenario((*scenario.steps[:at], step, *scenario.steps[at + 1 :]))


def _around(scenario: Scenario, seen_at: Collection[int]) -> Iterator[Scenario]:
    """Yield the steps that showed the breach with the numbers that they need, then all up to the last of them."""
    played = [at for at, step in enumerate(scenario.steps) if not isinstance(step, Wait)]
    wanted = {played[at] for at in seen_at if at < len(played)}
    if not wanted:
        return
    creates = _creating(scenario)
    numbers = {number for at in wanted for number in _numbers_in(scenario.steps[at])}
    numbers |= {number for number, at in enumerate(creates) if at in wanted}
    needed = {creates[number] for number in numbers}
    yield _without_steps(scenario, set(range(len(scenario))) - wanted - needed)
    if numbers:
        others = {
            at
            for at, step in enumerate(scenario.steps)
            if at not in needed and (at in creates or _numbers_in(step) - numbers)
        }
        yield _without_steps(scenario, others | set(range(max(wanted) + 1, len(scenario))))
    yield _without_steps(scenario, set(range(max(wanted) + 1, len(scenario))))


def _creating(scenario: Scenario) -> list[int]:
    """Return the positions of the steps that create; the n-th of them makes number n."""
    return [
        at
        for at, step in enumerate(scenario.steps)
        if isinstance(step, Create) or (isinstance(step, Invoke) and step.do == "create")
    ]


def _numbers_in(step: Step) -> set[int]:
    """Return the numbers that a step speaks of."""
    found: set[int] = set()

    def note(number: int) -> int:
        found.add(number)
        return number

    _renamed(step, note)
    return found


def _fewer_steps(scenario: Scenario, breaks: Callable[[Scenario], bool]) -> Scenario:
    size = max(1, len(scenario) // 2)
    while True:
        at = len(scenario) - size
        while at > -size and len(scenario) > 1:
            start = max(0, at)
            smaller = _without_steps(scenario, range(start, at + size))
            if 0 < len(smaller) < len(scenario) and breaks(smaller):
                scenario = smaller
                at = min(at, len(scenario))
            at -= size
        if size == 1:
            return scenario
        size //= 2


def _without_steps(scenario: Scenario, cut: Container[int]) -> Scenario:
    """Return the scenario without these steps, and without those that speak of a number that is gone with them."""
    creates = _creating(scenario)
    moved: dict[int, int] = {}
    for number, at in enumerate(creates):
        if at not in cut:
            moved[number] = len(moved)

    def renumber(number: int) -> int:
        if number not in moved:
            raise _GoneError
        return moved[number]

    kept: list[Step] = []
    for at, step in enumerate(scenario.steps):
        if at not in cut or isinstance(step, Wait):
            with suppress(_GoneError):
                kept.append(_renamed(step, renumber))
    return Scenario(tuple(_tidy(kept)))


def without_waits(scenario: Scenario) -> Scenario:
    """Return the scenario without waiting for the clock, unless it lists: then order is what it is about.

    Whether it still breaks the rule may be a matter of luck, so it is worth trying more than once.
    """
    if any(isinstance(step, List | Page) for step in scenario):
        return scenario
    return Scenario(tuple(step for step in scenario.steps if not isinstance(step, Wait)))


def _tidy(steps: list[Step]) -> Iterator[Step]:
    """Yield the steps without a `Wait` at either end or after another."""
    last = max((at for at, step in enumerate(steps) if not isinstance(step, Wait)), default=-1)
    before: Step = Wait()
    for step in steps[: last + 1]:
        if not (isinstance(step, Wait) and isinstance(before, Wait)):
            yield step
        before = step


class _GoneError(Exception):
    """The step speaks of a number that is no longer there."""


def _renamed(step: Step, rename: Callable[[int], int]) -> Step:
    """Return the step with every number that it speaks of under its new name."""

    def within(value: Json) -> Json:
        if isinstance(value, Mapping):
            if set(value) == {"$instant"}:
                instant = value["$instant"]
                return {"$instant": {**instant, "number": rename(instant["number"])}}
            return {key: within(sub) for key, sub in value.items()}
        return [within(item) for item in value] if isinstance(value, list) else value

    changes: dict[str, Json] = {}
    for entry in fields(step):
        value: Json = getattr(step, entry.name)
        if value is None:
            continue
        if entry.name == "number":
            changes["number"] = rename(value)
        elif entry.name in ("body", "query") and not isinstance(step, Send):
            changes[entry.name] = within(value)
        elif entry.name == "path":
            changes["path"] = _ID.sub(lambda found: f"{{id:{rename(int(found.group(1)))}}}", value)
    return replace(step, **changes) if changes else step
