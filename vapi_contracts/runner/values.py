"""Make a JSON value smaller while something still holds: fewer properties and items first, then plainer values.

Whether a smaller value is any good is asked of the caller, so nothing here knows what a valid payload is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from vapi_contracts.body import Json

__all__ = ["smaller_value"]

PLAIN = 40
"""Characters up to which a text is left alone."""

LEFT_FOR_LAST = ("provider",)
"""What nearly every payload needs: a payload of it alone is tried first."""


def smaller_value(value: Json, fits: Callable[[Json], bool]) -> Json:
    """Cut properties and items out of an object or a list, the outermost first, then simplify what is left.

    Any other value is returned as it is.
    """
    if not isinstance(value, Mapping | list):
        return value
    if isinstance(value, Mapping):
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
    return value


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
