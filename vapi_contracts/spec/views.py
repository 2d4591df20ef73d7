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
from vapi_contracts.spec.pointers import canonical, child, mapping, sequence, texts
from vapi_contracts.spec.regexes import matches

__all__ = ["TYPES", "UNIONS", "WORDING", "Part", "View", "Views"]

TYPES = frozenset({"null", "boolean", "integer", "number", "string", "array", "object"})
UNIONS = ("oneOf", "anyOf")
WORDING = ("description", "title", "example", "examples", "default", "deprecated", "externalDocs")
"""Keywords that no value has to obey."""

SILENT = frozenset({*WORDING, "$ref", "allOf", "$comment", "discriminator", "xml", "nullable", "$schema", "$id", "id"})
MOST_ALTERNATIVES = 256
Place = tuple[str, Json]
"""A pointer, and the schema that it leads to."""


@dataclass(frozen=True, slots=True)
class Part:
    """One schema object without its references and `allOf`."""

    pointer: str
    schema: Mapping[str, Json]

    @property
    def key(self) -> str:
        """What tells it from other parts; a part without its unions is another one."""
        return self.pointer + ("" if any(union in self.schema for union in UNIONS) else "!")


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
        self.parts = tuple({part.key: part for flat in flats for part in flat.parts}.values())
        self.wording = frozenset[Any]().union(*(flat.wording for flat in flats))
        self.dangling = tuple(one for flat in flats for one in flat.dangling)
        self.forced = bool(flats) and all(flat.forced for flat in flats)
        self.component = flats[0].component if len(flats) == 1 else None
        self.key = (frozenset(part.key for part in self.parts), self.forced, bool(self.dangling))

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
            kept &= _types(part.schema, self.views.document.version)
            if part.schema.get("multipleOf") == 1:
                kept -= {"number"}
            kept -= _refused(part.schema, self.views.document.version)
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
        also = {name: [one for part in self.parts for one in _also(part, name)] for name in places}
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
        unions = [
            (part, union) for part in self.parts for union in UNIONS if sequence(part.schema.get(union))
        ]  # fmt: skip
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
            flat.parts.append(Part(pointer, rest | ({"nullable": True} if schema.get("nullable") is True else {})))
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


def _also(part: Part, name: str) -> Iterator[Place]:
    """Yield what a part says of a property besides naming it: by a pattern, or as one that it does not know."""
    known = name in mapping(part.schema.get("properties"))
    for pattern, schema in mapping(part.schema.get("patternProperties")).items():
        if matches(pattern, name):
            known = True
            yield child(part.pointer, "patternProperties", pattern), schema
    rest = part.schema.get("additionalProperties")
    if not known and (rest is False or (isinstance(rest, dict) and rest)):
        yield child(part.pointer, "additionalProperties"), rest


def _component(reference: str) -> str | None:
    name = reference.removeprefix(PREFIX)
    return name if name != reference and "/" not in name else None


def _refused(schema: Mapping[str, Json], version: str) -> frozenset[str]:
    """Return the types that `not` refuses whole: all of them, or those that it names and says no more of."""
    said = schema.get("not", False)
    if said in ({}, True):
        return TYPES
    if not isinstance(said, dict) or said.keys() != {"type"}:
        return frozenset()
    return _types(said, version)


def _types(schema: Mapping[str, Json], version: str) -> frozenset[str]:
    said = schema.get("type")
    if said is None:
        return TYPES
    named = frozenset({said} if isinstance(said, str) else texts(said)) & TYPES
    if not named and isinstance(said, str):
        return TYPES  # no type of JSON: whatever is meant, it excludes nothing that we know of
    if "number" in named:
        named |= {"integer"}
    return named | {"null"} if version == "3.0" and schema.get("nullable") is True else named
