"""`resource.page`: the pages of a query are in order, disjoint and complete, and say so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from vapi_contracts.body import Json
from vapi_contracts.contract.table import Contract
from vapi_contracts.rules.resource.breach import breach
from vapi_contracts.rules.resource.instants import Instant, instant_of
from vapi_contracts.rules.resource.payloads import named
from vapi_contracts.rules.resource.world import World, fold, items_of
from vapi_contracts.rules.rule import Rule, most_telling
from vapi_contracts.rules.searching import sequences
from vapi_contracts.scenario import Create, Page, Patch, Scenario, Step, Wait, text
from vapi_contracts.transcript import Exchange
from vapi_contracts.verdict import Verdict

__all__ = ["rule"]

ID = "resource.page"
DEFAULT_LIMIT = 100
COUNTS = ("itemsPerPage", "totalItems", "currentPage")


def rule(contract: Contract) -> Rule:
    """Pages start at 1, hold `limit` items, newest first unless asked otherwise; together they hold everything once.

    Why: who walks the pages must see each number once. `metadata` has `itemsPerPage`, `totalItems` and
    `currentPage`, and they agree with what is shown. Mend: sort by a key that is unique, then cut.
    """
    return Rule(
        id=ID,
        statement="The pages of a query are sorted, disjoint and complete, and their metadata agrees.",
        basis="documented",
        source="spec: GET /v2/phone-number; disjoint and complete inferred",
        judge=lambda transcript: _Judge(fold(contract, transcript)).verdicts(),
        scenarios=lambda effort: most_telling(_scenarios(), effort, quick=1),
        search=lambda: sequences(contract),
        after=("resource.create",),
        doc=rule.__doc__ or "",
        source_line=(__file__, rule.__code__.co_firstlineno),
    )


def _scenarios() -> Iterator[Scenario]:
    five: tuple[Step, ...] = (
        *(step for at in range(5) for step in (Create(body=named(at)), Wait())),
        Patch(number=1, body={"provider": "vapi", "server": {"timeoutSeconds": 30}}),
    )
    quick: tuple[Step, ...] = tuple(Create(body=named(at)) for at in range(5))
    for numbers, limits in ((five, (2, 5)), (quick, (1, 3))):
        walks = [
            Page(query={"search": text("{fresh}"), "limit": limit, **order, "page": at})
            for order in ({}, {"sortOrder": "ASC", "sortBy": "createdAt"})
            for limit in limits
            for at in range(1, -(-5 // limit) + 2)
        ]
        yield Scenario((*numbers, *walks))
    yield Scenario((*five, Page(), Page(query={"limit": 1000}), Page(query={"search": text("{fresh}")})))


class _Judge:
    """Judges the pages of one transcript."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._pages = [
            (at, exchange)
            for at, exchange in enumerate(world.transcript.exchanges)
            if exchange.operation == "page" and exchange.request.credential == "right" and _is_asked_well(exchange)
        ]

    def verdicts(self) -> Iterator[Verdict]:
        for at, exchange in self._pages:
            if exchange.status in (None, 401, 403, 408, 429, 502, 503, 504):
                continue
            faults = list(self._of_page(at, exchange))
            yield from faults or [Verdict(rule=ID, outcome="held", exchange=at)]
        for walk in self._walks():
            yield from self._of_walk(walk)

    def _of_page(self, at: int, exchange: Exchange) -> Iterator[Verdict]:
        shown = exchange.shown
        if exchange.status != 200 or not isinstance(shown, dict) or not isinstance(shown.get("results"), list):
            yield breach(
                ID,
                at,
                "",
                "the page is not answered with results",
                "200 with results and metadata",
                exchange.status,
            )
            return
        limit, page = _limit(exchange), _page(exchange)
        results, metadata = shown["results"], shown.get("metadata")
        if len(results) > limit:
            yield breach(ID, at, "/results", "the page is longer than its limit", f"at most {limit}", len(results))
        counts = metadata if isinstance(metadata, dict) else {}
        for key in COUNTS:
            if not isinstance(counts.get(key), int | float) or isinstance(counts.get(key), bool):
                yield breach(
                    ID,
                    at,
                    f"/metadata/{key}",
                    "the metadata is incomplete",
                    "a number",
                    counts.get(key, "absent"),
                )
                return
        yield from self._of_counts(at, counts, len(results), limit, page)
        yield from self._of_order(at, exchange)

    @staticmethod
    def _of_counts(at: int, counts: Mapping[str, Json], shown: int, limit: int, page: int) -> Iterator[Verdict]:
        if counts["currentPage"] != page:
            yield breach(ID, at, "/metadata/currentPage", "the metadata does not agree", page, counts["currentPage"])
        if counts["itemsPerPage"] not in (limit, shown):
            yield breach(ID, at, "/metadata/itemsPerPage", "the metadata does not agree", limit, counts["itemsPerPage"])
        least = (page - 1) * limit + shown if shown else 0
        if counts["totalItems"] < least:
            yield breach(
                ID,
                at,
                "/metadata/totalItems",
                "the metadata does not agree",
                f"at least {least}",
                counts["totalItems"],
            )

    @staticmethod
    def _of_order(at: int, exchange: Exchange) -> Iterator[Verdict]:
        rising = dict(exchange.request.query).get("sortOrder") == "ASC"
        before: Instant | None = None
        for pointer, item in items_of(exchange):
            now = instant_of(item.get("createdAt"))
            if now is not None and before is not None and now.unit == before.unit:
                wrong = now.seconds < before.seconds if rising else now.seconds > before.seconds
                if wrong:
                    yield breach(
                        ID,
                        at,
                        f"{pointer}/createdAt",
                        "the page is not in order",
                        "oldest first" if rising else "newest first",
                        item["createdAt"],
                    )
                    return
            before = now or before

    def _walks(self) -> Iterator[list[tuple[int, Exchange]]]:
        """Yield the pages of one query that were asked for without a write in between."""
        walk: list[tuple[int, Exchange]] = []
        exchanges = self._world.transcript.exchanges
        for at, exchange in self._pages:
            if walk and (
                _same_query(walk[-1][1]) != _same_query(exchange)
                or any(x.request.method != "GET" for x in exchanges[walk[-1][0] : at])
            ):
                yield walk
                walk = []
            walk.append((at, exchange))
        if walk:
            yield walk

    def _of_walk(self, walk: list[tuple[int, Exchange]]) -> Iterator[Verdict]:
        """Judge the pages together, only where every item is the run's own and the totals agree."""
        pages: dict[int, tuple[int, list[str]]] = {}
        totals: set[Json] = set()
        for at, exchange in walk:
            shown = exchange.shown
            if exchange.status != 200 or not isinstance(shown, dict) or not isinstance(shown.get("metadata"), dict):
                return
            totals.add(shown["metadata"].get("totalItems"))
            pages[_page(exchange)] = (at, [item["id"] for _, item in items_of(exchange)])
        everything = [number for _, ids in pages.values() for number in ids]
        if len(totals) != 1 or any(number not in self._world.numbers for number in everything):
            return
        last_at, limit, [total] = walk[-1][0], _limit(walk[-1][1]), totals
        if not isinstance(total, int | float):
            return
        twice = {number for number in everything if everything.count(number) > 1}
        if twice:
            yield breach(ID, last_at, "/results", "a number is on two pages of one query", "on one page", min(twice))
        complete = all(page in pages for page in range(1, -(-int(total) // limit) + 1))
        if complete and not twice and len(everything) != total:
            yield breach(ID, last_at, "/results", "the pages together are not complete", total, len(everything))


def _is_asked_well(exchange: Exchange) -> bool:
    """Whether the query is one that the contract gives a meaning to."""
    query = dict(exchange.request.query)
    counts = all(query.get(key, "1").isascii() and query.get(key, "1").isdigit() for key in ("page", "limit"))
    return (
        len(query) == len(exchange.request.query)
        and set(query) <= {"search", "page", "limit", "sortOrder", "sortBy"}
        and counts
        and 1 <= _limit(exchange) <= 1000
        and _page(exchange) >= 1
        and query.get("sortOrder", "ASC") in ("ASC", "DESC")
        and query.get("sortBy", "createdAt") == "createdAt"
        and len(query.get("search", "")) <= 100
    )


def _limit(exchange: Exchange) -> int:
    return int(dict(exchange.request.query).get("limit", DEFAULT_LIMIT))


def _page(exchange: Exchange) -> int:
    return int(dict(exchange.request.query).get("page", 1))


def _same_query(exchange: Exchange) -> Json:
    return {key: value for key, value in exchange.request.query if key != "page"}
