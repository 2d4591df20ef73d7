"""The results of rules on their way from where they were checked to the one report of the run.

They travel as text on pytest's reports, since a worker of pytest-xdist hands on nothing else.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from vapi_contracts.body import Json, parse
from vapi_contracts.report.json_report import json_report
from vapi_contracts.report.json_text import json_text
from vapi_contracts.rules.rule import Rule
from vapi_contracts.runner.conducting import versions
from vapi_contracts.runner.result import Counterexample, RuleResult, RunResult
from vapi_contracts.scenario import Scenario
from vapi_contracts.suite.settings import Settings
from vapi_contracts.transcript import Transcript

__all__ = ["Gathering", "attach"]

ATTRIBUTE = "vapi_contracts_result"
OUTRIGHT = tuple(field.name for field in fields(RuleResult) if field.name not in {"rule", "counterexamples"})
IN_COUNTEREXAMPLE = ("message", "pointer", "expected", "actual", "reproduced")


def attach(report: pytest.TestReport, result: RuleResult) -> None:
    """Put a result on the report of its item."""
    setattr(report, ATTRIBUTE, json_text(_to_json(result), indent=None))


class Gathering:
    """Collects results and writes them as JSON; `target` and `client` name what is checked."""

    def __init__(self, rules: Sequence[Rule], settings: Settings, *, target: str | None, client: str | None) -> None:
        self._rules = {rule.id: rule for rule in rules}
        self._settings = settings
        self._target = target
        self._client = client
        self._results: dict[str, RuleResult] = {}

    def take(self, report: pytest.TestReport) -> None:
        """Take the result off a report, if there is one."""
        text: str | None = getattr(report, ATTRIBUTE, None)
        if text is not None:
            result = _from_json(parse(text), self._rules)
            self._results[result.rule.id] = result

    def write(self, file: str, seconds: float) -> None:
        """Write the report of all results, in the order of the catalogue. Raises `OSError`."""
        results = tuple(self._results[rule] for rule in self._rules if rule in self._results)
        text = json_report(
            RunResult(
                target=self._target or self._client or "",
                client=self._client,
                seed=self._settings.seed,
                effort=self._settings.effort,
                duration_s=seconds,
                requests=sum(result.requests for result in results),
                calls=sum(result.calls for result in results),
                rules=results,
                versions=versions(),
            )
        )
        if file == "-":
            sys.stdout.write(f"\n{text}")
        else:
            Path(file).write_text(text, encoding="utf-8")


def _to_json(result: RuleResult) -> dict[str, Json]:
    return {
        "rule": result.rule.id,
        **{name: getattr(result, name) for name in OUTRIGHT},
        "counterexamples": [
            {
                **{name: getattr(found, name) for name in IN_COUNTEREXAMPLE},
                "scenario": found.scenario.to_json(),
                "transcript": found.transcript.to_json(),
            }
            for found in result.counterexamples
        ],
    }


def _from_json(data: Mapping[str, Any], rules: Mapping[str, Rule]) -> RuleResult:
    return RuleResult(
        rule=rules[data["rule"]],
        **{name: data[name] for name in OUTRIGHT},
        counterexamples=tuple(
            Counterexample(
                **{name: found[name] for name in IN_COUNTEREXAMPLE},
                scenario=Scenario.from_json(found["scenario"]),
                transcript=Transcript.from_json(found["transcript"]),
            )
            for found in data["counterexamples"]
        ),
    )
