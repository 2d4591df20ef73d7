"""`resource.search`: a page holds what matches the search, and all of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from vapi_contracts.body import Json
from vapi_contracts.contract.table import Contract
from vapi_contracts.rules.packs import PLAIN
from vapi_contracts.rules.resource.breach import breach
from vapi_contracts.rules.resource.world import Look, fold, items_of
from vapi_contracts.rules.rule import Rule, most_telling
from vapi_contracts.rules.searching import sequences
from vapi_contracts.scenario import Create, Page, Patch, Scenario, text
from vapi_contracts.verdict import Verdict

__all__ = ["rule"]

ID = "resource.search"
LONGEST = 100
FIELDS = ("name", "number", "sipUri")
_MEANT_OTHERWISE = set("%_*?\\")


def rule(contract: Contract) -> Rule:
    """`search` finds a number by a part of its name, its digits or its SIP URI, in any case.

    Why: it is how people find a number again. Wildcards and the folding of letters beyond ASCII are not judged.
    Mend: compare in lower case, anywhere in the text, over all three.
    """
    return Rule(
        id=ID,
        statement="The search of a page is partial and case-insensitive over name, number and SIP URI.",
        basis="documented",
        source="spec: GET /v2/phone-number, search",
        judge=lambda transcript: (v for look in fold(contract, transcript).looks for v in _of(look)),
        scenarios=lambda effort: most_telling(_scenarios(), effort, quick=1),
        search=lambda: sequences(contract),
        after=("resource.create",),
        doc=rule.__doc__ or "",
        source_line=(__file__, rule.__code__.co_firstlineno),
    )


_PARTS = (
    "{fresh}",
    "{FRESH}",
    "Desk {fresh}",
    "dESK {FRESH}",
    "{fresh} East",
    "{fresh} EAST",
    "front desk {fresh} east",
    "sip:line-{fresh}",
    "SIP:LINE-{FRESH}@{HOST}",
    "line-{fresh}@",
    "ne-{fresh}@{host}",
    "bare-{fresh}",
    "{fresh}@{host}",
    "back {fresh}",
    "bought {fresh}",
    "none {fresh}",
)


def _scenarios() -> Iterator[Scenario]:
    one = Create(
        body={
            "provider": "vapi",
            "name": text("Front Desk {fresh} East"),
            "sipUri": text("sip:Line-{fresh}@{host}"),
        }
    )
    other = Create(body={"provider": "vapi", "name": text("Back {fresh}"), "sipUri": text("sip:back-{fresh}@{host}")})
    nameless = Create(body={"provider": "vapi", "sipUri": text("sip:Bare-{fresh}@{host}")})
    bought = Create(body={"provider": "vapi", "numberDesiredAreaCode": "415", "name": text("Bought {fresh}")})
    searches = tuple(Page(query={"search": text(part), "limit": 1000}) for part in _PARTS)
    yield Scenario((one, other, nameless, bought, *searches))
    renamed = Patch(number=0, body={"provider": "vapi", "name": text("West {fresh}")})
    yield Scenario((Create(body=PLAIN["create"]), Page(query={"search": "415", "limit": 1000})))
    again = tuple(Page(query={"search": text(part)}) for part in ("west {fresh}", "desk {fresh}"))
    yield Scenario((one, renamed, *again))


def _of(look: Look) -> Iterator[Verdict]:
    query = dict(look.exchange.request.query)
    search = query.get("search", "")
    if look.exchange.operation != "page" or not _is_judged(search) or not isinstance(look.exchange.shown, dict):
        return
    wanted = search.lower()
    shown = {item["id"]: (pointer, item) for pointer, item in items_of(look.exchange)}
    faults = 0
    for number, (pointer, item) in shown.items():
        if number in look.texts and not _matches(item, wanted):
            faults += 1
            yield breach(ID, look.at, pointer, "the page shows a number that does not match", search, _texts(item))
    if set(query) <= {"search", "limit", "sortOrder"} and len(shown) < int(query.get("limit", 100)):
        for number, texts in look.texts.items():
            if number not in shown and any(wanted in value.lower() for value in texts):
                faults += 1
                yield breach(ID, look.at, "/results", "the page lacks a number that matches", search, list(texts))
    if not faults:
        yield Verdict(rule=ID, outcome="held", exchange=look.at)


def _is_judged(search: str) -> bool:
    plain = search.isascii() and search == " ".join(search.split()) and not _MEANT_OTHERWISE & set(search)
    return plain and 0 < len(search) <= LONGEST


def _matches(item: Mapping[str, Json], wanted: str) -> bool:
    return any(wanted in value.lower() for value in _texts(item))


def _texts(item: Mapping[str, Json]) -> list[str]:
    return [value for value in (item.get(key) for key in FIELDS) if isinstance(value, str)]
