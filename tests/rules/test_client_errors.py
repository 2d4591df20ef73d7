"""`client.errors`, `client.bounded` and `client.retry`: what a client makes of trouble."""

import pytest

from .client_transcripts import NOTHING, NUMBER, PLAIN, causes, exchange, invocation, outcomes, verdicts

ERRORS, BOUNDED, RETRY = "client.errors", "client.bounded", "client.retry"
REFUSAL = {"message": ["no"], "error": "Bad Request", "statusCode": 400}
HTML = b"<!doctype html><p>Bad gateway"


def returned(one, do="get", **more):
    return invocation(do, *([one] if not isinstance(one, list) else one), **more)


def raised(one, do="get", *, own=True, error="ApiError", **more):
    return invocation(do, *([one] if not isinstance(one, list) else one), raised=error, own=own, **more)


@pytest.mark.parametrize(
    ("do", "answer", "cause"),
    [
        ("get", exchange("get", REFUSAL, status=404), "a status 4xx"),
        ("create", exchange("create", REFUSAL, status=500), "a status 5xx"),
        ("delete", exchange("delete", REFUSAL, status=403), "a status 4xx"),
        ("get", exchange("get", REFUSAL), "200 with an error body"),
        ("create", exchange("create", REFUSAL), "200 with an error body"),
        ("list", exchange("list", REFUSAL), "200 with an error body"),
        ("update", exchange("update", None), "200 with null"),
        ("get", exchange("get", []), "200 with []"),
        ("get", exchange("get", 5), "200 with a number"),
        ("get", exchange("get", "text"), "200 with a string"),
        ("get", exchange("get", {}), "200 with {}"),
        ("get", exchange("get", {"pages": 1}), "200 with an object that is no number"),
        ("get", exchange("get", NOTHING), "200 with no body"),
        ("get", exchange("get", b'{"provider": "va'), "200 with truncated JSON"),
        ("get", exchange("get", HTML, headers={"content-type": "text/html"}), "200 with HTML"),
        ("get", exchange("get", b'{"name": "\xff"}'), "200 with bad UTF-8"),
        ("get", exchange("get", b"welcome", headers={"content-type": "text/plain"}), "200 with text"),
        ("list", exchange("list", {}), "200 with an object where a list is due"),
        ("list", exchange("list", None), "200 with null"),
        ("get", exchange("get", NUMBER, delivery="stall"), "a stall after the headers"),
        ("get", exchange("get", NUMBER, delivery="drip"), "a dripping body"),
        ("delete", exchange("delete", NUMBER, delivery="silence"), "no answer"),
        ("get", exchange("get", NUMBER, delivery="cut"), "an answer that breaks off"),
        ("get", exchange("get", NUMBER, delivery="drop"), "a dropped connection"),
    ],
)
def test_trouble_must_raise(do, answer, cause):
    assert causes(ERRORS, returned(answer, do, result={})) == [(cause,)]
    assert outcomes(ERRORS, raised(answer, do)) == ["held"]
    assert outcomes(ERRORS, raised(answer, do, own=None)) == ["held"]


def test_the_message_says_what_came_back_for_what():
    [verdict] = verdicts(ERRORS, returned(exchange("get", b'{"id": "'), result='{"id": "'))
    assert verdict.message == 'get returned "{\\"id\\": \\"" although it was answered by 200 with truncated JSON'


@pytest.mark.parametrize(
    ("do", "answer"),
    [
        ("get", exchange("get")),
        ("create", exchange("create")),
        ("list", exchange("list", [])),
        ("list", exchange("list", {"results": [], "metadata": {}}, path="/v2/phone-number")),
        ("get", exchange("get", {"id": "x", "provider": "later"})),
        ("delete", exchange("delete", NOTHING)),
        ("delete", exchange("delete", HTML)),
        ("delete", exchange("delete", NUMBER, delivery="cut")),
        ("get", exchange("get", [], path="/elsewhere")),
        ("get", exchange("get", NOTHING, status=302)),
        ("get", exchange("get", NOTHING, status=None)),
    ],
)
def test_what_may_be_a_success_is_not_judged(do, answer):
    assert outcomes(ERRORS, returned(answer, do)) == []


