"""One connection to the server that is trouble: HTTP/1.1 by h11, and every way to give an answer badly."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol, cast

import h11

from vapi_contracts.endpoint.http_events import (
    NO_BODY,
    asked_by,
    asked_unreadably,
    head_of,
    rest_of,
    target_for_the_app,
)
from vapi_contracts.endpoint.noting import Notes
from vapi_contracts.endpoint.troubling import UNANSWERED, asks_the_api, dated, troubled
from vapi_contracts.endpoint.visit import Period, Visit
from vapi_contracts.endpoint.wire import Answer, NoAnswer, Outcome, PreparedRequest, failure_of

__all__ = ["Connection", "House"]

TICK = 0.05
"""Seconds between two pieces of an answer that drips."""

LONGEST_HEAD = 128 * 1024
"""Bytes of a request's first line and headers: an id may be long."""

UNFINISHED = frozenset({h11.IDLE, h11.SEND_BODY})
"""States of a client that has something to say yet."""

UNREADABLE = Answer(400, [("content-type", "text/plain; charset=utf-8")], b"the request cannot be read")


class House(Protocol):
    """What a connection needs of its server."""

    notes: Notes
    hold: float
    connections: set[Connection]

    def admit(self) -> Period:
        """Count a request that comes now, and return the period that it belongs to."""
        ...

    def ask(self, request: PreparedRequest, deliver: Callable[[Outcome], object]) -> None:
        """Let the API answer."""
        ...


