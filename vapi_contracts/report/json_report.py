"""A run as one JSON object, for programs to read: `check --json`."""

from __future__ import annotations

from vapi_contracts.body import Json
from vapi_contracts.report.json_text import json_text
from vapi_contracts.report.reproduce import reproductions
from vapi_contracts.runner.result import Counterexample, RuleResult, RunResult

__all__ = ["json_report", "run_to_json"]

FORMAT = 1


def json_report(result: RunResult) -> str:
    """Return the text of the report."""
    return json_text(run_to_json(result)) + "\n"


def run_to_json(result: RunResult) -> dict[str, Json]:
    """Return a run as one object of plain values."""
    return {
        "format": FORMAT,
        "versions": dict(result.versions),
        "target": result.target,
        "seed": result.seed,
        "effort": result.effort,
        "duration_s": round(result.duration_s, 3),
        "requests": result.requests,
        "calls": result.calls,
        "summary": {
            "passed": result.count("passed"),
            "failed": result.count("failed"),
            "skipped": result.count("skipped"),
            "errored": result.count("errored"),
        },
        "rules": [_rule_to_json(rule, result.target_of(rule.rule), result.seed) for rule in result.rules],
        "observations": [
            {"id": observation.id, "message": observation.message, "seen": observation.seen}
            for observation in result.observations
        ],
    }


def _rule_to_json(result: RuleResult, target: str, seed: int) -> dict[str, Json]:
    return {
        "id": result.rule.id,
        "statement": result.rule.statement,
        "basis": result.rule.basis,
        "source": result.rule.source,
        "outcome": result.outcome,
        "held": result.held,
        "broken": result.broken,
        "requests": result.requests,
        "calls": result.calls,
        "seconds": round(result.seconds, 3),
        "reason": result.reason,
        "known_deviation": result.known_deviation,
        "counterexamples": [
            _counterexample_to_json(found, result.rule.id, target, seed) for found in result.counterexamples
        ],
    }


def _counterexample_to_json(found: Counterexample, rule: str, target: str, seed: int) -> dict[str, Json]:
    return {
        "message": found.message,
        "pointer": found.pointer,
        "expected": found.expected,
        "actual": found.actual,
        "scenario": found.scenario.to_json(),
        "transcript": found.transcript.to_json(),
        "reproduced": found.reproduced,
        "reproduce": reproductions(found, rule=rule, target=target, seed=seed),
    }
