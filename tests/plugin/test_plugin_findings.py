"""What is said of exchanges in which a rule is broken: short, and whatever was sent and answered."""

import pytest

from vapi_contracts.body import Bytes, Repeated, Text, Value
from vapi_contracts.rules.catalogue import all_rules
from vapi_contracts.suite.findings import Finding, exchanges_text, findings, findings_text
from vapi_contracts.transcript import Exchange, Request, Response, Transcript
from vapi_contracts.verdict import Verdict

CREATION = Exchange(
    request=Request(method="POST", path="/phone-number", body=Value({"provider": "vapi", "name": "x" * 300})),
    response=Response(status=201, body=Value({"id": "1", "name": "y"})),
)


def _exchange(request_body=None, response_body=None, *, failure=None, **request):
    return Exchange(
        request=Request(**{"method": "GET", "path": "/phone-number", "body": request_body, **request}),
        response=None if failure else Response(status=200, body=response_body),
        failure=failure,
    )


LINES = {
    "query": (_exchange(query=(("limit", "1"), ("page", "2"))), "GET /phone-number?limit=1&page=2 -> 200"),
    "token": (_exchange(credential="wrong"), "GET /phone-number (wrong token) -> 200"),
    "no answer": (_exchange(failure="timeout"), "GET /phone-number -> no answer: timeout"),
    "JSON": (_exchange(Value([1, "ä"])), 'GET /phone-number [1,"\\u00e4"] -> 200'),
    "no JSON": (_exchange(Text("a\nb"), Bytes("/w==")), r"GET /phone-number b'a\nb' -> 200 b'\xff'"),
    "large": (_exchange(Repeated("[", "[", 9, "]")), "GET /phone-number (a very large body) -> 200"),
    "long": (_exchange(Value("x" * 300)), f'GET /phone-number "{"x" * 199}… (302 characters) -> 200'),
}


@pytest.mark.parametrize("name", LINES)
def test_exchange_is_one_line(name):
    exchange, line = LINES[name]

    assert exchanges_text([Transcript(exchanges=(exchange,))]) == line


def _rule(**verdict):
    [rule] = (rule for rule in all_rules() if rule.id == "resource.echo")
    transcript = Transcript(exchanges=(CREATION, CREATION))
    return Finding(rule, Verdict(rule=rule.id, outcome="broken", exchange=0, **verdict), transcript, 3)


def test_finding_names_rule_place_and_neighbour():
    text = findings_text([_rule(pointer="/name", message="it changed", expected="x", actual="y", beside=1)])

    assert text.splitlines()[0] == "resource.echo broken, seen by vapi_mock"
    assert '  it changed\n  at         /name\n  expected   "x"\n  actual     "y"\n  request    POST' in text
    assert '\n  beside     POST /phone-number {"provider"' in text
    assert text.endswith("\n  and at 2 more")


def test_several_findings_are_counted():
    text = findings_text([_rule(), _rule()])

    assert text.startswith("resource.echo broken and 1 more, seen by vapi_mock\n\nresource.echo (inferred): ")
    assert "  broken\n  at         the whole body\n" in text


@pytest.mark.parametrize(("strict", "count"), [(False, 0), (True, 1)])
def test_known_deviation_counts_only_if_strict(strict, count):
    [rule] = (rule for rule in all_rules() if rule.id == "resource.echo")
    verdict = Verdict(rule=rule.id, outcome="broken", exchange=0, known_deviation="seen on the live service")

    class Deviating:
        id = rule.id

        def judge(self, transcript):
            return (verdict,)

    found = findings([Transcript(exchanges=(CREATION,))], [Deviating()], strict=strict)

    assert len(found) == count
