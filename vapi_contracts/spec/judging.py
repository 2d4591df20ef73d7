"""Whether a payload satisfies a schema of a document, by jsonschema-rs and not by our own code."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

from vapi_contracts.body import Json
from vapi_contracts.spec.document import PREFIX, SCHEMAS, Document, reachable, references
from vapi_contracts.spec.pointers import mapping, sequence, texts
from vapi_contracts.spec.regexes import compiles
from vapi_contracts.spec.views import TYPES

__all__ = ["Judge", "json_schema"]

KEPT = 8
"""Compiled schemas that are kept; one may take megabytes."""

LISTS = ("allOf", "oneOf", "anyOf")
NAMED = ("properties", "patternProperties", "dependentSchemas")
BELOW = ("items", "additionalProperties", "not", "contains", "if", "then", "else", "propertyNames")


class Judge:
    """Judges payloads by the schemas of one document: a named one, or one that stands at a pointer."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._compiled: OrderedDict[tuple[str, bool, bool], Any] = OrderedDict()
        self._uses: dict[str, set[str]] | None = None
        self._written: dict[bool, dict[str, Json]] = {True: {}, False: {}}

    def valid(self, spot: str, payload: Json, *, closed: bool, formats: bool = False) -> bool | None:
        """Tell whether a payload satisfies the schema at a spot, where it is closed without unknown properties.

        Nothing is told where the schema cannot be judged.
        """
        key = (spot, closed, formats)
        if key not in self._compiled:
            self._compiled[key] = self._compile(spot, closed=closed, formats=formats)
            if len(self._compiled) > KEPT:
                self._compiled.popitem(last=False)
        self._compiled.move_to_end(key)
        compiled = self._compiled[key]
        return None if compiled is None else bool(compiled.is_valid(payload))

    def breadth(self, spot: str) -> int:
        """Count the schemas that one leads to."""
        return len(self._needed(self._root(spot)))

    def _compile(self, spot: str, *, closed: bool, formats: bool) -> Any:
        import jsonschema_rs  # noqa: PLC0415 - only where there is something to prove

        root = self._root(spot)
        try:
            return jsonschema_rs.Draft202012Validator(
                json_schema(self._document, root, self._needed(root), closed=closed, written=self._written[closed]),
                validate_formats=formats,
            )
        except (ValueError, RecursionError):
            return None

    def _root(self, spot: str) -> Json:
        if not spot.startswith("/"):
            return {"$ref": PREFIX + spot}
        try:
            return self._document.resolve(spot)
        except LookupError:
            return {}

    def _needed(self, root: Json) -> set[str]:
        if self._uses is None:
            self._uses = {one: _named(schema) for one, schema in self._document.schemas.items()}
        return reachable(self._uses, _named(root))


def _named(schema: Json) -> set[str]:
    return {
        one.removeprefix(PREFIX).partition("/")[0] for _, one in references(schema) if one.startswith(PREFIX)
    }  # fmt: skip


def json_schema(
    document: Document, schema: Json, needed: set[str], *, closed: bool, written: dict[str, Json] | None = None
) -> dict[str, Any]:
    """Write a schema as JSON Schema 2020-12: null spelled out, nothing beside a 3.0 reference.

    `written` keeps the named schemas for the next time.
    """
    writer = _Writer(document, closed=closed)
    known = {} if written is None else written
    named = [one for one in needed if one in document.schemas]
    for one in named:
        if one not in known:
            known[one] = writer.schema(document.schemas[one], inside=True)
    root = writer.schema(schema)
    if not isinstance(root, dict):
        root = {} if root is not False else {"not": {}}
    return {**root, "components": {"schemas": {one: known[one] for one in named}}}


