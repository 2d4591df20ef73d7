"""Defects of `resource.sip-uri-unique`: two numbers whose SIP URI differs only in case both exist."""

from dataclasses import replace
from typing import Any

from vapi_contracts.reference.core import Core
from vapi_contracts.reference.defects.seed import Defect
from vapi_contracts.reference.store import Row

RULE = "resource.sip-uri-unique"


class _UserCounts(Core):
    def address(self, kept: dict[str, Any]) -> str | None:
        address = super().address(kept)
        return address and str(kept["sipUri"]).rpartition("@")[0].partition(":")[2] + address


class _SchemeCounts(Core):
    def address(self, kept: dict[str, Any]) -> str | None:
        address = super().address(kept)
        return address and str(kept["sipUri"]).partition(":")[0] + address


class _PatchCounts(Core):
    def change(self, row: Row, body: dict[str, Any]) -> Row:
        changed = super().change(row, body)
        alike = body.get("sipUri") in (None, changed.address)
        return changed if alike else replace(changed, address=f"as it is: {body['sipUri']}")


class _ForgottenByPatch(Core):
    def change(self, row: Row, body: dict[str, Any]) -> Row:
        changed = super().change(row, body)
        return changed if "sipUri" in body else replace(changed, address=None)


DEFECTS = (
    Defect(
        "unique-user-case-counts",
        RULE,
        "A number may have another one's SIP URI with the user part in another case.",
        behaviour=_UserCounts,
    ),
    Defect(
        "unique-scheme-case-counts",
        RULE,
        "A number may have another one's SIP URI with the scheme in another case.",
        behaviour=_SchemeCounts,
    ),
    Defect(
        "unique-case-counts-on-patch",
        RULE,
        "A PATCH may give a number another one's SIP URI with some of its letters in upper case.",
        behaviour=_PatchCounts,
    ),
    Defect(
        "unique-forgotten-by-patch",
        RULE,
        "A number that was patched no longer keeps others from having its SIP URI.",
        behaviour=_ForgottenByPatch,
    ),
)
