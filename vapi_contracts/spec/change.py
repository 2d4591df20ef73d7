"""One change between two revisions, as it is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vapi_contracts.body import Json
from vapi_contracts.spec.differing import Direction, Severity

__all__ = ["Change", "Witness", "changes_to_json", "summary"]


@dataclass(frozen=True, slots=True)
class Witness:
    """A payload that one revision admits and the other does not."""

    payload: Json
    valid_in: str
    invalid_in: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What changed, whom it concerns, and a payload that proves it.

    `schema` is the named schema that the witness is judged by, a pointer to where it stands in the new revision if
    it has not the same name in both, and empty where there is none.
    """

    schema: str
    pointer: str
    kind: str
    direction: Direction
    severity: Severity
    message: str
    operations: tuple[str, ...]
    witness: Witness | None = None


def changes_to_json(changes: list[Change]) -> dict[str, Any]:
    """Write changes as JSON, with how many there are of each severity."""
    return {"changes": [_change_to_json(one) for one in changes], "summary": summary(changes)}


def summary(changes: list[Change]) -> Mapping[str, int]:
    """Count the changes of each severity."""
    return {
        severity: sum(one.severity == severity for one in changes)
        for severity in ("breaking", "compatible", "documentation")
    }


def _change_to_json(change: Change) -> dict[str, Any]:
    witness = change.witness
    return {
        "schema": change.schema,
        "pointer": change.pointer,
        "kind": change.kind,
        "direction": change.direction,
        "severity": change.severity,
        "message": change.message,
        "operations": list(change.operations),
        "witness": None
        if witness is None
        else {"payload": witness.payload, "valid_in": witness.valid_in, "invalid_in": witness.invalid_in},
    }
