"""Hypothesis strategies for the Vapi phone-number API: payloads, answers, faults, addresses, scenarios.

    from hypothesis import given
    from vapi_contracts.strategies import phone_numbers

    @given(phone_numbers())
    def test_our_client_sends_what_it_is_given(payload): ...

Every payload is a plain `dict` with the API's camelCase keys and valid under the contract; it shrinks to the
smallest one that still fails. `from_spec` does the same for any revision of the published document.
The folder is imported as `vapi_contracts.strategies` only.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if __name__ != "vapi_contracts.strategies":
    raise ImportError(
        f"this folder is the package 'vapi_contracts.strategies', not {__name__!r}:"
        " write 'from vapi_contracts import strategies'"
    )

if TYPE_CHECKING:
    from vapi_contracts.strategies.addresses import case_variants, sip_uris
    from vapi_contracts.strategies.answers import responses
    from vapi_contracts.strategies.broken import BrokenPayload, faults
    from vapi_contracts.strategies.payloads import destinations, hooks, phone_numbers, servers, updates
    from vapi_contracts.strategies.revisions import from_spec
    from vapi_contracts.strategies.sequences import scenarios

__all__ = [
    "BrokenPayload",
    "case_variants",
    "destinations",
    "faults",
    "from_spec",
    "hooks",
    "phone_numbers",
    "responses",
    "scenarios",
    "servers",
    "sip_uris",
    "updates",
]

_HOMES = {
    "BrokenPayload": "broken",
    "case_variants": "addresses",
    "destinations": "payloads",
    "faults": "broken",
    "from_spec": "revisions",
    "hooks": "payloads",
    "phone_numbers": "payloads",
    "responses": "answers",
    "scenarios": "sequences",
    "servers": "payloads",
    "sip_uris": "addresses",
    "updates": "payloads",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is first asked for: Hypothesis is slow to import."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)
