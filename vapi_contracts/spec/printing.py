"""Changes and contradictions as people read them: on a terminal, in Markdown, in the log of a GitHub action."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from vapi_contracts.spec.change import Change, summary
from vapi_contracts.spec.contradiction import Contradiction

__all__ = ["FORMATS", "contradictions_to_json", "contradictions_to_text"]

LONGEST = 400
"""Characters of a payload that are shown."""

OPERATIONS = 4
UNSAFE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]|(?<=#)\[|(?<=#)vso(?=\[)", re.IGNORECASE
)
"""What starts a line or a command, turns a terminal's colours or the direction of writing, or cannot be written."""

HEADINGS = {"breaking": "Breaking", "compatible": "Compatible", "documentation": "Documentation"}


def _visible(text: str) -> str:
    """Write a line so that it stays one, and text, whatever a document calls its properties."""
    return UNSAFE.sub(lambda found: "".join(f"\\u{ord(one):04x}" for one in found[0]), text)


def _payload(change: Change) -> str:
    if change.witness is None:
        return ""
    text = json.dumps(change.witness.payload)
    return text if len(text) <= LONGEST else text[:LONGEST] + "..."


def _operations(change: Change) -> str:
    listed = ", ".join(change.operations[:OPERATIONS])
    return listed + (f" and {len(change.operations) - OPERATIONS} more" if len(change.operations) > OPERATIONS else "")


def _total(changes: list[Change]) -> str:
    return ", ".join(f"{number} {severity}" for severity, number in summary(changes).items())


def to_text(changes: list[Change]) -> str:
    """Write a paragraph a change, what breaks first, and a line of totals."""
    lines: list[str] = []
    for one in changes:
        lines.append(f"{one.severity}  {one.message}")
        lines.append(f"  {one.kind}, {one.direction}, {one.pointer}")
        lines.append(f"  {_operations(one)}")
        if one.witness is not None:
            valid, invalid = one.witness.valid_in, one.witness.invalid_in
            lines.append(
                f"  a payload for {one.schema}, valid in the {valid} revision and invalid in the {invalid} one:"
            )
            lines.append(f"    {_payload(one)}")
        lines.append("")
    return _written([*lines, _total(changes)])


def _written(lines: list[str]) -> str:
    return "".join(f"{_visible(line)}\n" for line in lines)


def to_markdown(changes: list[Change]) -> str:
    """Write a table for each severity."""
    lines = [f"**{_total(changes)}**"]
    for severity, heading in HEADINGS.items():
        chosen = [one for one in changes if one.severity == severity]
        if chosen:
            lines += ["", f"## {heading}", "", "| change | operations | witness |", "|---|---|---|"]
            lines += [f"| {_cell(one.message)} | {_cell(_operations(one))} | {_witness_cell(one)} |" for one in chosen]
    return _written(lines)


def to_github(changes: list[Change]) -> str:
    """Write workflow commands: an error for what breaks, a notice for the rest, but for wording."""
    return "".join(f"{line}\n" for line in _commands(changes))


def _commands(changes: list[Change]) -> Iterator[str]:
    for one in changes:
        if one.severity == "documentation":
            continue
        level = "error" if one.severity == "breaking" else "notice"
        text = one.message + (f"\nwitness: {_payload(one)}" if one.witness is not None else "")
        yield f"::{level} title={_escaped(one.kind, ':,')}::{_escaped(text)}"
    yield f"::notice title=summary::{_total(changes)}"


def _escaped(text: str, more: str = "") -> str:
    text = "".join(one if one in "\r\n" else _visible(one) for one in text)
    for character in "%\r\n" + more:
        text = text.replace(character, f"%{ord(character):02X}")
    return text


def _cell(text: str) -> str:
    """Write text so that it stays in its cell, and is no code, link or mark-up."""
    return re.sub(r"([\\`|<*\[])", r"\\\1", _visible(text))


def _witness_cell(change: Change) -> str:
    if change.witness is None:
        return ""
    code = _payload(change).replace("`", "\\u0060").replace("|", "\\|")
    return f"`{code}` (valid in {change.witness.valid_in})"


FORMATS: Mapping[str, Callable[[list[Change]], str]] = {
    "text": to_text,
    "markdown": to_markdown,
    "github": to_github,
}
"""The formats in which changes are printed, besides JSON."""


def contradictions_to_json(found: list[Contradiction]) -> dict[str, Any]:
    """Write contradictions as JSON."""
    return {
        "contradictions": [
            {"pointer": one.pointer, "reason": one.reason, "keywords": list(one.keywords), "reading": dict(one.reading)}
            for one in found
        ]
    }


def contradictions_to_text(found: list[Contradiction]) -> str:
    """Write a paragraph a contradiction, and a line of the total."""
    lines: list[str] = []
    for one in found:
        lines.append(f"{one.pointer}")
        lines.append(f"  {one.reason} ({', '.join(one.keywords)})")
        if one.reading:
            text = json.dumps(one.reading)
            lines.append(f"  read as {text if len(text) <= LONGEST else text[:LONGEST] + '...'}")
        lines.append("")
    return _written([*lines, f"{len(found)} contradiction{'' if len(found) == 1 else 's'}"])