def test_the_last_answer_counts():
    tries = [exchange("get", REFUSAL, status=503), exchange("get")]
    assert outcomes(ERRORS, returned(tries, result=NUMBER)) == []
    assert outcomes(ERRORS, returned(tries[::-1], result=NUMBER)) == ["broken"]


@pytest.mark.parametrize(
    "answer",
    [
        exchange("get", REFUSAL, status=404),
        exchange("get", b'{"name": "\xff"}'),
        exchange("get", NUMBER, delivery="stall"),
        exchange("get", NUMBER, delivery="silence"),
    ],
)
def test_an_error_of_a_library_underneath_is_a_breach(answer):
    [verdict] = verdicts(ERRORS, raised(answer, own=False, error="ReadTimeout"))
    assert verdict.cause == ("ReadTimeout is not its own",)
    assert "surfaces from get as ReadTimeout, which is not one of the client's own errors" in verdict.message


@pytest.mark.parametrize("delivery", ["drop", "cut"])
def test_whose_error_a_broken_connection_is_does_not_matter(delivery):
    assert outcomes(ERRORS, raised(exchange("get", delivery=delivery), own=False)) == ["held"]


def test_json_under_a_wrong_content_type_may_be_read_or_refused():
    page = exchange("get", headers={"content-type": "text/html"})
    assert outcomes(ERRORS, returned(page, result=NUMBER)) == ["held"]
    assert outcomes(ERRORS, returned(page, result={"id": NUMBER["id"]})) == ["held"]
    listed = exchange("list", [NUMBER], headers={"content-type": "text/html"})
    assert outcomes(ERRORS, returned(listed, "list", result=[NUMBER])) == ["held"]
    assert outcomes(ERRORS, raised(page, own=False)) == ["held"]
    assert causes(ERRORS, returned(page, result="a text")) == [("200 with a wrong content type",)]
    assert outcomes(ERRORS, returned(page, dumped=False)) == ["undecided"]


def test_nothing_is_said_of_what_hung_or_was_never_sent():
    assert outcomes(ERRORS, returned(exchange("get", None), ending="hung")) == []
    assert outcomes(ERRORS, raised([])) == []


# Time-outs


@pytest.mark.parametrize(
    ("delivery", "cause"),
    [("stall", "a stall after the headers"), ("drip", "a dripping body"), ("silence", "no answer")],
)
def test_a_delay_ends_within_the_time_out(delivery, cause):
    in_time = exchange("get", delivery=delivery, seconds=0.6)
    late = exchange("get", delivery=delivery, seconds=2.0)
    assert outcomes(BOUNDED, raised(in_time, timeout=0.5)) == ["held"]
    assert causes(BOUNDED, raised(late, timeout=0.5, seconds=2.0)) == [(cause,)]
    assert outcomes(BOUNDED, raised(late, timeout=0.5, seconds=0.6)) == ["held"]
    assert causes(BOUNDED, returned(late, timeout=0.5, ending="hung")) == [(cause,)]
    assert causes(BOUNDED, returned(in_time, timeout=0.5, ending="hung")) == [(cause,)]


def test_each_try_has_the_time_out():
    tries = [exchange("get", delivery="stall", seconds=0.6)] * 3
    assert outcomes(BOUNDED, raised(tries, timeout=0.5)) == ["held"]


def test_the_message_says_how_long_it_took():
    [verdict] = verdicts(BOUNDED, raised(exchange("get", delivery="drip", seconds=2.01), timeout=0.5, seconds=2.02))
    assert verdict.message == "get was told to wait 0.5 s, and was still waiting after 2.0 s at a dripping body"


def test_a_time_out_that_the_server_did_not_wait_for_tells_nothing():
    assert outcomes(BOUNDED, raised(exchange("get", delivery="stall", seconds=2.0))) == ["undecided"]


def test_what_hangs_without_a_delay_is_a_breach_and_what_does_not_is_not_judged():
    assert causes(BOUNDED, returned(exchange("get"), ending="hung")) == [("hung",)]
    assert causes(BOUNDED, returned([], ending="hung")) == [("hung",)]
    assert outcomes(BOUNDED, returned(exchange("get"))) == []


# Trying again

POST = exchange("create", sent=PLAIN)


def post(status=0, **more):
    return exchange("create", sent=PLAIN, status=status, **more)


