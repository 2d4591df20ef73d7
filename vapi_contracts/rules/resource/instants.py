"""Timestamps as an endpoint shows them: RFC 3339 texts, at whatever precision."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction

from vapi_contracts.body import Json

__all__ = ["Instant", "instant_of"]

_RFC3339 = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d+))?(?:([Zz])|([+-])(\d\d):(\d\d))", re.ASCII
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, order=True)
class Instant:
    """Seconds since 1970, exactly, and the unit that the text displays, in seconds."""

    seconds: Fraction
    unit: Fraction


def instant_of(value: Json) -> Instant | None:
    """Read a timestamp; `None` for what is no RFC 3339 date-time."""
    found = _RFC3339.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(part) for part in found.group(1, 2, 3, 4, 5, 6))
    digits, _, sign, offset_hours, offset_minutes = found.group(7, 8, 9, 10, 11)
    offset = timedelta(hours=int(offset_hours or 0), minutes=int(offset_minutes or 0))
    try:
        leap = second == 60
        zone = timezone(-offset if sign == "-" else offset)
        at = datetime(year, month, day, hour, minute, 59 if leap else second, tzinfo=zone)
    except ValueError:
        return None
    unit = Fraction(1, 10 ** len(digits)) if digits else Fraction(1)
    whole = Fraction((at - _EPOCH) // timedelta(seconds=1) + leap)
    part = Fraction(int(digits)) * unit if digits else Fraction(0)
    return Instant(Fraction(whole + part), unit)
