"""The values that try a constraint: at its bound, short of it, and one step past it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from vapi_contracts.body import Json
from vapi_contracts.contract.fillers import filler
from vapi_contracts.contract.placing import ABSENT
from vapi_contracts.contract.prose import ROUTING_IDS
from vapi_contracts.contract.shapes import Node, Shapes, json_type
from vapi_contracts.contract.table import Row
from vapi_contracts.contract.waivers import NEVER_MISSING

__all__ = ["Trial", "at_bound", "past_bound", "short_of_bound"]

WIDE = "\u00e9"
"""One character of two bytes in UTF-8: who counts bytes miscounts it."""
ASTRAL = "\U0001f4de"
"""One character of two units in UTF-16: who counts units miscounts it."""

_UNCHECKED = {"numberE164CheckEnabled": False}


@dataclass(frozen=True, slots=True)
class Trial:
    """A value for a place, what must stand beside it, and in a few words what it tries."""

    value: Json
    told: str
    siblings: Mapping[str, Json] = field(default_factory=dict[str, Json])


def at_bound(shapes: Shapes, row: Row) -> Iterator[Trial]:
    """Yield values that meet the row's constraint and sit at its bound."""
    node, bound = row.node, row.bound
    beside = _beside(node)
    match row.keyword:
        case "enum":
            for option in bound:
                yield Trial(option, f"the value {option!r}", beside)
        case "minLength" | "maxLength":
            yield Trial(_text(node, bound), f"{bound} characters", beside)
            if _free(node):
                yield Trial(WIDE * bound, f"{bound} characters of two bytes each", beside)
                yield Trial(ASTRAL * bound, f"{bound} characters outside the basic plane", beside)
        case "minimum" | "maximum":
            yield Trial(bound, f"the number {bound}")
        case "pattern":
            for value in ("+14155550100", "+123456789012345", "+4930123456"):
                yield Trial(value, "an E.164 number")
            yield Trial("+14155550100", "an E.164 number, the check asked for", {"numberE164CheckEnabled": True})
            for value in ("+001234567890", "1234", "abc", "+1a2B", "0" * 40):
                yield Trial(value, "letters and digits, the check off", _UNCHECKED)
        case "oneOf":
            for branch in node.branches:
                yield Trial(filler(shapes, branch), f"a {branch.shape or branch.type}")
        case "type":
            yield from _of_type(shapes, node)
        case _:
            return


def short_of_bound(shapes: Shapes, row: Row, trial: Trial) -> Trial | None:
    """Return a neighbour of an at-bound trial: the same place, met with room to spare.

    `None` where the constraint leaves no room; then the neighbour is the payload without the property.
    """
    node, bound = row.node, row.bound
    match row.keyword:
        case "enum":
            others = [option for option in bound if option != trial.value]
            return Trial(others[0], "another value", trial.siblings) if others else None
        case "minLength" | "maxLength":
            least, most = node.keywords.get("minLength", 0), node.keywords.get("maxLength", bound + 8)
            size = (least + most) // 2
            if size == bound:
                return None
            return Trial(_text(node, size), f"{size} characters", trial.siblings)
        case "minimum" | "maximum":
            least, most = node.keywords.get("minimum", 0), node.keywords.get("maximum", bound + 8)
            middle = (least + most) // 2
            return Trial(middle, f"the number {middle}") if middle != bound else None
        case "oneOf":
            kind = json_type(trial.value)
            others = [other for branch in node.branches if json_type(other := filler(shapes, branch)) != kind]
            return Trial(others[0], f"a {json_type(others[0])}") if others else None
        case "pattern":
            plain = "4155550100" if trial.siblings == _UNCHECKED else "+14155550199"
            return Trial(plain, "another number", trial.siblings)
        case _:
            return None


def past_bound(shapes: Shapes, row: Row) -> Iterator[Trial]:
    """Yield values that break the row's constraint by one step, and no other."""
    node, bound = row.node, row.bound
    beside = _beside(node)
    match row.keyword:
        case "enum":
            yield from _not_of_enum(bound)
        case "maxLength":
            yield Trial(_text(node, bound + 1), f"{bound + 1} characters", beside)
            if _free(node):
                yield Trial("a" * bound + " ", f"{bound + 1} characters, the last a space", beside)
                yield Trial(WIDE * (bound + 1), f"{bound + 1} characters of two bytes each", beside)
        case "minLength":
            yield Trial(_text(node, bound - 1), f"{bound - 1} characters", beside)
            if _free(node) and bound > 1:
                yield Trial(WIDE * (bound - 1), f"{bound - 1} characters of two bytes each", beside)
                yield Trial(ASTRAL * (bound - 1), f"{bound - 1} characters outside the basic plane", beside)
        case "minimum":
            yield Trial(bound - 1, f"the number {bound - 1}")
            yield Trial(bound - 0.5, f"the number {bound - 0.5}")
        case "maximum":
            yield Trial(bound + 1, f"the number {bound + 1}")
            yield Trial(bound + 0.5, f"the number {bound + 0.5}")
        case "pattern":
            yield from _not_a_number()
        case "oneOf" | "type":
            yield from _not_of_type(shapes, row)
        case "required" if row.rule not in NEVER_MISSING:
            yield Trial(ABSENT, f"{bound} left out")
        case _:
            return


