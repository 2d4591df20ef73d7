"""`client.read` and `client.tolerate`: what is read of an answer, and of one with something added later."""

import pytest

from .client_transcripts import NUMBER, causes, exchange, invocation, outcomes, verdicts

READ, TOLERATE = "client.read", "client.tolerate"
SIP = {"type": "sip", "sipUri": "sip:desk@pbx.example.com"}
BY_NUMBER = {"type": "number", "number": "+14155550100"}
SAME = object()


def read(answer, result=SAME, do="get", **more):
    return invocation(do, exchange(do, answer), result=answer if result is SAME else result, **more)


def failed(answer, message="no", do="get", **more):
    return invocation(do, exchange(do, answer), raised="ParseError", message=message, **more)


def number(**properties):
    return {**NUMBER, **properties}


@pytest.mark.parametrize("do", ["get", "create", "update", "delete"])
def test_what_is_read_whole_holds(do):
    answer = number(name="Desk", server={"timeoutSeconds": 20.5}, assistantId=None, hooks=[])
    assert outcomes(READ, read(answer, do=do)) == ["held"]


def test_a_result_may_hold_more_and_spell_values_otherwise():
    answer = number(createdAt="2026-01-31T09:30:00.120Z", squadId=None, server={"timeoutSeconds": 20})
    result = number(createdAt="2026-01-31T11:30:00.12+02:00", name=None, server={"timeoutSeconds": 20.0, "url": None})
    assert outcomes(READ, read(answer, result)) == ["held"]
    epoch = number(createdAt=1_769_851_800.12)
    assert outcomes(READ, read(number(createdAt="2026-01-31T09:30:00.120Z"), epoch)) == ["broken"]
    assert outcomes(READ, read(number(createdAt="2026-01-31T09:30:00Z"), number(createdAt=1_769_851_800))) == ["held"]


@pytest.mark.parametrize(
    ("answer", "result", "cause"),
    [
        (number(name="Desk"), number(), ("VapiPhoneNumber.name", "lost")),
        (number(name="Desk"), number(name=None), ("VapiPhoneNumber.name", "lost")),
        (number(name="Desk"), number(name="desk"), ("VapiPhoneNumber.name", "changed")),
        (number(), number(createdAt="2026-01-31T09:30:01.000Z"), ("VapiPhoneNumber.createdAt", "changed")),
        (
            number(updatedAt="2026-01-31T09:30:00.123456Z"),
            number(updatedAt="2026-01-31T09:30:00.123Z"),
            ("VapiPhoneNumber.updatedAt", "changed"),
        ),
        (
            number(fallbackDestination={**BY_NUMBER, "numberE164CheckEnabled": True}),
            number(fallbackDestination={**BY_NUMBER, "numberE164CheckEnabled": 1}),
            ("TransferDestinationNumber.numberE164CheckEnabled", "changed"),
        ),
        (number(hooks=[{"on": "call.ending"}]), number(hooks=[]), ("VapiPhoneNumber.hooks", "lost")),
        (
            number(server={"headers": {"X-A": "a"}}),
            number(server={"headers": {"x-a": "a"}}),
            ("Server.headers", "lost"),
        ),
        (number(), None, ("the whole answer", "lost")),
        (number(), "a text", ("the whole answer", "changed")),
    ],
)
def test_what_is_lost_or_altered_is_a_breach(answer, result, cause):
    assert causes(READ, read(answer, result)) == [cause]


def big(value):
    plan = {"mode": "blind-transfer", "contextEngineeringPlan": {"type": "lastNMessages", "maxMessages": value}}
    return number(fallbackDestination={**BY_NUMBER, "transferPlan": plan})


def test_an_integer_past_the_doubles_keeps_its_value():
    assert outcomes(READ, read(big(2**53 + 1))) == ["held"]
    assert causes(READ, read(big(2**53 + 1), big(float(2**53)))) == [
        ("ContextEngineeringPlanLastNMessages.maxMessages", "changed")
    ]
    assert outcomes(READ, read(big(2**53 + 1), big(2**53), exact=False)) == ["undecided"]
    assert outcomes(READ, read(big(7), big(8), exact=False)) == ["broken"]


def test_a_clock_of_milliseconds_is_undecided_where_numbers_are_doubles():
    fine, coarse = number(updatedAt="2026-01-31T09:30:00.123456Z"), number(updatedAt="2026-01-31T09:30:00.123Z")
    assert outcomes(READ, read(fine, coarse, exact=False)) == ["undecided"]


def test_a_list_is_read_item_by_item():
    items = [number(name="a"), number(name="b")]
    assert outcomes(READ, read([], do="list"), read(items, do="list")) == ["held", "held"]
    assert outcomes(READ, read(items, {"results": items, "next": None}, do="list")) == ["held"]
    [verdict] = verdicts(READ, read(items, items[:1], do="list"))
    assert verdict.message == "list reads 1 items of the whole answer, which has 2"
    assert causes(READ, read(items, [items[0], number(name="c")], do="list")) == [("VapiPhoneNumber.name", "changed")]


