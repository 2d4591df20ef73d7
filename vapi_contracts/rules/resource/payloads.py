"""Payloads that every resource rule starts from: all of it at once, and each way to route a call."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping

from vapi_contracts.body import Json
from vapi_contracts.contract.prose import ROUTING_IDS
from vapi_contracts.scenario import Create, List, Page, Patch, Read, Scenario, Step, instant, text

__all__ = ["OTHER", "RICH", "ROUTED", "everything", "modes", "named", "observed", "routings", "singles"]

_IDS: Mapping[str, Json] = dict(
    zip(
        ROUTING_IDS,
        (
            "2f0c1f5e-6f0a-4d1c-9a51-0c5b8e1d7a10",
            "7b1de6a4-0d0e-4f86-8a47-3f2a9c6b5d21",
            "c4a9e3b2-51f7-4a0b-b1d3-6e8f7a9c0b32",
        ),
        strict=True,
    )
)

_SPOKEN: Mapping[str, Json] = {
    "type": "custom-message",
    "content": "One moment.",
    "contents": [
        {"type": "text", "text": "One moment.", "language": "en"},
        {"type": "text", "text": "Einen Moment.", "language": "de"},
        {"type": "text", "text": "", "language": "fr"},
    ],
}
_BY_SIP: Mapping[str, Json] = {
    "type": "sip",
    "sipUri": "sip:Desk@PBX.example.com",
    "message": "",
    "description": "The desk",
    "callerId": "{{customer.number}}",
    "sipHeaders": {"X-Queue": "Sales", "x-case": "Kept"},
    "transferPlan": {
        "mode": "blind-transfer",
        "sipVerb": "dial",
        "dialTimeout": 30.5,
        "sipHeadersInReferToEnabled": False,
    },
}
_BY_NUMBER: Mapping[str, Json] = {
    "type": "number",
    "number": "0049-abc".replace("-", ""),
    "numberE164CheckEnabled": False,
    "extension": "42",
    "message": _SPOKEN,
    "callerId": "+14155550123",
    "transferPlan": {
        "mode": "warm-transfer-experimental",
        "message": _SPOKEN,
        "timeout": 60,
        "holdAudioUrl": "https://media.example.com/hold.mp3",
        "transferCompleteAudioUrl": "https://media.example.com/beep.mp3",
        "contextEngineeringPlan": {"type": "lastNMessages", "maxMessages": 0},
        "fallbackPlan": {"message": "Nobody is there.", "endCallEnabled": False},
        "summaryPlan": {
            "enabled": False,
            "timeoutSeconds": 60,
            "messages": [
                {"role": "system", "content": "Sum up."},
                {"role": "user", "content": "{{transcript}}"},
            ],
        },
    },
}
_HOOKS: Json = [
    {
        "on": "call.ringing",
        "filters": [
            {"type": "startsWith", "key": "number", "startsWith": ["49", "1", "49"]},
            {"type": "startsWith", "key": "number", "startsWith": []},
        ],
        "do": [
            {"type": "say", "exact": "Closed."},
            {"type": "transfer", "destination": _BY_SIP},
            {"type": "transfer"},
        ],
    },
    {
        "on": "call.ringing",
        "filters": [{"type": "startsWith", "key": "number", "startsWith": ["44"]}],
        "do": [],
    },
    {
        "on": "call.ending",
        "filters": [
            {
                "type": "oneOf",
                "key": "call.endedReason",
                "oneOf": ["assistant-request-failed", "assistant-request-returned-error"],
            },
            {
                "type": "oneOf",
                "key": "call.endedReason",
                "oneOf": ["assistant-request-returned-no-assistant"],
            },
        ],
        "do": {"type": "transfer", "destination": _BY_NUMBER},
    },
    {"on": "call.ending"},
]

RICH: Mapping[str, Json] = {
    "provider": "vapi",
    "sipUri": text("SIP:Rich-{fresh}@{Host}"),
    "name": text("Rich {fresh} \u00c4\u00df"),
    "authentication": {"username": "u" * 20, "password": "*" * 40, "realm": "Realm.example.com"},
    "squadId": _IDS["squadId"],
    "fallbackDestination": _BY_NUMBER,
    "hooks": _HOOKS,
    "server": {
        "url": "https://hooks.example.com/Vapi?Key=a%20b",
        "timeoutSeconds": 20.5,
        "staticIpAddressesEnabled": False,
        "headers": {"X-Team": "Blue", "x-lower": "Kept As It Is"},
        "encryptedPaths": ["$.b", "$.a", "$.b"],
        "backoffPlan": {
            "type": "exponential",
            "maxRetries": 3,
            "baseDelaySeconds": 0.5,
            "excludedStatusCodes": [404, 400, 404],
        },
    },
}
"""Every property, every list with several items, values that are easily lost: false, 0, "" and []."""

_SPARSE: Mapping[str, Json] = {
    "provider": "vapi",
    "sipUri": text("sip:sparse-{fresh}@{host}"),
    "name": text(" Sparse {fresh} "),
    "hooks": [],
    "server": {
        "headers": {},
        "encryptedPaths": [],
        "backoffPlan": {"type": "fixed", "maxRetries": 0, "baseDelaySeconds": 0},
    },
    "fallbackDestination": {**_BY_SIP, "sipHeaders": {}},
}


ROUTED: Mapping[str, Json] = _IDS
"""All three routing ids."""

OTHER: Mapping[str, Json] = {
    "name": text("Renamed {fresh}"),
    "sipUri": text("sip:moved-{fresh}@{host}"),
    "authentication": {"username": "v" * 40, "password": "*" * 20, "realm": "other.example.com"},
    "assistantId": "0d9f6c1e-8b7a-4f5d-9e3c-2a1b0c9d8e7f",
    "squadId": "1e0a7d2f-9c8b-4a6e-8f4d-3b2c1d0e9f80",
    "workflowId": "2f1b8e30-0d9c-4b7f-9a5e-4c3d2e1f0a91",
    "fallbackDestination": _BY_SIP,
    "hooks": [{"on": "call.ending", "do": {"type": "say", "exact": "Goodbye."}}],
    "server": {"url": "https://other.example.com/", "timeoutSeconds": 1, "headers": {"X-Team": "Red"}},
}
"""For every property that a PATCH may name, another value than `RICH` has."""

_MODES: Mapping[str, Mapping[str, Json]] = {
    "blind-transfer": {"sipVerb": "refer"},
    "blind-transfer-add-summary-to-sip-header": {"message": "Hello.", "summaryPlan": {"enabled": True}},
    "warm-transfer-say-message": {"message": "Hello."},
    "warm-transfer-say-summary": {"summaryPlan": {"enabled": False, "timeoutSeconds": 1}},
    "warm-transfer-twiml": {"twiml": '<Say>Hello.</Say><Pause length="2"/>'},
    "warm-transfer-wait-for-operator-to-speak-first-and-then-say-message": {"message": "", "timeout": 600},
    "warm-transfer-wait-for-operator-to-speak-first-and-then-say-summary": {
        "summaryPlan": {"messages": []},
        "timeout": 1,
    },
    "warm-transfer-experimental": {
        "message": "Hello.",
        "holdAudioUrl": "https://media.example.com/hold.mp3",
        "transferCompleteAudioUrl": "https://media.example.com/beep.mp3",
        "contextEngineeringPlan": {"type": "all"},
        "fallbackPlan": {"message": "", "endCallEnabled": True},
        "summaryPlan": {},
    },
}
"""Each way to transfer, with what it uses (prose: TransferPlan)."""


def named(at: int = 0) -> dict[str, Json]:
    """Return a small payload with a name and a SIP URI of its own."""
    return {
        "provider": "vapi",
        "name": text(f"Desk {{fresh}} {at}"),
        "sipUri": text(f"sip:{{fresh}}-{at}@{{host}}"),
    }


def observed(steps: tuple[Step, ...], number: int = 0, search: str | None = None) -> Scenario:
    """Return the steps followed by a look at a number on every surface: GET, the list, a page."""
    since = instant(number, "createdAt", plus_ms=-1000)
    looks: list[Step] = [Read(number=number), List(query={"createdAtGe": since, "limit": 1000})]
    if search is not None:
        looks.append(Page(query={"search": text(search), "limit": 1000}))
    return Scenario((*steps, *looks))


def everything() -> Iterator[Scenario]:
    """Yield the richest and the emptiest payload, by POST and by PATCH, and look at them everywhere."""
    for body in (RICH, _SPARSE):
        yield observed((Create(body=body),), search="{fresh}")
    for body in (RICH, _SPARSE):
        update = {key: value for key, value in body.items() if key != "sipUri"}
        yield observed((Create(body=named()), Patch(number=0, body=update), Read(number=0)), search="{fresh}")


def together(bodies: Iterable[Mapping[str, Json]]) -> Scenario:
    """Return a scenario that creates a number of each payload, and looks at all of them in one list."""
    creates = tuple(
        Create(body={"provider": "vapi", "sipUri": text(f"sip:{{fresh}}-{at}@{{host}}"), **body})
        for at, body in enumerate(bodies)
    )
    return Scenario((*creates, List(query={"createdAtGe": instant(0, "createdAt", plus_ms=-1000), "limit": 1000})))


def routings() -> Iterator[Scenario]:
    """Yield every combination of missing and present routing ids."""
    chosen = [
        {key: _IDS[key] for key in keys}
        for size in range(len(ROUTING_IDS) + 1)
        for keys in itertools.combinations(ROUTING_IDS, size)
    ]
    yield together(chosen)


def singles() -> Iterator[Scenario]:
    """Yield each property alone, rich and empty, beside nothing but an address."""
    values = [(key, value) for body in (RICH, _SPARSE) for key, value in body.items() if key != "provider"]
    yield together({key: value} for key, value in (*values, ("name", "")))


def modes() -> Iterator[Scenario]:
    """Yield each way to transfer, in a fallback and in both kinds of hook, to a number and to a SIP URI."""
    yield together(_in_mode(mode, used) for mode, used in _MODES.items())


def _in_mode(mode: str, used: Mapping[str, Json]) -> dict[str, Json]:
    plan = {"mode": mode, **used}
    one = {"type": "number", "number": "+14155550100", "transferPlan": plan}
    other = {"type": "sip", "sipUri": "sip:desk@pbx.example.com", "transferPlan": plan}
    ringing = [{"type": "transfer", "destination": other}, {"type": "transfer", "destination": one}]
    ending = {"type": "transfer", "destination": other}
    return {
        "fallbackDestination": one,
        "hooks": [{"on": "call.ringing", "do": ringing}, {"on": "call.ending", "do": ending}],
    }
