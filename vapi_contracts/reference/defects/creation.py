"""Defects of `resource.create`: a valid payload of a rare kind is not answered as it should be."""

from typing import Any

from vapi_contracts.reference.core import Core, View
from vapi_contracts.reference.defects.seed import Defect, amended, without
from vapi_contracts.reference.message import Refusal
from vapi_contracts.reference.store import Row

RULE = "resource.create"


class _TwimlFails(Core):
    def new(self, body: dict[str, Any]) -> Row:
        plan = body.get("fallbackDestination", {}).get("transferPlan", {})
        if plan.get("mode") == "warm-transfer-twiml" and "twiml" in plan:
            raise Refusal(500, "Something went wrong", reason="defect")
        return super().new(body)


class _OrgMissing(Core):
    def show(self, row: Row, view: View) -> dict[str, Any]:
        shown = super().show(row, view)
        rare = view == "created" and shown.get("hooks") == [] and "server" not in shown
        return without(shown, "orgId") if rare else shown


class _OkForSquad(Core):
    def created_status(self, body: dict[str, Any]) -> int:
        bare = "squadId" in body and body.keys() <= {"provider", "squadId", "sipUri", "numberDesiredAreaCode"}
        return 200 if bare else super().created_status(body)


class _Pending(Core):
    def new(self, body: dict[str, Any]) -> Row:
        row = super().new(body)
        return amended(row, status="pending") if body.get("server", {}).get("timeoutSeconds") == 300 else row


DEFECTS = (
    Defect(
        "create-twiml-fallback-fails",
        RULE,
        "A creation whose fallback destination transfers by TwiML that it brings along is answered 500.",
        behaviour=_TwimlFails,
    ),
    Defect(
        "create-org-missing",
        RULE,
        "A creation with an empty list of hooks and no server is answered without an orgId.",
        behaviour=_OrgMissing,
    ),
    Defect(
        "create-200-for-squad",
        RULE,
        "A creation that sets a squad and nothing else but the number's address is answered 200.",
        behaviour=_OkForSquad,
    ),
    Defect(
        "create-status-pending",
        RULE,
        "A number whose server has the longest timeoutSeconds, 300, gets a status that does not exist.",
        behaviour=_Pending,
    ),
)
