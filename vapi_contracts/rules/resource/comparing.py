"""Whether what comes back holds what was sent: compared as a subset, as `resource.echo` says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from vapi_contracts.body import Json
from vapi_contracts.contract.shapes import json_type
from vapi_contracts.contract.weighing import escape

__all__ = ["Miss", "miss"]


@dataclass(frozen=True, slots=True)
class Miss:
    """The first place at which what was sent did not come back."""

    pointer: str
    expected: Json
    actual: Json


def miss(sent: Json, shown: Json, pointer: str = "") -> Miss | None:
    """Return where `shown` lacks what was `sent`, or `None`.

    More properties are fine, numbers count by value, every `sipUri` up to case, and a `null` that was sent
    may be left out. `authentication.password` may be masked or absent, so it is not compared.
    """
    if isinstance(sent, dict) and isinstance(shown, dict):
        return _miss_in_object(sent, shown, pointer)
    if isinstance(sent, list) and isinstance(shown, list) and len(sent) == len(shown):
        for at, (one, other) in enumerate(zip(sent, shown, strict=True)):
            found = miss(one, other, f"{pointer}/{at}")
            if found is not None:
                return found
        return None
    if json_type(sent) == json_type(shown) and sent == shown:
        return None
    if isinstance(sent, str) and isinstance(shown, str) and _same_uri(pointer, sent, shown):
        return None
    return Miss(pointer, sent, shown)


def _miss_in_object(sent: Mapping[str, Json], shown: Mapping[str, Json], pointer: str) -> Miss | None:
    for key, value in sent.items():
        place = f"{pointer}/{escape(key)}"
        if place.endswith("/authentication/password"):
            continue
        if key not in shown:
            if value is not None:
                return Miss(place, value, "absent")
            continue
        found = miss(value, shown[key], place)
        if found is not None:
            return found
    return None


def _same_uri(pointer: str, sent: str, shown: str) -> bool:
    return pointer.endswith("/sipUri") and sent.lower() == shown.lower()
