"""What is wrong with each SDK, as its source and its traffic show: each row was seen by hand, without the toolkit.

A row is `(rule, pattern, listed)`: the pattern is searched for in `POINTER MESSAGE` of a finding. Each row that is
listed has to be found, and each finding has to be of some row.
"""

from typing import NamedTuple


class Row(NamedTuple):
    rule: str
    pattern: str
    listed: bool = True


def seen(*rows: Row) -> tuple[Row, ...]:
    """Rows that are true as well, and may or may not be told apart from others."""
    return tuple(row._replace(listed=False) for row in rows)


def silent(what: str) -> Row:
    return Row("client.errors", rf"returned .* although it was answered by 200 with {what}")


def foreign(what: str, error: str) -> Row:
    return Row("client.errors", rf"{what} surfaces from \w+ as {error}, which is not one of the client's own")


def posted_again(reason: str) -> Row:
    return Row("client.retry", rf"create sent its POST again after {reason}")


def late(header: str) -> Row:
    return Row("client.retry", rf"was told Retry-After: {header}.*and asked again after")


IDS_NOT_ENCODED = tuple(
    Row("client.path", rf"get\({re_id}\) asked for")
    for re_id in (r"'x/../../call'", r"'\.\.'", r"''", r"'a\?b=c'", r"'a/b'", r"'a#b'")
) + seen(Row("client.path", r"get\('(\.|%2e%2e|%2E%2E|a%2Fb|%2F)'\) asked for"))

NOTHING_IS_A_NUMBER = (
    silent("null"),
    silent(r"\[\]"),
    silent("a number"),
    silent("an error body"),
    *seen(silent("a string"), silent(r"(an object|\{\})"), silent("an object where a list is due")),
)
"""What stands under status 200 is taken for a number whatever it is."""

TIMES_OUT_IN_ANOTHER_LANGUAGE = (
    foreign("a stall after the headers", "ReadTimeout"),
    *seen(
        foreign("a dripping body", "RemoteProtocolError"),
        foreign("(a dropped connection|an answer that breaks off)", "RemoteProtocolError"),
        foreign("silence", "ReadTimeout"),
        foreign("no answer", "ReadTimeout"),
    ),
)
"""Errors of httpx are passed on as they are."""

A_TIME_OUT_FOR_EACH_READ = (Row("client.bounded", "at a dripping body"),)

SENDS_AGAIN = (
    posted_again("status 500"),
    late("0 "),
    late(r"1\.3"),
    late("Wed, 21 Oct 2015"),
    *seen(posted_again("status 50[24]"), posted_again("(a dropped connection|an answer that breaks off)")),
)
"""Two retries after 408, 409, 429 and 5xx whatever the method; Retry-After counts if it is an integer above 0."""

WHOLE_NUMBERS_AS_FLOATS = (
    Row("client.wire", r"Server\.timeoutSeconds as (\d+)\.0 where it was given \1$"),
    *seen(
        Row(
            "client.wire",
            r"(TransferPlan\.timeout|TransferPlan\.dialTimeout|SummaryPlan\.timeoutSeconds|BackoffPlan\.\w+|"
            r"ContextEngineeringPlanLastNMessages\.maxMessages) as (\d+)\.0 where it was given \2$",
        )
    ),
)

MADE_BY_FERN = (
    *IDS_NOT_ENCODED,
    *NOTHING_IS_A_NUMBER,
    *TIMES_OUT_IN_ANOTHER_LANGUAGE,
    *A_TIME_OUT_FOR_EACH_READ,
    foreign("200 with bad UTF-8", "UnicodeDecodeError"),
    *WHOLE_NUMBERS_AS_FLOATS,
    Row("client.accepts", r"refuses a documented payload with BackoffPlan\.type"),
    Row("client.accepts", r"refuses a documented payload with TransferPlan\.sipVerb"),
)

BEFORE_3 = (
    Row("client.wire", "update sent no body"),
    Row("client.accepts", r"refuses a documented payload with PhoneNumberHookCallEnding\.on"),
    # it is taken for a ringing hook, whose `do` is a list
    *seen(Row("client.accepts", r"refuses a documented payload with PhoneNumberHookCallEnding\.do")),
    Row("client.read", "reads a number as ByoPhoneNumber, not as VapiPhoneNumber"),
    Row("client.read", "as TransferDestinationNumber, not as TransferDestinationSip"),
    Row("client.read", "as PhoneNumberHookCallRinging, not as PhoneNumberHookCallEnding"),
    Row("client.tolerate", "reads VapiPhoneNumber as ByoPhoneNumber because of"),
)
"""The right class refuses `backoffPlan.type`, `sipVerb` and any `call.ending` hook; then the first one is made.
A payload of no properties is taken for none.
"""

EXPECTED: dict[str, tuple[Row, ...]] = {
    "vapi-agent-0.1.1": (
        *IDS_NOT_ENCODED,
        *NOTHING_IS_A_NUMBER,
        *TIMES_OUT_IN_ANOTHER_LANGUAGE,
        *A_TIME_OUT_FOR_EACH_READ,
        Row(
            "client.wire", r"update does not send the null that it was given for CreateVapiPhoneNumberDTO\.assistantId"
        ),
        *seen(Row("client.wire", "update does not send the null that it was given for CreateVapiPhoneNumberDTO")),
        silent("truncated JSON"),
        silent("HTML"),
        silent("no body"),
        silent("bad UTF-8"),
    ),
    "vapi-server-sdk-1.6.0": (*MADE_BY_FERN, *BEFORE_3),
    "vapi-server-sdk-0.8.1": (*MADE_BY_FERN, *BEFORE_3),
    "vapi-server-sdk-3.0.0": (
        *MADE_BY_FERN,
        *SENDS_AGAIN,
        *seen(posted_again("a dripping body"), posted_again("no answer")),
        Row("client.accepts", r"refuses a documented payload with BackoffPlan\.excludedStatusCodes"),
        Row("client.wire", r"maxMessages as 9007199254740992\.0 where it was given 9007199254740993"),
        Row("client.read", r"maxMessages as 9007199254740992\.0 where the answer has 9007199254740993"),
        Row("client.tolerate", "loses an object of an unknown kind at /fallbackDestination$"),
        *seen(Row("client.tolerate", "loses an object of an unknown kind at /")),
    ),
    "server-sdk-2.0.1": (
        Row("client.path", r"get\('\.\.'\) asked for GET /$"),
        Row("client.path", r"get\(''\) asked for GET /phone-number/$"),
        *seen(Row("client.path", r"get\('\.'\) asked for GET /phone-number/$")),
        *NOTHING_IS_A_NUMBER,
        silent("truncated JSON"),
        silent("HTML"),
        silent("no body"),
        silent("bad UTF-8"),
        Row("client.bounded", "at a stall after the headers"),
        *A_TIME_OUT_FOR_EACH_READ,
        *SENDS_AGAIN,
    ),
}