class _Writer:
    def __init__(self, document: Document, *, closed: bool) -> None:
        self._document = document
        self._closed = closed
        self._old = document.version == "3.0"

    def schema(self, schema: Json, *, inside: bool = False) -> Json:
        """Write a schema; one that is inside of another is closed, if at all, from without."""
        if not isinstance(schema, dict):
            return schema
        made = self._written(schema, inside=inside)
        if self._closed and not inside and self._names_properties(schema, frozenset()):
            return {"allOf": [made], "unevaluatedProperties": False}
        return made

    def _written(self, schema: Mapping[str, Any], *, inside: bool) -> Json:
        reference = schema.get("$ref")
        if isinstance(reference, str) and not self._leads(reference):
            return {}
        if isinstance(reference, str) and self._old:
            return {"$ref": reference}
        made: dict[str, Any] = {
            name: one
            for name, one in schema.items()
            if not name.startswith("x-") and name not in {"nullable", "example", "discriminator", "xml", "default"}
        }
        _tame(made)
        self._write_below(made, inside=inside)
        if self._old:
            _spell_out_bounds(made)
            if schema.get("nullable") is True:
                return {"anyOf": [made, {"type": "null"}]}
        return made

    def _write_below(self, made: dict[str, Any], *, inside: bool) -> None:
        for keyword in (*LISTS, "prefixItems"):
            if keyword in made:
                made[keyword] = [self.schema(one, inside=keyword in LISTS) for one in sequence(made[keyword])]
        for keyword in BELOW:
            if keyword in made:
                made[keyword] = self.schema(made[keyword], inside=keyword in {"not", "if", "then", "else"})
        for keyword in NAMED:
            if keyword in made:
                made[keyword] = {
                    name: self.schema(one, inside=keyword == "dependentSchemas")
                    for name, one in mapping(made[keyword]).items()
                }
        free = made.get("type") == "object" and not {"properties", "allOf"} & made.keys()
        if self._closed and not inside and free:
            made.setdefault("additionalProperties", True)

    def _leads(self, reference: str) -> bool:
        try:
            self._document.resolve(reference)
        except LookupError:
            return False
        return reference.startswith(f"#{SCHEMAS}/")

    def _names_properties(self, schema: Json, trail: frozenset[str]) -> bool:
        """Whether the object here has properties of its own; a free one is not closed."""
        one = mapping(schema)
        reference = one.get("$ref")
        if isinstance(reference, str) and reference not in trail and self._leads(reference):
            return self._names_properties(self._document.resolve(reference), trail | {reference}) or (
                not self._old and self._names_properties({**one, "$ref": None}, trail)
            )
        below = [branch for keyword in LISTS for branch in sequence(one.get(keyword))]
        return bool(mapping(one.get("properties"))) or any(self._names_properties(branch, trail) for branch in below)


def _spell_out_bounds(schema: dict[str, Any]) -> None:
    """Write bounds that are excluded by a word of their own as 3.1 does."""
    for bound, limit in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        out = schema.pop(bound, None)
        if out is True and limit in schema:
            schema[bound] = schema.pop(limit)
        elif isinstance(out, int | float) and not isinstance(out, bool):
            schema[bound] = out


def _tame(schema: dict[str, Any]) -> None:
    """Take out what is no JSON Schema, and would keep the whole document from being judged."""
    if schema.get("enum") == []:
        schema["not"] = {}
    said = schema.get("type")
    if said is not None and not ({said} if isinstance(said, str) else {*texts(said)}) <= TYPES:
        del schema["type"]
    if "pattern" in schema and not compiles(schema["pattern"]):
        del schema["pattern"]
    if "required" in schema:
        schema["required"] = list(dict.fromkeys(texts(schema["required"])))
    for keyword, kind in KINDS.items():
        if keyword in schema and not (isinstance(schema[keyword], kind) and schema[keyword]):
            del schema[keyword]


KINDS: Mapping[str, type] = {"enum": list, "required": list, "properties": dict, "oneOf": list, "anyOf": list,
                             "allOf": list, "patternProperties": dict, "dependentSchemas": dict,
                             "prefixItems": list, "dependentRequired": dict}  # fmt: skip
