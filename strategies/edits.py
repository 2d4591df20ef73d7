"""A payload from bytes: a start, and edits of it, three bytes each, so that it is made fast and shrinks well.

The layout is fixed. The first byte picks the start, the second what is set beside it; then each slot says
which place is edited (0 and what lies beyond the table: none), which value is set there (the simplest first;
from `FREE_FROM` on a free one), and which branches and list items the way takes. A byte lowered to 0 removes
one edit and moves no other. Free texts come from one text, drawn when the first is asked for: a draw costs as
much as all the edits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hypothesis.strategies import SearchStrategy

from vapi_contracts.body import Json
from vapi_contracts.strategies.places import Leaf, Option, Way
from vapi_contracts.strategies.spelling import ANY_TEXT

__all__ = ["FREE_FROM", "Decoder", "Draw", "copied"]

Draw = Callable[[SearchStrategy[Any]], Any]
"""The function by which Hypothesis draws from a strategy; it is asked for texts only."""

FREE_FROM = 184
"""Value bytes from here on, 28 in 100, ask for free text or a number."""

_LONGEST = 5
"""Items up to which a list is made longer by rearranging it."""


def copied(value: Json) -> Json:
    """Return a copy of a JSON value that shares no container with it."""
    if type(value) is dict:
        return {key: copied(sub) for key, sub in value.items()}
    if type(value) is list:
        return [copied(item) for item in value]
    return value


class _Source:
    """The text of one payload, and how often it was used: no two places get the same."""

    __slots__ = ("_draw", "_text", "_uses")

    def __init__(self, draw: Draw) -> None:
        self._draw, self._text, self._uses = draw, "", 0

    def text(self) -> str:
        self._uses += 1
        if self._uses == 1:
            self._text = self._draw(ANY_TEXT)
            return self._text
        return f"{self._text}{self._uses}"


class Decoder:
    """Makes payloads out of bytes, by at most `slots` edits.

    `ways` are the places in the order of their bytes, from 1 on; `starts` and `besides` are picked by the
    first two bytes, the first of each being the simplest.
    """

    def __init__(
        self,
        ways: Sequence[Way | None],
        starts: Sequence[Mapping[str, Json]],
        besides: Sequence[Mapping[str, Json]] = ({},),
        *,
        slots: int,
    ) -> None:
        if not ways:
            raise ValueError("this revision of the contract leaves nothing to vary")
        self._tables = _tables(ways)
        self._starts, self._besides = tuple(starts), tuple(besides)
        self.size = 2 + 3 * slots

    @property
    def simplest(self) -> Mapping[str, Json]:
        """The payload without any edit; not to be changed."""
        return self._starts[0]

    def __call__(self, raw: bytes, draw: Draw) -> dict[str, Json]:
        """Return the payload that the bytes spell; `draw` is asked for a text at most once."""
        payload: dict[str, Json] = copied(self._starts[raw[0] % len(self._starts)])
        payload.update(self._besides[raw[1] % len(self._besides)])
        source = _Source(draw)
        tables = self._tables
        for at in range(2, self.size, 3):
            place, value, choice = raw[at : at + 3]
            table = tables[0]
            if len(tables) > 1:
                choice, layer = divmod(choice, len(tables))
                table = tables[layer]
            way = table[place]
            if way is not None:
                _edit(payload, way, value, choice, source)
        return payload


def _tables(ways: Sequence[Way | None]) -> list[list[Way | None]]:
    """Return what each place byte means: `None` for 0 and for what is left over.

    More places than a byte can tell apart make several tables; a slot's last byte picks one.
    """
    layers = [ways[at : at + 255] for at in range(0, len(ways), 255)]
    return [[None, *layer, *[None] * (255 - len(layer))] for layer in layers]


def _edit(here: Any, way: Way, value: int, choice: int, source: _Source) -> None:
    """Walk the way from `here` and set a value at its end.

    The two high bits of `choice` pick the branch of a union, two of the others an item of each list on the
    way: so they mean the same at a place and at its twin elsewhere.
    """
    branch, items = choice >> 6, choice
    while True:
        key: Any = way.key
        if key is None:
            items, which = divmod(items, 4)
            if not here or which == 2:
                key = len(here)
                here.append(None)
            else:
                key = 0 if which == 3 else len(here) - 1
            stands = here[key]
        else:
            stands = here.get(key)
        leaf = way.leaf
        if leaf is not None:
            here[key] = new = _value(leaf, stands, value, choice, source)
            if leaf.companion is not None:
                leaf.companion(here, new)
            return
        for option in way.options:
            if type(stands) is option.kind and _bears(option, stands):
                break
        else:
            option = way.options[branch % len(way.options)]
            blank = copied(option.blank)
            if stands is not None and way.key is None:
                here.append(blank)
            else:
                here[key] = blank
            stands = blank
        here, way = stands, option.onward


def _bears(option: Option, stands: Any) -> bool:
    for name, mark in option.marks:  # noqa: SIM110 - `all` is three times as slow, in the innermost loop
        if stands.get(name) != mark:
            return False
    return True


def _value(leaf: Leaf, stands: Json, value: int, choice: int, source: _Source) -> Json:
    if value >= FREE_FROM:
        free = leaf.free
        if free.spelled:
            return free.spelled[value % len(free.spelled)](source.text(), choice)
        if free.counted:
            return free.counted[value % len(free.counted)]((value - FREE_FROM) << 8 | choice)
        if leaf.is_list and stands:
            return _rearranged(stands, choice)
    return copied(leaf.values[value % len(leaf.values)])


def _rearranged(items: list[Json], choice: int) -> list[Json]:
    """Return the items in another order, or some of them once more."""
    match choice % 4:
        case 0:
            return items[::-1]
        case 1:
            return items[1:] + items[:1]
        case 2 if len(items) < _LONGEST:
            return [*items, copied(items[0])]
        case 3 if len(items) < _LONGEST:
            return [copied(items[-1]), *items]
        case _:
            return items[:_LONGEST]
