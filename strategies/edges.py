"""The values worth trying at a place, the simplest first: at its bounds, beside them, known to the domain."""

from __future__ import annotations

from collections.abc import Iterator

from vapi_contracts.body import Json
from vapi_contracts.contract.fillers import filler, smallest
from vapi_contracts.contract.placing import MAP_KEY
from vapi_contracts.contract.shapes import Node, Shapes
from vapi_contracts.strategies import vocabulary

__all__ = ["HEADER_MAPS", "edge_values", "place_name"]

_LARGEST_EXACT = 2**53
"""From here on a double cannot tell neighbouring integers apart."""

_ANY = (
    "",
    " ",
    "0",
    "null",
    "false",
    "\u00e9",
    "e\u0301",
    "\U0001f4de",
    "a\tb\nc\r\n",
    "\x01\x7f",
    "\u202eabc",
    "\ufeff",
)
_MARKED = (
    "{{customer.number}}",
    "<b>&amp;</b>",
    '"\\/',
    "'; --",
    "a" * 255,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
)
HEADER_MAPS = frozenset({"headers", "sipHeaders"})
"""Maps of text to text by prose, also in revisions whose schema says no more than `object`."""

_MOST_IN_TABLE = 100
"""Texts longer than this come in few copies, so that payloads stay small."""


def place_name(node: Node) -> str:
    """Return the place in the words of the vocabulary: `Server.url`."""
    return node.rule.removeprefix("payload.")


def edge_values(shapes: Shapes, node: Node, sip_host: str) -> Iterator[Json]:
    """Yield values for a place, the simplest first; some may break a rule or be doubtful, and none is bound.

    Containers are shared: whoever places one must copy it.
    """
    if node.branches:
        for branch in node.branches:
            yield from _of_branch(shapes, branch, sip_host)
    elif node.shape is not None:
        yield from _objects(shapes, node.shape)
    elif "enum" in node.keywords:
        yield from node.keywords["enum"]
    else:
        yield from _of_type(shapes, node, sip_host)


def _of_type(shapes: Shapes, node: Node, sip_host: str) -> Iterator[Json]:
    match node.type:
        case "string":
            yield from _texts(shapes, node, sip_host)
        case "number":
            yield from _numbers(node, whole=False)
        case "integer":
            yield filler(shapes, node)
            yield from _numbers(node, whole=True)
        case "boolean":
            yield from (True, False)
        case "array":
            yield from _lists(shapes, node, sip_host)
        case "object" if node.values is not None or node.name in HEADER_MAPS:
            yield from ({}, *vocabulary.HEADERS)
            held = node.values or Node(f"{node.rule}.additionalProperties", node.owner, node.name, type="string")
            yield from ({MAP_KEY: value} for value in edge_values(shapes, held, sip_host))
        case _:
            known = filler(shapes, node)
            yield known
            yield from (message for message in vocabulary.MESSAGES if message != known)


def _of_branch(shapes: Shapes, branch: Node, sip_host: str) -> Iterator[Json]:
    return _objects(shapes, branch.shape) if branch.shape else edge_values(shapes, branch, sip_host)


def _texts(shapes: Shapes, node: Node, sip_host: str) -> Iterator[str]:
    known = vocabulary.texts(place_name(node), sip_host)
    yield from known or (filler(shapes, node),)
    least, most = node.keywords.get("minLength", 0), node.keywords.get("maxLength")
    sizes = [size for size in (most, most and most - 1, least, least + 1) if size]
    for size in dict.fromkeys(sizes):
        yield "a" * size
        if size <= _MOST_IN_TABLE or size == most:
            yield "\U0001f4de" * size
        if size <= _MOST_IN_TABLE:
            yield "\u00e9" * size
    yield from _ANY
    if not known:
        yield from _MARKED


def _numbers(node: Node, *, whole: bool) -> Iterator[float]:
    least, most = node.keywords.get("minimum"), node.keywords.get("maximum")
    bounds = [bound for bound in (least, most) if bound is not None]
    yield from bounds
    for bound in bounds:
        yield from (bound + 1, bound - 1)
    yield from (0, 1, 5, 20, 100, -1, 404, 599)
    yield from (
        _LARGEST_EXACT - 1,
        _LARGEST_EXACT,
        _LARGEST_EXACT + 1,
        1 - _LARGEST_EXACT,
        -_LARGEST_EXACT - 1,
    )
    if not whole:
        for bound in bounds:
            yield from (bound + 0.5, bound - 0.5, float(bound), bound + 2**-20)
        yield from (1.5, 0.1, 1e-7, 1e22, 1.7976931348623157e308)


def _lists(shapes: Shapes, node: Node, sip_host: str) -> Iterator[list[Json]]:
    yield []
    if node.items is None:
        return
    kinds = [filler(shapes, branch) for branch in node.items.branches or (node.items,)]
    yield from ([kind] for kind in kinds)
    yield from (list(known) for known in vocabulary.LISTS.get(place_name(node), ()))
    yield kinds + kinds
    yield [*reversed(kinds), kinds[0]]
    if not node.items.branches:
        every = list(dict.fromkeys(edge_values(shapes, node.items, sip_host))) if _is_plain(node.items) else []
        for size in (2, 3, 6):
            yield every[:size]
            yield every[:size][::-1]


def _is_plain(node: Node) -> bool:
    return node.type in ("string", "number", "integer", "boolean")


def _objects(shapes: Shapes, name: str) -> Iterator[dict[str, Json]]:
    """Yield the smallest object, and those whose properties mean something together.

    An object with every property is none of them: an edit that makes one cannot shrink to the one property
    that mattered.
    """
    yield smallest(shapes, name)
    properties = shapes[name].properties
    yield from (dict(plan) for plan in vocabulary.PLANS.get(name, ()) if plan.keys() <= properties.keys())
    mode = properties.get("mode")
    if name == "TransferPlan" and mode is not None:
        for option in mode.keywords.get("enum", ()):
            used = [key for key in vocabulary.MODE_USES.get(option, ()) if key in properties]
            yield {"mode": option}
            yield {"mode": option} | {key: filler(shapes, properties[key]) for key in used}
