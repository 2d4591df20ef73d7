"""The operations of a document: who calls whom with what, references followed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from vapi_contracts.body import Json
from vapi_contracts.spec.document import SCHEMAS, Document
from vapi_contracts.spec.narrowing import MESSAGE, REPLY
from vapi_contracts.spec.pointers import canonical, child, mapping, sequence
from vapi_contracts.spec.views import Place

__all__ = ["Body", "Operation", "Parameter", "operations"]

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
UNHEEDED = frozenset({"accept", "content-type", "authorization"})


@dataclass(frozen=True, slots=True)
class Body:
    """A request body or an answer: its schema by media type."""

    pointer: str
    required: bool
    content: Mapping[str, Place]
    headers: Mapping[str, bool] = field(default_factory=dict[str, bool])


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter, and how it is written; one that only the path names is `implied`."""

    pointer: str
    name: str
    required: bool
    schema: Place
    writing: Any
    wording: Any
    implied: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation; `called` tells that it is the API that calls, and others who answer."""

    key: str
    label: str
    pointer: str
    called: bool = False
    parameters: Mapping[tuple[str, str], Parameter] = field(default_factory=dict[tuple[str, str], Parameter])
    body: Body | None = None
    answers: Mapping[str, Body] = field(default_factory=dict[str, Body])
    security: frozenset[Any] = frozenset({frozenset[Any]()})
    wording: Any = None


def operations(document: Document) -> dict[str, Operation]:
    """Return the operations, webhooks and callbacks, and the two messages of a call that comes in."""
    found = [*_of_items(document, "/paths", document.paths, "", called=False)]
    found += _of_items(document, "/webhooks", mapping(document.raw.get("webhooks")), "webhook ", called=True)
    if MESSAGE in document.schemas:
        body = Body(child(SCHEMAS, MESSAGE), True, {"application/json": _named(MESSAGE)})
        found.append(Operation("assistant-request", "webhook assistant-request", body.pointer, True, body=body))
    if REPLY in document.schemas:
        answer = Body(child(SCHEMAS, REPLY), True, {"application/json": _named(REPLY)})
        label = "reply to assistant-request"
        found.append(Operation(label, label, answer.pointer, True, answers={"200": answer}))
    return {operation.key: operation for operation in found}


def _named(name: str) -> Place:
    return child(SCHEMAS, name) + "#", {"$ref": f"#{child(SCHEMAS, name)}"}


def _of_items(
    document: Document, base: str, items: Mapping[str, Json], prefix: str, *, called: bool
) -> Iterator[Operation]:
    for path, listed in items.items():
        pointer, item = document.follow(child(base, path), listed)
        for method in METHODS:
            if isinstance(item.get(method), dict):
                label = f"{prefix}{method.upper()} {path}"
                here = child(pointer, method)
                yield _operation(document, label, here, path, item, item[method], called=called)
                for name, told in mapping(item[method].get("callbacks")).items():
                    where, callback = document.follow(child(here, "callbacks", name), told)
                    yield from _of_items(document, where, callback, f"{label} callback {name} ", called=not called)


def _operation(
    document: Document, label: str, pointer: str, path: str, item: Mapping[str, Any], said: Mapping[str, Any],
    *, called: bool,
) -> Operation:  # fmt: skip
    body = None
    if "requestBody" in said:
        where, one = document.follow(child(pointer, "requestBody"), said["requestBody"])
        body = _body(document, where, one)
    answers: dict[str, Body] = {}
    for code, told in mapping(said.get("responses")).items():
        where, one = document.follow(child(pointer, "responses", code), told)
        answers[str(code)] = _body(document, where, one)
    return Operation(
        re.sub(r"\{[^}]*\}", "{}", label),
        label,
        pointer,
        called,
        _parameters(document, pointer, path, item, said),
        body,
        answers,
        _security(document, said),
        canonical({name: said.get(name) for name in ("summary", "description", "operationId", "tags", "deprecated")}),
    )


def _body(document: Document, pointer: str, said: Mapping[str, Any]) -> Body:
    content: dict[str, Place] = {}
    for name, media in mapping(said.get("content")).items():
        kind = name.partition(";")[0].strip().lower()
        content[kind] = (child(pointer, "content", name, "schema"), mapping(media).get("schema", {}))
    headers = {
        name.lower(): document.follow(child(pointer, "headers", name), one)[1].get("required") is True
        for name, one in mapping(said.get("headers")).items()
    }
    return Body(pointer, said.get("required") is True, content, headers)


def _parameters(
    document: Document, pointer: str, path: str, item: Mapping[str, Any], said: Mapping[str, Any]
) -> dict[tuple[str, str], Parameter]:
    found: dict[tuple[str, str], Parameter] = {}
    order = re.findall(r"\{([^}]*)\}", path)
    above = pointer.rpartition("/")[0]
    for base, holder in ((above, item), (pointer, said)):
        for index, told in enumerate(sequence(holder.get("parameters"))):
            where, one = document.follow(child(base, "parameters", index), told)
            name, place = str(one.get("name", "")), str(one.get("in", ""))
            if place == "header" and name.lower() in UNHEEDED:
                continue
            key = name.lower() if place == "header" else name
            if place == "path":
                key = str(order.index(name)) if name in order else name
            found[place, key] = _parameter(where, name, place, one)
    for index, name in enumerate(order):
        if not name.startswith("$") and ("path", str(index)) not in found:  # an expression names what is sent elsewhere
            found["path", str(index)] = replace(_parameter(pointer, name, "path", {}), implied=True)
    return found


def _parameter(pointer: str, name: str, place: str, said: Mapping[str, Any]) -> Parameter:
    schema: Place = (child(pointer, "schema"), said.get("schema", {}))
    for media, one in mapping(said.get("content")).items():
        schema = (child(pointer, "content", media, "schema"), mapping(one).get("schema", {}))
    style = said.get("style", {"query": "form", "cookie": "form"}.get(place, "simple"))
    writing = canonical([style, said.get("explode", style == "form"), list(mapping(said.get("content")))])
    wording = canonical({key: said.get(key) for key in ("description", "deprecated", "example")})
    return Parameter(pointer, name, said.get("required") is True or place == "path", schema, writing, wording)


def _security(document: Document, said: Mapping[str, Any]) -> frozenset[Any]:
    """Return the ways to be let in, each with all that it asks for: by what the schemes are, not by their names."""
    listed = sequence(said.get("security", document.raw.get("security", [])))
    schemes = mapping(mapping(document.raw.get("components")).get("securitySchemes"))
    ways: set[frozenset[Any]] = set()
    for one in listed:
        asked: set[Any] = set()
        for name, scopes in mapping(one).items():
            _, scheme = document.follow(child("/components/securitySchemes", name), schemes.get(name))
            told = {key: scheme.get(key) for key in ("type", "in", "scheme", "openIdConnectUrl")}
            if told["type"] == "apiKey":
                told["name"] = scheme.get("name")
            asked.add((canonical(told), ""))
            asked |= {(canonical(told), str(scope)) for scope in sequence(scopes)}
        ways.add(frozenset(asked))
    return frozenset(ways or {frozenset()})
