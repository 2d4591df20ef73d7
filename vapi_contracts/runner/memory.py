"""Failures that are kept: one readable JSON file a rule, apart for each target, tried first by the next run."""

from __future__ import annotations

import json
import re
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

    def recall(self, rule: str) -> Scenario | None:
        """Return the scenario that broke the rule last time; `None` without one that can be read."""
        try:
            return Scenario.from_json(parse(self._file(rule).read_bytes())["scenario"])
        except (OSError, NotJsonError, ValueError, KeyError, TypeError):
            return None

    def keep(self, rule: str, counterexample: Counterexample) -> None:
        """Write a failure down; a folder that cannot be written to is no reason to lose the run."""
        content = {
            "rule": rule,
            "message": counterexample.message,
            "pointer": counterexample.pointer,
            "scenario": counterexample.scenario.to_json(),
            "transcript": counterexample.transcript.to_json(),
        }
        with suppress(OSError, RecursionError):
            self._folder.mkdir(parents=True, exist_ok=True)
            self._file(rule).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")

    def forget(self, rule: str) -> None:
        """Drop the failure of a rule that holds again."""
        with suppress(OSError):
            self._file(rule).unlink(missing_ok=True)

    def _file(self, rule: str) -> Path:
        return self._folder / f"{rule}.json"
