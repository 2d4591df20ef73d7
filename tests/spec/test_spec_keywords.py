"""One keyword after the other: what admits less breaks who sends, what admits more breaks who reads."""

import pytest

from vapi_contracts.spec import differences, load
from vapi_contracts.spec.regexes import meaning

TEXT, WHOLE = {"type": "string"}, {"type": "integer"}


def record(**properties):
    return {"type": "object", "properties": properties}


def document(schema):
    content = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {"/a": {"post": {"requestBody": content, "responses": {"200": {"description": "", **content}}}}},
        "components": {"schemas": {"A": schema}},
    }


LESS = [
    (TEXT, {**TEXT, "not": {"enum": ["x"]}}),
    ({**TEXT, "not": {"enum": ["x"]}}, {**TEXT, "not": {"enum": ["x", "y"]}}),
    ({**TEXT, "not": {"maxLength": 3}}, {**TEXT, "not": {"maxLength": 5}}),
    (TEXT, {**TEXT, "if": {"minLength": 3}, "then": {"pattern": "^a"}}),
    (TEXT, {**TEXT, "if": {"minLength": 3}, "else": {"pattern": "^a"}}),
    ({"type": "array", "prefixItems": [TEXT]}, {"type": "array", "prefixItems": [TEXT, WHOLE]}),
    ({"type": "array", "prefixItems": [TEXT]}, {"type": "array", "prefixItems": [{**TEXT, "maxLength": 3}]}),
    ({"type": "array", "contains": TEXT}, {"type": "array", "contains": {**TEXT, "maxLength": 3}}),
    ({"type": "array", "contains": TEXT}, {"type": "array", "contains": TEXT, "minContains": 2}),
    ({"type": "object"}, {"type": "object", "propertyNames": {"maxLength": 3}}),
    ({"type": "object", "propertyNames": {"maxLength": 5}}, {"type": "object", "propertyNames": {"maxLength": 3}}),
    (record(a=TEXT, b=TEXT), {**record(a=TEXT, b=TEXT), "dependentRequired": {"a": ["b"]}}),
    (record(a=TEXT, b=TEXT), {**record(a=TEXT, b=TEXT), "dependentSchemas": {"a": {"required": ["b"]}}}),
    ({"type": "object"}, {"type": "object", "patternProperties": {"^x": TEXT}}),
    ({"type": "object", "patternProperties": {"^x": TEXT}},
     {"type": "object", "patternProperties": {"^x": {**TEXT, "maxLength": 3}}}),
    (record(name=TEXT), {**record(name=TEXT), "patternProperties": {"^n": {"maxLength": 3}}}),
    ({**record(a=TEXT), "additionalProperties": False},
     {"allOf": [record(a=TEXT)], "additionalProperties": False}),
    ({"type": "object"}, {"type": "object", "minProperties": 2}),
    ({"oneOf": [{"enum": ["a"]}, {"enum": ["b"]}]}, {"enum": ["a"]}),
    ({}, {"type": "object"}),
    ({"type": "array", "items": TEXT}, {"type": "array", "items": False}),
]  # fmt: skip


@pytest.mark.parametrize(("more", "less"), LESS)
@pytest.mark.parametrize("direction", ["request", "response"])
def test_what_admits_less_or_more_is_told_once_and_proven(verify, more, less, direction):
    old, new = (document(more), document(less)) if direction == "request" else (document(less), document(more))
    [found] = [one for one in differences(load(old), load(new), world="open") if one.severity == "breaking"]
    assert found.direction == direction
    verify(old, new, found)


SAME = [
    ({**TEXT, "not": {"enum": ["x", "y"]}}, {**TEXT, "not": {"enum": ["y", "x"]}}),
    (TEXT, {**TEXT, "if": {"minLength": 3}}),
    (TEXT, {**TEXT, "then": {"minLength": 3}}),
    ({"type": "array"}, {"type": "array", "contains": TEXT, "minContains": 0}),
    ({"type": "array", "maxItems": 1}, {"type": "array", "maxItems": 1, "uniqueItems": True}),
    (record(a=TEXT), {**record(a=TEXT), "propertyNames": {"maxLength": 3}}),
    ({**record(a=TEXT), "required": ["a"]}, {**record(a=TEXT), "required": ["a"], "minProperties": 1}),
    (record(a=TEXT), {**record(a=TEXT), "maxProperties": 5}),
    ({**record(a=TEXT, b=TEXT), "required": ["b"]},
     {**record(a=TEXT, b=TEXT), "required": ["b"], "dependentRequired": {"a": ["b"]}}),
    ({**record(a=TEXT), "additionalProperties": False},
     {"allOf": [record(a=TEXT)], "unevaluatedProperties": False}),
    ({"type": "number", "multipleOf": 1}, WHOLE),
    (WHOLE, {**WHOLE, "multipleOf": 1}),
    ({"oneOf": [{"const": "a"}, {"const": "b"}]}, {"type": "string", "enum": ["b", "a"]}),
    ({"type": ["string", "integer"]}, {"anyOf": [TEXT, WHOLE]}),
    ({"type": "object", "not": {"required": ["x", "y"]}}, {"type": "object", "not": {"required": ["y", "x"]}}),
    ({"type": "object", "not": {"required": ["x", "y"]}, "anyOf": [{"required": ["x"]}, {"required": ["y"]}]},
     {"type": "object", "not": {"required": ["y", "x"]}, "anyOf": [{"required": ["x"]}, {"required": ["y"]}]}),
    ({"if": {"required": ["x", "y"]}, "then": {"required": ["z"]}},
     {"if": {"required": ["y", "x"]}, "then": {"required": ["z"]}}),
    ({"type": "array", "items": False}, {"type": "array", "maxItems": 0}),
    ({"type": "array", "prefixItems": [TEXT], "items": False}, {"type": "array", "prefixItems": [TEXT], "maxItems": 1}),
    ({**TEXT, "pattern": "^[0-9]+$"}, {**TEXT, "pattern": r"^\d\d*$"}),
    ({**TEXT, "pattern": "^(?:a|b){2}$"}, {**TEXT, "pattern": "^[b-ba][ab]$"}),
    ({"$dynamicRef": "#one"}, {"$dynamicRef": "#one"}),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_admits_the_same_is_no_change(one, other):
    old, new = load(document(one)), load(document(other))
    assert differences(old, new) == []
    assert differences(new, old) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [("a", "(?i)a"), ("^(a)\\1$", "^aa$"), ("^[^a]$", "^[a]$"), ("^(ab)+$", "^ab+$"), ("^a|b$", "^(a|b)$"), ("(", ")")],
)
def test_patterns_that_match_otherwise_stay_apart(one, other):
    assert meaning(one) != meaning(other)


