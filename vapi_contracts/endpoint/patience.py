"""How long to wait: before trying again, between requests, and until the endpoint's clock has moved on."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import cast

from vapi_contracts.body import Json

__all__ = ["Clockwork", "Pace", "pause_before"]

FIRST_PAUSE = 0.05
LONGEST_PAUSE = 5.0
"""Seconds that a `Retry-After` is obeyed at most."""

_FRACTION = re.compile(r"T\d\d:\d\d:\d\d(?:\.(\d+))?")


def pause_before(attempt: int, retry_after: str | None, *, now: Callable[[], float] = time.time) -> float:
    """Return the seconds to wait before the next attempt, the first retry being attempt 1.

    `Retry-After` is read as seconds or as an HTTP date; without one that can be read the pause grows.
    """
    asked = _asked_for(retry_after.strip(), now()) if retry_after else None
    if asked is None:
        return min(FIRST_PAUSE * 2.0 ** (attempt - 1), LONGEST_PAUSE)
    return min(max(asked, 0.0), LONGEST_PAUSE)


def _asked_for(text: str, now: float) -> float | None:
    if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", text, re.ASCII):
        return float(text)
    try:
        moment: datetime = parsedate_to_datetime(text)
    except ValueError:
        return None
    seconds: float = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    return seconds - now


class Pace:
    """Lets at most `rate` requests a second pass; `None` lets all of them pass."""

    def __init__(self, rate: float | None, *, sleep: Callable[[float], None], clock: Callable[[], float]) -> None:
        self._gap = 1 / rate if rate else 0.0
        self._sleep = sleep
        self._clock = clock
        self._next = 0.0

    def keep(self) -> None:
        """Wait until the next request may go."""
        if not self._gap:
            return
        now = self._clock()
        if now < self._next:
            self._sleep(self._next - now)
            now = self._next
        self._next = now + self._gap


class Clockwork:
    """Knows how finely an endpoint tells the time, from the timestamps that it showed.

    `least` are the seconds that are always enough where it tells milliseconds. Whether zeros behind the
    second are chance or all it ever has, other timestamps tell.
    """

    def __init__(self, least: float, *, clock: Callable[[], float]) -> None:
        self._least = least
        self._clock = clock
        self._shown = ""
        self._at = 0.0
        self._fine = False

    def saw(self, shown: Json) -> None:
        """Take note of the timestamps of a number that the endpoint has just shown."""
        if not isinstance(shown, dict):
            return
        number = cast("dict[str, Json]", shown)
        text: Json = number.get("updatedAt") or number.get("createdAt")
        if isinstance(text, str):
            self._shown = text
            self._at = self._clock()
            if not self._fine:
                found = _FRACTION.search(text)
                self._fine = bool(found and (found.group(1) or "").strip("0"))

    def seconds_until_it_differs(self) -> float:
        """Return how long to wait until a new timestamp must differ from the last one shown.

        The endpoint's clock has passed the unit that it showed at the latest one unit after it was seen: that
        holds however far its clock and ours are apart.
        """
        found = _FRACTION.search(self._shown)
        if found is None:
            return self._least
        fraction: str | None = found.group(1)
        unit = 10.0 ** -len(fraction) if fraction else 1.0
        if fraction and not fraction.strip("0") and not self._fine:
            unit = 1.0
        if unit <= self._least:
            return self._least
        return max(0.0, unit - (self._clock() - self._at)) + self._least
