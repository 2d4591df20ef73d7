"""Which properties a client chokes on: those that no payload has which it took in the same transcript."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from vapi_contracts.body import Json
from vapi_contracts.rules.client.mentions import mentioned
from vapi_contracts.rules.client.places import Places
from vapi_contracts.rules.reading import difference

__all__ = ["PLAIN", "SOME_VALUES", "causes"]

PLAIN = "plain"
"""The cause of a breach that the plainest payload shows already."""

SOME_VALUES = "some values"
"""In a cause: a property is taken with other values."""


def causes(
    places: Places,
    body: Json,
    taken: Iterable[tuple[Places, Json]],
    message: str | None,
    *,
    plain: frozenset[str],
    plain_fails: bool,
) -> Iterator[tuple[str, ...]]:
    """Yield a cause for each thing that is wrong with a body which the client did not take.

    `taken` are the bodies it did take; `plain` are the properties that every body has, and `plain_fails` says that it
    does not even take a body of those. Where the error's `message` names properties, each is a cause of its own: else
    one may hide behind another that always stands beside it.
    """
    taken = tuple(taken)
    left = places.named - plain - frozenset(name for other, _ in taken for name in other.named)
    if plain_fails:
        yield (PLAIN, *sorted(left))
    elif not left and not taken:
        yield (PLAIN,)
    elif not left:
        yield from _by_value(places, body, taken, message)
    else:
        named = mentioned(places, left, message)
        yield from ((name,) for name in sorted(named)) if named else (tuple(sorted(left)),)


def _by_value(
    places: Places, body: Json, taken: Iterable[tuple[Places, Json]], message: str | None
) -> Iterator[tuple[str, ...]]:
    pointers = [pointer for _, other in taken for pointer in [difference(body, other)] if pointer is not None]
    deepest = max(pointers, key=lambda pointer: pointer.count("/"), default=None)
    if deepest is not None:
        yield (places.at(deepest), SOME_VALUES)
        return
    named = mentioned(places, places.named, message)
    yield (*sorted(named or places.named), SOME_VALUES)
