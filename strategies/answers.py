"""Numbers as an endpoint shows them: what was sent, and what the endpoint itself puts in."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from vapi_contracts.body import Json
from vapi_contracts.contract.table import Contract
from vapi_contracts.strategies.addresses import SIP_HOST
from vapi_contracts.strategies.payloads import phone_numbers, raw_bytes

__all__ = ["responses"]

Shown = dict[str, Json]

SIZE = 44
_STATUSES = ("active", "activating", "blocked", None)
_EPOCH = datetime(2024, 1, 1, tzinfo=UTC)


def responses(*, contract: Contract | None = None, sip_host: str = SIP_HOST) -> st.SearchStrategy[Shown]:
    """Generate `VapiPhoneNumber`s: bodies of a 201 or of a GET, as plain JSON-able dicts.

    The timestamps are RFC 3339 in UTC, at a precision of seconds, milliseconds or microseconds, and `createdAt` is
    not later than `updatedAt`. A telephone number stands only where an area code was asked for.

    >>> responses().example()["provider"]  # doctest: +SKIP
    'vapi'
    """
    return st.builds(_shown, phone_numbers(contract=contract, sip_host=sip_host, plausible=True), raw_bytes(SIZE))


def _shown(sent: Shown, raw: bytes) -> Shown:
    created = _EPOCH + timedelta(seconds=int.from_bytes(raw[32:36]) % 80_000_000, microseconds=raw[36] * 3_921)
    updated = created + timedelta(seconds=int.from_bytes(raw[37:39]), microseconds=raw[39] * 3_921)
    digits = (3, 0, 6)[raw[40] % 3]
    status = _STATUSES[raw[41] % len(_STATUSES)]
    shown = {
        **sent,
        "id": str(uuid.UUID(bytes=raw[:16], version=4)),
        "orgId": str(uuid.UUID(bytes=raw[16:32], version=4)),
        "createdAt": _stamp(created, digits),
        "updatedAt": _stamp(updated, digits),
    }
    if status is not None:
        shown["status"] = status
    area = sent.get("numberDesiredAreaCode")
    if area is not None and "sipUri" not in sent:
        shown["number"] = f"+1{area}555{int.from_bytes(raw[42:44]) % 10_000:04d}"
    return shown


def _stamp(moment: datetime, digits: int) -> str:
    fraction = f".{moment.microsecond:06d}"[: digits + 1] if digits else ""
    return f"{moment:%Y-%m-%dT%H:%M:%S}{fraction}Z"
