"""Which request meets which trouble: orders are given before the requests come, and are used up by them."""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from vapi_contracts.endpoint.troubling import refuse_impossible
from vapi_contracts.transcript import Operation
from vapi_contracts.trouble import Trouble

__all__ = ["Orders"]


@dataclass(slots=True)
class _Order:
    troubles: tuple[Trouble | None, ...]
    on: Operation | None
    always: bool
    met: int = 0

    def unmet_text(self) -> str:
        left = ", ".join(map(_shown, self.troubles[self.met :]))
        return f"{left} on {self.on or 'any request'}"


def _shown(trouble: Trouble | None) -> str:
    """Return a trouble in brief: a body says little that its status does not."""
    if trouble is None:
        return "none"
    written = trouble.to_json()
    if len(written) > 1:
        written.pop("body", None)
    return json.dumps(written, ensure_ascii=False)


class Orders:
    """Troubles for the requests that come next, in the order in which they were given. Safe to use from threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._orders: list[_Order] = []

    def give(self, *troubles: Trouble | None, on: Operation | None = None, always: bool = False) -> None:
        """Let the next requests, or those of one operation, meet these in turn; `None` is no trouble.

        After them comes what was ordered later; if there is nothing and `always` is set, the last one repeats.
        Raises `ValueError` for what cannot be sent or an unknown operation, `TypeError` for what is no trouble.
        """
        if on is not None and on not in get_args(Operation):
            raise ValueError(f"on is one of {', '.join(get_args(Operation))}, not {on!r}")
        for trouble in troubles:
            if trouble is not None:
                refuse_impossible(trouble)
        if troubles:
            with self._lock:
                self._orders.append(_Order(troubles, on, always))

    def next(self, operation: Operation) -> Trouble | None:
        """Return what a request that has just come meets."""
        with self._lock:
            fitting = [order for order in self._orders if order.on in {None, operation}]
            for order in fitting:
                if order.met < len(order.troubles):
                    order.met += 1
                    return order.troubles[order.met - 1]
            return next((order.troubles[-1] for order in reversed(fitting) if order.always), None)

    def unmet(self) -> Sequence[str]:
        """Return a line for each order that was not used up."""
        with self._lock:
            return [order.unmet_text() for order in self._orders if order.met < len(order.troubles)]
