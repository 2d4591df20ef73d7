"""What the domain says at single places: small tables, the simplest value first.

Keys are rule ids without `payload.` and the keyword. What a table offers is weighed before it is used, so
it may hold values that a revision refuses or that are not plausible: those are left out there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping

from vapi_contracts.body import Json
from vapi_contracts.contract.prose import E164
from vapi_contracts.strategies.addresses import USERS, respell

__all__ = [
    "COMPANIONS",
    "HEADERS",
    "LISTS",
    "MESSAGES",
    "MODE_USES",
    "PLANS",
    "texts",
]

_HOST = "CreateVapiPhoneNumberDTO.sipUri"
_UUIDS = (
    "2f0c1f5e-6f0a-4d1c-9a51-0c5b8e1d7a10",
    "00000000-0000-4000-8000-000000000000",
    "FFFFFFFF-FFFF-4FFF-BFFF-FFFFFFFFFFFF",
    "2F0C1F5E-6f0a-4d1c-9a51-0c5b8e1d7a10",
    "not-a-uuid",
)
_URLS = (
    "https://hooks.example.com/vapi",
    "http://hooks.example.com",
    "https://hooks.example.com:8443/a/b?x=1&y=%20#part",
    "https://user@hooks.example.com/",
    "https://[2001:db8::1]/vapi",
    "https://xn--bcher-kva.example/vapi",
    "https://hooks.example.com/" + "a" * 200,
    "HTTPS://HOOKS.EXAMPLE.COM/Vapi",
)
_AUDIO = ("https://media.example.com/hold.mp3", "https://media.example.com/hold.wav?x=1", *_URLS[1:3])
_CALLERS = (
    "+14155550123",
    "{{customer.number}}",
    "{{phoneNumber.number}}",
    "+123456789012345",
    "+1",
    "+4930123456",
    "anonymous",
)
_TWIML = (
    "<Say>Hello.</Say>",
    "<Play>https://media.example.com/beep.mp3</Play>",
    '<Gather numDigits="1"><Say>Press one.</Say></Gather>',
    "<Hangup/>",
    '<Pause length="2"/>',
    '<Say voice="alice">Hello.</Say><Pause length="2"/><Say>Gr\u00fc\u00dfe &amp; \U0001f4de</Say>',
    "<Response><Say>Hello.</Say></Response>",
    "<Dial>+14155550100</Dial>",
    "no markup",
    f"<Say>{'a' * 4085}</Say>",
)
_HEADER_VALUES = (
    "on",
    "",
    "a b",
    "a,b;c=d",
    '"quoted"',
    "Bearer abc",
    "0",
    "a" * 200,
    "gr\u00fc\u00dfe",
    " a ",
)

_TEXTS: Mapping[str, tuple[str, ...]] = {
    "CreateVapiPhoneNumberDTO.assistantId": _UUIDS,
    "CreateVapiPhoneNumberDTO.squadId": ("7b1de6a4-0d0e-4f86-8a47-3f2a9c6b5d21", *_UUIDS[1:]),
    "CreateVapiPhoneNumberDTO.workflowId": ("c4a9e3b2-51f7-4a0b-b1d3-6e8f7a9c0b32", *_UUIDS[1:]),
    "CreateVapiPhoneNumberDTO.numberDesiredAreaCode": (
        "415",
        "200",
        "989",
        "212",
        "999",
        "000",
        "abc",
        "   ",
    ),
    "Server.url": _URLS,
    "Server.credentialId": _UUIDS,
    "Server.encryptedPaths.items": ("message.call", "", "$", "a.b[0].c", "message.artifact.transcript"),
    "Server.headers.additionalProperties": _HEADER_VALUES,
    "TransferDestinationSip.sipHeaders.additionalProperties": _HEADER_VALUES,
    "TransferDestinationNumber.number": (
        "+14155550100",
        "+123456789012345",
        "+4930123456",
        "+12",
        "+001234567890",
        "1234",
        "abc",
        "+1a2B",
        "123",
        "0" * 40,
        "+" + "Z" * 39,
    ),
    "TransferDestinationNumber.callerId": _CALLERS,
    "TransferDestinationSip.callerId": _CALLERS,
    "TransferDestinationNumber.extension": ("42", "0", "1234567890", "9", "*9#", "1w2,3", "abc", " "),
    "TransferDestinationSip.sipUri": (
        "sip:desk@pbx.example.com",
        "sip:+14155550100@pbx.example.com:5080;transport=tcp",
        "sips:desk@pbx.example.com",
        "SIP:Desk@PBX.Example.COM",
        "sip:pbx.example.com",
        "sip:a%20b@[2001:db8::1]:5060",
        "sip:192.0.2.7",
        "tel:+14155550100",
    ),
    "TransferPlan.twiml": _TWIML,
    "TransferPlan.holdAudioUrl": _AUDIO,
    "TransferPlan.transferCompleteAudioUrl": ("https://media.example.com/beep.mp3", *_AUDIO[1:]),
    "PhoneNumberCallRingingHookFilter.startsWith.items": (
        "1415",
        "1",
        "14155550100",
        "4930",
        "2",
        "0",
        "123456789012345",
        "1" * 20,
        "+1415",
        "abc",
    ),
}


def texts(rule: str, sip_host: str) -> tuple[str, ...]:
    """Return what the domain offers at a place of texts; nothing where any text is as good."""
    if rule == _HOST:
        spelled = tuple(
            respell(f"sip:{user}@{sip_host}", mask) for mask in (0, 2**64 - 1, 0b1001, 0xA5A5) for user in USERS[:5]
        )
        others = tuple(f"sip:{user}@{sip_host}" for user in USERS[5:])
        return (
            *spelled,
            *others,
            f"sips:desk@{sip_host}",
            "sip:desk@sip.example.com",
            "desk",
            f"sip:{sip_host}",
        )
    return _TEXTS.get(rule, ())


HEADERS: tuple[Mapping[str, str], ...] = (
    {"X-Desk": "on"},
    {"Authorization": "Bearer abc", "x-desk": "on"},
    {"X-Desk": "", "X-Other": "a,b;c=d"},
    {f"X-{n}": str(n) for n in range(12)},
    {"x-desk": "1", "X-DESK": "2"},
    {"": "empty name"},
    {"gr\u00fc\u00dfe": "\U0001f4de"},
)
"""Header maps. Names that differ in case only, and names that no header can have, are valid but doubtful."""

MESSAGES: tuple[Mapping[str, Json], ...] = (
    {"role": "system", "content": "Sum up the call."},
    {"role": "user", "content": "{{transcript}} {{endedReason}}"},
    {"role": "assistant", "content": ""},
    {"role": "system", "content": "Gr\u00fc\u00dfe \U0001f4de"},
    {},
    {"a": None, "b": [1, 2.5, {"c": False}], "\u00e9": {}},
)
"""Items of a list whose items are objects of no declared form."""

LISTS: Mapping[str, tuple[tuple[Json, ...], ...]] = {
    "PhoneNumberCallRingingHookFilter.startsWith": (
        ("1415",),
        ("1", "44", "49"),
        ("2", "1415"),
        ("1", "1415", "1"),
    ),
    "BackoffPlan.excludedStatusCodes": ((404,), (400, 401, 403, 404), (500, 500), (503, 429)),
}

MODE_USES: Mapping[str, tuple[str, ...]] = {
    "blind-transfer": ("sipVerb", "fallbackPlan"),
    "blind-transfer-add-summary-to-sip-header": ("message", "summaryPlan", "sipVerb", "fallbackPlan"),
    "warm-transfer-say-message": ("message",),
    "warm-transfer-say-summary": ("summaryPlan",),
    "warm-transfer-twiml": ("twiml",),
    "warm-transfer-wait-for-operator-to-speak-first-and-then-say-message": ("message", "timeout"),
    "warm-transfer-wait-for-operator-to-speak-first-and-then-say-summary": ("summaryPlan", "timeout"),
    "warm-transfer-experimental": (
        "message",
        "summaryPlan",
        "holdAudioUrl",
        "transferCompleteAudioUrl",
        "contextEngineeringPlan",
        "fallbackPlan",
    ),
}
"""What each transfer mode makes use of; in another mode it is accepted and has no effect."""

PLANS: Mapping[str, tuple[Mapping[str, Json], ...]] = {
    "TransferPlan": (
        {"mode": "blind-transfer", "sipVerb": "dial"},
        {"mode": "blind-transfer", "sipVerb": "dial", "dialTimeout": 1},
        {"mode": "blind-transfer", "sipVerb": "dial", "dialTimeout": 600, "timeout": 1},
        {"mode": "blind-transfer", "sipVerb": "refer", "sipHeadersInReferToEnabled": True},
        {"mode": "blind-transfer", "sipVerb": "bye", "dialTimeout": 60, "sipHeadersInReferToEnabled": False},
    ),
    "BackoffPlan": (
        {"type": "exponential", "maxRetries": 10, "baseDelaySeconds": 0.5},
        {"type": "fixed", "maxRetries": 0, "baseDelaySeconds": 0},
        {"type": "exponential", "maxRetries": 1, "baseDelaySeconds": 10, "excludedStatusCodes": []},
    ),
}
"""Objects whose properties mean something only together."""


def _unchecked(around: MutableMapping[str, Json], value: Json) -> None:
    if E164.fullmatch(value) is None:
        around["numberE164CheckEnabled"] = False


def _checked(around: MutableMapping[str, Json], value: Json) -> None:
    if value is not False and E164.fullmatch(around.get("number", "")) is None:
        around["number"] = "+14155550100"


COMPANIONS: Mapping[str, Callable[[MutableMapping[str, Json], Json], None]] = {
    "TransferDestinationNumber.number": _unchecked,
    "TransferDestinationNumber.numberE164CheckEnabled": _checked,
}
"""What setting a value asks of the properties beside it, so that the object stays valid."""
