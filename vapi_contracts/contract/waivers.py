"""What stands in the published schema and cannot be tested, with the reason; a stale line fails a test."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["NEVER_MISSING", "PARTLY_WAIVED", "WAIVED"]

_SHORTER = "the enum beside it lists nothing longer than 1000 characters, so it constrains nothing"

WAIVED: Mapping[str, str] = {
    "payload.PhoneNumberCallEndingHookFilter.key.maxLength": _SHORTER,
    "payload.PhoneNumberCallEndingHookFilter.type.maxLength": _SHORTER,
    "payload.PhoneNumberCallRingingHookFilter.key.maxLength": _SHORTER,
    "payload.PhoneNumberCallRingingHookFilter.type.maxLength": _SHORTER,
    "payload.PhoneNumberHookCallEnding.on.maxLength": _SHORTER,
    "payload.PhoneNumberHookCallRinging.on.maxLength": _SHORTER,
    "payload.PhoneNumberCallRingingHookFilter.startsWith.maxLength": (
        "maxLength says nothing of an array; that of its items is a rule of its own"
    ),
}
"""Keywords that are no rule at all."""

NEVER_MISSING: Mapping[str, str] = {
    "payload.BackoffPlan.maxRetries.required": "prose gives a default",
    "payload.BackoffPlan.type.required": "prose gives a default",
    "payload.TransferPlan.mode.required": "prose gives a default",
}
"""Required by the schema although prose gives a default: a payload without is neither valid nor invalid."""

PARTLY_WAIVED: Mapping[str, str] = {
    "payload.TransferDestinationNumber.number.maxLength": (
        "E.164 ends at 15 digits, so the length is tried with the check off"
    ),
    "payload.TransferDestinationNumber.callerId.maxLength": (
        "a caller id of exactly 40 characters is never plausible, so its refusal is not judged"
    ),
    "payload.TransferDestinationSip.callerId.maxLength": (
        "a caller id of exactly 40 characters is never plausible, so its refusal is not judged"
    ),
}
"""Rules that are tested on one side only."""
