"""What a trouble makes of an answer, and which request meets which trouble."""

import json

import pytest

from vapi_contracts import trouble
from vapi_contracts.body import Bytes, NotJsonError, Repeated, Value, parse
from vapi_contracts.endpoint.ordering import Orders
from vapi_contracts.endpoint.troubling import asks_the_api, troubled
from vapi_contracts.endpoint.wire import Answer
from vapi_contracts.trouble import Trouble

NOW = 784_111_777.9
DATE = "Sun, 06 Nov 1994 08:49:37 GMT"


def own(value):
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return Answer(201, [("Content-Type", "application/json"), ("content-length", str(len(raw))), ("x-own", "1")], raw)


PUT = {
    "into an object": ({"a": 1}, {"/b": 2}, {"a": 1, "b": 2}),
    "in the place of another": ({"a": 1}, {"/a": None}, {"a": None}),
    "deep": ({"a": {"b/~": [{}]}}, {"/a/b~1~0/0/c": 1}, {"a": {"b/~": [{"c": 1}]}}),
    "into each of a list": ([{"a": 1}, {}], {"/b": 2}, [{"a": 1, "b": 2}, {"b": 2}]),
    "into one of a list": ([{"a": 1}, {}], {"/1/b": 2}, [{"a": 1}, {"b": 2}]),
    "at the end of a list": ({"a": [1]}, {"/a/-": 2}, {"a": [1, 2]}),
    "into a list that is inside": ({"a": [1, 2]}, {"/a/1": 3}, {"a": [1, 3]}),
    "in the place of everything": ({"a": 1}, {"": [1]}, [1]),
    "without a parent": ({"a": 1}, {"/b/c": 2}, {"a": 1}),
    "past the end of a list": ({"a": [1]}, {"/a/5": 2, "/a/5/b": 2, "/a/x": 2}, {"a": [1]}),
    "into a text": ({"a": "b"}, {"/a/c": 2}, {"a": "b"}),
    "twice": ({}, {"/a": {}, "/a/b": 1}, {"a": {"b": 1}}),
    "into an empty list": ([], {"/a": 1}, []),
}


@pytest.mark.parametrize("name", PUT)
def test_values_are_put_at_pointers(name):
    body, put, expected = PUT[name]
    answer = troubled(Trouble(put=put), own(body), NOW)

    assert json.loads(answer.body) == expected
    assert answer.status == 201
    assert answer.header("content-type") == "application/json"
    assert answer.header("content-length") is None


def test_numbers_keep_their_type_where_something_is_put():
    answer = troubled(trouble.unknown_property(), own(b'{"a":20.0,"b":20,"c":9007199254740993}'), NOW)
    assert answer.body == b'{"a":20.0,"b":20,"c":9007199254740993,"addedLater":"kept"}'


def test_what_is_put_is_never_shared():
    ordered = Trouble(put={"/a": {"b": []}, "/a/b/-": 1})
    for _ in range(2):
        assert json.loads(troubled(ordered, own([{}, {}]), NOW).body) == [{"a": {"b": [1]}}] * 2
    assert ordered.put["/a"] == {"b": []}


def test_what_is_no_json_stays_where_something_is_put():
    assert troubled(trouble.unknown_property(), own(b"<p>"), NOW).body == b"<p>"


@pytest.mark.parametrize("body", [{"id": "x", "name": "y"}, [], [{"a": "b"}], None, "text", {}])
def test_a_truncated_body_is_no_json(body):
    answer = troubled(trouble.truncated(), own(body), NOW)

    assert own(body).body.startswith(answer.body)
    with pytest.raises(NotJsonError):
        parse(answer.body)


@pytest.mark.parametrize("body", [{"id": "x", "name": "y"}, [], [{"a": "b"}], {"a": 1}, "text", b""])
def test_a_spoilt_body_is_no_utf8_and_otherwise_the_same(body):
    answer = troubled(trouble.bad_utf8(), own(body), NOW)

    with pytest.raises(UnicodeDecodeError):
        answer.body.decode()
    assert answer.body.replace(b"\xff\xfe", b"") == own(body).body


def test_a_text_for_people_is_spoilt_rather_than_an_id():
    answer = troubled(trouble.bad_utf8(), own({"id": "x", "name": "y"}), NOW)
    assert json.loads(answer.body.decode(errors="ignore")) == {"id": "x", "name": "y"}
    assert json.loads(answer.body.decode(errors="replace"))["id"] == "x"