class Connection(asyncio.Protocol):
    """Reads requests one after the other, and gives each the answer or the trouble that was ordered."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._loop = asyncio.get_running_loop()
        self._wire = h11.Connection(h11.SERVER, max_incomplete_event_size=LONGEST_HEAD)
        self._transport: asyncio.Transport
        self._unread = b""
        self._asked: PreparedRequest | None = None
        self._body: list[bytes] = []
        self._visit: Visit | None = None
        self._held: asyncio.TimerHandle | None = None
        self._dripping: asyncio.TimerHandle | None = None
        self._full = False
        self._answered = False
        self._closing = False
        self._eof = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the connection."""
        self._transport = cast("asyncio.Transport", transport)
        self._transport.set_write_buffer_limits(0)
        self._transport.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._house.connections.add(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """End what was under way: the client has gone, or the server has hung up."""
        self._closing = True
        self._end()
        self._house.connections.discard(self)

    def data_received(self, data: bytes) -> None:
        """Read on."""
        if self._asked is None:
            self._unread += data
        self._wire.receive_data(data)
        self._read()

    def eof_received(self) -> bool:
        """Answer what was asked to the end, and then close; whoever is kept waiting has gone."""
        self._eof = True
        if self._visit is None:
            self._read()
        return self._held is None and self._visit is not None and not self._is_reading()

    def pause_writing(self) -> None:
        """Wait until the client has read what was sent."""
        self._full = True

    def resume_writing(self) -> None:
        """Go on."""
        self._full = False
        if self._answered:
            self._done()

    def hang_up(self, period: Period) -> None:
        """End what is under way since the beginning of a period."""
        if self._visit is not None and self._visit.period is period:
            self.abort()

    def abort(self) -> None:
        """Close the connection at once."""
        self._end()
        self._transport.abort()

    def _read(self) -> None:
        """Read events for as long as there are any, up to the end of one request."""
        if self._closing:
            return
        try:
            while True:
                event = self._wire.next_event()
                if isinstance(event, h11.Request):
                    self._begin(event)
                elif isinstance(event, h11.Data):
                    self._body.append(bytes(event.data))
                elif isinstance(event, h11.EndOfMessage):
                    self._take()
                    return
                else:
                    break
        except h11.RemoteProtocolError:
            self._refuse()
            return
        if self._eof and self._is_reading():
            self._close()
        elif self._wire.they_are_waiting_for_100_continue:
            self._send(h11.InformationalResponse(status_code=100, headers=[], reason=b"Continue"))

    def _is_reading(self) -> bool:
        return self._wire.their_state in UNFINISHED

    def _begin(self, head: h11.Request) -> None:
        self._asked = asked_by(head)
        self._body, self._unread = [], b""
        self._open(self._asked)

    def _open(self, request: PreparedRequest) -> Visit:
        self._visit = self._house.admit().begin(self._house.notes.request(request))
        return self._visit

    def _take(self) -> None:
        """Answer a request that has been read to its end."""
        visit, request = self._visit, self._asked
        assert visit is not None  # noqa: S101 - h11 gives the head before the end
        assert request is not None  # noqa: S101 - as above
        if self._body:
            request = replace(request, body=b"".join(self._body))
            visit.request = self._house.notes.request(request)
        target = target_for_the_app(request.target)
        if target is None:
            visit.trouble = None
            self._give(visit, UNREADABLE)
        elif visit.trouble is None or asks_the_api(visit.trouble):
            self._house.ask(replace(request, target=target), lambda outcome: self._give(visit, outcome))
        else:
            self._give(visit, None)

    def _refuse(self) -> None:
        """Answer what is no HTTP, and hang up."""
        self._closing = True
        visit = self._visit
        if visit is None:
            visit = self._open(asked_unreadably(self._unread))
        visit.trouble = None
        self._give(visit, UNREADABLE)

    def _give(self, visit: Visit, outcome: Outcome | None) -> None:
        """Send what there is to be sent, as it was ordered, unless the client has gone."""
        if self._visit is not visit:
            return
        trouble = visit.trouble
        if isinstance(outcome, NoAnswer):
            visit.failure = outcome.failure
            self._close()
        elif trouble is None:
            visit.failure = failure_of(outcome) if outcome else None
            self._deliver(visit, dated(outcome or UNREADABLE, time.time()))
        else:
            visit.delivery = trouble.delivery
            visit.failure = UNANSWERED.get(trouble.delivery)
            if trouble.delivery == "drop":
                self._close()
            elif trouble.delivery == "silence":
                self._held = self._loop.call_later(self._house.hold, self._close)
            else:
                self._deliver(visit, troubled(trouble, outcome, time.time()))

    def _deliver(self, visit: Visit, answer: Answer) -> None:
        without = answer.status in NO_BODY or (self._asked is not None and self._asked.method == "HEAD")
        visit.response = self._house.notes.response(replace(answer, body=b"") if without else answer)
        delivery = "whole" if without else visit.delivery
        body = answer.body
        if delivery != "whole":
            # An answer that is over at once could not stall.
            body = body.ljust(int(self._house.hold / TICK) + 8 if delivery == "drip" else 2)
        try:
            self._send(head_of(answer, len(body)), *rest_of(body, delivery, without=without))
        except h11.LocalProtocolError:
            visit.response, visit.failure, visit.delivery = None, "raised", "whole"
            self._close()
            return
        if delivery in {"stall", "drip"}:
            self._held = self._loop.call_later(self._house.hold, self._close)
        if delivery == "drip":
            self._drip(memoryview(body))
        elif delivery == "cut":
            self._close()
        elif delivery == "whole":
            self._answered = True
            if not self._full:
                self._done()

    def _send(self, *events: h11.Event) -> None:
        written = b"".join(self._wire.send(event) or b"" for event in events)
        if not self._transport.is_closing():
            self._transport.write(written)

    def _drip(self, left: memoryview) -> None:
        self._send(h11.Data(data=bytes(left[:1])))
        self._dripping = self._loop.call_later(TICK, self._drip, left[1:])

    def _done(self) -> None:
        """End an exchange whose answer is sent, and take the next one."""
        self._answered = False
        self._end()
        if self._closing or self._wire.our_state is not h11.DONE or self._wire.their_state is not h11.DONE:
            self._close()
            return
        self._wire.start_next_cycle()
        self._asked, self._unread = None, self._wire.trailing_data[0]
        if self._unread:
            self._loop.call_soon(self._read)
        elif self._eof:
            self._close()

    def _end(self) -> None:
        for timer in (self._held, self._dripping):
            if timer:
                timer.cancel()
        self._held = self._dripping = None
        visit, self._visit = self._visit, None
        if visit is not None:
            visit.end()

    def _close(self) -> None:
        self._closing = True
        self._end()
        self._transport.close()
