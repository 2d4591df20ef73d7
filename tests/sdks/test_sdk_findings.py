"""SDKs that people use: all that is known to be wrong with them is found, and nothing else is said of them."""

import importlib.util
import json
import re
import subprocess

import pytest

from . import runs
from .conftest import HERE, IN_CI, ROOT
from .expected import EXPECTED

pytestmark = pytest.mark.timeout(400)


@pytest.fixture(scope="module", params=EXPECTED)
def name(request):
    """One SDK after the other, those first that are done first."""
    return request.param


OF_TIME = {"client.bounded", "client.retry"}
"""What a busy machine can hide: the listed findings must be there, the page's need not be."""


def told(report):
    """Each finding as its rule, and the place with the message."""
    return [
        (rule["id"], f"{found['pointer']} {found['message']}")
        for rule in report["rules"]
        for found in rule["counterexamples"]
    ]


def is_of(row, finding):
    rule, text = finding
    return rule == row.rule and re.search(row.pattern, text)


def test_all_that_is_wrong_is_found(report, name):
    findings = told(report(name))
    missed = [row for row in EXPECTED[name] if row.listed and not any(is_of(row, finding) for finding in findings)]
    assert missed == []


def test_nothing_is_reported_that_is_not_so(report, name):
    findings = told(report(name))
    unknown = [finding for finding in findings if not any(is_of(row, finding) for row in EXPECTED[name])]
    assert unknown == []


def test_every_finding_is_seen_again(report, name):
    """Twice, as a rule; a busy machine may keep one play from it, but not both."""
    rules = report(name)["rules"]
    assert {rule["outcome"] for rule in rules} <= {"passed", "failed"}
    assert {found["reproduced"] for rule in rules for found in rule["counterexamples"]} <= {"2/2", "1/2"}


def test_what_is_printed_shows_it_again(report_file, sdks, name):
    """The script of a finding exits 1, in the environment of the SDK: in CI those of two findings of each rule."""
    sdk, file = runs.SDKS[name], report_file(name)
    if sdk.is_slow:
        pytest.skip("it is imported once a session, as that takes half a minute; its findings are those of 1.6.0")
    done = subprocess.run(
        [sdk.python(sdks), HERE / "reproducing.py", file, *(["2"] if IN_CI else [])],
        cwd=file.with_suffix(""),
        env=runs.environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    codes = json.loads(done.stdout)
    assert len(codes) == len(told(json.loads(file.read_text()))) or IN_CI
    assert {finding: code for finding, code in codes.items() if code != 1} == {}


def page_of_findings():
    spec = importlib.util.spec_from_file_location("docs_findings", ROOT / "docs" / "findings.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_of_findings_is_not_stale(report_file):
    """`python tests/sdks/runs.py SDKS REPORTS` and `python docs/findings.py REPORTS` write it anew."""
    [reports] = {report_file(name).parent for name in runs.SDKS}
    stale = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
    assert contents(stale) == contents(page_of_findings().findings_page(reports))


def contents(page):
    """The SDKs of a page, each with the rules that it breaks: a busy machine makes less small what it shows."""
    sections = re.findall(r"^## .+|^\*\*client\.\w+\*\*", page, re.MULTILINE)
    return [one for one in sections if one.strip("*") not in OF_TIME]


def test_the_page_of_examples_shows_the_description_that_is_tested():
    page = (ROOT / "docs" / "client-examples.md").read_text(encoding="utf-8")
    assert (HERE / "clients" / "vapi_server_sdk.py").read_text(encoding="utf-8") in page
