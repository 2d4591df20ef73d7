"""`client.accepts`: every documented payload can be built and sent."""

from .client_transcripts import PLAIN, causes, exchange, invocation, outcomes, verdicts

RULE = "client.accepts"
BACKOFF = {"type": "fixed", "maxRetries": 2, "baseDelaySeconds": 2}
PLAN = {"mode": "blind-transfer"}


def sent(body, do="create", **more):
    return invocation(do, exchange(do, sent=body), body=body, **more)


def refused(body, message="no", do="create", error="ValueError", **more):
    return invocation(do, body=body, raised=error, message=message, **more)


def with_server(**properties):
    return {**PLAIN, "server": properties}


def with_plan(**properties):
    destination = {"type": "number", "number": "+14155550100", "transferPlan": {**PLAN, **properties}}
    return {**PLAIN, "fallbackDestination": destination}


def test_a_payload_that_is_sent_holds_whatever_comes_of_it():
    assert outcomes(RULE, sent(PLAIN)) == ["held"]
    answered = invocation("create", exchange("create", {}, status=400, sent=PLAIN), body=PLAIN, raised="ApiError")
    assert outcomes(RULE, answered) == ["held"]


def test_the_cause_is_the_property_that_the_neighbours_have_not():
    [_, _, verdict] = verdicts(RULE, sent(PLAIN), sent(with_plan()), refused(with_plan(sipVerb="refer"), "no way"))
    assert (verdict.outcome, verdict.cause) == ("broken", ("TransferPlan.sipVerb",))
    assert verdict.pointer == "/fallbackDestination/transferPlan/sipVerb"
    assert verdict.message == "create refuses a documented payload with TransferPlan.sipVerb: ValueError: no way"
    assert (verdict.invocation, verdict.exchange) == (2, 2)


def test_without_a_word_of_the_client_all_that_came_together_is_the_cause():
    found = causes(RULE, sent(PLAIN), sent(with_server()), refused(with_server(backoffPlan=BACKOFF)))
    together = ("BackoffPlan.baseDelaySeconds", "BackoffPlan.maxRetries", "BackoffPlan.type", "Server.backoffPlan")
    assert found == [together]


def test_what_its_error_names_are_causes_of_their_own():
    """Or the codes could never be told from the type that is refused beside them."""
    message = (
        "2 validation errors for BackoffPlan\n"
        "type\n  Input should be a valid dictionary [type=dict_type, input_value='fixed', input_type=str]\n"
        "excludedStatusCodes.0\n  Input should be a valid dictionary [type=dict_type, input_value=404, input_type=int]"
    )
    body = with_server(backoffPlan={**BACKOFF, "excludedStatusCodes": [404]})
    for told in (message, message.replace("\n", " ").replace("]", "] https://errors.pydantic.dev/2.12/v/dict_type")):
        found = causes(RULE, sent(PLAIN), sent(with_server()), refused(body, told))
        assert found == [("BackoffPlan.excludedStatusCodes",), ("BackoffPlan.type",)]


def test_why_other_alternatives_do_not_fit_is_no_cause():
    """Nor with no neighbour at all: what is made small has none."""
    message = (
        "4 validation errors for Request"
        " fallbackDestination.CreateVapiPhoneNumberDtoFallbackDestination_Number.transferPlan.sipVerb Input should be a"
        " valid dictionary [type=dict_type, input_value='refer', input_type=str]"
        " fallbackDestination.CreateVapiPhoneNumberDtoFallbackDestination_Sip.type Input should be 'sip'"
        " [type=literal_error, input_value='number', input_type=str]"
        " fallbackDestination.CreateVapiPhoneNumberDtoFallbackDestination_Sip.sipUri Field required"
        " [type=missing, input_value={'type': 'number', 'numbe...r', 'sipVerb': 'refer'}}, input_type=dict]"
    )
    assert causes(RULE, refused(with_plan(sipVerb="refer"), message)) == [("TransferPlan.sipVerb",)]
    tagged = (
        "1 validation error for Request fallbackDestination.number.transferPlan.sipVerb Input should be a dictionary"
    )
    assert causes(RULE, refused(with_plan(sipVerb="refer"), tagged)) == [("TransferPlan.sipVerb",)]


