"""The endpoint without a transport: routes, phone numbers, and their lists.

Everything that a seeded defect may bend is a method of its own with one clear job, so that a defect overrides
one or two of them and calls `super()`; several defects then stack up as one class.
"""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Literal

from vapi_contracts.reference.assistants import Assistants
from vapi_contracts.reference.clock import Clock, shown
from vapi_contracts.reference.document import Schemas
from vapi_contracts.reference.ids import is_uuid, telephone
from vapi_contracts.reference.intake import Intake
from vapi_contracts.reference.message import Refusal, Request, Response
from vapi_contracts.reference.query import Bound, Query, read_query
from vapi_contracts.reference.store import Row, Store, TakenError

View = Literal["created", "read", "listed", "paged", "patched", "deleted"]
CREATE = "CreateVapiPhoneNumberDTO"
UPDATE = "UpdateVapiPhoneNumberDTO"
DEFAULT_LIMIT = 100


class Core(Intake):
    """Answers requests. One instance is one account with one token; nothing outlives it."""

    def __init__(self, schemas: Schemas, *, token: str, sip_host: str) -> None:
        super().__init__(schemas, sip_host)
        self.clock = Clock()
        self.store = Store()
        self.org = str(uuid.uuid4())
        self.assistants = Assistants(self, self.clock, self.org)
        self._bearer = token
        self._made = 0
        self._collections: dict[str, dict[str, Callable[[Request], Response]]] = {
            "/phone-number": {"GET": self.list_numbers, "POST": self.create_number},
            "/v2/phone-number": {"GET": self.page_numbers},
            "/assistant": {"GET": self.assistants.index, "POST": self.assistants.create},
        }
        self._items: dict[str, dict[str, Callable[[Request, str], Response]]] = {
            "/phone-number": {
                "GET": self.read_number,
                "PATCH": self.patch_number,
                "DELETE": self.delete_number,
            },
            "/assistant": {
                "GET": self.assistants.read,
                "PATCH": self.assistants.patch,
                "DELETE": self.assistants.delete,
            },
        }

    def handle(self, request: Request) -> Response:
        """Answer a request; never raises, whatever it holds."""
        try:
            return self.route(request)
        except Refusal as refusal:
            return refusal.response()

    def admits(self, request: Request) -> bool:
        """Tell whether a request bears the account's token."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        return scheme.lower() == "bearer" and token.strip() == self._bearer

    def route(self, request: Request) -> Response:
        """Find the operation and run it; refuses strangers (401), unknown paths (404) and methods (405)."""
        if not self.admits(request):
            raise Refusal(401, "The bearer token is missing or wrong", reason="token")
        if operations := self._collections.get(request.path):
            if operation := operations.get(request.method):
                return operation(request)
            raise Refusal(405, "No such method here", headers={"allow": ", ".join(operations)})
        parent, _, tail = request.path.rpartition("/")
        actions = self._items.get(parent)
        if not actions or not tail:
            raise Refusal(404, "No such path")
        if action := actions.get(request.method):
            if not is_uuid(tail):
                raise Refusal(400, ["id: not a UUID"], reason="id")
            return action(request, tail)
        raise Refusal(405, "No such method here", headers={"allow": ", ".join(actions)})

    def create_number(self, request: Request) -> Response:
        """POST /phone-number."""
        body = self.judge(CREATE, self.payload(request))
        row = self.new(body)
        self.put(row)
        return Response(self.created_status(body), self.show(row, "created"))

    def read_number(self, _request: Request, number_id: str) -> Response:
        """GET /phone-number/{id}."""
        return Response(200, self.show(self.find(number_id), "read"))

    def patch_number(self, request: Request, number_id: str) -> Response:
        """PATCH /phone-number/{id}: whole or not at all."""
        body = self.judge(UPDATE, self.payload(request))
        with self.store.lock:
            row = self.change(self.find(number_id), body)
            self.put(row)
        return Response(200, self.show(row, "patched"))

    def delete_number(self, _request: Request, number_id: str) -> Response:
        """DELETE /phone-number/{id}."""
        with self.store.lock:
            row = self.find(number_id)
            self.store.remove(row)
        return Response(200, self.show(row, "deleted"))

    def list_numbers(self, request: Request) -> Response:
        """GET /phone-number: the newest first, cut by the bounds, then by the limit."""
        query = read_query(request.query)
        rows = [row for row in self.store.newest_first() if self.selects(row, query, "listed")]
        return Response(200, [self.show(row, "listed") for row in rows[: self.limit(query)]])

    def page_numbers(self, request: Request) -> Response:
        """GET /v2/phone-number: the same, searched, ordered and cut into pages."""
        query = read_query(request.query, paged=True)
        rows = [row for row in self.store.newest_first() if self.selects(row, query, "paged")]
        if query.ascending:
            rows.reverse()
        size = self.limit(query)
        start = (query.page - 1) * size
        return Response(
            200,
            {
                "results": [self.show(row, "paged") for row in rows[start : start + size]],
                "metadata": self.metadata(query, size, len(rows)),
            },
        )

    def metadata(self, query: Query, size: int, total: int) -> dict[str, Any]:
        """Describe a page."""
        pages = -(-total // size) if size else 0
        return {
            "itemsPerPage": size,
            "totalItems": total,
            "currentPage": query.page,
            "totalPages": pages,
            "hasNextPage": query.page < pages,
            "sortOrder": "ASC" if query.ascending else "DESC",
        }

    def find(self, number_id: str) -> Row:
        """Find a number, or refuse (404)."""
        row = self.store.get(number_id)
        if row is None:
            raise Refusal(404, "No such phone number")
        return row

    def put(self, row: Row) -> None:
        """Store a number, or refuse (409) when another has its SIP URI in whatever case."""
        try:
            self.store.put(row)
        except TakenError:
            raise Refusal(409, "Another phone number has this SIP URI", reason="twin") from None

    def new(self, body: dict[str, Any]) -> Row:
        """Make a number of a valid payload: what it names is kept as it came, the rest is the endpoint's."""
        kept = self.keep(CREATE, body.items())
        kept["status"] = "active"
        if "sipUri" not in body and (area := body.get("numberDesiredAreaCode")):
            self._made += 1
            if number := telephone(area, self._made):
                kept["number"] = number
        now = self.clock.now()
        return Row(str(uuid.uuid4()), kept, now, now, self.address(kept))

    def change(self, row: Row, body: dict[str, Any]) -> Row:
        """Replace the properties that a valid patch names; `null` takes a routing id away."""
        kept = {**row.kept, **self.keep(UPDATE, body.items())}
        kept = {key: value for key, value in kept.items() if value is not None}
        return replace(row, kept=kept, updated=self.clock.now(after=row.updated), address=self.address(kept))

    def keep(self, schema: str, properties: Iterable[tuple[str, Any]]) -> dict[str, Any]:
        """Pick the properties that the contract knows; others are accepted and forgotten."""
        known = self.schemas.properties(schema)
        return {key: value for key, value in properties if key in known}

    def address(self, kept: dict[str, Any]) -> str | None:
        """Bring a number's SIP URI to the form in which no two may be alike."""
        uri: str | None = kept.get("sipUri")
        return None if uri is None else uri.lower()

    def created_status(self, body: dict[str, Any]) -> int:  # noqa: ARG002 - defects look at it
        """Choose the status code of a creation."""
        return 201

    def show(self, row: Row, view: View) -> dict[str, Any]:  # noqa: ARG002 - defects look at it
        """Write a number as one of six views shows it; the dict is fresh, what it holds is the store's."""
        return {
            "id": row.id,
            "orgId": self.org,
            **row.kept,
            "createdAt": shown(row.created),
            "updatedAt": shown(row.updated),
        }

    def limit(self, query: Query) -> int:
        """Tell how many rows a list may show."""
        return DEFAULT_LIMIT if query.limit is None else query.limit

    def selects(self, row: Row, query: Query, view: View) -> bool:  # noqa: ARG002 - defects look at it
        """Tell whether a list that was asked so shows this number."""
        return all(self.within(row, bound) for bound in query.bounds) and (
            not query.search or self.matches(row, query.search)
        )

    def within(self, row: Row, bound: Bound) -> bool:
        """Tell whether a number lies on the right side of a bound."""
        return bound.holds(row.created if bound.field == "createdAt" else row.updated)

    def matches(self, row: Row, search: str) -> bool:
        """Tell whether a search text occurs in the name, the number or the SIP URI, in any case."""
        wanted = search.lower()
        return any(wanted in row.kept.get(key, "").lower() for key in ("name", "number", "sipUri"))
