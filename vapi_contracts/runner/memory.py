"""Failures that are kept: a readable JSON file for each, apart for each target, tried first by the next run."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from vapi_contracts.body import NotJsonError, parse
from vapi_contracts.runner.result import Counterexample
from vapi_contracts.scenario import Scenario

__all__ = ["Memory"]


class Memory:
    """The failures of one target, below a folder such as `.vapi-contracts`."""

    def __init__(self, folder: Path, target: str) -> None:
        self._folder = folder / (re.sub(r"[^A-Za-z0-9.-]+", "-", target).strip("-.") or "target")

    def recall(self, rule: str) -> tuple[Scenario, ...]:
        """Return the scenarios that broke the rule last time, as far as they can be read."""
        return tuple(scenario for file in self._files(rule) if (scenario := _read(file)) is not None)

    def keep(self, rule: str, counterexamples: Sequence[Counterexample]) -> None:
        """Write failures down; a folder that cannot be written to is no reason to lose the run."""
        self.forget(rule)
        for at, counterexample in enumerate(counterexamples, 1):
            content = {
                "rule": rule,
                "message": counterexample.message,
                "pointer": counterexample.pointer,
                "scenario": counterexample.scenario.to_json(),
                "transcript": counterexample.transcript.to_json(),
            }
            with suppress(OSError, RecursionError):
                self._folder.mkdir(parents=True, exist_ok=True)
                file = self._folder / (f"{rule}.json" if at == 1 else f"{rule}-{at}.json")
                file.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")

    def forget(self, rule: str) -> None:
        """Drop the failures of a rule that holds again."""
        for file in self._files(rule):
            with suppress(OSError):
                file.unlink()

    def _files(self, rule: str) -> list[Path]:
        """Return the files of a rule: one, and one more for each further cause of its breach, counted from 2."""
        name = re.compile(rf"{re.escape(rule)}(?:-(\d+))?\.json")
        with suppress(OSError):
            found = {file: name.fullmatch(file.name) for file in self._folder.iterdir()}
            numbered = [(int(match[1] or 1), file) for file, match in found.items() if match]
            return [file for _, file in sorted(numbered)]
        return []


def _read(file: Path) -> Scenario | None:
    try:
        return Scenario.from_json(parse(file.read_bytes())["scenario"])
    except (OSError, NotJsonError, ValueError, KeyError, TypeError):
        return None
