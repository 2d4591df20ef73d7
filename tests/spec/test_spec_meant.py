"""What is told where nothing satisfies a schema as it is published, in one revision or in both."""

import copy

import jsonschema_rs
import pytest

from vapi_contracts.spec import contradictions, differences, load

from .conftest import BASE, REF

WORDS, READ = {"type": "object", "enum": ["a", "b"]}, {"type": "string", "enum": ["a", "b"]}
"""What nothing satisfies, as the vendor has published it, and how it is read."""


def document(kind, *, limit=9, required=("kind",), sent=False):
    """Return a document whose plan needs a kind, or whose answer does."""
    made = copy.deepcopy(BASE)
    schemas = made["components"]["schemas"]
    properties = {"limit": {"type": "integer", "maximum": limit}} | ({} if kind is None else {"kind": kind})
    schemas["Plan"] = {"type": "object", "required": list(required), "properties": properties}
    schemas["Shown" if sent else "Made"]["properties"]["plan"] = {"$ref": REF + "Plan"}
    return made


def told(old, new, **options):
    return [(one.kind, one.direction, one.severity) for one in differences(load(old), load(new), **options)]


@pytest.mark.parametrize("sent", [False, True])
def test_a_change_within_what_nothing_satisfies_in_either_revision_is_documentation(sent):
    """However deep: nothing satisfies the plan, since it needs a kind."""
    old = document(WORDS, sent=sent)
    for new in (document(WORDS, limit=5, sent=sent), document({**WORDS, "enum": ["a"]}, sent=sent)):
        for before, after in ((old, new), (new, old)):
            [found] = differences(load(before), load(after))
            assert (found.severity, found.witness) == ("documentation", None)
            assert "as published nothing satisfies this in either revision" in found.message
    assert differences(load(old), load(copy.deepcopy(old))) == []


def test_wording_within_is_documentation_too():
    assert told(document(WORDS), document({**WORDS, "description": "which"})) == [
        ("description-changed", "request", "documentation")
    ]


def test_where_what_is_around_it_can_be_satisfied_it_counts():
    """Nobody can give the kind as published, but nobody has to."""
    old, new = (document(WORDS, required=(), limit=limit) for limit in (9, 5))
    [found] = differences(load(old), load(new))
    assert (found.kind, found.severity, found.witness.payload) == ("maximum-lowered", "breaking", {"limit": 6})


@pytest.mark.parametrize("sent", [False, True])
def test_what_is_mended_as_it_was_meant_is_compatible(sent):
    direction = "response" if sent else "request"
    assert told(document(WORDS, sent=sent), document(READ, sent=sent)) == [("became-possible", direction, "compatible")]


def test_what_is_mended_otherwise_is_held_against_what_was_meant():
    changes = told(document(WORDS), document({**READ, "enum": ["a"]}))
    assert changes == [("enum-value-removed", "request", "breaking"), ("became-possible", "request", "compatible")]
    changes = told(document(WORDS), document(READ, limit=5))
    assert changes == [("maximum-lowered", "request", "breaking"), ("became-possible", "request", "compatible")]


def test_what_becomes_impossible_breaks_who_sends_and_lint_names_it():
    old, new = document(READ), document(WORDS)
    [found] = differences(load(old), load(new))
    assert (found.kind, found.severity, found.schema) == ("became-impossible", "breaking", "Plan")
    assert "no value of the enum is of type object (enum, type)" in found.message
    for side, valid in ((old, True), (new, False)):
        schema = {"$ref": REF + "Plan", "components": side["components"]}
        assert jsonschema_rs.Draft202012Validator(schema).is_valid(found.witness.payload) is valid
    assert found.pointer in {one.pointer for one in contradictions(load(new))}
    assert told(document(READ, sent=True), document(WORDS, sent=True)) == [
        ("became-impossible", "response", "compatible")
    ]


def test_what_becomes_impossible_without_a_reading_breaks_too():
    old, new = document(READ), document({"type": "string", "minLength": 3, "maxLength": 2})
    assert ("nothing-satisfies", "request", "breaking") in told(old, new)
    assert ("something-satisfies", "request", "compatible") in told(new, old)


def test_what_one_revision_alone_has_breaks_nothing_where_nothing_satisfies_it():
    old, new = document(WORDS, required=()), document(None, required=())
    [found] = differences(load(old), load(new))
    assert (found.kind, found.severity) == ("property-removed", "documentation")
    assert "as published nothing satisfies it" in found.message
    assert told(new, old) == [("property-added", "request", "compatible")]


def test_what_is_dropped_from_what_is_mended_counts():
    """The limit could not be given, as published; it was meant to be."""
    new = document(READ)
    del new["components"]["schemas"]["Plan"]["properties"]["limit"]
    assert ("property-removed", "request", "breaking") in told(document(WORDS), new)
