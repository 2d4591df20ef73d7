"""Defects of `resource.page` and `resource.search`: the paged list repeats, forgets, miscounts, overlooks."""

from dataclasses import replace
from typing import Any

from vapi_contracts.reference.core import Core
from vapi_contracts.reference.defects.seed import Defect, amended
from vapi_contracts.reference.message import Request, Response
from vapi_contracts.reference.query import Query, read_query
from vapi_contracts.reference.store import Row

PAGE = "resource.page"
SEARCH = "resource.search"


class _Shifting(Core):
    """Cuts some pages beside their place."""

    def shift(self, query: Query) -> int:  # noqa: ARG002 - defects look at it
        """Tell by how many numbers a page begins late."""
        return 0

    def page_numbers(self, request: Request) -> Response:
        """Answer with the numbers beside those that were asked for."""
        answer = super().page_numbers(request)
        query = read_query(request.query, paged=True)
        size = self.limit(query)
        if size == 0 or (shift := self.shift(query)) == 0:
            return answer
        rows = [row for row in self.store.newest_first() if self.selects(row, query, "paged")]
        if query.ascending:
            rows.reverse()
        start = (query.page - 1) * size + shift
        results = [self.show(row, "paged") for row in rows[start : start + size]]
        return replace(answer, body={**answer.body, "results": results})


class _Repeats(_Shifting):
    def shift(self, query: Query) -> int:
        return super().shift(query) - (query.ascending and query.page > 1)


class _Skips(_Shifting):
    def shift(self, query: Query) -> int:
        return super().shift(query) + (not query.ascending and query.page > 2)


class _TotalOfPage(Core):
    def page_numbers(self, request: Request) -> Response:
        answer = super().page_numbers(request)
        if not any(key == "search" for key, _ in request.query):
            return answer
        metadata = {**answer.body["metadata"], "totalItems": len(answer.body["results"])}
        return replace(answer, body={**answer.body, "metadata": metadata})


class _LastIsFirst(Core):
    def metadata(self, query: Query, size: int, total: int) -> dict[str, Any]:
        metadata = super().metadata(query, size, total)
        return {**metadata, "currentPage": 1} if query.page == metadata["totalPages"] else metadata


class _AlwaysHundred(Core):
    def metadata(self, query: Query, size: int, total: int) -> dict[str, Any]:
        metadata = super().metadata(query, size, total)
        return {**metadata, "itemsPerPage": 100} if query.search else metadata


class _AlwaysDescending(Core):
    def page_numbers(self, request: Request) -> Response:
        keys = {key for key, _ in request.query}
        if "search" in keys:
            request = replace(request, query=[(k, "DESC" if k == "sortOrder" else v) for k, v in request.query])
        return super().page_numbers(request)


class _CaseCounts(Core):
    def matches(self, row: Row, search: str) -> bool:
        name = str(row.kept.get("name", ""))
        return super().matches(amended(row, name=None), search) or search in name


class _FromTheStart(Core):
    def matches(self, row: Row, search: str) -> bool:
        uri = str(row.kept.get("sipUri", ""))
        return super().matches(amended(row, sipUri=None), search) or uri.lower().startswith(search.lower())


class _NoDigits(Core):
    def matches(self, row: Row, search: str) -> bool:
        return super().matches(amended(row, number=None), search)


class _NameOrUri(Core):
    def matches(self, row: Row, search: str) -> bool:
        return super().matches(amended(row, sipUri=None) if row.kept.get("name") else row, search)


DEFECTS = (
    Defect(
        "page-repeats-last",
        PAGE,
        "In ascending order each page from the second on begins with the last number of the page before.",
        behaviour=_Repeats,
    ),
    Defect(
        "page-skips-one",
        PAGE,
        "In descending order each page from the third on begins one number late.",
        behaviour=_Skips,
    ),
    Defect(
        "page-total-of-page-when-searching",
        PAGE,
        "When something is searched for, totalItems counts what is on the page.",
        behaviour=_TotalOfPage,
    ),
    Defect("page-last-says-one", PAGE, "The last page says that it is the first one.", behaviour=_LastIsFirst),
    Defect(
        "page-size-says-hundred-when-searching",
        PAGE,
        "When something is searched for, itemsPerPage is 100 whatever the limit.",
        behaviour=_AlwaysHundred,
    ),
    Defect(
        "page-ascending-ignored-when-searching",
        PAGE,
        "When something is searched for, the order is descending even if it is asked to be ascending.",
        behaviour=_AlwaysDescending,
    ),
    Defect("search-case-counts-in-names", SEARCH, "The case of letters counts in names.", behaviour=_CaseCounts),
    Defect(
        "search-sip-uri-from-start",
        SEARCH,
        "A SIP URI is found by how it begins only.",
        behaviour=_FromTheStart,
    ),
    Defect(
        "search-telephone-number-ignored",
        SEARCH,
        "A number is not found by its digits.",
        behaviour=_NoDigits,
    ),
    Defect(
        "search-sip-uri-behind-name",
        SEARCH,
        "A number that has a name is not found by its SIP URI.",
        behaviour=_NameOrUri,
    ),
)
