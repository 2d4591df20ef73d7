"""Defects of `resource.patch` and `resource.unset`: a change does more, less or other than it says."""

from dataclasses import replace
from typing import Any

from vapi_contracts.reference.core import Core
from vapi_contracts.reference.defects.seed import Counting, Defect, amended, without
from vapi_contracts.reference.store import Row

PATCH = "resource.patch"
UNSET = "resource.unset"


def _alone(body: dict[str, Any], name: str) -> bool:
    """Tell whether a patch names this property and no other, the provider aside."""
    return body.keys() - {"provider"} == {name}


class _NameDropsServer(Core):
    def change(self, row: Row, body: dict[str, Any]) -> Row:
        changed = super().change(row, body)
        return amended(changed, server=None) if _alone(body, "name") else changed


class _CreatedMoves(Core):
    def change(self, row: Row, body: dict[str, Any]) -> Row:
        changed = super().change(row, body)
        return replace(changed, created=changed.updated) if _alone(body, "sipUri") else changed


class _ShownNotKept(Core):
    def put(self, row: Row) -> None:
        before = self.store.get(row.id)
        old = before.kept.get("authentication") if before else None
        super().put(amended(row, authentication=old) if old else row)


class _HooksDropSquad(Core):
    def change(self, row: Row, body: dict[str, Any]) -> Row:
        changed = super().change(row, body)
        return amended(changed, squadId=None) if _alone(body, "hooks") else changed


class _SecondForgotten(Counting):
    def put(self, row: Row) -> None:
        before = self.store.get(row.id)
        if before is None or self.count("patch put", row.id) != 2:
            super().put(row)


class _UpdatedGoesBack(Counting):
    def change(self, row: Row, body: dict[str, Any]) -> Row:
        changed = super().change(row, body)
        again = self.count("patch change", row.id) == 2
        return replace(changed, updated=changed.created) if again else changed


class _SquadStays(Core):
    def change(self, row: Row, body: dict[str, Any]) -> Row:
        return super().change(row, without(body, "squadId") if body.get("squadId", "") is None else body)


class _AssistantEmpty(Core):
    def change(self, row: Row, body: dict[str, Any]) -> Row:
        changed = super().change(row, body)
        return amended(changed, assistantId="") if body.get("assistantId", "") is None else changed


class _FirstOnly(Core):
    def change(self, row: Row, body: dict[str, Any]) -> Row:
        nulls = [key for key, value in body.items() if value is None]
        return super().change(row, without(body, *nulls[1:]))


class _WorkflowReturns(Core):
    def put(self, row: Row) -> None:
        before = self.store.get(row.id)
        gone = before is not None and "workflowId" not in row.kept
        super().put(amended(row, workflowId=before.kept.get("workflowId")) if before and gone else row)


DEFECTS = (
    Defect(
        "patch-name-drops-server",
        PATCH,
        "A patch that names the name alone takes the server away.",
        behaviour=_NameDropsServer,
    ),
    Defect(
        "patch-moves-created-at",
        PATCH,
        "A patch that names the SIP URI alone moves createdAt.",
        behaviour=_CreatedMoves,
    ),
    Defect(
        "patch-shown-but-not-kept",
        PATCH,
        "A replaced SIP authentication shows in the answer to the patch and never again.",
        behaviour=_ShownNotKept,
    ),
    Defect(
        "patch-hooks-drop-squad",
        PATCH,
        "A patch that names the hooks alone takes the squad away.",
        behaviour=_HooksDropSquad,
    ),
    Defect(
        "patch-second-forgotten",
        PATCH,
        "The second patch of a number shows in its answer and never again.",
        behaviour=_SecondForgotten,
    ),
    Defect(
        "patch-updated-at-goes-back",
        PATCH,
        "The second patch of a number sets updatedAt back to createdAt.",
        behaviour=_UpdatedGoesBack,
    ),
    Defect("unset-squad-ignored", UNSET, "A null for squadId is ignored.", behaviour=_SquadStays),
    Defect(
        "unset-assistant-empty",
        UNSET,
        "A null for assistantId leaves an empty string behind.",
        behaviour=_AssistantEmpty,
    ),
    Defect(
        "unset-first-only",
        UNSET,
        "Of several routing ids that one patch sets to null, only the first is removed.",
        behaviour=_FirstOnly,
    ),
    Defect(
        "unset-workflow-returns",
        UNSET,
        "A workflowId set to null is gone from the answer and back afterwards.",
        behaviour=_WorkflowReturns,
    ),
)
