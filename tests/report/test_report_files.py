"""JSON and JUnit reports hold whatever an endpoint answered."""

import json
import math
from xml.etree import ElementTree as ET

import pytest

from vapi_contracts.report.json_report import json_report
from vapi_contracts.report.json_text import json_text
from vapi_contracts.report.junit import junit_report
from vapi_contracts.runner.result import Observation, RuleResult

ODD = "\x00\x1b\ud800\uffff\N{GRINNING FACE} ]]> <&\"'"


def deep(levels):
    value = []
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (ODD, ODD),
        ([math.inf, 1.5], ["inf", 1.5]),
        ({"a": (1, None)}, {"a": [1, None]}),
        (frozenset(), "frozenset()"),
    ],
)
def test_json_is_ascii_and_can_be_read_again(value, written):
    text = json_text(value)
    assert text.isascii()
    assert json.loads(text) == written


def test_what_is_too_deep_is_cut_off():
    assert "nested too deep" in json_text(deep(3000))


def test_the_json_report_survives_odd_answers(failed, exchange, ended):
    result = failed(exchange("POST", "/phone-number", 201, {"name": ODD}, deep(900)), message=ODD, actual=math.inf)
    report = json.loads(json_report(ended(result, observations=(Observation(id="o", message="m", seen=ODD),))))
    assert report["rules"][0]["counterexamples"][0]["message"] == ODD
    assert report["observations"] == [{"id": "o", "message": "m", "seen": ODD}]


def test_the_junit_report_is_valid_whatever_was_answered(failed, exchange, ended):
    broken = failed(exchange("POST", "/phone-number", 201, {"name": ODD}, ODD), message=ODD, actual=ODD)
    others = [
        RuleResult(rule=broken.rule, outcome="passed", held=1),
        RuleResult(rule=broken.rule, outcome="skipped", reason=ODD),
        RuleResult(rule=broken.rule, outcome="errored", reason="gone"),
    ]
    text = junit_report(ended(broken, *others))
    assert text.isascii()
    suite = ET.fromstring(text)[0]  # noqa: S314 - our own text
    assert {key: suite.get(key) for key in ("tests", "failures", "errors", "skipped")} == {
        "tests": "4",
        "failures": "1",
        "errors": "1",
        "skipped": "1",
    }
    cases = suite.findall("testcase")
    assert {(case.get("classname"), case.get("name")) for case in cases} == {("vapi_contracts.resource", "echo")}
    assert [[child.tag for child in case] for case in cases] == [["failure"], [], ["skipped"], ["error"]]
    assert "reproduced: 2/2" in cases[0][0].text
    assert "\\ud800" in cases[0][0].get("message")
