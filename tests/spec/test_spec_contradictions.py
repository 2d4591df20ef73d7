"""Schemas that no value satisfies, and keywords without effect, one by one."""

import pytest

from vapi_contracts.spec import contradictions, load, repair

REF = "#/components/schemas/"


def found(version="3.0.0", **schemas):
    document = load({"openapi": version, "info": {}, "paths": {}, "components": {"schemas": schemas}})
    return {one.pointer.removeprefix("/components/schemas/"): one for one in contradictions(document)}


@pytest.mark.parametrize(
    ("schema", "keywords", "reading"),
    [
        ({"type": "object", "enum": ["a", "b"]}, ("enum", "type"), {"type": "string"}),
        ({"type": "string", "enum": [1, 2]}, ("enum", "type"), {"type": "integer"}),
        ({"type": "string", "enum": ["a", 2]}, ("enum", "type"), {}),
        ({"type": "array", "enum": ["a"]}, ("enum", "type"),
         {"enum": None, "items": {"type": "string", "enum": ["a"]}}),
        ({"type": "string", "enum": []}, ("enum",), {}),
        ({"type": "string", "default": 1}, ("default", "type"), {}),
        ({"type": "object", "example": 1}, ("example", "type"), {"type": "integer"}),
        ({"type": "string", "enum": ["a"], "default": "b"}, ("default", "enum"), {}),
        ({"type": "number", "maximum": 5, "example": 6}, ("example", "maximum"), {}),
        ({"type": "array", "items": {"type": "object"}, "example": ["a"]}, ("example", "items"),
         {"items": {"type": "string"}}),
        ({"type": "string", "minLength": 5, "maxLength": 4}, ("maxLength", "minLength"), {}),
        ({"type": "number", "minimum": 5, "maximum": 4}, ("maximum", "minimum"), {}),
        ({"type": "integer", "minimum": 1, "exclusiveMinimum": True, "maximum": 1.5}, ("exclusiveMinimum", "maximum",
         "minimum", "type"), {}),
        ({"type": "string", "enum": ["abc"], "maxLength": 2}, ("enum", "maxLength"), {}),
        ({"type": "string", "enum": ["abc"], "maxLength": 20}, ("enum", "maxLength"), {"maxLength": None}),
        ({"type": "array", "items": {}, "maxLength": 2}, ("maxLength", "type"), {"maxLength": None}),
        ({"type": "string", "minimum": 2}, ("minimum", "type"), {"minimum": None}),
        ({"allOf": [{"type": "string"}, {"type": "number"}]}, ("allOf", "type"), {}),
        ({"allOf": [{"type": "string", "minLength": 3}, {"maxLength": 2}]}, ("allOf", "maxLength", "minLength"), {}),
        ({"allOf": [{"enum": ["a"]}, {"enum": ["b"]}]}, ("allOf", "enum"), {}),
        ({"type": "object", "required": ["a"], "additionalProperties": False},
         ("additionalProperties", "required"), {}),
        ({"type": "string", "pattern": "/^a+$/"}, ("pattern",), {"pattern": "^a+$"}),
        ({"type": "object", "enum": ["a"], "allOf": [{"type": "object"}]}, ("enum", "type"),
         {"allOf": None, "type": "string"}),
        ({"allOf": [{"type": "object"}, {"enum": ["a"]}]}, ("enum", "type"),
         {"allOf": None, "enum": ["a"], "type": "string"}),
        ({"anyOf": [{"type": "array", "items": {"allOf": [{"type": "object"}]}}], "example": [1]},
         ("example", "items"), {"anyOf": None, "type": "array", "items": {"type": "integer"}}),
        ({"allOf": [{"type": "array", "minItems": 3}, {"maxItems": 2}]}, ("allOf", "maxItems", "minItems"), {}),
        ({"allOf": [{"const": "a"}, {"const": "b"}]}, ("allOf", "const"), {}),
        ({"allOf": [{"additionalProperties": False, "properties": {"a": {}}},
                    {"type": "object", "required": ["b"], "properties": {"b": {}}}]},
         ("additionalProperties", "allOf", "required"), {}),
        ({"type": "object", "additionalProperties": False, "minProperties": 1},
         ("additionalProperties", "minProperties"), {}),
        ({"type": "integer", "minimum": 1, "maximum": 4, "multipleOf": 5}, ("maximum", "minimum", "multipleOf"), {}),
        ({"type": "array", "minItems": 2, "uniqueItems": True, "items": {"enum": ["a"]}},
         ("items", "minItems", "uniqueItems"), {}),
        ({"type": "string", "not": {"type": "string"}}, ("not", "type"), {}),
        ({"type": "string", "not": {}}, ("not",), {}),
        ({"type": "string", "examples": ["a", 1]}, ("examples", "type"), {}),
        ({"type": "boolean", "format": "uuid"}, ("format", "type"), {"format": None}),
        ({"type": "number", "exclusiveMinimum": True}, ("exclusiveMinimum",), {"exclusiveMinimum": None}),
    ],
)  # fmt: skip
def test_a_schema_that_contradicts_itself(schema, keywords, reading):
    assert (found(A=schema)["A"].keywords, found(A=schema)["A"].reading) == (keywords, reading)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "enum": ["a", None], "nullable": True},
        {"type": "number", "default": 1, "minimum": 1, "maximum": 1},
        {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a", "b"]},
        {"oneOf": [{"type": "string"}, {"type": "number"}, {"type": "object", "required": ["a"]}]},
        {"type": "integer", "example": 3.0},
        {"type": "string", "format": "date", "pattern": "^a", "minLength": 3},
        {"type": "number", "minimum": 1, "maximum": 5, "multipleOf": 5, "not": {"type": "string"}},
        {"type": "array", "minItems": 2, "uniqueItems": True, "items": {"enum": ["a", "b"]}},
        {"allOf": [{"type": "array", "items": {"type": "object"}}], "example": [{}]},
    ],
)
def test_a_schema_that_does_not(schema):
    assert found(A=schema) == {}


