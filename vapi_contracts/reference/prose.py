"""The rules that the published schema says in prose only, coded by hand.

Sources: the descriptions of `TransferDestinationNumber`, and the vendor's page on SIP.
"""

import re
from collections.abc import Iterator
from typing import Any

E164 = re.compile(r"\+[1-9][0-9]{0,14}")
UNCHECKED = re.compile(r"\+?[a-zA-Z0-9]+")
USER = r"(?:[A-Za-z0-9\-_.!~*'()&=+$,;?/]|%[0-9A-Fa-f]{2})+"


def is_e164(number: str) -> bool:
    """Tell whether a number is `+` and at most fifteen digits, the first of them no zero."""
    return E164.fullmatch(number) is not None


def is_unchecked(number: str) -> bool:
    """Tell whether a number will do with the E.164 check off: letters and digits, perhaps after a `+`."""
    return UNCHECKED.fullmatch(number) is not None


def sip_uri_form(host: str) -> re.Pattern[str]:
    """Build the form of a number's own address, `sip:USER@HOST` in any case, USER as RFC 3261 has it."""
    return re.compile(rf"sip:{USER}@{re.escape(host)}", re.IGNORECASE | re.ASCII)


def destinations(body: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Walk over every transfer destination in a payload that satisfies the schema, with its dotted path."""
    if "fallbackDestination" in body:
        yield "fallbackDestination", body["fallbackDestination"]
    for i, hook in enumerate(body.get("hooks", ())):
        path = f"hooks.{i}.do"
        if hook["on"] == "call.ending":
            actions = {path: hook["do"]} if "do" in hook else {}
        else:
            actions = {f"{path}.{j}": action for j, action in enumerate(hook["do"])}
        for at, action in actions.items():
            if "destination" in action:
                yield f"{at}.destination", action["destination"]
