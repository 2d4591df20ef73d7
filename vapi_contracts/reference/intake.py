"""How a request's body becomes a payload or a refusal, in steps that a defect can bend one by one."""

import json
import math
from typing import Any

from vapi_contracts.reference.document import Schemas
from vapi_contracts.reference.message import Refusal, Request
from vapi_contracts.reference.prose import destinations, is_e164, is_unchecked, sip_uri_form

LARGEST = 1_000_000
DEEPEST = 100


class Intake:
    """Reads and judges bodies: the document first, then the rules that are prose."""

    def __init__(self, schemas: Schemas, sip_host: str) -> None:
        self.schemas = schemas
        self.sip_host = sip_host
        self._sip_uri = sip_uri_form(sip_host)

    def payload(self, request: Request) -> Any:
        """Read a body as JSON; refuses what is too large (413), of another type (415) or unreadable (400)."""
        if len(request.body) > LARGEST:
            raise Refusal(413, "The body is larger than one megabyte", reason="large")
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if not self.takes(media_type):
            raise Refusal(415, "The content type is not application/json", reason="media type")
        return decode(request.body)

    def takes(self, media_type: str) -> bool:
        """Tell whether bodies of this type are read at all."""
        return media_type == "application/json"

    def judge(self, schema: str, body: Any) -> dict[str, Any]:
        """Give a body back when it may be stored; refuse it (400) with all its faults otherwise."""
        problems = self.schemas.problems(schema, body) or list(self.breaches(schema, body))
        if problems:
            raise Refusal(400, problems, reason="payload")
        checked: dict[str, Any] = body
        return checked

    def breaches(self, schema: str, body: dict[str, Any]) -> list[str]:  # noqa: ARG002 - defects look at it
        """Say which prose rules a payload breaks that satisfies the document."""
        found: list[str] = []
        if "sipUri" in body and not self.is_own_address(body["sipUri"]):
            found.append(f"sipUri: not of the form sip:user@{self.sip_host}")
        for path, destination in destinations(body):
            if destination["type"] == "number":
                checked = destination.get("numberE164CheckEnabled", True)
                if not self.is_callable(destination["number"], path, checked=checked):
                    found.append(f"{path}.number: not a number that can be called")
        return found

    def is_own_address(self, uri: str) -> bool:
        """Tell whether a SIP URI may be a number's own address."""
        return self._sip_uri.fullmatch(uri) is not None

    def is_callable(self, number: str, path: str, *, checked: bool) -> bool:  # noqa: ARG002 - likewise
        """Tell whether a destination's number will do, with the E.164 check on or off."""
        return is_e164(number) if checked else is_unchecked(number)


def decode(body: bytes) -> Any:
    """Read bytes as JSON in UTF-8, refusing (400) whatever could not be stored and given back unchanged."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise Refusal(400, "The body is not UTF-8", reason="utf-8") from None
    try:
        value = json.loads(text, parse_float=_finite, parse_constant=_finite)
    except RecursionError:
        raise Refusal(400, "The body is nested too deeply", reason="deep") from None
    except ValueError:
        raise Refusal(400, "The body is not JSON", reason="json") from None
    if body.count(b"[") + body.count(b"{") > DEEPEST and _deeper(value, DEEPEST):
        raise Refusal(400, "The body is nested too deeply", reason="deep")
    if b"\\u" in body and not _storable(value):
        raise Refusal(400, "The body has half of a surrogate pair", reason="surrogate")
    return value


def _finite(text: str) -> float:
    """Read a number with a fraction or exponent; raises `ValueError` where no double holds it."""
    if not math.isfinite(value := float(text)):
        raise ValueError(text)
    return value


def _deeper(value: Any, levels: int) -> bool:
    """Tell, level by level and without recursion, whether JSON data is nested deeper than so many levels."""
    layer: list[Any] = [value]
    for _ in range(levels):
        inner: list[Any] = []
        for item in layer:
            if isinstance(item, dict):
                inner += item.values()
            elif isinstance(item, list):
                inner += item
        if not inner:
            return False
        layer = inner
    return any(isinstance(item, dict | list) for item in layer)


def _storable(value: Any) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True
