"""What a payload is: which constraints it breaks, at whose bounds it sits, and what may be doubted in it.

Worked out once for a payload; every payload rule then reads off what concerns it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from vapi_contracts.body import Json
from vapi_contracts.contract.plausibility import doubts_of_text, property_doubts
from vapi_contracts.contract.prose import OTHER_PROVIDERS, PROSE_RULES, ROUTING_IDS
from vapi_contracts.contract.shapes import Node, Shape, json_type
from vapi_contracts.contract.table import ROOTS, Contract, Verb
from vapi_contracts.contract.waivers import NEVER_MISSING

__all__ = ["Doubt", "Fault", "Sitting", "Weight", "escape", "weigh", "weigh_shown"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a payload. Several `rules` are named where a union leaves open which it breaks."""

    rules: tuple[str, ...]
    pointer: str
    expected: Json
    actual: Json


@dataclass(frozen=True, slots=True)
class Sitting:
    """A rule is met at this pointer, by a value at its bound."""

    rule: str
    pointer: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """A reason for which an endpoint may refuse a payload that breaks no rule."""

    pointer: str
    reason: str


@dataclass(slots=True)
class Weight:
    """The facts of one payload.

    `ours` is false for a payload of another provider. A payload is *valid* without faults; it *must be
    accepted* when there is no doubt either.
    """

    ours: bool = True
    faults: list[Fault] = field(default_factory=list[Fault])
    at: list[Sitting] = field(default_factory=list[Sitting])
    doubts: list[Doubt] = field(default_factory=list[Doubt])
    unknown: int = 0

    @property
    def valid(self) -> bool:
        """Whether no rule is broken."""
        return self.ours and not self.faults

    @property
    def certain(self) -> bool:
        """Whether an endpoint must accept the payload."""
        return self.valid and not self.doubts


def escape(part: str) -> str:
    """Write one key as a part of a JSON pointer (RFC 6901)."""
    return part.replace("~", "~0").replace("/", "~1")


def weigh(contract: Contract, verb: Verb, body: Json, sip_host: str) -> Weight:
    """Weigh a JSON value that was sent as the payload of a POST or PATCH."""
    if ROOTS[verb] not in contract.shapes:
        return Weight(ours=False)
    scale = _Scale(contract, sip_host, unset=verb == "patch")
    root = contract.shapes[ROOTS[verb]]
    if not isinstance(body, dict):
        scale.weight.faults.append(Fault((), "", "object", json_type(body)))
        return scale.weight
    provider = body.get("provider")
    if isinstance(provider, str) and provider in OTHER_PROVIDERS:
        return Weight(ours=False)
    scale.shape(root, body, "")
    if verb == "patch" and "provider" in root.properties and "provider" not in body:
        scale.weight.doubts.append(Doubt("", "a PATCH without provider"))
    if verb == "create" and "sipUri" not in body and "numberDesiredAreaCode" not in body:
        scale.weight.doubts.append(Doubt("", "neither sipUri nor numberDesiredAreaCode"))
    return scale.weight


def weigh_shown(contract: Contract, schema: str, body: Json) -> list[Fault]:
    """Return what is wrong with a JSON value that an endpoint shows as that component.

    `null` counts as absent, more properties are fine, and a SIP password may be masked or left out.
    """
    scale = _Scale(contract, "", unset=False)
    if not isinstance(body, dict):
        return [Fault((), "", "object", json_type(body))]
    if schema not in contract.shapes:
        return []
    scale.shape(contract.shapes[schema], _without_nulls(body), "")
    return [fault for fault in scale.weight.faults if not _is_password(fault)]


def _is_password(fault: Fault) -> bool:
    return fault.rules[0].startswith("payload.SipAuthentication.password.") if fault.rules else False


def _without_nulls(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: _without_nulls(sub) for key, sub in value.items() if sub is not None}
    return [_without_nulls(item) for item in value] if isinstance(value, list) else value


