"""Make a scenario that breaks a rule as small as it gets: steps first, then payloads, then values.

Structural cuts before anything else: shrinking a sequence by a general shrinker alone left 12 steps after hundreds
of requests. Whether a cut is any good is decided by playing it, so nothing here knows what a valid payload is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Container, Iterator, Mapping
from contextlib import suppress
from dataclasses import fields, replace

from vapi_contracts.body import Json
from vapi_contracts.scenario import Create, List, Page, Patch, Scenario, Send, Step, Wait

__all__ = ["reduce", "without_waits"]

PLAIN = 40
"""Characters up to which a text is left alone."""

LEFT_FOR_LAST = ("provider",)
"""What nearly every payload needs: a payload of it alone is tried first."""

_ID = re.compile(r"\{id:(\d+)\}")


def reduce(scenario: Scenario, breaks: Callable[[Scenario], bool], seen_at: Collection[int] = ()) -> Scenario:
    """Return the smallest scenario found for which `breaks` still holds.

    `breaks` plays a scenario; it says `False` when there is nothing left to spend. `seen_at` are the exchanges
    that showed the breach: the steps behind them are tried alone first.
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
            if isinstance(step, Create | Patch | List | Page) and hasattr(step, entry):
                scenario = _smaller_value(scenario, at, entry, breaks)
    return scenario


def _around(scenario: Scenario, seen_at: Collection[int]) -> Iterator[Scenario]:
    """Yield the steps that showed the breach with the numbers that they need, then all up to the last of them."""
    played = [at for at, step in enumerate(scenario.steps) if not isinstance(step, Wait)]
    wanted = {played[at] for at in seen_at if at < len(played)}
    if not wanted:
        return
    creates = [at for at, step in enumerate(scenario.steps) if isinstance(step, Create)]
    numbers = {number for at in wanted for number in _numbers_in(scenario.steps[at])}
    numbers |= {number for number, at in enumerate(creates) if at in wanted}
    needed = {creates[number] for number in numbers}
    yield _without_steps(scenario, set(range(len(scenario))) - wanted - needed)
    if numbers:
        others = {
            at
            for at, step in enumerate(scenario.steps)
            if at not in needed and (isinstance(step, Create) or _numbers_in(step) - numbers)
        }
        yield _without_steps(scenario, others | set(range(max(wanted) + 1, len(scenario))))
    yield _without_steps(scenario, set(range(max(wanted) + 1, len(scenario))))


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
    creates = [at for at, step in enumerate(scenario.steps) if isinstance(step, Create)]
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
        value = getattr(step, entry.name)
        if entry.name == "number":
            changes["number"] = rename(value)
        elif entry.name in ("body", "query") and not isinstance(step, Send):
            changes[entry.name] = within(value)
        elif entry.name == "path":
            changes["path"] = _ID.sub(lambda found: f"{{id:{rename(int(found.group(1)))}}}", value)
    return replace(step, **changes) if changes else step


def _smaller_value(scenario: Scenario, at: int, entry: str, breaks: Callable[[Scenario], bool]) -> Scenario:
    """Cut properties and items out of one payload, the outermost first, then simplify what is left."""

    def instead(value: Json) -> Scenario:
        step = replace(scenario.steps[at], **{entry: value})
        return Scenario((*scenario.steps[:at], step, *scenario.steps[at + 1 :]))

    def fits(value: Json) -> bool:
        return breaks(instead(value))

    value: Json = getattr(scenario.steps[at], entry)
    if not isinstance(value, Mapping):
        return scenario
    bare = {key: value[key] for key in LEFT_FOR_LAST if key in value}
    if len(bare) < len(value) and fits(bare):
        value = bare
    places: list[tuple[str | int, ...]] = [()]
    while places:
        place = places.pop(0)
        value = _fewer_children(value, place, fits)
        here = _get(value, place)
        if not _is_placeholder(here):
            places += [(*place, key) for key in _keys(here) if isinstance(_get(here, (key,)), Mapping | list)]
    for place in list(_leaves(value)):
        for simpler in _simpler(_get(value, place)):
            candidate = _put(value, place, simpler)
            if fits(candidate):
                value = candidate
                break
    return instead(value)


def _fewer_children(value: Json, place: tuple[str | int, ...], fits: Callable[[Json], bool]) -> Json:
    """Cut children of one object or list: all, then halves, then each."""
    keys = _keys(_get(value, place))
    if _is_placeholder(_get(value, place)):
        return value
    size = len(keys)
    while size >= 1:
        start = 0
        while start < len(keys):
            chunk = keys[start : start + size]
            candidate = _without(value, place, chunk)
            if fits(candidate):
                value = candidate
                keys = (
                    _keys(_get(value, place))
                    if isinstance(_get(value, place), list)
                    else [key for key in keys if key not in chunk]
                )
            else:
                start += size
        size //= 2
    return value


def _is_placeholder(value: Json) -> bool:
    return isinstance(value, Mapping) and len(value) == 1 and next(iter(value)).startswith("$")


def _keys(value: Json) -> list[str | int]:
    if isinstance(value, Mapping):
        return list(value)
    return list(range(len(value))) if isinstance(value, list) else []


def _get(value: Json, place: tuple[str | int, ...]) -> Json:
    for key in place:
        value = value[key]
    return value


def _put(value: Json, place: tuple[str | int, ...], new: Json) -> Json:
    if not place:
        return new
    key, rest = place[0], place[1:]
    if isinstance(value, list):
        return [_put(item, rest, new) if at == key else item for at, item in enumerate(value)]
    return {name: _put(item, rest, new) if name == key else item for name, item in value.items()}


def _without(value: Json, place: tuple[str | int, ...], keys: list[str | int]) -> Json:
    here = _get(value, place)
    if isinstance(here, list):
        return _put(value, place, [item for at, item in enumerate(here) if at not in keys])
    return _put(value, place, {name: item for name, item in here.items() if name not in keys})


def _leaves(value: Json, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, Mapping | list) and not _is_placeholder(value):
        for key in _keys(value):
            yield from _leaves(_get(value, (key,)), (*place, key))
    else:
        yield place


def _simpler(value: Json) -> Iterator[Json]:
    """Yield simpler values of the same type; what is short and plain stays as it is, since it reads well."""
    match value:
        case str() if len(value) > PLAIN or not value.isascii():
            yield "a"
            if not value.isascii():
                yield "a" * len(value)
            yield value[: len(value) // 2]
        case int() | float() if not isinstance(value, bool) and value not in (0, 1):
            yield 1
            yield 0
            if value != int(value):
                yield 0.5
        case _:
            return
