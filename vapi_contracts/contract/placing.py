"""Put a value at a path of a payload, with the smallest valid object wherever the path needs one."""

from __future__ import annotations

import copy
from collections.abc import Mapping

from vapi_contracts.body import Json
from vapi_contracts.contract.fillers import filler, smallest
from vapi_contracts.contract.shapes import Node, Shapes
from vapi_contracts.contract.table import ITEM, VALUE, Branch, Part, Path
from vapi_contracts.contract.weighing import escape

__all__ = ["ABSENT", "MAP_KEY", "put"]


class _Absent:
    """The value of a place from which a property is taken away."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = _Absent()
MAP_KEY = "X-Desk"
"""The key under which a value is put into a map."""


def put(
    shapes: Shapes,
    root: str,
    body: Mapping[str, Json],
    path: Path,
    value: Json,
    siblings: Mapping[str, Json] | None = None,
    *,
    append_at: int | None = None,
) -> tuple[dict[str, Json], str]:
    """Return a copy of `body` with `value` at `path`, and the JSON pointer at which it now stands.

    What stands on the way is kept where it fits the branch that the path takes, and replaced where it does
    not; lists are edited at their last item, or get one. `ABSENT` takes the property away. `siblings` are
    set beside the value. `append_at` is the position in `path` of an item that is added to its list instead.
    Only what the path goes through is copied: the rest is shared with `body`.
    """
    edited: dict[str, Json] = dict(body)
    node = Node("", root, "", type="object", shape=root)
    here: Json = edited
    around: Json = None
    key: str | int = ""
    pointer = ""
    for at, part in enumerate(path):
        if isinstance(part, Branch):
            node = node.branches[part.at]
            if not _fits(shapes, node, here):
                around[key] = here = copy.deepcopy(filler(shapes, node))
            continue
        around = here
        if isinstance(part, str):
            key, node = part, shapes[node.shape or root].properties[part]
        elif part is ITEM:
            last = len(around) if at == append_at else max(0, len(around) - 1)
            key, node = last, _inner(node.items)
        else:
            key, node = MAP_KEY, _inner(node.values)
        pointer = f"{pointer}/{escape(str(key))}"
        if at < len(path) - 1:
            here = _descend(shapes, around, key, node, path[at + 1])
    _set(around, key, value)
    if siblings:
        around.update(siblings)
    return edited, pointer


def _inner(node: Node | None) -> Node:
    if node is None:
        raise ValueError("the path leads into a place that holds nothing")
    return node


def _set(here: Json, key: str | int, value: Json) -> None:
    if value is ABSENT:
        if isinstance(here, dict):
            here.pop(key, None)
        return
    if isinstance(here, list):
        here[int(key) :] = [value]
    else:
        here[key] = value


def _descend(shapes: Shapes, around: Json, key: str | int, node: Node, onward: str | Part | Branch) -> Json:
    """Return a copy of what stands at `key`, made anew where nothing stands that the path can go through."""
    present = key in around if isinstance(around, dict) else isinstance(key, int) and key < len(around)
    if present and (node.branches or isinstance(around[key], list if onward is ITEM else dict)):
        stands = around[key]
        inside = type(stands)(stands) if isinstance(stands, list | dict) else stands
    else:
        inside = [] if onward is ITEM else {} if onward is VALUE else copy.deepcopy(filler(shapes, node))
    _set(around, key, inside)
    return inside


def _fits(shapes: Shapes, branch: Node, value: Json) -> bool:
    if branch.shape is None:
        return not isinstance(value, dict)
    if not isinstance(value, dict):
        return False
    return all(
        value.get(key) == wanted
        for key, wanted in smallest(shapes, branch.shape).items()
        if len(shapes[branch.shape].properties[key].keywords.get("enum", ())) == 1
    )