class _Scale:
    """Walks one payload along the shapes."""

    def __init__(self, contract: Contract, sip_host: str, *, unset: bool) -> None:
        self._contract, self._sip_host, self._unset = contract, sip_host, unset
        self.weight = Weight()

    def shape(self, shape: Shape, value: Mapping[str, Json], pointer: str) -> None:
        weight = self.weight
        for key, rule in shape.required.items():
            if key in value:
                weight.at.append(Sitting(rule, pointer))
            elif rule in NEVER_MISSING:
                weight.doubts.append(Doubt(pointer, f"without {key}: {NEVER_MISSING[rule]}"))
            else:
                weight.faults.append(Fault((rule,), pointer, f"{key} present", "absent"))
        for key, sub in value.items():
            node = shape.properties.get(key)
            place = f"{pointer}/{escape(key)}"
            if node is None and key == "provider" and not pointer:
                continue  # tells the payload from those of other providers, also where a revision forgot it
            if node is None:
                weight.unknown += 1
                weight.doubts.append(Doubt(place, "unknown property"))
            elif sub is None and self._unset and not pointer and key in ROUTING_IDS:
                continue
            else:
                self.node(node, sub, place, value)

    def node(self, node: Node, value: Json, pointer: str, around: Mapping[str, Json]) -> None:
        if node.branches:
            self._union(node, value, pointer)
            return
        weight = self.weight
        if node.type is not None:
            rule = f"{node.rule}.type"
            if not _is_of(node.type, value):
                weight.faults.append(Fault((rule,), pointer, node.type, json_type(value)))
                return
            weight.at.append(Sitting(rule, pointer))
        faults = len(weight.faults)
        for keyword, bound in node.keywords.items():
            self._keyword(f"{node.rule}.{keyword}", keyword, bound, value, pointer)
        prose = PROSE_RULES.get((node.owner, node.name))
        if prose is not None and isinstance(value, str) and node.rule == f"payload.{node.owner}.{node.name}":
            rule = f"{node.rule}.{prose.keyword}"
            if prose.holds(value, around):
                weight.at.append(Sitting(rule, pointer))
            else:
                weight.faults.append(Fault((rule,), pointer, prose.statement, value))
        if isinstance(value, str):
            doubt = doubts_of_text(value)
            if doubt:
                weight.doubts.append(Doubt(pointer, doubt))
        elif isinstance(value, dict):
            self._object(node, value, pointer)
        elif isinstance(value, list) and node.items is not None:
            for at, item in enumerate(value):
                self.node(node.items, item, f"{pointer}/{at}", around)
        if len(weight.faults) == faults:
            doubt = property_doubts(node.rule, value, self._sip_host)
            if doubt:
                weight.doubts.append(Doubt(pointer, doubt))

    def _object(self, node: Node, value: Mapping[str, Json], pointer: str) -> None:
        if node.shape is not None:
            self.shape(self._contract.shapes[node.shape], value, pointer)
            return
        for key, sub in value.items():
            if doubts_of_text(key):
                self.weight.doubts.append(Doubt(pointer, "a key that cannot be stored"))
            if node.values is not None:
                self.node(node.values, sub, f"{pointer}/{escape(key)}", value)

    def _keyword(self, rule: str, keyword: str, bound: Json, value: Json, pointer: str) -> None:
        size = len(value) if isinstance(value, str | list) else 0
        match keyword:
            case "enum":
                held = any(value == option and json_type(value) == json_type(option) for option in bound)
                sits, expected = held, bound
            case "minLength" if isinstance(value, str):
                held, sits, expected = size >= bound, size == bound, f"at least {bound} characters"
            case "maxLength" if isinstance(value, str):
                held, sits, expected = size <= bound, size == bound, f"at most {bound} characters"
            case "minimum" if json_type(value) == "number":
                held, sits, expected = value >= bound, value == bound, f"at least {bound}"
            case "maximum" if json_type(value) == "number":
                held, sits, expected = value <= bound, value == bound, f"at most {bound}"
            case _:
                return
        if not held:
            self.weight.faults.append(Fault((rule,), pointer, expected, value))
        elif sits:
            self.weight.at.append(Sitting(rule, pointer))

    def _union(self, node: Node, value: Json, pointer: str) -> None:
        fitting = [branch for branch in node.branches if branch.type is None or _is_of(branch.type, value)]
        if not fitting:
            expected = " or ".join(dict.fromkeys(str(branch.type) for branch in node.branches))
            self.weight.faults.append(Fault((f"{node.rule}.oneOf",), pointer, expected, json_type(value)))
            return
        self.weight.at.append(Sitting(f"{node.rule}.oneOf", pointer))
        weights = [self._alone(branch, value, pointer) for branch in self._chosen(fitting, value)]
        least = min((len(weight.faults), weight.unknown) for weight in weights)
        tied = [weight for weight in weights if (len(weight.faults), weight.unknown) == least]
        first = tied[0]
        if len(tied) > 1:
            first.faults = [
                Fault(tuple(dict.fromkeys(r for f in same for r in f.rules)), same[0].pointer, *_told(same))
                for same in zip(*(weight.faults for weight in tied), strict=True)
            ]
        self.weight.faults += first.faults
        self.weight.at += first.at
        self.weight.doubts += first.doubts
        self.weight.unknown += first.unknown

    def _alone(self, branch: Node, value: Json, pointer: str) -> Weight:
        scale = _Scale(self._contract, self._sip_host, unset=False)
        if branch.shape is None:
            text = doubts_of_text(value) if isinstance(value, str) else None
            if text:
                scale.weight.doubts.append(Doubt(pointer, text))
            for keyword, bound in branch.keywords.items():
                scale._keyword(f"{branch.rule}.{keyword}", keyword, bound, value, pointer)
        elif isinstance(value, dict):
            scale.shape(self._contract.shapes[branch.shape], value, pointer)
        return scale.weight

    def _chosen(self, branches: list[Node], value: Json) -> list[Node]:
        """Return the branch whose discriminator the value bears, or all where none or several do."""
        if len(branches) == 1 or not isinstance(value, dict):
            return branches
        named = [branch for branch in branches if self._bears(branch, value)]
        return named if len(named) == 1 else branches

    def _bears(self, branch: Node, value: Mapping[str, Json]) -> bool:
        if branch.shape is None:
            return False
        shape = self._contract.shapes[branch.shape]
        marks = [
            (key, node.keywords["enum"][0])
            for key, node in shape.properties.items()
            if key in shape.required and len(node.keywords.get("enum", ())) == 1
        ]
        return bool(marks) and all(value.get(key) == mark for key, mark in marks)


def _told(faults: tuple[Fault, ...]) -> tuple[Json, Json]:
    options = [fault.expected for fault in faults]
    if all(isinstance(option, list) for option in options):
        return [item for option in options for item in option], faults[0].actual
    return faults[0].expected, faults[0].actual


def _is_of(wanted: str, value: Json) -> bool:
    kind = json_type(value)
    if wanted == "integer":
        return kind == "number" and (isinstance(value, int) or value.is_integer())
    return kind == wanted
