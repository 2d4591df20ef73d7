"""Free values: what a place needs, spelled out of one text that Hypothesis draws, or counted out of bytes.

One draw serves a whole payload. A place where any text will do takes it as it is, within its bounds; one that
wants a URL or a telephone number maps its characters to those of an alphabet, so nothing is ever filtered.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias
from uuid import UUID
from xml.sax.saxutils import escape

from hypothesis import strategies as st

from vapi_contracts.body import Json
from vapi_contracts.contract.shapes import Node
from vapi_contracts.strategies.addresses import respell
from vapi_contracts.strategies.edges import HEADER_MAPS, place_name

__all__ = ["ANY_TEXT", "COUNTS", "Counted", "Free", "Spelled", "free_values"]

ANY_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"))
"""Any text that every store can hold."""

COUNTS = 72 * 256
"""How many numbers a slot can count."""

Spelled: TypeAlias = Callable[[str, int], Json]
"""Makes a value of a drawn text and a byte."""

Counted: TypeAlias = Callable[[int], Json]
"""Makes a value of a number below `COUNTS`."""


@dataclass(frozen=True, slots=True)
class Free:
    """The ways in which a place can be given a free value; none where a table holds all its values."""

    spelled: tuple[Spelled, ...] = ()
    counted: tuple[Counted, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.spelled or self.counted)


def free_values(node: Node, sip_host: str, *, plausible: bool) -> Free:
    """Return how a place is given free values, all valid, and with `plausible` such as none can refuse."""
    if node.branches:
        plain = (branch for branch in node.branches if branch.shape is None)
        return next((free for b in plain if (free := free_values(b, sip_host, plausible=plausible))), Free())
    if node.shape is not None or "enum" in node.keywords:
        return Free()
    match node.type:
        case "string":
            return Free(_texts(node, sip_host, plausible=plausible))
        case "integer":
            return Free(counted=(_status_codes,) if plausible else (_status_codes, _large))
        case "number":
            return Free(counted=_numbers(node, plausible=plausible))
        case "object" if node.values is not None:
            return Free(_maps(node.values, plausible=plausible))
        case "object":
            loose = Node(f"{node.rule}.additionalProperties", node.owner, node.name, type="string")
            return Free(_maps(loose, plausible=plausible) if node.name in HEADER_MAPS else (_message,))
        case _:
            return Free()


def _texts(node: Node, sip_host: str, *, plausible: bool) -> tuple[Spelled, ...]:
    least, most = int(node.keywords.get("minLength", 0)), node.keywords.get("maxLength")
    place = place_name(node)
    if place == "CreateVapiPhoneNumberDTO.sipUri":
        ours: Spelled = _uris(sip_host)
    elif place in _BY_PLACE:
        ours = _BY_PLACE[place](least, int(most or 4096))
    else:
        return (_any(least, most),)
    if plausible:
        return (ours,)
    if place == "TransferDestinationNumber.number":
        return (ours, _in(string.ascii_letters + string.digits, max(1, least), int(most or 40)))
    return (_any(least, most), ours)


def _any(least: int, most: int | None) -> Spelled:
    return lambda text, _: (text if len(text) >= least else text + "a" * (least - len(text)))[:most]


def _written(text: str, alphabet: str) -> str:
    size = len(alphabet)
    return "".join([alphabet[ord(character) % size] for character in text])


def _in(alphabet: str, least: int, most: int) -> Spelled:
    def spell(text: str, _: int) -> str:
        return _written(text, alphabet).ljust(least, alphabet[0])[:most]

    return spell


def _digits(least: int, most: int) -> Spelled:
    return _in("1234567890", max(1, least), min(most, 20))


def _dialled(least: int, most: int) -> Spelled:
    return _in("1234567890*#w,", max(1, least), most)


def _e164(least: int, most: int) -> Spelled:
    def spell(text: str, byte: int) -> str:
        country = ("1", "44", "49", "358")[byte % 4]
        digits = country + _written(text, string.digits) + (str(byte) if byte > 3 else "")
        return "+" + digits.ljust(least, "5")[: min(15, most - 1)]

    return spell


def _area_codes(_least: int, _most: int) -> Spelled:
    def spell(text: str, byte: int) -> str:
        count = (byte + 256 * len(text)) % 720
        return f"{2 + count // 90}{count // 10 % 9}{count % 10}"

    return spell


def _uuids(_least: int, _most: int) -> Spelled:
    def spell(text: str, byte: int) -> str:
        return str(UUID(bytes=(bytes([byte]) + text.encode())[:16].ljust(16, b"\0"), version=4))

    return spell


def _urls(_least: int, most: int) -> Spelled:
    path = _in(string.ascii_lowercase + string.digits + "-._~/?=&", 0, most - 30)
    return lambda text, byte: f"https://hooks.example.com/{path(text, byte)}"


def _uris(host: str) -> Spelled:
    user = _in(string.ascii_letters + string.digits + "-._+~!*", 1, 64)
    return lambda text, byte: respell(f"sip:{user(text, byte)}@{host}", byte * 0x0101_0101_0101_0101)


def _twiml(_least: int, most: int) -> Spelled:
    def spell(text: str, _: int) -> str:
        said = "".join(character for character in text if character.isprintable())
        return f"<Say>{escape(said[: (most - 11) // 5])}</Say>"

    return spell


def _header_values(_least: int, most: int) -> Spelled:
    printed = _in(string.ascii_letters + string.digits + string.punctuation + " ", 0, most)
    return lambda text, byte: printed(text, byte).strip()


_BY_PLACE: Mapping[str, Callable[[int, int], Spelled]] = {
    "CreateVapiPhoneNumberDTO.assistantId": _uuids,
    "CreateVapiPhoneNumberDTO.squadId": _uuids,
    "CreateVapiPhoneNumberDTO.workflowId": _uuids,
    "CreateVapiPhoneNumberDTO.numberDesiredAreaCode": _area_codes,
    "Server.url": _urls,
    "Server.headers.additionalProperties": _header_values,
    "TransferDestinationSip.sipHeaders.additionalProperties": _header_values,
    "TransferDestinationNumber.number": _e164,
    "TransferDestinationNumber.callerId": _e164,
    "TransferDestinationNumber.extension": _dialled,
    "TransferDestinationSip.callerId": _e164,
    "TransferDestinationSip.sipUri": lambda _least, _most: _uris("pbx.example.com"),
    "TransferPlan.twiml": _twiml,
    "TransferPlan.holdAudioUrl": _urls,
    "TransferPlan.transferCompleteAudioUrl": _urls,
    "PhoneNumberCallRingingHookFilter.startsWith.items": _digits,
}
"""Places where any text would not do."""


def _maps(values: Node, *, plausible: bool) -> tuple[Spelled, ...]:
    names = _in(string.ascii_letters + string.digits + "-_", 1, 40)
    value = _texts(values, "", plausible=True)[-1]

    def header(text: str, byte: int) -> Json:
        return {f"X-{names(text, byte)}": value(text[::-1], byte)}

    def pairs(text: str, _: int) -> Json:
        half = len(text) // 2
        return {text[:half]: text[half:], text[half:]: text[:half]}

    return (header,) if plausible else (pairs, header)


def _message(text: str, byte: int) -> Json:
    return {"role": ("user", "system", "assistant")[byte % 3], "content": text}


def _numbers(node: Node, *, plausible: bool) -> tuple[Counted, ...]:
    least, most = node.keywords.get("minimum"), node.keywords.get("maximum")
    low = 0 if least is None else least
    high = low + 1000 if most is None else most
    whole = int(high - low) + 1

    def integer(count: int) -> Json:
        return low + count % whole

    def eighths(count: int) -> Json:
        return low + (count % (8 * whole - 7)) / 8

    def any_float(count: int) -> Json:
        return low + (high - low) * (count / COUNTS)

    if plausible:
        return (integer,)
    return (integer, eighths, any_float) if most is not None else (integer, eighths, any_float, _large)


def _status_codes(count: int) -> Json:
    return 100 + count % 500


def _large(count: int) -> Json:
    return count << (count % 60)