def test_headers_replace_those_of_the_app():
    answer = troubled(Trouble(headers={"content-type": "text/html", "X-New": "2"}), own({}), NOW)
    assert sorted(answer.headers) == [("content-type", "text/html"), ("date", DATE), ("x-new", "2"), ("x-own", "1")]


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("{date}", DATE),
        ("{date+2}", "Sun, 06 Nov 1994 08:49:39 GMT"),
        ("{date-3600}", "Sun, 06 Nov 1994 07:49:37 GMT"),
        ("1.5", "1.5"),
        ("{nothing}", "{nothing}"),
    ],
)
def test_dates_count_from_now(written, sent):
    answer = troubled(trouble.status(503, retry_after=written), None, NOW)
    assert (answer.header("retry-after"), answer.header("date")) == (sent, DATE)


def test_a_date_that_was_ordered_stays():
    assert troubled(Trouble(headers={"date": "{date-5}"}), own({}), NOW).header("date") != DATE


SCRIPTED = {
    "no body": (Trouble(status=503), 503, b"", "application/json"),
    "no status": (Trouble(body=Value(1)), 200, b"1", "application/json; charset=utf-8"),
    "bytes": (Trouble(body=Bytes("/w==")), 200, b"\xff", "application/json"),
    "repeated": (Trouble(body=Repeated("[", "1,", 2, "1]")), 200, b"[1,1,1]", "application/json"),
    "changed": (Trouble(body=Value({}), put={"/a": 1}), 200, b'{"a":1}', "application/json; charset=utf-8"),
}


@pytest.mark.parametrize("name", SCRIPTED)
def test_a_script_is_the_answer_whatever_the_app_said(name):
    ordered, status, body, content_type = SCRIPTED[name]
    for answer in (troubled(ordered, None, NOW), troubled(ordered, own({"id": 1}), NOW)):
        assert (answer.status, answer.body, answer.header("content-type")) == (status, body, content_type)
        assert answer.header("x-own") is None


ASKED = [
    (Trouble(), True),
    (trouble.stall(), True),
    (trouble.drip(), True),
    (Trouble(delivery="cut"), True),
    (trouble.truncated(), True),
    (trouble.status(500), False),
    (trouble.status(500, carried_out=True), True),
    (trouble.null(), False),
    (trouble.drop(), True),
    (trouble.drop(carried_out=False), False),
    (Trouble(delivery="silence"), False),
    (Trouble(delivery="silence", carried_out=True), True),
]


@pytest.mark.parametrize(("ordered", "asked"), ASKED)
def test_the_api_sees_what_is_carried_out(ordered, asked):
    assert asks_the_api(ordered) is asked


ONE, TWO, THREE = trouble.status(501), trouble.status(502), trouble.status(503)

ORDERS = {
    "in turn": ([((ONE, TWO), {})], ["create", "read", "read"], [ONE, TWO, None]),
    "none first": ([((None, ONE), {})], ["create", "create"], [None, ONE]),
    "of one operation": ([((ONE,), {"on": "patch"})], ["create", "patch", "patch"], [None, ONE, None]),
    "always": ([((ONE, TWO), {"always": True})], ["list", "list", "list", "page"], [ONE, TWO, TWO, TWO]),
    "one after the other": ([((ONE,), {}), ((TWO,), {})], ["list", "list", "list"], [ONE, TWO, None]),
    "what is due comes before what repeats": (
        [((ONE,), {"always": True}), ((TWO,), {})],
        ["list", "list", "list"],
        [ONE, TWO, ONE],
    ),
    "what repeats last repeats": (
        [((ONE,), {"always": True}), ((None,), {"always": True})],
        ["list", "list", "list"],
        [ONE, None, None],
    ),
    "any and one": ([((ONE,), {"on": "read"}), ((TWO,), {})], ["create", "read", "read"], [TWO, ONE, None]),
    "nothing": ([((), {"always": True})], ["list"], [None]),
}


@pytest.mark.parametrize("name", ORDERS)
def test_orders_are_met_in_turn(name):
    given, operations, expected = ORDERS[name]
    orders = Orders()
    for troubles, how in given:
        orders.give(*troubles, **how)

    assert [orders.next(operation) for operation in operations] == expected
    assert orders.unmet() == []


def test_what_was_not_met_is_told():
    orders = Orders()
    orders.give(ONE, None, trouble.stall(), on="create")
    orders.give(trouble.drop(), always=True)
    orders.next("create")

    assert orders.unmet() == [
        'none, {"delivery": "stall"} on create',
        '{"delivery": "drop", "carried_out": true} on any request',
    ]


def test_an_operation_that_there_is_not_is_refused():
    with pytest.raises(ValueError, match="on is one of create, list, read, patch, delete, page, other, not 'update'"):
        Orders().give(ONE, on="update")
