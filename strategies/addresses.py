"""SIP URIs at which a number can be reached, and the spellings under which it must be."""

from __future__ import annotations

import string

from hypothesis import strategies as st

__all__ = ["case_variants", "respell", "sip_uris"]

SIP_HOST = "sip.vapi.ai"
"""The SIP host of the US region."""

USERS = (
    "desk",
    "a",
    "front-desk",
    "+14155550100",
    "support.line_2",
    "x" * 64,
    "Desk",
    "0",
    "a=b",
    "a~b!c'd(e)",
    "a*b&c$d",
)
"""User parts that RFC 3261 writes without an escape."""

_USER_CHARACTERS = string.ascii_lowercase + string.ascii_uppercase + string.digits + "-._+~"
_ANY_MASK = st.integers(0, 2**64 - 1)


def respell(uri: str, mask: int) -> str:
    """Return the URI with the case of its n-th ASCII letter swapped where bit n of the mask is set.

    The mask is used again from its start for what lies beyond its 64 letters; 0 changes nothing.

    >>> respell("sip:desk@sip.vapi.ai", 0b1001)
    'Sip:Desk@sip.vapi.ai'
    """
    if not mask:
        return uri
    out: list[str] = []
    letters = 0
    for character in uri:
        if character.isascii() and character.isalpha():
            out.append(character.swapcase() if mask >> (letters % 64) & 1 else character)
            letters += 1
        else:
            out.append(character)
    return "".join(out)


def case_variants(uri: str) -> st.SearchStrategy[str]:
    """Generate spellings of a SIP URI that differ in the case of scheme, user and host only.

    The API promises that all of them reach the same number. The simplest is the URI as it is given.

    >>> case_variants("sip:desk@sip.vapi.ai").map(str.lower).example()  # doctest: +SKIP
    'sip:desk@sip.vapi.ai'
    """
    return _ANY_MASK.map(lambda mask: respell(uri, mask))


def sip_uris(host: str = SIP_HOST) -> st.SearchStrategy[str]:
    """Generate SIP URIs `sip:<user>@<host>` in any spelling; the simplest is `sip:desk@<host>`.

    >>> sip_uris("sip.eu.vapi.ai").example()  # doctest: +SKIP
    'sip:desk@sip.eu.vapi.ai'
    """
    users = st.one_of(st.sampled_from(USERS), st.text(_USER_CHARACTERS, min_size=1, max_size=32))
    return st.builds(lambda user, mask: respell(f"sip:{user}@{host}", mask), users, _ANY_MASK)
