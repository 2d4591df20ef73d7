"""Query strings of the lists: read, judged and turned into what the lists work with.

Every function raises `Refusal` (400) for what the published parameters do not allow. Parameters that no list
knows are passed over.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from vapi_contracts.reference.clock import EPOCH
from vapi_contracts.reference.message import Refusal

BOUNDS = tuple(f"{field}{way}" for field in ("createdAt", "updatedAt") for way in ("Gt", "Ge", "Lt", "Le"))
NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?")
INSTANT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt]([0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.([0-9]+))?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)


@dataclass(frozen=True, slots=True)
class Bound:
    """One cut through a list, as `createdAt`, `Ge` and nanoseconds since 1970."""

    field: str
    way: str
    instant: int

    def holds(self, instant: int) -> bool:
        """Compare an instant of the store, in milliseconds, with this bound."""
        mine = instant * 1_000_000
        match self.way:
            case "Gt":
                return mine > self.instant
            case "Ge":
                return mine >= self.instant
            case "Lt":
                return mine < self.instant
            case _:
                return mine <= self.instant


@dataclass(frozen=True, slots=True)
class Query:
    """What a list was asked for; `limit` is `None` where nothing was said."""

    limit: int | None
    bounds: tuple[Bound, ...]
    page: int = 1
    ascending: bool = False
    search: str = ""


def read_query(pairs: Sequence[tuple[str, str]], *, paged: bool = False) -> Query:
    """Read the query of a list, and of a paged one also page, order and search."""
    given: dict[str, str] = {}
    for key, value in pairs:
        if key in given:
            raise Refusal(400, [f"{key}: given more than once"])
        given[key] = value
    limit = _whole(given, "limit", 0, 1000)
    bounds = tuple(Bound(name[:-2], name[-2:], instant(name, given[name])) for name in BOUNDS if given.keys() & {name})
    if not paged:
        return Query(limit, bounds)
    _one_of(given, "sortBy", ("createdAt", "duration", "cost"))
    order = _one_of(given, "sortOrder", ("ASC", "DESC"))
    search = given.get("search", "")
    if len(search) > 100:
        raise Refusal(400, ["search: longer than 100 characters"])
    return Query(limit, bounds, _whole(given, "page", 1, None) or 1, order == "ASC", search)


def _whole(given: dict[str, str], key: str, least: int, most: int | None) -> int | None:
    """Read a number within its bounds; a fraction is allowed by the schema and cut off."""
    text = given.get(key)
    if text is None:
        return None
    value = float(text) if NUMBER.fullmatch(text) and len(text) < 100 else -1.0
    if not least <= value <= (most or 1e15):
        raise Refusal(400, [f"{key}: not a number of at least {least}" + (f" and at most {most}" if most else "")])
    return int(value)


def _one_of(given: dict[str, str], key: str, values: tuple[str, ...]) -> str | None:
    text = given.get(key)
    if text is not None and text not in values:
        raise Refusal(400, [f"{key}: not one of {', '.join(values)}"])
    return text


def instant(key: str, text: str) -> int:
    """Read RFC 3339 as nanoseconds since 1970; decimals beyond the ninth are dropped."""
    found = INSTANT.fullmatch(text)
    try:
        if found is None:
            raise ValueError  # noqa: TRY301 - the same refusal as for a 31st of February
        day, time, decimals, zone = found.groups()
        moment = datetime.fromisoformat(f"{day}T{time}{zone.upper()}") - EPOCH
    except (ValueError, OverflowError):
        raise Refusal(400, [f"{key}: not an RFC 3339 date and time"]) from None
    whole = (moment.days * 86_400 + moment.seconds) * 1_000_000_000
    return whole + int((decimals or "0")[:9].ljust(9, "0"))
