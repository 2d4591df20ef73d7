"""Assistants: only as much of them as it takes to attach one to a number."""

import uuid
from dataclasses import replace
from typing import Any

from vapi_contracts.reference.clock import Clock, shown
from vapi_contracts.reference.intake import Intake
from vapi_contracts.reference.message import Refusal, Request, Response
from vapi_contracts.reference.query import read_query
from vapi_contracts.reference.store import Row, Store

ASSIGNED = frozenset(("id", "orgId", "createdAt", "updatedAt"))


class Assistants:
    """The five operations on assistants. Every property is optional; unknown ones are kept as they came."""

    def __init__(self, intake: Intake, clock: Clock, org: str) -> None:
        self.store = Store()
        self._intake = intake
        self._clock = clock
        self._org = org

    def _body(self, request: Request) -> dict[str, Any]:
        body = self._intake.payload(request)
        if problems := self._intake.schemas.problems("Assistant", body):
            raise Refusal(400, problems, reason="payload")
        return {key: value for key, value in body.items() if key not in ASSIGNED}

    def _find(self, assistant_id: str) -> Row:
        row = self.store.get(assistant_id)
        if row is None:
            raise Refusal(404, "No such assistant")
        return row

    def _show(self, row: Row) -> dict[str, Any]:
        times = {"createdAt": shown(row.created), "updatedAt": shown(row.updated)}
        return {"id": row.id, "orgId": self._org, **row.kept, **times}

    def create(self, request: Request) -> Response:
        """POST /assistant."""
        now = self._clock.now()
        row = Row(str(uuid.uuid4()), self._body(request), now, now)
        self.store.put(row)
        return Response(201, self._show(row))

    def index(self, request: Request) -> Response:
        """GET /assistant: the newest first, by the same query as the numbers' list."""
        query = read_query(request.query)
        rows = [
            row
            for row in self.store.newest_first()
            if all(bound.holds(row.created if bound.field == "createdAt" else row.updated) for bound in query.bounds)
        ]
        return Response(200, [self._show(row) for row in rows[: 100 if query.limit is None else query.limit]])

    def read(self, _request: Request, assistant_id: str) -> Response:
        """GET /assistant/{id}."""
        return Response(200, self._show(self._find(assistant_id)))

    def patch(self, request: Request, assistant_id: str) -> Response:
        """PATCH /assistant/{id}: replaces the named properties."""
        body = self._body(request)
        with self.store.lock:
            row = self._find(assistant_id)
            row = replace(row, kept={**row.kept, **body}, updated=self._clock.now(after=row.updated))
            self.store.put(row)
        return Response(200, self._show(row))

    def delete(self, _request: Request, assistant_id: str) -> Response:
        """DELETE /assistant/{id}."""
        with self.store.lock:
            row = self._find(assistant_id)
            self.store.remove(row)
        return Response(200, self._show(row))
