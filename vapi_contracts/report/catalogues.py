"""The catalogues of rules and of defects as tables and as JSON."""

from __future__ import annotations

import difflib
import fnmatch
from collections.abc import Iterable

from vapi_contracts.body import Json
from vapi_contracts.reference import Defect
from vapi_contracts.rules.rule import Rule

__all__ = ["UnknownIdError", "defects_to_json", "matching", "rules_to_json", "table"]


class UnknownIdError(ValueError):
    """A pattern that no id matches; the text names the nearest id."""


def rules_to_json(rules: Iterable[Rule]) -> list[dict[str, Json]]:
    """Return rules as a list of plain objects."""
    return [
        {
            "id": rule.id,
            "statement": rule.statement,
            "basis": rule.basis,
            "source": rule.source,
            "subject": rule.subject,
            "needs": sorted(rule.needs),
        }
        for rule in rules
    ]


def defects_to_json(defects: Iterable[Defect]) -> list[dict[str, Json]]:
    """Return defects as a list of plain objects."""
    return [
        {
            "id": defect.id,
            "rule": defect.rule,
            "statement": defect.statement,
            "channel": defect.channel,
        }
        for defect in defects
    ]


def matching(patterns: Iterable[str], ids: list[str], *, what: str) -> set[str]:
    """Return the ids that match one of the shell patterns.

    Raises `UnknownIdError` for a pattern that matches none.
    """
    found: set[str] = set()
    for pattern in patterns:
        matched = [one for one in ids if fnmatch.fnmatchcase(one, pattern)]
        if not matched:
            near = difflib.get_close_matches(pattern.strip("*?"), ids, 1, 0)
            raise UnknownIdError(f"no {what} matches {pattern!r}; did you mean {near[0]!r}?")
        found.update(matched)
    return found


def table(rows: Iterable[tuple[str, ...]]) -> str:
    """Return rows as lines with aligned columns, the last one as wide as it is."""
    rows = list(rows)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)][:-1]
    return "".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]) + "\n"
        for row in rows
    )
