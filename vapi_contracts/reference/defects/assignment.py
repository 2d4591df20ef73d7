"""Defects of `resource.assigned`: what the endpoint itself puts into a number is not as it should be."""

from dataclasses import replace
from typing import Any

from vapi_contracts.reference.core import Core, View
from vapi_contracts.reference.defects.seed import Defect, is_bought_alone, without
from vapi_contracts.reference.store import Row

RULE = "resource.assigned"


class _UpdatedFirst(Core):
    def new(self, body: dict[str, Any]) -> Row:
        row = super().new(body)
        return replace(row, updated=row.created - 1) if is_bought_alone(body) else row


class _OffsetWithoutColon(Core):
    def show(self, row: Row, view: View) -> dict[str, Any]:
        shown = super().show(row, view)
        if "realm" in row.kept.get("authentication", {}):
            shown["createdAt"] = shown["createdAt"].replace("Z", "+0000")
        return shown


class _OrgMissing(Core):
    def show(self, row: Row, view: View) -> dict[str, Any]:
        shown = super().show(row, view)
        return without(shown, "orgId") if view == "paged" and "name" not in row.kept else shown


class _StatusUpdated(Core):
    def show(self, row: Row, view: View) -> dict[str, Any]:
        shown = super().show(row, view)
        return {**shown, "status": "updated"} if view == "listed" and row.updated > row.created else shown


DEFECTS = (
    Defect(
        "assigned-updated-before-created",
        RULE,
        "A number that is made of an area code alone is updated a millisecond before it is created.",
        behaviour=_UpdatedFirst,
    ),
    Defect(
        "assigned-offset-without-colon",
        RULE,
        "A number whose SIP authentication has a realm shows createdAt with the offset +0000.",
        behaviour=_OffsetWithoutColon,
    ),
    Defect(
        "assigned-org-missing-in-pages",
        RULE,
        "The paged list shows a number that has no name without its orgId.",
        behaviour=_OrgMissing,
    ),
    Defect(
        "assigned-status-unknown-in-list",
        RULE,
        "The plain list shows a number that was patched with a status that does not exist.",
        behaviour=_StatusUpdated,
    ),
)