def _beside(node: Node) -> Mapping[str, Json]:
    """A telephone number's length is tried with the E.164 check off: E.164 ends at 15 digits."""
    return _UNCHECKED if node.rule == "payload.TransferDestinationNumber.number" else {}


def _free(node: Node) -> bool:
    """Whether any character is plausible there."""
    return not node.rule.endswith((".number", ".startsWith.items", "AreaCode", ".extension", ".callerId", ".twiml"))


def _text(node: Node, size: int) -> str:
    """A plausible text of that many characters."""
    match node.rule.rpartition("payload.")[2]:
        case "TransferPlan.twiml":
            return f"<Say>{'a' * (size - 11)}</Say>"
        case "CreateVapiPhoneNumberDTO.numberDesiredAreaCode":
            return "4155"[:size]
        case "TransferDestinationNumber.callerId":
            return ("+" + "1" * size)[:size]
        case rule:
            return ("1" if rule.endswith((".items", "extension", ".number", ".callerId")) else "a") * size


def _of_type(shapes: Shapes, node: Node) -> Iterator[Trial]:
    plain = filler(shapes, node)
    beside = _beside(node) if isinstance(plain, str) and not plain.startswith("+") else {}
    yield Trial(plain, f"a plain {node.type}", beside)
    if node.type == "boolean":
        yield Trial(False, "false")
    elif node.type == "array" and plain == [] and node.items is not None:
        yield Trial([filler(shapes, node.items)], "a list of one")
        yield Trial([filler(shapes, node.items)] * 2, "a list that repeats its item")


def _not_of_enum(options: list[Json]) -> Iterator[Trial]:
    first = options[0]
    if not isinstance(first, str):
        return
    swapped = first.swapcase()
    if swapped not in options:
        yield Trial(swapped, "a listed value in another case")
    yield Trial(f"{first}-x", "a value that is not in the list")
    yield Trial(f"{first} ", "a listed value and a space")
    yield Trial("", "an empty text")


def _not_a_number() -> Iterator[Trial]:
    checked: tuple[tuple[str, str], ...] = (
        ("14155550100", "no plus"),
        ("+04155550100", "a leading zero"),
        ("+1234567890123456", "16 digits"),
        ("+1415abc0100", "letters, the check on"),
        ("+1 415 555 0100", "spaces"),
        ("+1-415-555-0100", "dashes"),
        ("+14155550100\n", "a line feed at the end"),
        ("+141555501\u0660\u0660", "digits of another script"),
    )
    for value, told in checked:
        yield Trial(value, told)
    yield Trial("4155550100", "no plus, the check asked for", {"numberE164CheckEnabled": True})
    unchecked: tuple[tuple[str, str], ...] = (
        ("abc-def", "a dash, the check off"),
        ("++1234", "two pluses, the check off"),
        ("a b c", "spaces, the check off"),
        ("1234+", "a plus at the end, the check off"),
        ("caf\u00e9", "a letter that is not ASCII, the check off"),
    )
    for value, told in unchecked:
        yield Trial(value, told, _UNCHECKED)


_SAMPLES: Mapping[str, Json] = {
    "number": 7,
    "string": "text",
    "array": [],
    "object": {},
    "boolean": True,
    "null": None,
}
_COERCED: Mapping[str, tuple[str, Json]] = {
    "number": ("string", "7"),
    "boolean": ("string", "true"),
    "string": ("number", 7),
    "object": ("string", "text"),
}
"""What a lenient parser would turn into the demanded type: tried first, and on every path."""


def _not_of_type(shapes: Shapes, row: Row) -> Iterator[Trial]:
    node = row.node
    admitted = {branch.type for branch in node.branches} or {node.type}
    if "integer" in admitted:
        admitted.add("number")
    first = _COERCED.get(str(node.type))
    if node.type == "array" and node.items is not None:
        bare = filler(shapes, node.items)
        first = (json_type(bare), bare)
    elif node.branches:
        first = ("number", 7) if "string" in admitted else ("string", "text")
    for kind, value in _SAMPLES.items() if first is None else _first(first):
        if kind in admitted or (kind == "null" and node.name in ROUTING_IDS):
            continue
        yield Trial(value, "null" if kind == "null" else f"{'an' if kind[0] in 'ao' else 'a'} {kind}")


def _first(one: tuple[str, Json]) -> Iterator[tuple[str, Json]]:
    yield one
    yield from ((kind, value) for kind, value in _SAMPLES.items() if kind != one[0])
