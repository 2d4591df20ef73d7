"""`resource.list`: the list holds what exists, as much of it as was asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from vapi_contracts.body import Json
from vapi_contracts.contract.table import Contract
from vapi_contracts.rules.resource.breach import breach
from vapi_contracts.rules.resource.instants import Instant, instant_of
from vapi_contracts.rules.resource.payloads import named
from vapi_contracts.rules.resource.world import Number, World, fold, items_of
from vapi_contracts.rules.rule import Rule, most_telling
from vapi_contracts.rules.searching import sequences
from vapi_contracts.scenario import Create, List, Patch, Read, Scenario, Step, Wait, instant
from vapi_contracts.transcript import Exchange
from vapi_contracts.verdict import Verdict

__all__ = ["rule"]

ID = "resource.list"
DEFAULT_LIMIT = 100
FIELDS = ("createdAt", "updatedAt")
OPPOSITE: Mapping[str, str] = {"Ge": "Lt", "Gt": "Le"}


def rule(contract: Contract) -> Rule:
    """The list holds every number, `limit` caps it (100 if absent), and the eight bounds on time cut it.

    Why: who lists numbers to act on them must not miss one, nor get more than asked for. What is shown satisfies a
    bound by its own timestamps, within one displayed unit; and Ge and Lt of one instant part the numbers in two,
    as Gt and Le do. Mend: compare with the bounds as they are named, and apply the limit last.
    """
    return Rule(
        id=ID,
        statement="The list holds the number; limit caps it, 100 if absent; the eight bounds on time cut it.",
        basis="documented",
        source="spec: GET /phone-number",
        judge=lambda transcript: _Judge(fold(contract, transcript)).verdicts(),
        scenarios=lambda effort: most_telling(_scenarios(), effort, quick=2),
        search=lambda: sequences(contract),
        after=("resource.create",),
        doc=rule.__doc__ or "",
        source_line=(__file__, rule.__code__.co_firstlineno),
    )


def _scenarios() -> Iterator[Scenario]:
    three: tuple[Step, ...] = (
        Create(body=named(0)),
        Wait(),
        Create(body=named(1)),
        Wait(),
        Create(body=named(2)),
        *(Read(number=at) for at in range(3)),
    )
    since = instant(0, "createdAt", plus_ms=-1000)
    for field in FIELDS:
        moved: tuple[Step, ...] = (
            (Patch(number=0, body={"provider": "vapi", "name": "moved"}), Wait(), Read(number=0))
            if field == "updatedAt"
            else ()
        )
        halves = [
            List(query={f"{field}{bound}": instant(number, field), "limit": 1000})
            for number in (1, 0)
            for pair in OPPOSITE.items()
            for bound in pair
        ]
        yield Scenario((*three, *moved, *halves, *(Read(number=each) for each in range(3))))
    yield Scenario((Create(body=named()), List(query={"createdAtGe": since, "limit": 1000})))
    for body in (
        {"provider": "vapi", "sipUri": named()["sipUri"]},
        {"provider": "vapi", "numberDesiredAreaCode": "415"},
    ):
        yield Scenario((Create(body=body), List(query={"createdAtGe": since, "limit": 1000}), List()))
    at_once = tuple(Create(body=named(at)) for at in range(3))
    limits = [List(query={"createdAtGe": since, "limit": limit}) for limit in (1, 2, 3, 4, 1000)]
    both = List(query={"createdAtGe": since, "createdAtLe": instant(1, "createdAt"), "limit": 1000})
    yield Scenario((*at_once, Read(number=1), *limits, both))
    many = tuple(Create(body=named(at)) for at in range(DEFAULT_LIMIT + 1))
    yield Scenario(
        (*many, List(query={"createdAtGe": since}), List(), List(query={"createdAtGe": since, "limit": 101}))
    )


class _Judge:
    """Judges the lists of one transcript."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._exchanges = world.transcript.exchanges
        self._lists = [
            (at, exchange)
            for at, exchange in enumerate(self._exchanges)
            if exchange.operation == "list" and exchange.request.credential == "right"
        ]

    def verdicts(self) -> Iterator[Verdict]:
        for at, exchange in self._lists:
            if _is_asked_well(exchange):
                yield from self._of_list(at, exchange)
        for first, (at, one) in enumerate(self._lists):
            for other_at, other in self._lists[first + 1 :]:
                field = _parted(one, other)
                if field is not None:
                    yield from self._of_halves(field, at, other_at)

    def _of_list(self, at: int, exchange: Exchange) -> Iterator[Verdict]:
        status = exchange.status
        if status is None or status in (401, 403, 408, 429, 502, 503, 504):
            return
        if status != 200 or not isinstance(exchange.shown, list):
            yield breach(ID, at, "", "the list is not answered with a list", "200 and a list", status)
            return
        faults = [
            *self._over_limit(at, exchange),
            *self._out_of_bounds(at, exchange),
            *self._missing(at, exchange),
        ]
        yield from faults or [Verdict(rule=ID, outcome="held", exchange=at)]

    def _over_limit(self, at: int, exchange: Exchange) -> Iterator[Verdict]:
        limit = _limit(exchange)
        if len(exchange.shown) > limit:
            yield breach(ID, at, "", "the list is longer than its limit", f"at most {limit} items", len(exchange.shown))

    def _out_of_bounds(self, at: int, exchange: Exchange) -> Iterator[Verdict]:
        for field, bound, wanted in _bounds(exchange):
            for pointer, item in items_of(exchange):
                shown = instant_of(item.get(field))
                if item.get("provider") == "vapi" and shown is not None and not _within(shown, bound, wanted):
                    yield breach(
                        ID,
                        at,
                        f"{pointer}/{field}",
                        f"the list shows what {field}{bound} leaves out",
                        f"{field}{bound} {dict(exchange.request.query)[field + bound]}",
                        item[field],
                    )

    def _missing(self, at: int, exchange: Exchange) -> Iterator[Verdict]:
        if len(exchange.shown) >= _limit(exchange):
            return
        ids = {item["id"] for _, item in items_of(exchange)}
        bounds = list(_bounds(exchange))
        for number in self._world.numbers.values():
            if number.id not in ids and number.alive_at(at) and self._surely_inside(number, at, bounds):
                yield breach(ID, at, "", "the list lacks a number that exists", number.id, "absent")

    def _surely_inside(self, number: Number, at: int, bounds: list[tuple[str, str, Instant]]) -> bool:
        """Whether a number satisfies the bounds with more than a displayed unit to spare."""
        for field, bound, wanted in bounds:
            shown = self._shown(number, field, at)
            if field == "updatedAt" or shown is None:
                return False
            margin = 2 * max(shown.unit, wanted.unit)
            above = bound in ("Ge", "Gt")
            if (shown.seconds - wanted.seconds if above else wanted.seconds - shown.seconds) < margin:
                return False
        return True

    def _of_halves(self, field: str, one_at: int, other_at: int) -> Iterator[Verdict]:
        one, other = self._exchanges[one_at], self._exchanges[other_at]
        if any(x.status != 200 or not isinstance(x.shown, list) or len(x.shown) >= _limit(x) for x in (one, other)):
            return
        if any(x.request.method != "GET" for x in self._exchanges[one_at:other_at]):
            return
        ids, opposite = ({item["id"] for _, item in items_of(x)} for x in (one, other))
        for number in self._world.numbers.values():
            if not number.alive_at(one_at) or not self._still(number, field, one_at, other_at):
                continue
            if (number.id in ids) == (number.id in opposite):
                yield breach(
                    ID,
                    other_at,
                    "",
                    f"two lists that part the numbers in two show one in {'both' if number.id in ids else 'neither'}",
                    f"in one of {dict(one.request.query)} and {dict(other.request.query)}",
                    number.id,
                    beside=one_at,
                )
            else:
                yield Verdict(rule=ID, outcome="held", exchange=other_at, beside=one_at)

    def _still(self, number: Number, field: str, start: int, end: int) -> bool:
        """Whether the timestamp stood still meanwhile: a store may move `updatedAt` by itself."""
        if field == "createdAt":
            return True
        before, after = self._shown(number, field, start), self._shown(number, field, end, later=True)
        return before is not None and before == after

    def _shown(self, number: Number, field: str, at: int, *, later: bool = False) -> Instant | None:
        """Return the timestamp as last shown before, or first shown after, an exchange."""
        shown = [
            (moment.at, instant_of(moment.item.get(field)))
            for moment in self._world.moments
            if moment.number is number and (moment.at > at if later else moment.at < at)
        ]
        return (shown[0] if later else shown[-1])[1] if shown else None


