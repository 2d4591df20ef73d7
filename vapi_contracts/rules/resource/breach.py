"""How a judge of resources says that its rule is broken."""

from __future__ import annotations

from vapi_contracts.body import Json
from vapi_contracts.verdict import Verdict

__all__ = ["breach"]


def breach(
    rule: str, at: int, pointer: str, message: str, expected: Json, actual: Json, *, beside: int | None = None
) -> Verdict:
    """Return the verdict that `rule` is broken at the exchange `at`, at a JSON pointer of what came back."""
    return Verdict(
        rule=rule,
        outcome="broken",
        exchange=at,
        pointer=pointer,
        message=message,
        expected=expected,
        actual=actual,
        beside=beside,
    )
