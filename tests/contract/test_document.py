"""The bundled document: sound by itself, and the published one keyword by keyword but for a listed few."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from vapi_contracts.contract.document import bundled_document

PUBLISHED = Path(__file__).parents[3] / "shared" / "spec"
"""Revisions of the vendor's document; not ours to ship, so they lie beside the repository or nowhere."""

OPERATIONS = {
    ("/phone-number", "post", "201"),
    ("/phone-number", "get", "200"),
    ("/phone-number/{id}", "get", "200"),
    ("/phone-number/{id}", "patch", "200"),
    ("/phone-number/{id}", "delete", "200"),
    ("/v2/phone-number", "get", "200"),
    ("/assistant", "post", "201"),
    ("/assistant", "get", "200"),
    ("/assistant/{id}", "get", "200"),
    ("/assistant/{id}", "patch", "200"),
    ("/assistant/{id}", "delete", "200"),
}

# The words of the document, which are the vendor's, and defaults and examples, which bind nothing.
NOT_COMPARED = {"description", "summary", "operationId", "title", "example", "default"}

REASONS = [
    "assistant-request-failed",
    "assistant-request-returned-error",
    "assistant-request-returned-forwarding-phone-number",
    "assistant-request-returned-invalid-assistant",
    "assistant-request-returned-no-assistant",
    "assistant-request-returned-unspeakable-error",
]
NUMBER_RULE = {
    "pattern": r"^\+[1-9][0-9]{0,14}$",
    "unless": {"numberE164CheckEnabled": False},
    "else": {"pattern": r"^\+?[a-zA-Z0-9]+$"},
}

# place: (published, bundled, why)
DIFFERENCES: dict[str, tuple[Any, Any, str]] = {
    "BackoffPlan/properties/type/type": ("object", "string", "its enum lists strings"),
    "BackoffPlan/properties/excludedStatusCodes/items/type": (
        "object",
        "integer",
        "its example lists integers",
    ),
    "TransferPlan/properties/sipVerb/type": ("object", "string", "its enum and default are strings"),
    "PhoneNumberCallEndingHookFilter/properties/oneOf/enum": (
        REASONS,
        None,
        "no list is one of these strings",
    ),
    "Server/properties/headers/additionalProperties/type": (None, "string", "prose"),
    "TransferDestinationSip/properties/sipHeaders/additionalProperties/type": (
        None,
        "string",
        "inferred, as for headers",
    ),
    "TransferDestinationNumber/properties/number/x-vapi-contracts": (None, NUMBER_RULE, "prose"),
}


def newest_published() -> dict[str, Any]:
    revisions = sorted(PUBLISHED.glob("[0-9][0-9][0-9]-*.json"))
    if not revisions:
        pytest.skip(f"no published revision in {PUBLISHED}: it is the vendor's document, and not shipped")
    document: dict[str, Any] = json.loads(revisions[-1].read_text())
    return document


def references(node: Any) -> Iterator[str]:
    """Every component that is referred to anywhere below."""
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"].removeprefix("#/components/schemas/")
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def reachable(document: dict[str, Any], paths: dict[str, Any]) -> dict[str, Any]:
    """The components behind these paths, by name."""
    schemas = document["components"]["schemas"]
    found: dict[str, Any] = {}
    waiting = list(references(paths))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = schemas[name]
            waiting += references(schemas[name])
    return found


def keywords(node: Any, place: str = "", *, names: bool = False) -> Iterator[tuple[str, Any]]:
    """Every keyword below with its place; `names` says that the keys here are somebody's names."""
    if isinstance(node, dict) and node:
        for key, value in node.items():
            if names or key not in NOT_COMPARED:
                below = f"{place}/{key}" if place else key
                is_leaf = not names and (key.startswith("x-") or key in {"enum", "required"})
                yield from ([(below, value)] if is_leaf else keywords(value, below, names=key in NAMES and not names))
    elif isinstance(node, list) and node:
        for value in node:
            yield from keywords(value, f"{place}/{identity(value)}")
    else:
        yield place, node


NAMES = {"properties", "responses", "paths", "schemas"}


def identity(item: Any) -> str:
    """Tell the members of a list apart by what they are, as their order says nothing."""
    if isinstance(item, dict):
        return str(item.get("name") or item.get("$ref", "").rpartition("/")[2] or item.get("type") or [*item])
    return str(item)


def comparable(document: dict[str, Any], paths: dict[str, Any]) -> dict[str, Any]:
    chosen = {path: document["paths"].get(path, {}) for path in paths}
    components = document["components"]
    found = {
        **dict(keywords(chosen, names=True)),
        **dict(keywords(reachable(document, chosen), names=True)),
        **dict(keywords(components["securitySchemes"], names=True)),
    }
    return {place: sorted(value) if isinstance(value, list) else value for place, value in found.items()}


def test_nothing_differs_but_what_is_listed() -> None:
    """Each difference has a row, and each row a difference."""
    published_document = newest_published()
    paths = published_document["paths"]
    published = comparable(published_document, paths)
    bundled = comparable(bundled_document(), paths)
    assert len(published) > 300, "the comparison has lost its subject"
    differing = {
        place: (published.get(place), bundled.get(place))
        for place in published.keys() | bundled.keys()
        if published.get(place) != bundled.get(place)
    }
    assert differing == {place: (theirs, ours) for place, (theirs, ours, _) in DIFFERENCES.items()}


def test_every_operation_is_there() -> None:
    """Path, method and the one status of success, each behind the bearer token."""
    operations = [
        (path, method, status, operation["security"])
        for path, item in bundled_document()["paths"].items()
        for method, operation in item.items()
        for status in operation["responses"]
    ]
    assert {(path, method, status) for path, method, status, _ in operations} == OPERATIONS
    assert all(security == [{"bearer": []}] for _, _, _, security in operations)


def test_every_reference_resolves_and_is_needed() -> None:
    """No component is missing, and none is left over."""
    document = bundled_document()
    assert set(reachable(document, document["paths"])) == set(document["components"]["schemas"])


def test_it_speaks_openapi_3_0_in_the_published_manner() -> None:
    """No keyword that 3.0 lacks or that the published document does not use."""
    document = bundled_document()
    used = {part for place, _ in keywords(document["components"]["schemas"], names=True) for part in place.split("/")}
    assert not used & {"const", "anyOf", "nullable", "null", "$defs", "discriminator"}
    assert not used & {"exclusiveMinimum", "exclusiveMaximum"}
    assert '"title"' not in json.dumps(document["components"])
    assert '"default"' not in json.dumps(document["components"])


@pytest.mark.parametrize("name", ["CreateAssistantDTO", "UpdateAssistantDTO"])
def test_an_assistant_needs_nothing(name: str) -> None:
    """Every property of an assistant is optional; two of them matter here."""
    schema = bundled_document()["components"]["schemas"][name]
    assert schema["properties"] == {
        "name": {"type": "string", "maxLength": 40},
        "server": {"allOf": [{"$ref": "#/components/schemas/Server"}]},
    }
    assert "required" not in schema


def test_each_call_gives_a_document_of_its_own() -> None:
    """Whoever changes what it was given changes nobody else's."""
    first = bundled_document()
    first["paths"].clear()
    assert bundled_document()["paths"]
