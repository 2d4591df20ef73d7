"""Which valid values an endpoint may still have a reason to refuse.

The contract calls these fillers: a payload that must be accepted holds plausible ones only, so that a refusal
is the fault of what is under test. A value that is not plausible is neither a fault nor demanded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from vapi_contracts.body import Json
from vapi_contracts.contract.prose import E164, is_sip_uri_of

__all__ = ["Doubts", "doubts_of_text", "is_uuid", "property_doubts"]

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_AREA_CODE = re.compile(r"[2-9][0-8][0-9]")
_URL = re.compile(r"https?://[^\s/?#]+[^\s]*")
_SIP_URI = re.compile(r"sips?:[^\s@]+(@[^\s@]+)?", re.IGNORECASE)
_TAGS = re.compile(r"<\s*/?\s*([A-Za-z][\w.:-]*)")
_TWIML_VERBS = frozenset({"Play", "Say", "Gather", "Hangup", "Pause"})
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_CALLER_IDS = ("{{customer.number}}", "{{phoneNumber.number}}")

Doubts = str | None
"""Why a value might be refused, or `None` where nothing speaks against it."""


def is_uuid(value: Json) -> bool:
    """Whether the value is the text of a UUID."""
    return isinstance(value, str) and _UUID.fullmatch(value) is not None


def doubts_of_text(value: str) -> Doubts:
    """Say why a text might be refused wherever it stands."""
    return "holds U+0000 or an unpaired surrogate" if _UNSTORABLE.search(value) else None


def _uuid(value: Json) -> Doubts:
    return None if is_uuid(value) else "is no UUID in lower case"


def _area_code(value: Json) -> Doubts:
    return None if _AREA_CODE.fullmatch(value) else "is no US area code"


def _url(value: Json) -> Doubts:
    return None if _URL.fullmatch(value) else "is no http(s) URL"


def _sip_uri(value: Json) -> Doubts:
    return None if _SIP_URI.fullmatch(value) else "is no SIP URI"


def _caller_id(value: Json) -> Doubts:
    documented = value in _CALLER_IDS or E164.fullmatch(value)
    return None if documented else "is no documented form of a caller id"


def _twiml(value: Json) -> Doubts:
    tags = _TAGS.findall(value)
    return None if tags and set(tags) <= _TWIML_VERBS else "holds other verbs than the documented five"


def _credential(_: Json) -> Doubts:
    return "may name a credential that does not exist"


def _headers(value: Json) -> Doubts:
    for name, content in value.items():
        if not _HEADER_NAME.fullmatch(name):
            return "has a key that is no header name"
        if isinstance(content, str) and (re.search(r"[^\x20-\x7e]", content) or content != content.strip()):
            return "has a value that no header can carry"
    return None


def _is_whole(value: float) -> bool:
    return isinstance(value, int) or value.is_integer()


def _whole(value: Json) -> Doubts:
    return None if _is_whole(value) else "is fractional, which has no documented meaning"


def _digits(value: Json) -> Doubts:
    return None if re.fullmatch(r"[0-9]{1,20}", value) else "is no prefix of a telephone number"


def _extension(value: Json) -> Doubts:
    return None if re.fullmatch(r"[0-9*#w,]+", value) else "is no extension that can be dialled"


def _status_code(value: Json) -> Doubts:
    return None if _is_whole(value) and 100 <= value <= 599 else "is no HTTP status code"


def _message_list(value: Json) -> Doubts:
    for message in value:
        if not isinstance(message, dict) or set(message) != {"role", "content"}:
            return "has an item that is no chat message"
    return None


_BY_PLACE: Mapping[tuple[str, str], Callable[[Json], Doubts]] = {
    ("CreateVapiPhoneNumberDTO", "assistantId"): _uuid,
    ("CreateVapiPhoneNumberDTO", "squadId"): _uuid,
    ("CreateVapiPhoneNumberDTO", "workflowId"): _uuid,
    ("CreateVapiPhoneNumberDTO", "numberDesiredAreaCode"): _area_code,
    ("Server", "url"): _url,
    ("Server", "credentialId"): _credential,
    ("Server", "headers"): _headers,
    ("BackoffPlan", "maxRetries"): _whole,
    ("BackoffPlan", "excludedStatusCodes.items"): _status_code,
    ("ContextEngineeringPlanLastNMessages", "maxMessages"): _whole,
    ("SummaryPlan", "messages"): _message_list,
    ("TransferDestinationNumber", "callerId"): _caller_id,
    ("TransferDestinationNumber", "extension"): _extension,
    ("TransferDestinationSip", "callerId"): _caller_id,
    ("TransferDestinationSip", "sipUri"): _sip_uri,
    ("TransferDestinationSip", "sipHeaders"): _headers,
    ("TransferPlan", "twiml"): _twiml,
    ("TransferPlan", "holdAudioUrl"): _url,
    ("TransferPlan", "transferCompleteAudioUrl"): _url,
    ("PhoneNumberCallRingingHookFilter", "startsWith.items"): _digits,
}


def property_doubts(rule: str, value: Json, sip_host: str) -> Doubts:
    """Say why a valid value might be refused at the place whose rules begin with `rule`."""
    owner, _, name = rule.removeprefix("payload.").partition(".")
    if (owner, name) == ("CreateVapiPhoneNumberDTO", "sipUri"):
        return None if is_sip_uri_of(sip_host, value) else f"is not sip:<user>@{sip_host}"
    judge = _BY_PLACE.get((owner, name))
    return judge(value) if judge else None
