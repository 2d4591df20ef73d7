"""Time as the endpoint shows it: UTC, whole milliseconds, never going back."""

import threading
import time
from datetime import UTC, datetime, timedelta
from functools import lru_cache

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Clock:
    """Hands out instants in milliseconds since 1970, each at least as late as the one before."""

    def __init__(self) -> None:
        self._last = 0
        self._lock = threading.Lock()

    def now(self, *, after: int = -1) -> int:
        """Tell the time; it is later than `after`, so that a change can be told from what it changed."""
        with self._lock:
            self._last = max(self._last, time.time_ns() // 1_000_000, after + 1)
            return self._last


@lru_cache(4096)
def shown(instant: int) -> str:
    """Write milliseconds since 1970 as RFC 3339 with three decimals and `Z`."""
    moment = EPOCH + timedelta(milliseconds=instant)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
