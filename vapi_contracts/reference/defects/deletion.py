"""Defects of `resource.delete`: something is left of a number, or of its id."""

from dataclasses import replace
from typing import Any

from vapi_contracts.reference.core import Core, View
from vapi_contracts.reference.defects.seed import Defect
from vapi_contracts.reference.message import Refusal, Request, Response
from vapi_contracts.reference.query import Query
from vapi_contracts.reference.store import Row

RULE = "resource.delete"


class _Remembering(Core):
    """Knows which numbers were deleted."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.deleted: dict[str, Row] = {}

    def delete_number(self, request: Request, number_id: str) -> Response:
        """Remember what is about to go."""
        row = self.find(number_id)
        answer = super().delete_number(request, number_id)
        self.deleted[row.id] = row
        return answer


class _StaysInPages(_Remembering):
    def delete_number(self, request: Request, number_id: str) -> Response:
        answer = super().delete_number(request, number_id)
        row = self.deleted[number_id.lower()]
        if "name" in row.kept:
            self.store.put(replace(row, address=None))
        return answer

    def find(self, number_id: str) -> Row:
        row = super().find(number_id)
        if row.id in self.deleted:
            raise Refusal(404, "No such phone number")
        return row

    def selects(self, row: Row, query: Query, view: View) -> bool:
        hidden = row.id in self.deleted and (view != "paged" or bool(query.search))
        return not hidden and super().selects(row, query, view)


class _Accepted(Core):
    def delete_number(self, request: Request, number_id: str) -> Response:
        answer = super().delete_number(request, number_id)
        return replace(answer, status=202) if answer.body.get("hooks") else answer


class _StillReadable(_Remembering):
    def read_number(self, request: Request, number_id: str) -> Response:
        row = self.deleted.get(number_id.lower())
        if row and any(hook["on"] == "call.ending" for hook in row.kept.get("hooks", ())):
            return Response(200, self.show(row, "read"))
        return super().read_number(request, number_id)


class _IdReused(_Remembering):
    def new(self, body: dict[str, Any]) -> Row:
        row = super().new(body)
        old = [gone.id for gone in self.deleted.values() if gone.address and gone.address == row.address]
        if not old:
            return row
        del self.deleted[old[-1]]
        return replace(row, id=old[-1])


DEFECTS = (
    Defect(
        "delete-stays-in-pages",
        RULE,
        "A deleted number that had a name still shows in the paged list as long as nothing is searched for.",
        behaviour=_StaysInPages,
    ),
    Defect(
        "delete-answers-202",
        RULE,
        "The deletion of a number with hooks is answered 202.",
        behaviour=_Accepted,
    ),
    Defect(
        "delete-still-readable",
        RULE,
        "A deleted number that had a call.ending hook is still shown by GET.",
        behaviour=_StillReadable,
    ),
    Defect(
        "delete-id-reused",
        RULE,
        "A number with the SIP URI of a deleted one gets its id, too.",
        behaviour=_IdReused,
    ),
)