@pytest.mark.parametrize(
    ("first", "reason"),
    [
        (post(500), "status 5xx"),
        (post(502), "status 5xx"),
        (post(504), "status 5xx"),
        (post(delivery="drop"), "a dropped connection"),
        (post(delivery="silence"), "no answer"),
        (post(delivery="stall"), "no answer"),
        (post(delivery="drip"), "no answer"),
        (post(delivery="cut"), "a dropped connection"),
        (post(None, failure="timeout"), "no answer"),
    ],
)
def test_a_post_that_may_have_been_carried_out_is_not_sent_again(first, reason):
    assert causes(RETRY, returned([first, POST], "create")) == [("a POST is sent again", reason)]
    assert outcomes(RETRY, raised(first, "create")) == ["held"]


def test_three_posts_are_one_breach():
    [verdict] = verdicts(RETRY, raised([post(500)] * 3, "create"))
    assert verdict.message == "create sent its POST again after status 500, although it may have been carried out"
    assert (verdict.actual, verdict.exchange) == ("3 POSTs", 1)


def test_what_was_created_is_not_sent_again_because_nobody_can_read_the_answer():
    assert causes(RETRY, returned([post(201), POST], "create")) == [("a POST is sent again", "status 201")]
    assert outcomes(RETRY, returned(POST, "create")) == []


@pytest.mark.parametrize("status", [429, 503])
def test_a_post_that_was_turned_away_is_undecided(status):
    assert outcomes(RETRY, returned([post(status), POST], "create")) == ["undecided"]
    assert outcomes(RETRY, raised(post(status), "create")) == []


@pytest.mark.parametrize("do", ["get", "update", "delete"])
def test_what_may_be_repeated_is_no_breach(do):
    assert outcomes(RETRY, returned([exchange(do, status=500), exchange(do)], do)) == []


DATE = "Sat, 31 Jan 2026 09:30:00 GMT"


def waited(retry_after, seconds, status=429, **headers):
    first = exchange("get", status=status, headers={"retry-after": retry_after, **headers}, started=1.0, seconds=0.25)
    return returned([first, exchange("get", started=1.25 + seconds)])


@pytest.mark.parametrize(
    ("retry_after", "seconds"),
    [
        ("0", 0.2),
        ("1.3", 1.26),
        ("1.3", 2.7),
        ("1", 1.0),
        ("Sat, 31 Jan 2026 09:30:02 GMT", 0.96),
        ("Sat, 31 Jan 2026 09:30:02 GMT", 3.4),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.2),
    ],
)
def test_a_pause_that_was_kept(retry_after, seconds):
    assert outcomes(RETRY, waited(retry_after, seconds, date=DATE)) == ["held"]
    assert outcomes(RETRY, waited(retry_after, seconds, 503, date=DATE)) == ["held"]


@pytest.mark.parametrize(
    ("retry_after", "seconds", "form"),
    [
        ("0", 0.5, "0"),
        ("1.3", 1.0, "a fraction"),
        ("1.3", 2.9, "a fraction"),
        ("1", 0.5, "seconds"),
        ("Sat, 31 Jan 2026 09:30:02 GMT", 0.5, "a date"),
        ("Sat, 31 Jan 2026 09:30:02 GMT", 3.6, "a date"),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0.5, "a date that is past"),
    ],
)
def test_a_pause_that_was_not(retry_after, seconds, form):
    assert causes(RETRY, waited(retry_after, seconds, date=DATE)) == [(f"Retry-After with {form}",)]


def test_the_message_says_how_long_it_waited():
    [verdict] = verdicts(RETRY, waited("1.3", 1.0))
    assert verdict.message == "get was told Retry-After: 1.3 and asked again after 1.00 s, too soon"


def test_pauses_of_which_nothing_can_be_told():
    assert outcomes(RETRY, waited("soon", 9.0)) == []
    assert outcomes(RETRY, waited("Sat, 31 Jan 2026 09:30:02 GMT", 9.0)) == []
    assert outcomes(RETRY, waited("0", 9.0, 500)) == []
    unasked = [exchange("get", status=429), exchange("get", started=9.0)]
    assert outcomes(RETRY, returned(unasked)) == []
    assert outcomes(RETRY, raised(exchange("get", status=429, headers={"retry-after": "0"}))) == ["undecided"]
    elsewhere = exchange("list", started=9.0)
    assert outcomes(RETRY, returned([exchange("get", status=429, headers={"retry-after": "0"}), elsewhere])) == []