def _is_asked_well(exchange: Exchange) -> bool:
    """Whether the query is one that the contract gives a meaning to."""
    query = dict(exchange.request.query)
    if len(query) != len(exchange.request.query):
        return False
    for name, value in query.items():
        if name == "limit":
            if not (value.isascii() and value.isdigit() and 1 <= int(value) <= 1000):
                return False
        elif name[:-2] not in FIELDS or name[-2:] not in ("Ge", "Gt", "Le", "Lt") or instant_of(value) is None:
            return False
    return True


def _limit(exchange: Exchange) -> int:
    return int(dict(exchange.request.query).get("limit", DEFAULT_LIMIT))


def _bounds(exchange: Exchange) -> Iterator[tuple[str, str, Instant]]:
    for name, value in exchange.request.query:
        wanted = instant_of(value)
        if name[:-2] in FIELDS and wanted is not None:
            yield name[:-2], name[-2:], wanted


def _within(shown: Instant, bound: str, wanted: Instant) -> bool:
    margin = shown.unit
    gap: Fraction = shown.seconds - wanted.seconds
    return gap >= -margin if bound in ("Ge", "Gt") else gap <= margin


def _parted(one: Exchange, other: Exchange) -> str | None:
    """Return the field by which two lists part the numbers in two, if they do."""
    left, right = dict(one.request.query), dict(other.request.query)
    for field in FIELDS:
        for bound, opposite in OPPOSITE.items():
            for a, b in ((bound, opposite), (opposite, bound)):
                here, there = left.get(field + a), right.get(field + b)
                rest: Json = {k: v for k, v in left.items() if k != field + a}
                if here is not None and here == there and rest == {k: v for k, v in right.items() if k != field + b}:
                    return field if _is_asked_well(one) else None
    return None