@pytest.mark.parametrize("other", [{}, TEXT, {"enum": ["a"]}, record(a=TEXT), {"$dynamicRef": "#two"}])
def test_what_is_not_followed_breaks_nothing_that_is_known(other):
    """What it asks for is unknown: it is told, and neither taken for anything at all."""
    followed = {"$dynamicRef": "#one"}
    for old, new in ((followed, other), (other, followed)):
        changes = differences(load(document(old)), load(document(new)))
        assert {(one.kind, one.severity) for one in changes} == {("reference-not-followed", "compatible")}


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({}, {"readOnly": True}, [("readOnly-added", "request", "breaking")]),
        ({"readOnly": True}, {}, [("readOnly-removed", "request", "compatible")]),
        ({}, {"writeOnly": True}, [("writeOnly-added", "response", "compatible")]),
    ],
)
def test_a_property_that_goes_one_way_only(before, after, told):
    changes = differences(load(document(record(a={**TEXT, **before}))), load(document(record(a={**TEXT, **after}))))
    assert [(one.kind, one.direction, one.severity) for one in changes] == told


def test_names_that_match_a_pattern_are_known_in_the_closed_world():
    free, named = record(a=TEXT), {**record(a=TEXT), "patternProperties": {"^x-": TEXT}}
    told = [one for one in differences(load(document(named)), load(document(free))) if one.direction == "request"]
    assert [(one.kind, one.severity) for one in told] == [("pattern-property-removed", "breaking")]
    assert list(told[0].witness.payload) == ["x-"]
    assert {one.severity for one in differences(load(document(free)), load(document(named)))} == {"compatible"}


def test_a_union_that_is_something_else_now_is_one_change(verify):
    old, new = document({"oneOf": [TEXT, WHOLE]}), document({"type": "array", "items": TEXT})
    changes = differences(load(old), load(new))
    assert [(one.kind, one.severity) for one in changes] == [("alternatives-replaced", "breaking")] * 2
    for one in changes:
        verify(old, new, one)


def test_an_edit_of_what_the_other_revision_has_copied_is_told_once(verify):
    inner = record(a={**TEXT, "maxLength": 9})
    refer = {"$ref": "#/components/schemas/B"}
    old = document(record(one=refer, two=refer))
    old["components"]["schemas"]["B"] = inner
    tight = record(a={**TEXT, "maxLength": 5})
    new = document(record(one=tight, two=tight))
    [found] = [one for one in differences(load(old), load(new)) if one.severity == "breaking"]
    assert found.kind == "maxLength-lowered"
    verify(old, new, found)


def untagged(**mapped):
    told = {
        "propertyName": "kind",
        "mapping": {value: f"#/components/schemas/{name}" for value, name in mapped.items()},
    }
    branches = [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}]
    made = document({"oneOf": branches, "discriminator": told})
    made["components"]["schemas"] |= {
        "Cat": {**record(kind=TEXT, lives=WHOLE), "required": ["lives"]},
        "Dog": {**record(kind=TEXT, barks=TEXT), "required": ["barks"]},
    }
    return made


@pytest.mark.parametrize(
    ("mapped", "told"),
    [
        ({"c": "Cat"}, [("request", "breaking"), ("response", "compatible")]),
        ({"c": "Cat", "d": "Dog", "e": "Dog"}, [("response", "breaking"), ("request", "compatible")]),
        ({"c": "Dog", "d": "Cat"}, [("request", "breaking"), ("request", "breaking"), ("response", "breaking"),
                                    ("response", "breaking")]),
        ({"d": "Dog", "c": "Cat"}, []),
    ],
)  # fmt: skip
def test_a_mapping_counts_where_the_branches_do_not_tell(mapped, told):
    changes = differences(load(untagged(c="Cat", d="Dog")), load(untagged(**mapped)))
    assert [(one.direction, one.severity) for one in changes] == told
    assert {one.kind for one in changes} <= {"discriminator-changed"}
    assert all(one.witness is None for one in changes)
