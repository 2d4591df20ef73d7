"""Which byte means which place, such that Hypothesis finds the simpler of two places when it shrinks.

Transfer destinations stand in three places of a payload. Hypothesis lowers a byte by clearing its high bits,
so a place deep in the hooks is put one such bit above its twin in the fallback destination.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from vapi_contracts.strategies.places import Place, Way

__all__ = ["arranged"]

_MOST = 255
_HIGH_BITS = (64, 128)


def arranged(ways: Mapping[Place, Way]) -> list[Way | None]:
    """Return the ways in the order of their bytes, from 1 on; what is left of a byte repeats the top level.

    Bytes beyond that mean no place. More places than a byte can tell apart keep the order in which they are.
    """
    if not ways or len(ways) > _MOST:
        return [*ways.values()]
    if len(ways) * 2 <= _MOST:
        return [*ways.values()] * (_MOST // len(ways))
    taken = _positions(ways)
    top = [place for place in ways if len(place) == 1] * 4
    free = [at for at in range(1, _MOST + 1) if at not in taken]
    taken |= dict(zip(free, top, strict=False))
    return [ways[taken[at]] if at in taken else None for at in range(1, max(taken) + 1)]


def _positions(places: Iterable[Place]) -> dict[int, Place]:
    known = list(places)
    twins = {place: twin for place in known if (twin := _twin(place, known)) is not None}
    has_twin = set(twins.values())
    taken: dict[int, Place] = {}
    where: dict[Place, int] = {}
    first = [place for place in known if place in has_twin and place not in twins]
    rest = [place for place in known if place not in has_twin or place in twins]
    for at, place in enumerate(first, start=1):
        taken[at], where[place] = place, at
    for place in [place for place in rest if place in twins]:
        low = where.get(twins[place])
        high = [low | bit for bit in _HIGH_BITS if low and low < bit and low | bit not in taken]
        if high:
            taken[high[0]], where[place] = place, high[0]
    free = (at for at in range(1, _MOST + 1) if at not in taken)
    left = [place for place in rest if place not in where]
    return taken | dict(zip(free, left, strict=False))


def _twin(place: Place, known: Iterable[Place]) -> Place | None:
    """Return the place elsewhere that is the same from its second part on; the longest."""
    alike = (
        other
        for other in known
        if 1 < len(other) < len(place) and other[0] != place[0] and place[1 - len(other) :] == other[1:]
    )
    return max(alike, key=len, default=None)
