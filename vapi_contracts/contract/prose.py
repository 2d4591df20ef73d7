"""What the contract says in prose and not in schema language: facts, each with its source."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from vapi_contracts.body import Json

__all__ = [
    "BASE_URLS",
    "E164",
    "OTHER_PROVIDERS",
    "PROSE_RULES",
    "ROUTING_IDS",
    "SIP_HOSTS",
    "STRING_MAPS",
    "UNDECIDED_STATUSES",
    "ProseRule",
    "is_sip_uri_of",
]

SIP_HOSTS = {"https://api.vapi.ai": "sip.vapi.ai", "https://api.eu.vapi.ai": "sip.eu.vapi.ai"}
"""The SIP host of a number belongs to the region whose API made it (guide: SIP networking)."""

BASE_URLS = tuple(SIP_HOSTS)

ROUTING_IDS = ("assistantId", "squadId", "workflowId")
"""What decides who answers a call; `null` in a PATCH unsets one (guide; inferred for the last two)."""

OTHER_PROVIDERS = frozenset({"byo-phone-number", "twilio", "vonage", "telnyx"})
"""Providers that share the operations; their payloads and numbers are passed over (spec)."""

UNDECIDED_STATUSES = frozenset({408, 429, 502, 503, 504})
"""Answers that say nothing of the payload: somebody else's trouble, or try again."""

E164 = re.compile(r"\+[1-9][0-9]{0,14}")
_ANY_NUMBER = re.compile(r"\+?[a-zA-Z0-9]+")


@dataclass(frozen=True, slots=True)
class ProseRule:
    """A payload rule that stands in a description: `holds(value, object around it)`."""

    keyword: str
    statement: str
    source: str
    holds: Callable[[Json, Mapping[str, Json]], bool]


def _is_number(value: Json, around: Mapping[str, Json]) -> bool:
    pattern = _ANY_NUMBER if around.get("numberE164CheckEnabled") is False else E164
    return pattern.fullmatch(value) is not None


PROSE_RULES: Mapping[tuple[str, str], ProseRule] = {
    ("TransferDestinationNumber", "number"): ProseRule(
        keyword="pattern",
        statement=(
            "The number of a transfer destination is E.164, or letters and digits after an optional plus"
            " where numberE164CheckEnabled is false."
        ),
        source="prose: TransferDestinationNumber.numberE164CheckEnabled",
        holds=_is_number,
    )
}
"""By (schema, property). They are rules of every revision that has the property."""


STRING_MAPS = frozenset({("Server", "headers"), ("TransferDestinationSip", "sipHeaders")})
"""By (schema, property): objects of text to text (prose; inferred for the second)."""


def is_sip_uri_of(host: str, value: str) -> bool:
    """Whether the text is `sip:<user>@<host>`, in any case (seed: sipUri; guide: SIP)."""
    scheme, _, rest = value.partition(":")
    user, at, where = rest.rpartition("@")
    return (
        scheme.lower() == "sip"
        and at == "@"
        and where.lower() == host.lower()
        and re.fullmatch(r"[A-Za-z0-9._~!$&'()*+,;=%-]+", user) is not None
    )