def test_a_path_to_what_was_taken_elsewhere_names_nothing():
    message = "1 validation error for Request fallbackDestination.transferPlan.mode no"
    found = causes(RULE, sent(with_plan()), refused(with_plan(sipVerb="refer", timeout=20), message))
    assert found == [("TransferPlan.sipVerb", "TransferPlan.timeout")]


def test_what_a_validator_was_given_is_no_cause():
    """A model that demands an optional `url` refuses each server without one: that is one cause, told once."""
    for key, value in (("timeoutSeconds", 1), ("headers", {"X-Team": "Blue"}), ("backoffPlan", BACKOFF)):
        message = (
            "1 validation error for Request server.url Field required"
            f" [type=missing, input_value={{'{key}': {value!r}}}, input_type=dict]"
        )
        found = causes(RULE, sent(PLAIN), refused(with_server(**{key: value}), message))
        assert found == [("CreateVapiPhoneNumberDTO.server",)], key


def test_errors_name_properties_in_several_ways():
    for message in (
        "unexpected keyword argument 'sip_verb'",
        "sipVerb cannot be refer",
        "transferPlan -> sipVerb\n  no",
    ):
        found = causes(RULE, sent(PLAIN), refused(with_plan(sipVerb="refer"), message))
        assert found == [("TransferPlan.sipVerb",)], message


def test_a_property_that_is_taken_with_other_values():
    found = causes(
        RULE, sent(PLAIN), sent(with_plan(sipVerb="refer")), refused(with_plan(sipVerb="dial"), "sipVerb: no dial")
    )
    assert found == [("TransferPlan.sipVerb", "some values")]


def test_a_client_that_refuses_the_plainest_has_no_other_cause():
    found = causes(RULE, refused(PLAIN), refused(with_server()))
    assert found == [("plain",), ("plain", "CreateVapiPhoneNumberDTO.server")]


def test_a_way_is_compared_with_itself():
    [_, verdict] = verdicts(RULE, sent(with_plan()), refused(PLAIN, way="typed"))
    assert verdict.cause == ("plain",)
    assert verdict.message.startswith("create by its way 'typed' refuses")


def test_an_update_may_unset():
    unset = {"provider": "vapi", "assistantId": None}
    found = causes(RULE, sent({"provider": "vapi"}, "update"), refused(unset, do="update"))
    assert found == [("CreateVapiPhoneNumberDTO.assistantId",)]


def test_what_the_api_may_refuse_a_client_may_refuse():
    for body in (
        {**PLAIN, "name": "a" * 41},
        {**PLAIN, "assistantId": "mine"},
        {**PLAIN, "new": 1},
        {"provider": "vapi"},
    ):
        assert outcomes(RULE, refused(body)) == ["undecided"]


def test_a_password_is_not_seen_and_so_not_held_against_a_payload():
    body = {**PLAIN, "authentication": {"username": "u" * 20, "password": "***"}}
    assert causes(RULE, sent(PLAIN), refused(body)) == [
        (
            "CreateVapiPhoneNumberDTO.authentication",
            "SipAuthentication.password",
            "SipAuthentication.username",
        )
    ]


def test_a_value_that_has_no_close_neighbour():
    one, other = with_plan(sipVerb="refer", timeout=20), with_plan(sipVerb="dial", timeout=600)
    assert causes(RULE, sent(one), refused(other, "sipVerb cannot be dial")) == [
        ("TransferPlan.sipVerb", "some values")
    ]


def test_a_plain_payload_alone():
    assert causes(RULE, refused(PLAIN)) == [("plain",)]


def test_an_error_without_a_word():
    assert causes(RULE, sent(PLAIN), refused(with_server(), None)) == [("CreateVapiPhoneNumberDTO.server",)]


def test_what_never_left_without_an_error_is_left_to_another_rule():
    assert outcomes(RULE, invocation("create", body=PLAIN)) == []
