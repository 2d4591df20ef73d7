"""Numbers as an endpoint shows them: what was sent, and what the endpoint itself puts in."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from vapi_contracts.body import Json
from vapi_contracts.contract.table import Contract, bundled
from vapi_contracts.strategies.addresses import SIP_HOST
from vapi_contracts.strategies.edits import Draw
from vapi_contracts.strategies.payloads import phone_numbers, raw_bytes

__all__ = ["SIZE", "responses", "shown"]

Shown = dict[str, Json]

SIZE = 44
"""Bytes that say what the endpoint puts in."""

_SHAPE = "VapiPhoneNumber"
_STATUSES = ("active", "activating", "blocked", None)
_DIGITS = (3, 0, 6)
"""Digits of a second's fraction, by how often endpoints show them."""

_EPOCH = datetime(2024, 1, 1, tzinfo=UTC)
_TICK = 3_921
"""Microseconds; 255 of them are less than a second, with digits in every place."""


def responses(*, contract: Contract | None = None, sip_host: str = SIP_HOST) -> st.SearchStrategy[Shown]:
    """Generate `VapiPhoneNumber`s: bodies of a 201 or of a GET, as plain JSON-able dicts.

    They hold what a payload may have asked for, and what endpoints add: ids, timestamps, mostly a status.
    Timestamps are RFC 3339 in UTC, in seconds, milliseconds or microseconds, and `createdAt` is not later than
    `updatedAt`. A telephone number stands only where an area code was asked for. A password may be masked,
    but as the schema demands one of 20 characters it is never shortened or left out.

    >>> responses().example()["provider"]  # doctest: +SKIP
    'vapi'

    Raises `ValueError`, when drawn from, for a contract that shows no numbers.
    """
    return _responses(contract, sip_host)


@st.composite
def _responses(draw: Draw, contract: Contract | None, sip_host: str) -> Shown:
    known = contract or bundled()
    sent = draw(phone_numbers(contract=known, sip_host=sip_host, plausible=True))
    return shown(known, sent, draw(raw_bytes(SIZE)))


def shown(contract: Contract, sent: Mapping[str, Json], raw: bytes) -> Shown:
    """Return what is shown of a number that was made by this payload; `raw` says the rest."""
    if _SHAPE not in contract.shapes:
        raise ValueError(f"this revision of the contract has no {_SHAPE}")
    created = _EPOCH + timedelta(seconds=int.from_bytes(raw[32:36]) % 80_000_000, microseconds=raw[36] * _TICK)
    updated = created + timedelta(seconds=int.from_bytes(raw[37:39]), microseconds=raw[39] * _TICK)
    digits = _DIGITS[raw[40] % len(_DIGITS)]
    added: Shown = {
        "id": str(uuid.UUID(bytes=raw[:16], version=4)),
        "orgId": str(uuid.UUID(bytes=raw[16:32], version=4)),
        "createdAt": _stamp(created, digits),
        "updatedAt": _stamp(updated, digits),
        "status": _STATUSES[raw[41] % len(_STATUSES)],
    }
    area = sent.get("numberDesiredAreaCode")
    if area is not None and "sipUri" not in sent:
        added["number"] = f"+1{area}555{int.from_bytes(raw[42:44]) % 10_000:04d}"
    whole: Shown = {**sent, **{name: value for name, value in added.items() if value is not None}}
    if "authentication" in whole and raw[41] >= 128:
        whole["authentication"] = _masked(whole["authentication"])
    declared = contract.shapes[_SHAPE].properties
    return {name: value for name, value in whole.items() if name in declared}


def _masked(authentication: Mapping[str, Json]) -> Shown:
    password: str = authentication["password"]
    return {**authentication, "password": "*" * len(password)}


def _stamp(moment: datetime, digits: int) -> str:
    fraction = f".{moment.microsecond:06d}"[: digits + 1] if digits else ""
    return f"{moment:%Y-%m-%dT%H:%M:%S}{fraction}Z"
