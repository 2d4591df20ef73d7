"""Random scenarios: some numbers, created, changed, read, listed and deleted in any order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from hypothesis import strategies as st

from vapi_contracts.body import Json
from vapi_contracts.contract.table import Contract, Verb, bundled
from vapi_contracts.scenario import (
    Create,
    Delete,
    List,
    Page,
    Patch,
    Read,
    Scenario,
    Step,
    Wait,
    instant,
    text,
)
from vapi_contracts.strategies.addresses import SIP_HOST
from vapi_contracts.strategies.edits import Draw
from vapi_contracts.strategies.payloads import payload_decoder, raw_bytes

__all__ = ["scenarios"]

_SLOTS = 5
"""Edits of a payload at most: what matters in a scenario is what follows what."""

_KINDS = (
    *("read", "patch", "list", "create", "patch", "page", "read", "delete"),
    *("patch", "list", "read", "patch", "create", "page", "read", "patch"),
)
"""Kinds of steps by how often they come; the simplest first."""

_WAIT_FROM = 252
_MOSTLY_FIRST = 160
"""Number bytes below this mean number 0: what happens to one number matters more than how many there are."""

_BOUNDS = tuple(f"{stamp}{side}" for stamp in ("createdAt", "updatedAt") for side in ("Gt", "Ge", "Lt", "Le"))
_LIMITS = (None, 1, 2, 100, 1000)


def scenarios(
    *, contract: Contract | None = None, min_size: int = 12, max_size: int = 20, numbers: int = 3
) -> st.SearchStrategy[Scenario]:
    """Generate scenarios of `min_size` to `max_size` steps over at most `numbers` numbers, mostly the first.

    The first step creates number 0. Every payload is plausible, so that an endpoint must accept it; every SIP
    URI and every search is fresh in each play; a password consists of characters with which endpoints mask
    one, so a transcript need not hide it. The simplest creates a number and reads it, again and again.

    >>> scenarios(min_size=2, max_size=2).example().to_json()  # doctest: +SKIP
    [{'step': 'create', 'body': {'provider': 'vapi', 'sipUri': {'$text': 'sip:a{fresh}-0@{host}'}}},
     {'step': 'read', 'number': 0}]

    Raises `ValueError` for sizes that leave nothing to generate.
    """
    if not 1 <= min_size <= max_size or numbers < 1:
        raise ValueError(f"no scenario has {min_size} to {max_size} steps over {numbers} numbers")
    return _scenarios(contract, min_size, max_size, numbers)


@st.composite
def _scenarios(draw: Draw, contract: Contract | None, min_size: int, max_size: int, numbers: int) -> Scenario:
    raw = draw(raw_bytes(1 + 3 * max_size))
    maker = _Maker(contract or bundled(), draw, numbers)
    count = min_size + raw[0] % (max_size - min_size + 1)
    steps = [maker.create(raw[3])]
    steps += [maker.step(*raw[at : at + 3]) for at in range(4, 1 + 3 * count, 3)]
    return Scenario(tuple(steps))


class _Maker:
    """Makes the steps of one scenario, and counts its numbers."""

    def __init__(self, contract: Contract, draw: Draw, numbers: int) -> None:
        self._contract, self._draw, self._numbers = contract, draw, numbers
        self._created = 0

    def step(self, kind: int, number: int, detail: int) -> Step:
        if kind >= _WAIT_FROM:
            return Wait()
        at = 0 if number < _MOSTLY_FIRST else number % self._created
        match _KINDS[kind % len(_KINDS)]:
            case "create" if self._created < self._numbers:
                return self.create(detail)
            case "create" | "patch":
                return Patch(number=at, body=self._payload("patch", at, detail))
            case "list":
                return List(query=_list_query(at, detail))
            case "page":
                return Page(query=_page_query(at, detail))
            case "delete":
                return Delete(number=at)
            case _:
                return Read(number=at)

    def create(self, detail: int) -> Step:
        self._created += 1
        return Create(body=self._payload("create", self._created - 1, detail))

    def _payload(self, verb: Verb, number: int, detail: int) -> Json:
        decoder = payload_decoder(self._contract, verb, SIP_HOST, plausible=True, slots=_SLOTS)
        payload = decoder(self._draw(raw_bytes(decoder.size)), self._draw)
        return {key: _FRESH.get(key, _as_it_is)(value, number, detail) for key, value in payload.items()}


_Fresh: TypeAlias = Callable[[Json, int, int], Json]


def _as_it_is(value: Json, _number: int, _detail: int) -> Json:
    return value


def _fresh_uri(_: Json, number: int, detail: int) -> Json:
    """Return the number's own SIP URI, or a second one of its own, in some spelling."""
    scheme = ("sip", "SIP", "Sip")[detail % 3]
    user = ("a{fresh}", "A{FRESH}")[detail // 3 % 2]
    host = ("{host}", "{HOST}", "{Host}")[detail // 6 % 3]
    second = ("", "", "b", "B")[detail // 18 % 4]
    return text(f"{scheme}:{user}-{number}{second}@{host}")


def _fresh_name(value: Json, number: int, detail: int) -> Json:
    return text(f"{{fresh}}-{number} desk") if detail % 2 else value


def _masked(value: Json, _number: int, _detail: int) -> Json:
    password = value["password"]
    mask = "*" if password.isascii() else "\u2022" if max(password) < "\U00010000" else "\U0001f512"
    return {**value, "password": mask * len(password)}


_FRESH: Mapping[str, _Fresh] = {"sipUri": _fresh_uri, "name": _fresh_name, "authentication": _masked}


def _list_query(number: int, detail: int) -> dict[str, Json]:
    """Ask for numbers since the first of the scenario, and perhaps another bound and a limit."""
    query: dict[str, Json] = {}
    if detail < 200:
        query["createdAtGe"] = instant(0, "createdAt")
    which = detail % (len(_BOUNDS) + 1)
    if which:
        bound = _BOUNDS[which - 1]
        query[bound] = instant(number, bound[: len("createdAt")])
    limit = _LIMITS[detail // 9 % len(_LIMITS)]
    return query if limit is None else {**query, "limit": limit}


def _page_query(number: int, detail: int) -> dict[str, Json]:
    """Ask for a page of what bears this play's token: all of the scenario's numbers, or one."""
    searched = ("{fresh}", "{FRESH}", f"a{{fresh}}-{number}", f"A{{FRESH}}-{number}")[detail % 4]
    rest: dict[str, Json] = {
        "sortOrder": (None, "ASC", "DESC")[detail // 4 % 3],
        "page": (None, 1, 2, 3)[detail // 12 % 4],
        "limit": _LIMITS[detail // 48 % len(_LIMITS)],
    }
    return {"search": text(searched), **{key: value for key, value in rest.items() if value is not None}}
