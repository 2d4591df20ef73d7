"""A run as JUnit XML, which build servers read: one test case a rule."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from vapi_contracts.report.failure import failure_text
from vapi_contracts.report.reproduce import base_url_of
from vapi_contracts.runner.result import RuleResult, RunResult

__all__ = ["junit_report"]

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML 1.0 document can hold, not even as a reference."""


def junit_report(result: RunResult) -> str:
    """Return the text of the report: valid XML 1.0 in ASCII, whatever an endpoint answered."""
    counts = {
        "tests": str(len(result.rules)),
        "failures": str(result.count("failed")),
        "errors": str(result.count("errored")),
        "skipped": str(result.count("skipped")),
        "time": f"{result.duration_s:.3f}",
    }
    root = ET.Element("testsuites", {"name": "vapi-contracts", **counts})
    suite = ET.SubElement(root, "testsuite", {"name": "vapi-contracts", **counts})
    properties = ET.SubElement(suite, "properties")
    told = {"target": result.target, "seed": str(result.seed), "effort": result.effort, **result.versions}
    for name, value in told.items():
        ET.SubElement(properties, "property", {"name": _fit(name), "value": _fit(value)})
    for rule in result.rules:
        _add_case(suite, rule, result.target_of(rule.rule), result.seed)
    ET.indent(root)
    content: bytes = ET.tostring(root, "us-ascii")
    return f"<?xml version='1.0' encoding='us-ascii'?>\n{content.decode()}\n"


def _add_case(suite: ET.Element, result: RuleResult, target: str, seed: int) -> None:
    family, _, name = result.rule.id.partition(".")
    case = ET.SubElement(
        suite,
        "testcase",
        {"classname": f"vapi_contracts.{family}", "name": name, "time": f"{result.seconds:.3f}"},
    )
    match result.outcome:
        case "failed":
            messages = dict.fromkeys(found.message for found in result.counterexamples)
            message = "; ".join(messages) or "the rule is broken"
            kind = {"type": result.rule.basis}
            failure = ET.SubElement(case, "failure", {"message": _fit(message), **kind})
            failure.text = _fit(failure_text(result, base_url=base_url_of(target), target=target, seed=seed))
        case "errored":
            ET.SubElement(case, "error", {"message": _fit(result.reason or "no reason given")})
        case "skipped":
            ET.SubElement(case, "skipped", {"message": _fit(result.reason or "no reason given")})
        case "passed":
            if result.known_deviation:
                ET.SubElement(case, "system-out").text = _fit(f"known deviation: {result.known_deviation}")


def _fit(text: str) -> str:
    """Write what XML cannot hold as Python would escape it."""
    return _NO_XML.sub(lambda found: f"\\u{ord(found.group()):04x}", text)