def test_a_documented_answer_must_not_raise():
    [_, verdict] = verdicts(READ, read(number()), failed(number(server={})))
    assert verdict.cause == ("VapiPhoneNumber.server", "raised")
    assert verdict.message == "get raises on a documented answer with VapiPhoneNumber.server: ParseError: no"
    assert causes(READ, failed(number()), failed(number(name="Desk"))) == [
        ("plain", "raised"),
        ("plain", "VapiPhoneNumber.name", "raised"),
    ]


@pytest.mark.parametrize(
    "answer",
    [
        exchange("get", {"message": "no"}, status=404),
        exchange("get", {**NUMBER, "id": 7}),
        exchange("get", {"id": "x"}),
        exchange("get", [NUMBER]),
        exchange("get", 5),
        exchange("get", NUMBER, status=201),
        exchange("get", NUMBER, headers={"content-type": "text/html"}),
        exchange("get", NUMBER, delivery="cut"),
        exchange("get", b'{"provider": "va'),
        exchange("get", NUMBER, path="/phone-numbers"),
        exchange("get", None, status=None, failure="dropped"),
    ],
)
def test_other_answers_are_none_of_this(answer):
    assert outcomes(READ, invocation("get", answer, raised="ApiError")) == []
    assert outcomes(TOLERATE, invocation("get", answer, raised="ApiError")) == []


def test_what_cannot_be_told():
    assert outcomes(READ, read(number(), None, dumped=False)) == ["undecided"]
    assert outcomes(READ, read(number(), None, do="delete")) == []
    assert outcomes(READ, invocation("get", exchange("get"), ending="hung")) == []


def kinds(whole, **parts):
    return {"": whole, **{f"/{name.replace('__', '/')}": kind for name, kind in parts.items()}}


def test_a_fuller_answer_of_one_kind_is_read_as_the_class_that_the_plain_one_had():
    plain = read(number(), kinds=kinds("VapiPhoneNumber"))
    [_, verdict] = verdicts(READ, plain, read(number(server={}), kinds=kinds("PhoneNumber")))
    assert verdict.cause == ("VapiPhoneNumber", "class")
    assert verdict.message == "get reads a number as PhoneNumber, not as VapiPhoneNumber"


@pytest.mark.parametrize("kind", ["ByoPhoneNumber", "TwilioPhoneNumber", "PhoneNumbers_Vonage", "TelnyxNumber"])
def test_the_class_of_another_provider_is_always_wrong(kind):
    assert causes(READ, read(number(), kinds=kinds(kind))) == [("VapiPhoneNumber", "class")]


@pytest.mark.parametrize(
    ("answer", "part", "kind", "schema"),
    [
        ({"fallbackDestination": SIP}, "fallbackDestination", "TransferDestinationNumber", "TransferDestinationSip"),
        ({"fallbackDestination": SIP}, "fallbackDestination", "FallbackDestination_Number", "TransferDestinationSip"),
        ({"hooks": [{"on": "call.ending"}]}, "hooks__0", "PhoneNumberHookCallRinging", "PhoneNumberHookCallEnding"),
        (
            {"hooks": [{"on": "call.ringing", "do": [{"type": "say", "exact": "a"}]}]},
            "hooks__0__do__0",
            "TransferPhoneNumberHookAction",
            "SayPhoneNumberHookAction",
        ),
    ],
)
def test_a_class_named_after_another_alternative_is_wrong(answer, part, kind, schema):
    assert causes(READ, read(number(**answer), kinds=kinds("Number", **{part: kind}))) == [(schema, "class")]
    assert outcomes(READ, read(number(**answer), kinds=kinds("Number", **{part: schema}))) == ["held"]


def test_a_class_is_right_for_each_alternative_and_each_operation():
    one = read(number(fallbackDestination=SIP), kinds=kinds("Got", fallbackDestination="SipThing"))
    other = read(number(fallbackDestination=BY_NUMBER), kinds=kinds("Got", fallbackDestination="NumberThing"))
    made = read(number(fallbackDestination=SIP), do="create", kinds=kinds("Made", fallbackDestination="MadeSip"))
    assert outcomes(READ, one, other, made) == ["held"] * 3


def test_a_class_is_told_even_without_a_dump():
    found = causes(READ, read(number(), None, dumped=False, kinds=kinds("ByoPhoneNumber")))
    assert found == [("VapiPhoneNumber", "class")]


# What was added later

STRANGE = [
    (number(addedLater={"a": ["b"]}), "/addedLater", ("unknown property", "VapiPhoneNumber")),
    (number(server={"addedLater": "b"}), "/server/addedLater", ("unknown property", "Server")),
    (number(status="hibernating"), "/status", ("unknown enum value", "VapiPhoneNumber")),
    (
        number(fallbackDestination={"type": "pager", "number": "1"}),
        "/fallbackDestination",
        ("unknown discriminator", "VapiPhoneNumber.fallbackDestination"),
    ),
    (number(hooks=[{"on": "call.muted", "do": []}]), "/hooks/0", ("unknown discriminator", "VapiPhoneNumber.hooks")),
]


