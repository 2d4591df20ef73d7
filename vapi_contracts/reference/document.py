"""The endpoint's own contract document: loaded once, bent where a defect says so, compiled for judging.

`contract.json` states the payload schemas that the vendor publishes, as facts, with the published
contradictions read as prose and examples mean them. It is kept apart from the package's models on purpose:
what judges the endpoint and the endpoint itself must not share a mistake.
"""

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import jsonschema_rs

REFERENCE = "#/components/schemas/"


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of keywords at one place of the document; the value `None` takes the keyword away.

    `place` is a component and the way down from it, as in
    `UpdateVapiPhoneNumberDTO/hooks/[]/PhoneNumberHookCallEnding/on`: a property, `[]` for the items, or a
    component's name for a branch of a union. Whatever component is entered on the way is copied into place
    first, so the change shows on this path only.
    """

    place: str
    keywords: tuple[tuple[str, Any], ...]


def edit(place: str, **keywords: str | float | tuple[str, ...] | None) -> Edit:
    """Make an `Edit`; lists are given as tuples, so that sets of edits can be told apart by hash."""
    return Edit(place, tuple(keywords.items()))


def document(edits: tuple[Edit, ...] = ()) -> dict[str, Any]:
    """Read the contract document afresh and apply the edits, those of whole components first.

    Raises `KeyError` when an edit names a place that the document has not.
    """
    text = files("vapi_contracts.reference").joinpath("contract.json").read_text(encoding="utf-8")
    whole: dict[str, Any] = json.loads(text)
    schemas = whole["components"]["schemas"]
    for change in sorted(edits, key=lambda e: e.place.count("/")):
        node = _own(schemas, change.place)
        for keyword, value in change.keywords:
            if value is None:
                node.pop(keyword, None)
            else:
                node[keyword] = value
    return whole


def _own(schemas: dict[str, Any], place: str) -> dict[str, Any]:
    """Walk down to a place, replacing each reference on the way by a copy of what it points at."""
    root, *steps = place.split("/")
    node: dict[str, Any] = schemas[root]
    for step in steps:
        if step == "[]":
            node = node["items"]
        elif "oneOf" in node:
            node = {branch.get("x-copy-of", _target(branch)): branch for branch in node["oneOf"]}[step]
        else:
            node = node["properties"][step]
        if target := _target(node):
            del node["$ref"]
            node.update(copy.deepcopy(schemas[target]), **{"x-copy-of": target})
    return node


def _target(node: Mapping[str, Any]) -> str:
    return str(node.get("$ref", "")).removeprefix(REFERENCE)


class Schemas:
    """The compiled component schemas of one document, each built when first asked for."""

    def __init__(self, edits: tuple[Edit, ...] = ()) -> None:
        self._components = document(edits)["components"]
        self._compiled: dict[str, jsonschema_rs.Draft202012Validator] = {}

    def _validator(self, name: str) -> jsonschema_rs.Draft202012Validator:
        if name not in self._compiled:
            schema = {"$ref": REFERENCE + name, "components": self._components}
            self._compiled[name] = jsonschema_rs.Draft202012Validator(schema, mask="the value")
        return self._compiled[name]

    def problems(self, name: str, value: Any) -> list[str]:
        """Say what is wrong with a value by one component, as `path: complaint`; empty when nothing is."""
        validator = self._validator(name)
        if validator.is_valid(value):
            return []
        return [
            f"{'.'.join(map(str, error.instance_path)) or 'body'}: {error.message[:200]}"
            for error in validator.iter_errors(value)
        ]

    def properties(self, name: str) -> frozenset[str]:
        """Tell which properties a component names."""
        return frozenset(self._components["schemas"][name]["properties"])


@lru_cache(256)
def compiled(edits: tuple[Edit, ...] = ()) -> Schemas:
    """Give the schemas for a set of edits, compiled once in a process however many endpoints use them."""
    return Schemas(edits)
