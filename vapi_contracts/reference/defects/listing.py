"""Defects of `resource.list`: a bound cuts beside its mark, a limit is another, a number is missing."""

from dataclasses import replace

from vapi_contracts.reference.core import Core, View
from vapi_contracts.reference.defects.seed import Defect
from vapi_contracts.reference.query import Bound, Query
from vapi_contracts.reference.store import Row

RULE = "resource.list"


class _GeExclusive(Core):
    def within(self, row: Row, bound: Bound) -> bool:
        mine = (bound.field, bound.way) == ("createdAt", "Ge")
        return super().within(row, replace(bound, way="Gt") if mine else bound)


class _LtInclusive(Core):
    def within(self, row: Row, bound: Bound) -> bool:
        mine = (bound.field, bound.way) == ("createdAt", "Lt")
        return super().within(row, replace(bound, way="Le") if mine else bound)


class _LeExclusive(Core):
    def within(self, row: Row, bound: Bound) -> bool:
        mine = (bound.field, bound.way) == ("updatedAt", "Le")
        return super().within(row, replace(bound, way="Lt") if mine else bound)


class _UpdatedByCreation(Core):
    def within(self, row: Row, bound: Bound) -> bool:
        mine = (bound.field, bound.way) == ("updatedAt", "Gt")
        return super().within(row, replace(bound, field="createdAt") if mine else bound)


class _DefaultFifty(Core):
    def limit(self, query: Query) -> int:
        return 50 if query.limit is None else super().limit(query)


class _LimitOneMore(Core):
    def limit(self, query: Query) -> int:
        return super().limit(query) + (1 if query.limit is not None and query.bounds else 0)


class _NamelessMissing(Core):
    def selects(self, row: Row, query: Query, view: View) -> bool:
        nameless = view == "listed" and "sipUri" in row.kept and "name" not in row.kept
        return not nameless and super().selects(row, query, view)


DEFECTS = (
    Defect(
        "list-created-ge-exclusive",
        RULE,
        "createdAtGe leaves out what was created at that very instant.",
        behaviour=_GeExclusive,
    ),
    Defect(
        "list-created-lt-inclusive",
        RULE,
        "createdAtLt lets through what was created at that very instant.",
        behaviour=_LtInclusive,
    ),
    Defect(
        "list-updated-le-exclusive",
        RULE,
        "updatedAtLe leaves out what was updated at that very instant.",
        behaviour=_LeExclusive,
    ),
    Defect(
        "list-updated-gt-by-creation",
        RULE,
        "updatedAtGt compares with createdAt.",
        behaviour=_UpdatedByCreation,
    ),
    Defect("list-default-fifty", RULE, "A list without a limit ends at 50.", behaviour=_DefaultFifty),
    Defect(
        "list-limit-one-more-with-bounds",
        RULE,
        "A list with a limit and a bound shows one number more than the limit.",
        behaviour=_LimitOneMore,
    ),
    Defect(
        "list-nameless-missing",
        RULE,
        "The plain list does not show a number that has a SIP URI and no name.",
        behaviour=_NamelessMissing,
    ),
)
