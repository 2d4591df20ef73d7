"""Schemas that no value satisfies because of others, unions whose branches overlap, discriminators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from vapi_contracts.spec.comparing import Comparer
from vapi_contracts.spec.contradiction import Contradiction
from vapi_contracts.spec.document import PREFIX
from vapi_contracts.spec.instances import Instances, too_few
from vapi_contracts.spec.matching import apart
from vapi_contracts.spec.parts import UNFOLLOWED
from vapi_contracts.spec.pointers import child, mapping, sequence
from vapi_contracts.spec.scalars import SIZES, count, finite, number_range
from vapi_contracts.spec.views import UNIONS, View, Views

__all__ = ["Usability"]

MOST_BRANCHES = 40
BOUNDS = ("exclusiveMaximum", "exclusiveMinimum", "maximum", "minimum")


class Usability:
    """Judges the schemas of one document."""

    def __init__(self, views: Views) -> None:
        self._views = views
        self._instances = Instances()
        self._comparer = Comparer("open", self._instances, self._instances)

    def unusable(self, pointer: str, schema: Mapping[str, Any]) -> Iterator[Contradiction]:
        """Yield why nothing satisfies a schema, if that lies in another or in several together."""
        view = self._views.at([(pointer, schema)])
        if self._instances.satisfiable(view):
            return
        why = self._reference(pointer, schema) or self._members(schema, view) or self._required(view)
        if why is not None:
            reason, keywords = why
            yield Contradiction(pointer, f"nothing satisfies it: {reason}", keywords)

    def unions(self, pointer: str, schema: Mapping[str, Any]) -> Iterator[Contradiction]:
        """Yield branches of `oneOf` that can never be taken because another one takes all that they do."""
        if "oneOf" not in schema:
            return
        branches = [
            (index, self._views.at([(child(pointer, "oneOf", index), one)]))
            for index, one in enumerate(sequence(schema.get("oneOf"))[:MOST_BRANCHES])
        ]
        usable = [(index, view) for index, view in branches if self._instances.satisfiable(view) and not view.dangling]
        told: set[int] = set()
        for place, (index, view) in enumerate(usable):
            for other, against in usable[place + 1 :]:
                if index in told or other in told or self._apart(view, against):
                    continue
                within = self._comparer.contained(view, against), self._comparer.contained(against, view)
                if not any(within):
                    continue
                lost, kept = (other, index) if all(within) or not within[0] else (index, other)
                told.add(lost)
                what = "duplicates" if all(within) else "is swallowed by"
                reason = f"branch {lost} {what} branch {kept}: its values satisfy both, so oneOf refuses them"
                reading = {} if "anyOf" in schema else {"oneOf": None, "anyOf": schema["oneOf"]}
                yield Contradiction(pointer, reason, ("oneOf",), reading)

    def discriminator(self, pointer: str, schema: Mapping[str, Any]) -> Iterator[Contradiction]:
        """Yield discriminators that lead nowhere."""
        if "discriminator" not in schema:
            return
        said = mapping(schema["discriminator"])
        name = said.get("propertyName")
        for value, target in mapping(said.get("mapping")).items():
            why = self._misled(schema, name, value, target)
            if why is not None:
                reading = {"discriminator": {"mapping": {value: None}}}
                reason = f"the discriminator maps {value!r} to {target!r}, which {why}"
                yield Contradiction(pointer, reason, ("discriminator",), reading)
        if not isinstance(name, str):
            return
        for union in UNIONS:
            for index, one in enumerate(sequence(schema.get(union))):
                view = self._views.at([(child(pointer, union, index), one)])
                known = view.parts and not any(view.values(keyword) for keyword in UNFOLLOWED)
                if known and not any(name in other.properties for other in view.alternatives):
                    reason = f"branch {index} has no property {name!r}, by which it should be told"
                    yield Contradiction(pointer, reason, tuple(sorted(("discriminator", union))))

    def _misled(self, schema: Mapping[str, Any], name: Any, value: str, target: Any) -> str | None:
        """Return what is wrong with one entry of a mapping."""
        if not isinstance(target, str) or not self._leads(target):
            return "is nowhere"
        reference = target if target.startswith("#") else PREFIX + target
        listed = [mapping(one).get("$ref") for union in UNIONS for one in sequence(schema.get(union))]
        if listed and None not in listed and reference not in listed:
            return "is no branch"
        view = self._views.at([("#" + reference.removeprefix("#"), {"$ref": reference})])
        held = view.properties.get(name) if len(view.alternatives) == 1 and isinstance(name, str) else None
        values = finite(held) if held is not None and len(held.alternatives) == 1 else None
        return f"does not admit it as {name!r}" if values is not None and value not in values else None

    def _leads(self, target: str) -> bool:
        name = target if target.startswith("#") else PREFIX + target
        try:
            self._views.document.resolve(name)
        except LookupError:
            return False
        return True

    def _apart(self, one: View, other: View) -> bool:
        return not one.types & other.types or apart(one, other)

    def _reference(self, pointer: str, schema: Mapping[str, Any]) -> tuple[str, tuple[str, ...]] | None:
        target = schema.get("$ref")
        if isinstance(target, str):
            return f"it is {target.removeprefix(PREFIX)}, which nothing satisfies", ("$ref",)
        for index, one in enumerate(sequence(schema.get("allOf"))):
            if not self._instances.satisfiable(self._views.at([(child(pointer, "allOf", index), one)])):
                name = str(mapping(one).get("$ref", f"member {index}")).removeprefix(PREFIX)
                return f"nothing satisfies {name}", ("allOf",)
        for union in UNIONS:
            branches = list(enumerate(sequence(schema.get(union))))
            if branches and not any(
                self._instances.satisfiable(self._views.at([(child(pointer, union, index), one)]))
                for index, one in branches
            ):
                return f"nothing satisfies any branch of {union}", (union,)
        return None

    def _members(self, schema: Mapping[str, Any], view: View) -> tuple[str, tuple[str, ...]] | None:
        if len(view.alternatives) != 1:
            return None
        if not view.types and "not" in schema:
            named = [
                name
                for name in ("not", "type")
                if name in schema and (name == "not" or schema["not"] not in ({}, True))
            ]
            return "what may be there is what not refuses", tuple(named)
        if "allOf" not in schema:
            return None
        if not view.types:
            return "the types in allOf exclude each other", ("allOf", "type")
        values = finite(view)
        if values is not None and not values:
            return "the values in allOf exclude each other", ("allOf", *_saying(view, ("const", "enum")))
        for kind, (least, most) in SIZES.items():
            if view.types <= {kind, "null"} and count(view, kind)[0] > count(view, kind)[1]:
                return "the lengths in allOf exclude each other", ("allOf", most, least)
        if "integer" in view.types and number_range(view).empty:
            return "the bounds in allOf exclude each other", ("allOf", *_saying(view, BOUNDS))
        return None

    def _required(self, view: View) -> tuple[str, tuple[str, ...]] | None:
        for name in sorted(view.required):
            below = view.properties.get(name)
            if below is None and view.additional is False:
                return f"the required {name!r} is no property, and others are refused", (
                    "additionalProperties", "required",
                )  # fmt: skip
            if below is not None and any(part.pointer.endswith("/additionalProperties") for part in below.parts):
                return f"the required {name!r} is refused by a member of allOf that does not know it", (
                    "additionalProperties", "allOf", "required",
                )  # fmt: skip
            if below is not None and not self._instances.satisfiable(below):
                return f"the required {name!r} can have no value ({below.pointer})", ("properties", "required")
        if "array" in view.types and count(view, "array")[0] > 0 and not self._instances.satisfiable(view.items):
            return f"no item can have a value ({view.items.pointer})", ("items", "minItems")
        if "array" in view.types and too_few(view):
            return "there are fewer different items than are required", ("items", "minItems", "uniqueItems")
        if len(view.required) > count(view, "object")[1]:
            return "more properties are required than there may be", ("maxProperties", "required")
        if view.additional is False and len(view.properties) < count(view, "object")[0]:
            return "more properties are required than are known", ("additionalProperties", "minProperties")
        return None


def _saying(view: View, keywords: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(keyword for keyword in keywords if view.values(keyword))