def test_what_nothing_satisfies_spreads():
    told = found(
        Bad={"type": "object", "enum": ["x"]},
        Needs={"type": "object", "required": ["bad"], "properties": {"bad": {"$ref": REF + "Bad"}}},
        May={"type": "object", "properties": {"needs": {"allOf": [{"$ref": REF + "Needs"}]}}},
        Some={"type": "array", "minItems": 1, "items": {"$ref": REF + "Needs"}},
        One={"oneOf": [{"$ref": REF + "Needs"}, {"$ref": REF + "Bad"}]},
    )
    assert told["Needs"].keywords == ("properties", "required")
    assert told["May/properties/needs"].keywords == ("allOf",)
    assert "May" not in told
    assert told["Some"].keywords == ("items", "minItems")
    assert told["One"].keywords == ("oneOf",)


def test_branches_that_swallow_or_duplicate_each_other():
    told = found(
        A={"oneOf": [{"type": "string", "enum": ["a"]}, {"type": "string"}]},
        B={"oneOf": [{"type": "string"}, {"type": "string"}]},
    )
    assert told["A"].reason.startswith("branch 0 is swallowed by branch 1")
    assert told["B"].reason.startswith("branch 1 duplicates branch 0")
    assert told["A"].reading == {"oneOf": None, "anyOf": [{"type": "string", "enum": ["a"]}, {"type": "string"}]}


@pytest.mark.parametrize("keyword", ["$recursiveRef", "$dynamicRef"])
@pytest.mark.parametrize("other", [{"type": "string"}, {"enum": ["a"]}, {}])
def test_what_is_not_followed_swallows_nothing(keyword, other):
    deeper = [{"type": "object", "properties": {"a": one}} for one in (other, {keyword: "#"})]
    assert found("3.1.0", A={"oneOf": [other, {keyword: "#"}]}, B={"oneOf": deeper}) == {}


def test_what_is_not_followed_may_have_what_a_discriminator_asks_for():
    """As OpenAI's CompoundFilter has it."""
    plain = {"type": "object", "required": ["type"], "properties": {"type": {"type": "string", "enum": ["eq"]}}}
    union = {"oneOf": [{"$ref": REF + "Plain"}, {"$recursiveRef": "#"}], "discriminator": {"propertyName": "type"}}
    assert found("3.1.0", Plain=plain, Filter=union) == {}


@pytest.mark.parametrize(
    ("schema", "reading"),
    [
        ({"type": "object", "default": None}, {"type": ["object", "null"]}),
        ({"type": "string", "enum": ["a"]}, {"type": ["string", "null"], "enum": ["a", None]}),
        ({"type": ["string", "null"]}, {}),
        ({"$ref": REF + "Other"}, None),
    ],
)
def test_nullable_has_no_effect_in_3_1(schema, reading):
    """It is told instead of what follows from it, a default of null that does not fit."""
    [one] = found("3.1.0", Other={"type": "string"}, A={**schema, "nullable": True}).values()
    assert (one.keywords, one.reading) == (("nullable",), {} if reading is None else {"nullable": None, **reading})
    assert found("3.0.0", A={"type": "object", "nullable": True, "default": None}) == {}


def test_discriminators_that_map_nowhere():
    cat = {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}}
    told = found(
        Cat=cat,
        Pet={
            "oneOf": [{"$ref": REF + "Cat"}],
            "discriminator": {"propertyName": "kind", "mapping": {"c": "Cat", "d": "Dog"}},
        },
        Other={"oneOf": [{"$ref": REF + "Cat"}], "discriminator": {"propertyName": "sort"}},
    )
    assert told["Pet"].reading == {"discriminator": {"mapping": {"d": None}}}
    assert told["Other"].keywords == ("discriminator", "oneOf")


@pytest.mark.parametrize(("value", "target"), [("dog", "Dog"), ("bird", "Cat")])
def test_discriminators_that_miss_their_branch(value, target):
    """What is no branch, and what does not admit the value, is never reached."""

    def kind(name):
        return {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string", "enum": [name]}}}

    discriminator = {"propertyName": "kind", "mapping": {value: REF + target}}
    pet = {"oneOf": [{"$ref": REF + "Cat"}], "discriminator": discriminator}
    told = found(Cat=kind("cat"), Dog=kind("dog"), Pet=pet)
    assert told["Pet"].reading == {"discriminator": {"mapping": {value: None}}}


def test_repair_applies_the_readings_and_keeps_the_document():
    raw = {
        "openapi": "3.0.0",
        "info": {},
        "paths": {},
        "components": {"schemas": {"A": {"type": "object", "enum": ["a"]}}},
    }
    document = load(raw)
    assert repair(document)["components"]["schemas"]["A"] == {"type": "string", "enum": ["a"]}
    assert raw["components"]["schemas"]["A"]["type"] == "object"
