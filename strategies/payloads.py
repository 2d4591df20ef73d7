"""Payloads of POST and PATCH, and the three families of objects in them."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from vapi_contracts.body import Json
from vapi_contracts.contract.prose import ROUTING_IDS
from vapi_contracts.contract.table import Contract, Verb, bundled
from vapi_contracts.strategies.addresses import SIP_HOST
from vapi_contracts.strategies.arrangement import arranged
from vapi_contracts.strategies.edits import Decoder, Draw
from vapi_contracts.strategies.places import Places

__all__ = ["destinations", "hooks", "payload_decoder", "phone_numbers", "raw_bytes", "servers", "updates"]

Payload = dict[str, Json]

SLOTS = 7
"""Edits of a payload at most."""


def phone_numbers(
    *, contract: Contract | None = None, sip_host: str = SIP_HOST, plausible: bool = False
) -> st.SearchStrategy[Payload]:
    """Generate payloads that create a number; the simplest is `{"provider": "vapi"}`.

    All are valid `CreateVapiPhoneNumberDTO`s under the contract, by default the one that this package
    states. With `plausible` they give an endpoint no reason to refuse them: they name a SIP URI of
    `sip_host` or an area code, and every id is a UUID, every URL a URL, every header one that can be sent.

    >>> phone_numbers(plausible=True).example()  # doctest: +SKIP
    {'provider': 'vapi', 'sipUri': 'sip:desk@sip.vapi.ai'}
    """
    return _decoded("create", contract, sip_host, plausible)


def updates(
    *, contract: Contract | None = None, sip_host: str = SIP_HOST, plausible: bool = False
) -> st.SearchStrategy[Payload]:
    """Generate payloads that change a number; the simplest is `{"provider": "vapi"}`.

    They are `UpdateVapiPhoneNumberDTO`s. `provider` is always there, since it tells the body from those of
    other providers. A routing id may be `None`, which unsets it.

    >>> updates().example()  # doctest: +SKIP
    {'provider': 'vapi', 'assistantId': None}

    Raises `ValueError`, when drawn from, for a contract that describes no PATCH.
    """
    return _decoded("patch", contract, sip_host, plausible)


def hooks(*, contract: Contract | None = None, plausible: bool = False) -> st.SearchStrategy[list[Payload]]:
    """Generate the `hooks` of a number, of both kinds, with actions and filters; the simplest is `[]`.

    >>> hooks().example()  # doctest: +SKIP
    [{'on': 'call.ringing', 'do': [{'type': 'say', 'exact': 'a'}]}]
    """
    return _part("hooks", contract, plausible)


def destinations(*, contract: Contract | None = None, plausible: bool = False) -> st.SearchStrategy[Payload]:
    """Generate transfer destinations, to a telephone number or a SIP URI, with and without a transfer plan.

    >>> destinations().example()  # doctest: +SKIP
    {'type': 'number', 'number': '+14155550100'}
    """
    return _part("fallbackDestination", contract, plausible)


def servers(*, contract: Contract | None = None, plausible: bool = False) -> st.SearchStrategy[Payload]:
    """Generate `server` objects: URL, headers, time-out, back-off plan; the simplest is `{}`.

    >>> servers().example()  # doctest: +SKIP
    {'url': 'https://hooks.example.com/vapi', 'timeoutSeconds': 300}
    """
    return _part("server", contract, plausible)


@functools.lru_cache(maxsize=64)
def payload_decoder(contract: Contract, verb: Verb, sip_host: str, plausible: bool, slots: int = SLOTS) -> Decoder:
    """Return the decoder of whole payloads, made once for a contract."""
    places = Places(contract, verb, sip_host, plausible=plausible)
    starts, besides = _starts(places, verb, plausible), _routings(places, verb)
    return Decoder(arranged(places.ways), starts, besides, slots=slots)


def _starts(places: Places, verb: Verb, plausible: bool) -> Sequence[Payload]:
    """Return where edits start: the smallest payload, or one that has a SIP URI or an area code."""
    bare = places.start
    found = places.ways.get(("sipUri",))
    spelled = [{**bare, "sipUri": uri} for uri in found.leaf.values] if found and found.leaf else []
    area = places.ways.get(("numberDesiredAreaCode",))
    without = {key: value for key, value in bare.items() if key != "sipUri" or not plausible}
    dialled = (
        [{**without, "numberDesiredAreaCode": code} for code in area.leaf.values[:4]] if area and area.leaf else []
    )
    special = [*dialled, *spelled] if verb == "create" else spelled
    return [bare] * max(1, 256 - 2 * len(special)) + special


def _routings(places: Places, verb: Verb) -> Sequence[Payload]:
    """Return every combination of routing ids, present, missing and, in a PATCH, unset; mostly none."""
    options: list[list[Payload]] = []
    for name in ROUTING_IDS:
        way = places.ways.get((name,))
        if way is not None and way.leaf is not None:
            known = way.leaf.values[0]
            options.append([{}, {name: known}, *([{name: None}] if verb == "patch" else [])])
    combined = [
        {key: value for one in several for key, value in one.items()} for several in itertools.product(*options)
    ]
    return [combined[0]] * len(combined) + combined


@functools.lru_cache(maxsize=64)
def _part_decoder(contract: Contract, name: str, plausible: bool) -> Decoder:
    places = Places(contract, "create", SIP_HOST, plausible=plausible)
    ways = {place: way for place, way in places.ways.items() if place[0] == name and len(place) > 1}
    if not ways:
        raise ValueError(f"this revision of the contract has no {name}")
    whole = places.ways[name,].leaf
    return Decoder(arranged(ways), [{name: value} for value in (whole.values if whole else ())], slots=SLOTS)


@st.composite
def _decoded(draw: Draw, verb: Verb, contract: Contract | None, sip_host: str, plausible: bool) -> Payload:
    decoder = payload_decoder(contract or bundled(), verb, sip_host, plausible)
    return decoder(draw(raw_bytes(decoder.size)), draw)


@st.composite
def _part(draw: Draw, name: str, contract: Contract | None, plausible: bool) -> Any:
    decoder = _part_decoder(contract or bundled(), name, plausible)
    return decoder(draw(raw_bytes(decoder.size)), draw)[name]


@functools.cache
def raw_bytes(size: int) -> st.SearchStrategy[bytes]:
    """Return the strategy for so many bytes."""
    return st.binary(min_size=size, max_size=size)
