"""What a row of the tables of payload defects is: one keyword of the contract document, off at one place."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from vapi_contracts.reference.core import CREATE, UPDATE, Core
from vapi_contracts.reference.defects.seed import Defect, amended, without
from vapi_contracts.reference.document import Edit, compiled
from vapi_contracts.reference.store import Row as Stored

Way = Literal["POST", "PATCH", "both", "all"]
"""On which ways in a defect shows; `all` means every path by which a payload reaches the component, too."""

POST: Way = "POST"
PATCH: Way = "PATCH"
BOTH: Way = "both"
ALL: Way = "all"

ROOTS: Mapping[Way, tuple[str, ...]] = {
    "POST": (CREATE,),
    "PATCH": (UPDATE,),
    "both": (CREATE, UPDATE),
    "all": (CREATE, UPDATE),
}
ABSENT: Any = object()
"""The value of a property that is left out."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a payload: the way down to it, as edits spell it, and how a statement calls it."""

    path: str
    words: str

    def __truediv__(self, inner: str) -> "Place":
        return Place(f"{self.path}/{inner}".removeprefix("/"), self.words)


_RINGING = "hooks/[]/PhoneNumberHookCallRinging"
_ENDING = "hooks/[]/PhoneNumberHookCallEnding"
_RINGING_DO = f"{_RINGING}/do/[]"
_ENDING_DO = f"{_ENDING}/do"
_TO = "TransferPhoneNumberHookAction/destination"

TOP = Place("", "")
SERVER = Place("server", "in a server")
RINGING = Place(_RINGING, "in a call.ringing hook")
ENDING = Place(_ENDING, "in a call.ending hook")
RINGING_TRANSFER = Place(f"{_RINGING_DO}/TransferPhoneNumberHookAction", RINGING.words)
RINGING_SAY = Place(f"{_RINGING_DO}/SayPhoneNumberHookAction", RINGING.words)
ENDING_TRANSFER = Place(f"{_ENDING_DO}/TransferPhoneNumberHookAction", ENDING.words)
FALLBACK_NUMBER = Place("fallbackDestination/TransferDestinationNumber", "in a fallback destination of type number")
FALLBACK_SIP = Place("fallbackDestination/TransferDestinationSip", "in a fallback destination of type sip")
RINGING_NUMBER = Place(
    f"{_RINGING_DO}/{_TO}/TransferDestinationNumber", "in a call.ringing hook's destination of type number"
)
RINGING_SIP = Place(f"{_RINGING_DO}/{_TO}/TransferDestinationSip", "in a call.ringing hook's destination of type sip")
ENDING_NUMBER = Place(
    f"{_ENDING_DO}/{_TO}/TransferDestinationNumber", "in a call.ending hook's destination of type number"
)
ENDING_SIP = Place(f"{_ENDING_DO}/{_TO}/TransferDestinationSip", "in a call.ending hook's destination of type sip")


@dataclass(frozen=True, slots=True)
class Row:
    """One defect of a payload rule, and what gives it away.

    A payload with `value` at `place` (for a rule about what is required: without the property there), and
    with `beside` in the same object, is accepted although it must be refused, or the other way round.
    """

    defect: Defect
    way: Way
    place: str
    value: Any
    loosened: bool
    beside: Mapping[str, Any] = field(default_factory=dict[str, Any])


def accepts(
    name: str,
    rule: str,
    way: Way,
    place: Place,
    told: str,
    value: Any,
    *,
    beside: Mapping[str, Any] | None = None,
    branch: str = "",
    behaviour: type[Core] | None = None,
    **keywords: Any,
) -> Row:
    """Make a row in which one step past the bound, or another JSON type, is accepted.

    The keywords are put at the place, or at the branch of the union that stands there.
    """
    edits = _edits(rule, way, place, branch, keywords)
    if behaviour is None and _bends_what_is_walked(rule):
        behaviour = type("Lenient", (Lenient,), {})  # a class for each, since no class can have a base twice
    defect = Defect(name, f"payload.{rule}", _statement(way, "accept", told, place), "http", edits, behaviour)
    return Row(defect, way, place.path, value, loosened=True, beside=beside or {})


