"""Values that differ from a plain one in one property: for every place of the contract, the plainest first.

A family is what there is about one object: the values that lead to it, each a neighbour of the next, and the values
that have one property of it more. Whoever does not take one of those chokes on that property, as it took the others.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from vapi_contracts.body import Json
from vapi_contracts.contract.fillers import filler
from vapi_contracts.contract.placing import ABSENT, put
from vapi_contracts.contract.shapes import Shapes
from vapi_contracts.contract.table import Contract, Path, Row
from vapi_contracts.contract.values import ASTRAL, Trial, at_bound
from vapi_contracts.rules.rule import Effort
from vapi_contracts.scenario import text

__all__ = ["Family", "families", "spelled", "telling"]

Payload = Mapping[str, Json]

AT_ONCE = 9
"""Values of one family in a scenario at most."""

MANY_OPTIONS = 12
"""An enum longer than this is tried one by one at its ends, and as a whole in one list."""

PAST_DOUBLES = 2**53 + 1

FIRST: Mapping[str, Json] = {
    "BackoffPlan.type": "fixed",
    "BackoffPlan.excludedStatusCodes": [503, 400, 404],
    "TransferPlan.sipVerb": "dial",
    "TransferPlan.timeout": 20,
    "Server.timeoutSeconds": 20,
    "ContextEngineeringPlanLastNMessages.maxMessages": PAST_DOUBLES,
}
"""What clients are known to get wrong is tried first, with one value each and then with all."""

_NUMBER: Payload = {"numberE164CheckEnabled": False}
_MORE: Mapping[str, Sequence[Trial]] = {
    "BackoffPlan.baseDelaySeconds": (
        Trial(0.5, "a fraction"),
        Trial(3.0, "a whole number written as a fraction"),
        Trial(0.123456789012345, "as many digits as every language keeps"),
        Trial(1e-07, "a small fraction"),
    ),
    "BackoffPlan.maxRetries": (Trial(3, "a whole number"),),
    "TransferPlan.timeout": (Trial(20, "a whole number"), Trial(20.5, "a fraction"), Trial(20.0, "20 as a fraction")),
    "TransferPlan.dialTimeout": (Trial(30.5, "a fraction"),),
    "Server.timeoutSeconds": (Trial(20, "a whole number"), Trial(20.5, "a fraction")),
    "ContextEngineeringPlanLastNMessages.maxMessages": (Trial(PAST_DOUBLES, "an integer past 2^53"),),
    "BackoffPlan.excludedStatusCodes": (Trial([503, 400, 404], "a list out of order"),),
    "Server.headers": (Trial({"X-Team": "Blue", "x-lower": "Kept As It Is"}, "keys in several spellings"),),
    "TransferDestinationSip.sipHeaders": (Trial({"X-Queue": "Sales", "x-case": ""}, "keys in several spellings"),),
    "TransferDestinationNumber.message": (Trial("", "an empty text"),),
    "SummaryPlan.messages": (
        Trial([{"role": "user", "content": "b"}, {"role": "system", "content": "a"}], "a list out of order"),
    ),
    "CreateVapiPhoneNumberDTO.name": (
        Trial("", "an empty text"),
        Trial(' "\u00c4\\/\u00df\u2028 \t' + ASTRAL, "characters that are written in several ways"),
        Trial("A\u0308 \ufb01", "characters that somebody may want to normalise"),
    ),
}
"""Values beyond those at bounds: what is easily taken for something else on the way."""

_NAMES = {"VapiPhoneNumber.name": "CreateVapiPhoneNumberDTO.name"}


@dataclass(frozen=True, slots=True, eq=False)
class Family:
    """Values about one object.

    `stems` lead to it, `tries` are what is tried; `first` says that no family before it is about the same properties.
    """

    stems: tuple[Payload, ...]
    tries: tuple[Payload, ...]
    first: bool


@dataclass(slots=True, eq=False)
class _Growing:
    stems: tuple[Payload, ...]
    properties: dict[str, list[Payload]]
    first: bool


def families(
    contract: Contract,
    root: str,
    rows: Iterable[Row],
    base: Payload,
    effort: Effort,
    *,
    skip: frozenset[str] = frozenset(),
    own: Mapping[str, Sequence[Json]] = {},
    brief: bool = False,
) -> Iterator[Family]:
    """Yield the families of everything that a component can hold.

    `skip` are the names of top-level properties that the base has for good; `own` are values for such properties that
    take the place of those at bounds. At `thorough` every path is tried, else the first path to a property with all of
    its values, and the second with one; if `brief` only the first, with one.
    """
    shapes = contract.shapes
    found: dict[Path, _Growing] = {}
    paths: dict[str, int] = {}
    for path, node_rows in _by_path(rows).items():
        if str(path[0]) in skip:
            continue
        rule = node_rows[0].node.rule
        before = paths[rule] = paths.get(rule, -1) + 1
        if before > (0 if brief else 1) and effort != "thorough":
            continue
        place = _named(node_rows[0])
        values = list(_values(shapes, node_rows, place))
        if len(path) == 1 and str(path[0]) in own:
            values = [Trial(value, "a value") for value in own[str(path[0])]]
        elif (before or brief) and effort != "thorough":
            values = values[-1:]
        home = path[: max(at for at, part in enumerate(path) if isinstance(part, str))]
        family = found.get(home)
        if family is None:
            family = found[home] = _Growing(tuple(_stems(contract, root, base, path, rows)), {}, first=not before)
        family.first = family.first or not before
        tries = family.properties.setdefault(place, [])
        tries += [put(shapes, root, base, path, trial.value, trial.siblings)[0] for trial in values]
    yield from _ordered(found.values())


def telling(contract: Contract, root: str, rows: Iterable[Row], base: Payload) -> list[Payload]:
    """Return what is tried before anything else: one value of each property in `FIRST`, each beside its neighbours."""
    by_path = _by_path(rows)
    found: list[Payload] = []
    for place, value in FIRST.items():
        path = next((path for path, (row, *_) in by_path.items() if row.node.rule.endswith(f".{place}")), ())
        for trial in itertools.islice(_values(contract.shapes, by_path.get(path, ()), place), 1):
            found += _stems(contract, root, base, path, rows)
            found.append(put(contract.shapes, root, base, path, value, trial.siblings)[0])
    return _distinct(found, ())


def _ordered(found: Iterable[_Growing]) -> Iterator[Family]:
    places = list(FIRST)

    def rank(place: str) -> int:
        return places.index(place) if place in FIRST else len(FIRST)

    def of(family: _Growing) -> tuple[bool, int]:
        return not family.first, min(map(rank, family.properties), default=len(FIRST))

    for family in sorted(found, key=of):
        tries = [one for place in sorted(family.properties, key=rank) for one in family.properties[place]]
        tries = _distinct(tries, family.stems)
        for at in range(0, len(tries), AT_ONCE):
            stems = family.stems if not at or len(family.stems) == 1 else (family.stems[0], family.stems[-1])
            yield Family(stems, tuple(tries[at : at + AT_ONCE]), family.first)


def _distinct(values: Iterable[Payload], but: Iterable[Payload]) -> list[Payload]:
    by_key = {_key(value): value for value in reversed(tuple(values))}
    for value in but:
        by_key.pop(_key(value), None)
    return list(reversed(by_key.values()))


def _key(value: Json) -> str:
    return json.dumps(value, sort_keys=True)


def _by_path(rows: Iterable[Row]) -> dict[Path, list[Row]]:
    by_path: dict[Path, list[Row]] = {}
    for row in rows:
        if row.keyword != "required":
            by_path.setdefault(row.path, []).append(row)
    return by_path


def _named(row: Row) -> str:
    return ".".join(row.node.rule.split(".")[1:3])


def _values(shapes: Shapes, rows: Sequence[Row], place: str) -> Iterator[Trial]:
    seen: set[str] = set()
    trials = [trial for row in rows for trial in at_bound(shapes, row)]
    if len(trials) > MANY_OPTIONS and any(row.keyword == "enum" for row in rows):
        trials = [trials[0], trials[-1]]
    whole = bool(rows) and rows[0].node.rule.endswith(place)
    if whole and place == "CustomMessage.contents" and "TextContent" in shapes:
        trials.append(Trial([_wording(one) for one in _languages(shapes)], "a wording in every language"))
    more = _MORE.get(_NAMES.get(place, place), ()) if whole else ()
    for trial in (*trials, *more):
        wide = isinstance(trial.value, str) and trial.value.startswith("\u00e9")
        key = _key([trial.value, dict(trial.siblings)])
        if not wide and key not in seen:
            seen.add(key)
            yield trial


def _languages(shapes: Shapes) -> Sequence[Json]:
    node = shapes["TextContent"].properties.get("language")
    options: Sequence[Json] = node.keywords.get("enum", ()) if node else ()
    return options


def _wording(language: Json) -> Json:
    return {"type": "text", "text": "a", "language": language}


def _stems(contract: Contract, root: str, base: Payload, path: Path, rows: Iterable[Row]) -> Iterator[Payload]:
    """Yield the plain value, and one for each object on the way to a place, with what it cannot do without."""
    yield base
    seen = {_key(base)}
    for at, part in enumerate(path):
        if not isinstance(part, str) or not at:
            continue
        stem = _without(contract, root, base, path[: at + 1], rows)
        if _key(stem) not in seen:
            seen.add(_key(stem))
            yield stem


def _without(contract: Contract, root: str, base: Payload, path: Path, rows: Iterable[Row]) -> Payload:
    bare, _ = put(contract.shapes, root, base, path, ABSENT)
    demanded = {(row.path, row.bound) for row in rows if row.keyword == "required"}
    if (path[:-1], path[-1]) not in demanded:
        return bare
    node = next(row.node for row in rows if row.path == path)
    return put(contract.shapes, root, base, path, filler(contract.shapes, node))[0]


def spelled(user: str) -> list[Json]:
    """Return a SIP URI of the region, fresh in every play, as it may be spelled."""
    return [text(f"sip:{{fresh}}-{user}@{{host}}"), text(f"SIP:{{fresh}}-{user}.O'Neil@{{Host}}")]
