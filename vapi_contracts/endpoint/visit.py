"""An exchange while it is under way, as a server sees it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from vapi_contracts.endpoint.ordering import Orders
from vapi_contracts.transcript import Exchange, Failure, Request, Response
from vapi_contracts.trouble import Delivery, Trouble

__all__ = ["Period", "Visit"]


@dataclass(slots=True, eq=False)
class Visit:
    """One request, from its first line until everything is sent or somebody has closed the connection."""

    period: Period
    trouble: Trouble | None
    started: float
    request: Request
    response: Response | None = None
    failure: Failure | None = None
    delivery: Delivery = "whole"
    seconds: float | None = None

    def end(self) -> None:
        """End it."""
        self.seconds = self.period.clock() - self.period.began - self.started
        if self.response is None and self.failure is None:
            self.failure = "dropped"

    def exchange(self) -> Exchange:
        """Return what is known of it."""
        return Exchange(
            request=self.request,
            response=self.response,
            failure=self.failure,
            started=round(self.started, 6),
            seconds=round(self.seconds or 0.0, 6),
            delivery=self.delivery,
        )


@dataclass(slots=True, eq=False)
class Period:
    """The time from one order to the next: `clock` is in seconds, `kept` the number of visits that are remembered."""

    clock: Callable[[], float]
    kept: int | None = None
    orders: Orders = field(default_factory=Orders)
    began: float = field(init=False)
    visits: deque[Visit] = field(init=False)

    def __post_init__(self) -> None:
        """Begin."""
        self.began = self.clock()
        self.visits = deque(maxlen=self.kept)

    def begin(self, request: Request) -> Visit:
        """Begin a visit, and settle what it meets."""
        at = self.clock() - self.began
        operation = Exchange(request=request).operation
        visit = Visit(self, self.orders.next(operation), at, request)
        self.visits.append(visit)
        return visit
