"""What the endpoint remembers: rows in the order of their making, in memory, safe for threads."""

import threading
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """One resource at one moment. It never changes; a change is another row under the same id.

    `kept` is what was sent and what the endpoint chose, without id and times. `address` is what no two rows
    may share: the SIP URI brought to one case.
    """

    id: str
    kept: dict[str, Any]
    created: int
    updated: int
    address: str | None = None


class TakenError(Exception):
    """Raised when a row claims an address that another row has; nothing is stored then."""


class Store:
    """Rows by id. Hold `lock` around a read and the write that depends on it."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self._rows: dict[str, Row] = {}
        self._owners: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def put(self, row: Row) -> None:
        """Store a row, in the place of the one with the same id if there is one; raises `TakenError`."""
        with self.lock:
            if row.address is not None and self._owners.get(row.address, row.id) != row.id:
                raise TakenError(row.address)
            before = self._rows.get(row.id)
            if before is not None and before.address is not None:
                self._owners.pop(before.address, None)
            if row.address is not None:
                self._owners[row.address] = row.id
            self._rows[row.id] = row

    def get(self, row_id: str) -> Row | None:
        """Find a row; ids are UUIDs, so their case does not count."""
        return self._rows.get(row_id.lower())

    def remove(self, row: Row) -> None:
        """Forget a row and free its address."""
        with self.lock:
            del self._rows[row.id]
            if row.address is not None and self._owners.get(row.address) == row.id:
                del self._owners[row.address]

    def newest_first(self) -> list[Row]:
        """List all rows, the last made first."""
        with self.lock:
            return list(reversed(self._rows.values()))
