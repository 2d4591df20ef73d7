"""`client.path`: an id travels as one encoded path segment."""

from urllib.parse import quote

import pytest

from .client_transcripts import causes, exchange, invocation, outcomes, verdicts

RULE = "client.path"
ODD = [
    "x/../../call",
    "..",
    ".",
    "a/b",
    "a?b=c",
    "a#b",
    "a b",
    "a%2Fb",
    "%2e%2e",
    "\u00e9",
    "a;b",
    "a+b",
    "a&b",
    "a/",
    "a\\b",
    "a ",
]


def asked(number, path, do="get", query=(), **more):
    return invocation(do, exchange(do, {}, status=404, path=path, query=query), id=number, raised="ApiError", **more)


@pytest.mark.parametrize("number", [odd for odd in ODD if set(odd) != {"."}])
def test_one_encoded_segment_holds(number):
    assert outcomes(RULE, asked(number, f"/phone-number/{quote(number, safe='')}")) == ["held"]


@pytest.mark.parametrize("path", ["/phone-number/%2E%2E", "/phone-number/%2e%2e", "/phone-number/.%2E"])
def test_dots_may_travel_encoded(path):
    assert outcomes(RULE, asked("..", path)) == ["held"]


@pytest.mark.parametrize("number", ["", *ODD])
def test_a_refusal_holds(number):
    assert outcomes(RULE, invocation("delete", id=number, raised="ValueError")) == ["held"]


@pytest.mark.parametrize("path", ["/phone-number/a+b", "/phone-number/a%2Bb"])
def test_a_plus_may_stand_as_it_is(path):
    assert outcomes(RULE, asked("a+b", path)) == ["held"]


@pytest.mark.parametrize(
    ("number", "path", "query", "cause"),
    [
        ("x/../../call", "/call", (), "dots and slashes"),
        ("x/../../call", "/phone-number/x/../../call", (), "dots and slashes"),
        ("..", "/", (), "dots"),
        ("..", "/phone-number/..", (), "dots"),
        (".", "/phone-number/", (), "dots"),
        ("", "/phone-number/", (), "an empty id"),
        ("", "/phone-number", (), "an empty id"),
        ("a/b", "/phone-number/a/b", (), "a slash"),
        ("a?b=c", "/phone-number/a", (("b", "c"),), "a question mark"),
        ("a#b", "/phone-number/a", (), "a number sign"),
        ("a%2Fb", "/phone-number/a%2Fb", (), "a percent sign"),
        ("%2e%2e", "/", (), "a percent sign"),
        ("a b", "/phone-number/a+b", (), "a space"),
        ("a ", "/phone-number/a", (), "a space"),
        ("a/", "/phone-number/a/", (), "a slash"),
        ("a\\b", "/phone-number/a/b", (), "a backslash"),
        ("a+b", "/phone-number/a%20b", (), "a plus sign"),
        ("\u00e9", "/phone-number/%E9", (), "a letter that is not ASCII"),
    ],
)
def test_anything_else_is_a_breach(number, path, query, cause):
    assert causes(RULE, asked(number, path, query=query)) == [(cause,)]


def test_the_message_says_what_was_reached():
    [verdict] = verdicts(RULE, asked("a?b=c", "/phone-number/a", do="delete", query=(("b", "c"),)))
    assert verdict.message == "delete('a?b=c') asked for DELETE /phone-number/a?b=c"
    assert verdict.actual == "/phone-number/a?b=c"


def test_the_cause_is_the_same_for_every_method():
    found = causes(RULE, *(asked("..", "/", do=do) for do in ("get", "update", "delete")))
    assert found == [("dots",)] * 3


def test_one_breach_an_invocation():
    tries = invocation(
        "get", *(exchange("get", {}, status=503, path="/") for _ in range(3)), id="..", raised="ApiError"
    )
    assert causes(RULE, tries) == [("dots",)]


def test_a_plain_id_is_judged_like_any():
    assert outcomes(RULE, invocation("get", exchange("get"))) == ["held"]
    assert causes(RULE, asked("abc", "/phone-number/abd")) == [("a plain id",)]


def test_a_result_without_a_request_tells_nothing():
    assert outcomes(RULE, invocation("get", id="..")) == []