def spoilt(value, pointer, change):
    *way, last = pointer.split("/")[1:]
    if not way and last == "":
        return change
    key = int((way or [last])[0]) if isinstance(value, list) else (way or [last])[0]
    copy = list(value) if isinstance(value, list) else dict(value)
    copy[key] = spoilt(value[key], "/" + "/".join([*way[1:], last]), change) if way else change
    return copy


@pytest.mark.parametrize(("answer", "pointer", "cause"), STRANGE)
def test_strangers_are_kept(answer, pointer, cause):
    assert outcomes(TOLERATE, read(answer)) == ["held"]
    assert outcomes(READ, read(answer)) == []
    assert causes(TOLERATE, read(answer, spoilt(answer, pointer, None))) == [cause]


@pytest.mark.parametrize(("answer", "pointer", "cause"), STRANGE)
def test_strangers_do_not_make_a_client_raise(answer, pointer, cause):
    known = number(server={}, hooks=[], name="Desk")
    [verdict] = verdicts(TOLERATE, read(known), failed(answer))
    assert (verdict.outcome, verdict.cause, verdict.pointer) == ("broken", cause, pointer)
    assert verdict.message.startswith("get raises on an ")
    assert outcomes(TOLERATE, failed(answer)) == ["undecided"]
    assert outcomes(TOLERATE, failed(known), failed(answer)) == ["undecided"]


def test_a_renamed_stranger_is_lost():
    answer = number(addedLater="kept")
    assert causes(TOLERATE, read(answer, number(added_later="kept"))) == [("unknown property", "VapiPhoneNumber")]


def test_what_else_goes_wrong_beside_a_stranger_is_its_fault_only_if_it_did_not_before():
    answer = number(name="Desk", addedLater="kept")
    lost = number(addedLater="kept")
    [verdict] = verdicts(TOLERATE, read(answer, lost))
    assert verdict.message == (
        "get loses VapiPhoneNumber.name beside an unknown property of VapiPhoneNumber, addedLater"
    )
    assert outcomes(TOLERATE, read(number(name="Desk"), number()), read(answer, lost)) == ["held"]


def test_a_class_may_not_change_because_of_a_stranger():
    plain = read(number(), kinds=kinds("VapiPhoneNumber"))
    found = causes(TOLERATE, plain, read(number(addedLater="a"), kinds=kinds("ByoPhoneNumber")))
    assert found == [("unknown property", "VapiPhoneNumber")]


def test_strangers_in_a_list():
    answer = [number(addedLater="kept")]
    assert outcomes(TOLERATE, read(answer, do="list")) == ["held"]
    assert causes(TOLERATE, read(answer, [number()], do="list")) == [("unknown property", "VapiPhoneNumber")]


def test_a_stranger_does_not_excuse_what_is_wrong_besides():
    """An answer that breaks the contract elsewhere tells nothing of its reader."""
    assert outcomes(TOLERATE, failed({**NUMBER, "addedLater": 1, "orgId": 7})) == []


def test_a_stranger_that_cannot_be_shown_is_undecided():
    assert outcomes(TOLERATE, read(number(addedLater="a"), None, dumped=False)) == ["undecided"]
    assert outcomes(TOLERATE, read(number(addedLater=2**53 + 1), number(addedLater=2**53), exact=False)) == [
        "undecided"
    ]


def test_a_list_of_anything_else_is_none_of_this():
    for answer in ({}, [{"id": "x"}], [5]):
        assert outcomes(READ, invocation("list", exchange("list", answer), raised="ApiError")) == []


def test_numbers_too_large_for_a_double_can_be_compared():
    answer, result = big(10**400), big(10**400 + 1)
    assert causes(READ, read(answer, result, exact=False)) == [
        ("ContextEngineeringPlanLastNMessages.maxMessages", "changed")
    ]


def test_a_deletion_may_be_told_by_yes_or_by_nothing():
    for result in (None, True):
        assert outcomes(READ, read(number(), result, do="delete")) == []
    assert causes(READ, read(number(), {"id": NUMBER["id"]}, do="delete"))[0] == ("VapiPhoneNumber.provider", "lost")


def test_what_is_returned_without_a_request_is_not_read():
    [verdict] = verdicts(READ, invocation("get", result=number()))
    assert verdict.cause == ("nothing is asked",)
    assert "without asking the API" in verdict.message
    assert outcomes(READ, invocation("get", raised="NoId")) == []
    assert outcomes(READ, invocation("delete", result=None)) == []


@pytest.mark.parametrize(
    ("answer", "result", "do"),
    [
        (number(), {"status": 200, "data": number(), "headers": {"date": "now"}}, "get"),
        ([number()], {"items": [number()], "next": None}, "list"),
    ],
)
def test_a_response_or_a_page_may_be_around_what_is_read(answer, result, do):
    assert outcomes(READ, read(answer, result, do)) == ["held"]
    place = "/data" if do == "get" else "/items/0"
    kinds = {"": "Response", place: "ByoPhoneNumber"}
    assert causes(READ, read(answer, result, do, kinds=kinds)) == [("VapiPhoneNumber", "class")]