def refuses(
    name: str,
    rule: str,
    way: Way,
    place: Place,
    told: str,
    value: Any,
    *,
    beside: Mapping[str, Any] | None = None,
    branch: str = "",
    **keywords: Any,
) -> Row:
    """Make a row in which a rare value that is allowed is refused."""
    edits = _edits(rule, way, place, branch, keywords)
    defect = Defect(name, f"payload.{rule}", _statement(way, "refuse", told, place), "http", edits)
    return Row(defect, way, place.path, value, loosened=False, beside=beside or {})


def only(*texts: str) -> str:
    """Write a pattern for some texts: unlike an `enum` it lets pass whatever is no text."""
    return f"^({'|'.join(texts)})$"


def all_but(*texts: str) -> str:
    """Write a pattern for any other text than these."""
    return f"^(?!({'|'.join(texts)})$)"


def _edits(rule: str, way: Way, place: Place, branch: str, keywords: Mapping[str, Any]) -> tuple[Edit, ...]:
    if not keywords:
        return ()
    owner, *_, keyword = rule.split(".")
    path = place.path
    if way == "all":
        steps = path.split("/")
        inner = [] if keyword == "required" else steps[-2:] if steps[-1] == "[]" else steps[-1:]
        places = ["/".join([owner, *inner])]
    else:
        places = [f"{root}/{path}".removesuffix("/") for root in ROOTS[way]]
    return tuple(Edit(f"{at}/{branch}" if branch else at, tuple(keywords.items())) for at in places)


def _statement(way: Way, verb: str, told: str, place: Place) -> str:
    who = f"POST and PATCH {verb}" if way in ("both", "all") else f"{way} {verb}s"
    where = "wherever it may stand" if way == "all" else place.words
    return f"{who} {told} {where}".rstrip() + "."


_WALKED = frozenset(
    (
        "CreateVapiPhoneNumberDTO",
        "TransferDestinationNumber",
        "TransferDestinationSip",
        "PhoneNumberHookCallRinging",
        "PhoneNumberHookCallEnding",
        "TransferPhoneNumberHookAction",
        "SayPhoneNumberHookAction",
    )
)


def _bends_what_is_walked(rule: str) -> bool:
    """Tell whether a payload that breaks the rule could trip the core, which reads what it has judged."""
    owner, *_, keyword = rule.split(".")
    return owner in _WALKED and keyword in ("type", "oneOf", "required", "enum")


class Lenient(Core):
    """Keeps a top-level property that the published document refuses as it came, and reads nothing in it."""

    def _odd(self, schema: str, body: dict[str, Any]) -> dict[str, Any]:
        clean = compiled()
        return {key: value for key, value in body.items() if clean.problems(schema, {"provider": "vapi", key: value})}

    def breaches(self, schema: str, body: dict[str, Any]) -> list[str]:
        """Look at the regular properties only."""
        odd = self._odd(schema, body)
        return super().breaches(schema, without(body, *odd))

    def new(self, body: dict[str, Any]) -> Stored:
        """Make a number of the regular properties, then add the others."""
        odd = self._odd(CREATE, body)
        return amended(super().new(without(body, *odd)), **odd)

    def change(self, row: Stored, body: dict[str, Any]) -> Stored:
        """Change the regular properties, then the others."""
        odd = self._odd(UPDATE, body)
        changed = amended(super().change(row, without(body, *odd)), **odd)
        return replace(changed, address=self.address(changed.kept))

    def address(self, kept: dict[str, Any]) -> str | None:
        """Know of no address where the SIP URI is no text."""
        return super().address(kept) if isinstance(kept.get("sipUri"), str) else None

    def matches(self, row: Stored, search: str) -> bool:
        """Search texts only."""
        texts = {key: value for key, value in row.kept.items() if isinstance(value, str)}
        return super().matches(replace(row, kept=texts), search)
