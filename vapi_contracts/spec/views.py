"""What a place of a document demands, whatever way it is written.

A *view* is the conjunction of the schemas that hold at a place: references followed, `allOf` taken apart, unions
of one unwrapped. So moving a property under `allOf`, inlining a reference or renaming its target leaves a view
as it was. Views are made when they are asked for, so that a schema may contain itself.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from vapi_contracts.body import Json
from vapi_contracts.spec.document import PREFIX, SCHEMAS, Document
from vapi_contracts.spec.parts import TYPES, UNIONS, Part, Place, besides, named_types, refused_types
from vapi_contracts.spec.pointers import canonical, child, mapping, sequence, texts

__all__ = ["TYPES", "UNIONS", "WORDING", "Part", "Place", "View", "Views"]

WORDING = ("description", "title", "example", "examples", "default", "deprecated", "externalDocs")
"""Keywords that no value has to obey."""

SILENT = frozenset({*WORDING, "$ref", "allOf", "$comment", "discriminator", "xml", "nullable", "$schema", "$id", "id"})
MOST_ALTERNATIVES = 256


@dataclass
class Flat:
    """A schema taken apart."""

    parts: list[Part] = field(default_factory=list[Part])
    wording: set[Any] = field(default_factory=set[Any])
    dangling: list[str] = field(default_factory=list[str])
    forced: bool = False
    component: str | None = None


class View:
    """All that a document demands at a place."""

    def __init__(self, views: Views, place: str, flats: list[Flat]) -> None:
        self.views = views
        self.place = place
        self.memo: dict[str, Any] = {}
        self.opened: frozenset[str] = frozenset()
        keyed = {part.key: part for flat in flats for part in flat.parts}
        self.parts = tuple(keyed.values())
        self.wording = frozenset[Any]().union(*(flat.wording for flat in flats))
        self.dangling = tuple(one for flat in flats for one in flat.dangling)
        self.forced = bool(flats) and all(flat.forced for flat in flats)
        self.component = flats[0].component if len(flats) == 1 else None
        self.key = (frozenset(keyed), self.forced, bool(self.dangling))

    @property
    def pointer(self) -> str:
        """The one schema that says what is demanded, or the place if there are several or none."""
        return self.parts[0].pointer if len(self.parts) == 1 else self.place

    @property
    def unknown(self) -> bool:
        """Whether a reference that leads nowhere is all there is."""
        return bool(self.dangling) and not self.parts

    def values(self, keyword: str) -> list[Json]:
        """Return what the parts say for a keyword."""
        return [part.schema[keyword] for part in self.parts if keyword in part.schema]

    @cached_property
    def types(self) -> frozenset[str]:
        """The JSON types that are admitted; `integer` is there wherever `number` is."""
        kept = TYPES
        for part in self.parts:
            kept &= named_types(part.schema, self.views.document.version)
            if part.schema.get("multipleOf") == 1:
                kept -= {"number"}
            kept -= refused_types(part.schema, self.views.document.version)
        return kept | {"null"} if self.forced else kept

    @property
    def nullable(self) -> bool:
        """Whether null is admitted by a word of its own, beside a list of values that lacks it."""
        listing = [part.schema for part in self.parts if "enum" in part.schema or "const" in part.schema]
        return self.forced or (
            self.views.document.version == "3.0"
            and "null" in self.types
            and all(schema.get("nullable") is True for schema in listing)
        )

    @cached_property
    def allowed(self) -> tuple[frozenset[Any], ...]:
        """The values that each list of values, and each single one, leaves."""
        listed = [said for said in self.values("enum") if isinstance(said, list)]
        return tuple(
            frozenset(canonical(one) for one in said) for said in [*listed, *([one] for one in self.values("const"))]
        )

    @cached_property
    def required(self) -> frozenset[str]:
        """The properties that an object must have."""
        return frozenset(name for value in self.values("required") for name in texts(value))

    @cached_property
    def properties(self) -> Mapping[str, View]:
        """The properties that are named."""
        places: dict[str, list[Place]] = {}
        for part in self.parts:
            for name, schema in mapping(part.schema.get("properties")).items():
                places.setdefault(name, []).append((child(part.pointer, "properties", name), schema))
        also = {name: [one for part in self.parts for one in besides(part, name)] for name in places}
        return {name: self.views.at([*found, *also[name]]) for name, found in places.items()}

    @cached_property
    def patterned(self) -> Mapping[str, View]:
        """The properties that are named by patterns."""
        places: dict[str, list[Place]] = {}
        for part in self.parts:
            for pattern, schema in mapping(part.schema.get("patternProperties")).items():
                places.setdefault(pattern, []).append((child(part.pointer, "patternProperties", pattern), schema))
        return {pattern: self.views.at(found) for pattern, found in places.items()}

    @cached_property
    def items(self) -> View:
        """What the items of an array must be."""
        return self._below("items")

    @cached_property
    def additional(self) -> View | bool | None:
        """What other properties must be: a view, whether they may be there, or nothing said."""
        said = [*self.values("additionalProperties"), *self.values("unevaluatedProperties")]
        if not said:
            return None
        if any(one is False for one in said):
            return False
        below = self._below("additionalProperties", "unevaluatedProperties")
        return below if below.parts else True

    @cached_property
    def alternatives(self) -> tuple[View, ...]:
        """The views of which a value satisfies one, the view itself where it has no union."""
        unions = [(part, union) for part in self.parts for union in UNIONS if sequence(part.schema.get(union))]
        if not unions:
            return (self,)
        opened = frozenset(child(part.pointer, union) for part, union in unions)
        if opened & self.opened:
            return ()  # a branch that is the union itself adds nothing
        base = Flat(forced=False)
        for part in self.parts:
            rest = {name: value for name, value in part.schema.items() if name not in UNIONS}
            if any(name not in SILENT for name in rest):
                base.parts.append(Part(part.pointer, rest))
        branches = [list(self.views.branches(part, union)) for part, union in unions]
        found: list[View] = []
        for chosen in itertools.islice(itertools.product(*branches), MOST_ALTERNATIVES):
            place, flats = chosen[0][0], [self.views.flat(*branch) for branch in chosen]
            view = View(self.views, place, [*flats, base] if base.parts else flats)
            view.opened = self.opened | opened
            found.extend(view.alternatives)
        if self.forced:
            found.append(View(self.views, self.place, [Flat([Part(child(self.place, "nullable"), {"type": "null"})])]))
        return tuple(found[:MOST_ALTERNATIVES])

    def _below(self, *keywords: str) -> View:
        return self.views.at(
            [
                (child(part.pointer, keyword), part.schema[keyword])
                for part in self.parts
                for keyword in keywords
                if isinstance(part.schema.get(keyword), dict | bool)
            ]
        )


class Views:
    """The views of one document, each made once."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._made: dict[tuple[str, ...], View] = {}
        self._flat: dict[str, Flat] = {}

    def at(self, places: list[Place]) -> View:
        """Return what holds where all these schemas do."""
        key = tuple(pointer for pointer, _ in places)
        if key not in self._made:
            flats = [self.flat(pointer, schema) for pointer, schema in places]
            self._made[key] = View(self, key[0] if key else "", flats)
        return self._made[key]

    def component(self, name: str) -> View:
        """Return the view of a named schema."""
        pointer = child(SCHEMAS, name)
        return self.at([("#" + pointer, {"$ref": PREFIX + name})])

    def flat(self, pointer: str, schema: Json) -> Flat:
        """Take a schema apart."""
        if pointer not in self._flat:
            self._flat[pointer] = self._taken_apart(pointer, schema, frozenset())
        return self._flat[pointer]

    def branches(self, part: Part, union: str) -> Iterator[Place]:
        """Iterate over the branches of a union."""
        for index, branch in enumerate(sequence(part.schema[union])):
            yield child(part.pointer, union, index), branch

    def _taken_apart(self, pointer: str, schema: Json, trail: frozenset[str]) -> Flat:
        flat = Flat()
        if schema is False:
            flat.parts.append(Part(pointer, {"type": []}))
        if not isinstance(schema, dict):
            return flat
        old = self.document.version == "3.0"
        flat.wording |= {(name, canonical(schema[name])) for name in WORDING if name in schema}
        below: list[Flat] = []
        rest = {name: value for name, value in schema.items() if name not in SILENT and not name.startswith("x-")}
        reference = schema.get("$ref")
        if isinstance(reference, str):
            below.append(self._referred(pointer, reference, trail))
            if old:
                rest = {}
        if not (isinstance(reference, str) and old):
            for index, one in enumerate(sequence(schema.get("allOf"))):
                below.append(self._taken_apart(child(pointer, "allOf", index), one, trail))
            rest = self._unwrapped(pointer, rest, below, trail, flat)
        if rest:
            kept: dict[str, Json] = {"nullable": True} if schema.get("nullable") is True else {}
            if "discriminator" in schema and any(union in rest for union in UNIONS):
                kept["discriminator"] = schema["discriminator"]
            flat.parts.append(Part(pointer, rest | kept))
        for one in below:
            flat.parts.extend(one.parts)
            flat.wording |= one.wording
            flat.dangling.extend(one.dangling)
        nullable = old and schema.get("nullable") is True
        flat.forced = (nullable and not (rest.get("type") and not below and not set(rest) & set(UNIONS))) or (
            flat.forced or (bool(below) and not rest and all(one.forced for one in below))
        )
        if len(below) == 1 and not rest and not flat.forced:
            flat.component = below[0].component
        return flat

    def _referred(self, pointer: str, reference: str, trail: frozenset[str]) -> Flat:
        if reference in trail:
            return Flat()  # it contains itself directly, and says nothing
        try:
            target = self.document.resolve(reference)
        except LookupError:
            return Flat(dangling=[pointer], component=_component(reference))
        found = self._taken_apart(reference.removeprefix("#"), target, trail | {reference})
        return Flat(found.parts, set(), found.dangling, found.forced, _component(reference))

    def _unwrapped(
        self, pointer: str, rest: dict[str, Json], below: list[Flat], trail: frozenset[str], flat: Flat
    ) -> dict[str, Json]:
        """Take a union of one for what it holds, and one of a schema and `null` for what may be null."""
        for union in UNIONS:
            branches = sequence(rest.get(union))
            kept = [(index, one) for index, one in enumerate(branches) if mapping(one).get("type") != "null"]
            if len(kept) != 1:
                continue
            if len(branches) > 1 and len(rest) > 1:
                continue
            index, one = kept[0]
            below.append(self._taken_apart(child(pointer, union, index), one, trail))
            flat.forced = flat.forced or len(branches) > 1
            rest = {name: value for name, value in rest.items() if name != union}
        return rest


def _component(reference: str) -> str | None:
    name = reference.removeprefix(PREFIX)
    return name if name != reference and "/" not in name else None
