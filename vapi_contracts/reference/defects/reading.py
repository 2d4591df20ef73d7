"""Defects of `resource.read`: a GET by id does not show what was created, or not each time."""

from typing import Any

from vapi_contracts.reference.core import Core, View
from vapi_contracts.reference.defects.seed import Counting, Defect, is_bought_alone, without
from vapi_contracts.reference.message import Refusal, Request, Response
from vapi_contracts.reference.store import Row

RULE = "resource.read"


class _SecondReversed(Counting):
    def show(self, row: Row, view: View) -> dict[str, Any]:
        shown = super().show(row, view)
        if view == "read" and self.count("read", row.id) == 2 and isinstance(shown.get("hooks"), list):
            shown["hooks"] = shown["hooks"][::-1]
        return shown


class _ThirdMissing(Counting):
    def read_number(self, request: Request, number_id: str) -> Response:
        row = self.find(number_id)
        if self.count("third read", row.id) == 3:
            raise Refusal(404, "No such phone number")
        return super().read_number(request, number_id)


class _OtherOrg(Core):
    def show(self, row: Row, view: View) -> dict[str, Any]:
        shown = super().show(row, view)
        other = view == "read" and "authentication" in row.kept
        return {**shown, "orgId": row.id} if other else shown


class _TelephoneMissing(Core):
    def show(self, row: Row, view: View) -> dict[str, Any]:
        shown = super().show(row, view)
        hides = view == "read" and is_bought_alone(without(row.kept, "number", "status"))
        return without(shown, "number") if hides else shown


DEFECTS = (
    Defect(
        "read-second-differs",
        RULE,
        "The second GET of a number shows its hooks in reverse order.",
        behaviour=_SecondReversed,
    ),
    Defect("read-third-404", RULE, "The third GET of a number is answered 404.", behaviour=_ThirdMissing),
    Defect(
        "read-org-differs",
        RULE,
        "A GET of a number with SIP authentication shows another orgId than its creation.",
        behaviour=_OtherOrg,
    ),
    Defect(
        "read-telephone-number-missing",
        RULE,
        "A GET of a number that is made of an area code alone does not show its telephone number.",
        behaviour=_TelephoneMissing,
    ),
)
