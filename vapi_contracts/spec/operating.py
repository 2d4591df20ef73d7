"""What differs between the operations of two revisions, apart from their schemas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from vapi_contracts.spec.change import Change
from vapi_contracts.spec.differing import Direction, Severity, World
from vapi_contracts.spec.outline import Body, Operation, Parameter
from vapi_contracts.spec.pointers import mapping
from vapi_contracts.spec.views import WORDING, Place

__all__ = ["Root", "operation_changes", "roots"]

OK = ("2", "default")


@dataclass(frozen=True, slots=True)
class Root:
    """Two schemas that are to be compared because an operation has them; `subject` names a parameter."""

    operation: str
    direction: Direction
    old: Place
    new: Place
    subject: str = ""


def roots(old: Operation, new: Operation) -> Iterator[Root]:
    """Yield the schemas that an operation has in both revisions."""
    asked: Direction = "response" if new.called else "request"
    answered: Direction = "request" if new.called else "response"
    for key in old.parameters.keys() & new.parameters.keys():
        before, after = old.parameters[key], new.parameters[key]
        held = _any_text(before, after) if before.implied else before.schema
        if held is not None and not after.implied:
            yield Root(new.label, "request", held, after.schema, f"{key[0]} parameter {after.name!r}")
    if old.body is not None and new.body is not None:
        yield from _of_content(new.label, asked, old.body, new.body)
    for code in old.answers.keys() & new.answers.keys():
        yield from _of_content(new.label, answered, old.answers[code], new.answers[code])


def _any_text(implied: Parameter, declared: Parameter) -> Place | None:
    """Return what was admitted where only the path names a parameter, nothing where all is admitted now."""
    said = mapping(declared.schema[1])
    if declared.schema[1] is not False and said.keys() <= {*WORDING}:
        return None
    alike = {name: said[name] for name in (*WORDING, "minLength") if name in said}
    if said.get("minLength") != 1:  # an empty one would be another path
        alike.pop("minLength", None)
    return f"{implied.pointer}#{implied.name}", {"type": "string", **alike}


def operation_changes(old: Operation | None, new: Operation | None, world: World) -> Iterator[Change]:
    """Yield what changed about one operation; nothing stands for one that a revision has not."""
    if old is None or new is None:
        one = old or new
        if one is not None:
            yield _whole(one, gone=new is None)
        return
    tell = Teller(new.label)
    yield from _parameters(tell, old, new, world)
    yield from _bodies(tell, old, new, world)
    yield from _answers(tell, old, new)
    yield from _security(tell, old, new)
    if old.wording != new.wording:
        yield tell(new.pointer, "wording-changed", "request", "documentation", "the text about the operation changed")


@dataclass(frozen=True, slots=True)
class Teller:
    """Makes the changes of one operation."""

    label: str

    def __call__(self, pointer: str, kind: str, direction: Direction, severity: Severity, text: str) -> Change:
        """Make a change."""
        return Change(
            schema="", pointer=pointer, kind=kind, direction=direction, severity=severity, message=text,
            operations=(self.label,),
        )  # fmt: skip


def _whole(operation: Operation, *, gone: bool) -> Change:
    answers_only = operation.body is None and bool(operation.answers)
    direction: Direction = "response" if operation.called and not answers_only else "request"
    severity: Severity = "breaking" if gone else "compatible"
    word = "removed" if gone else "added"
    text = f"{operation.label} {word}"
    return Teller(operation.label)(operation.pointer, f"operation-{word}", direction, severity, text)


def _of_content(label: str, direction: Direction, old: Body, new: Body) -> Iterator[Root]:
    for media in old.content.keys() & new.content.keys():
        yield Root(label, direction, old.content[media], new.content[media])


def _parameters(tell: Teller, old: Operation, new: Operation, world: World) -> Iterator[Change]:
    closed: Severity = "breaking" if world == "closed" else "compatible"
    for key in sorted(old.parameters.keys() | new.parameters.keys()):
        before, after = old.parameters.get(key), new.parameters.get(key)
        named = after or before
        what = f"{key[0]} parameter {named.name!r}" if named else ""
        if before is None and after is not None:
            kind, needed = ("required-parameter-added", True) if after.required else ("parameter-added", False)
            text = f"{what} added" + (", which is required" if needed else "")
            yield tell(after.pointer, kind, "request", "breaking" if needed else "compatible", text)
        elif before is not None and after is None:
            text = f"{what} removed" + (": refused in the closed world" if world == "closed" else "")
            yield tell(before.pointer, "parameter-removed", "request", closed, text)
        elif before is not None and after is not None:
            yield from _parameter(tell, what, before, after)


def _parameter(tell: Teller, what: str, before: Parameter, after: Parameter) -> Iterator[Change]:
    if after.required and not before.required:
        yield tell(after.pointer, "parameter-required", "request", "breaking", f"{what} is required now")
    elif before.required and not after.required:
        yield tell(after.pointer, "parameter-optional", "request", "compatible", f"{what} need no longer be given")
    if before.writing != after.writing:
        yield tell(after.pointer, "parameter-style-changed", "request", "breaking", f"{what} is written otherwise now")
    if before.implied != after.implied:
        kind, text = ("undeclared", "no longer declared") if after.implied else ("declared", "declared now")
        yield tell(after.pointer, f"parameter-{kind}", "request", "documentation", f"{what} is {text}")
    elif before.wording != after.wording:
        yield tell(after.pointer, "wording-changed", "request", "documentation", f"{what}: the text about it changed")


def _bodies(tell: Teller, old: Operation, new: Operation, world: World) -> Iterator[Change]:
    if new.called:
        return
    before, after = old.body, new.body
    if before is None and after is not None:
        severity: Severity = "breaking" if after.required else "compatible"
        yield tell(after.pointer, "body-added", "request", severity, "a request body is " + (
            "required now" if after.required else "understood now"))  # fmt: skip
    elif before is not None and after is None:
        closed: Severity = "breaking" if world == "closed" else "compatible"
        yield tell(before.pointer, "body-removed", "request", closed, "a request body is no longer understood")
    elif before is not None and after is not None:
        if after.required and not before.required:
            yield tell(after.pointer, "body-required", "request", "breaking", "a request body is required now")
        elif before.required and not after.required:
            yield tell(after.pointer, "body-optional", "request", "compatible", "a request body need not be given now")
        yield from _media(tell, "request", before, after)


def _answers(tell: Teller, old: Operation, new: Operation) -> Iterator[Change]:
    direction: Direction = "request" if new.called else "response"
    for code in sorted(old.answers.keys() - new.answers.keys()):
        severity: Severity = "breaking" if code.startswith(OK) else "compatible"
        yield tell(old.answers[code].pointer, "response-removed", direction, severity, f"response {code} removed")
    for code in sorted(new.answers.keys() - old.answers.keys()):
        yield tell(new.answers[code].pointer, "response-added", direction, "compatible", f"response {code} added")
    for code in sorted(old.answers.keys() & new.answers.keys()):
        before, after = old.answers[code], new.answers[code]
        yield from _media(tell, direction, before, after)
        for name in sorted(before.headers.keys() - after.headers.keys()):
            severity = "breaking" if before.headers[name] else "compatible"
            text = f"header {name!r} of response {code} removed"
            yield tell(after.pointer, "response-header-removed", direction, severity, text)
        for name in sorted(after.headers.keys() - before.headers.keys()):
            text = f"header {name!r} of response {code} added"
            yield tell(after.pointer, "response-header-added", direction, "compatible", text)


def _media(tell: Teller, direction: Direction, before: Body, after: Body) -> Iterator[Change]:
    for name in sorted(before.content.keys() - after.content.keys()):
        yield tell(before.pointer, "media-type-removed", direction, "breaking", f"media type {name} removed")
    for name in sorted(after.content.keys() - before.content.keys()):
        yield tell(after.pointer, "media-type-added", direction, "compatible", f"media type {name} added")


def _security(tell: Teller, old: Operation, new: Operation) -> Iterator[Change]:
    if old.security == new.security:
        return
    lost = [way for way in old.security if not any(other <= way for other in new.security)]
    pointer = f"{new.pointer}/security"
    if lost:
        text = "credentials that were enough are so no longer"
        yield tell(pointer, "security-tightened", "request", "breaking", text)
    else:
        text = "other credentials, or none, are enough now"
        yield tell(pointer, "security-relaxed", "request", "compatible", text)
