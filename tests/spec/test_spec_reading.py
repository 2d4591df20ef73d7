"""What cannot be read is told in one line; what can be read but is odd does no harm."""

import json
import time
from pathlib import Path

import pytest

from vapi_contracts.spec import SpecError, contradictions, differences, load, narrow, repair

HEAD = {"openapi": "3.0.0", "info": {"title": "t", "version": "1"}, "paths": {}}


def schemas(**named):
    return {**HEAD, "components": {"schemas": named}}


def text(**more):
    return json.dumps({**HEAD, **more})


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("{", "not JSON: "),
        (b"\xff\xfe{", "not UTF-8"),
        (" \n\n", "the document is empty"),
        ("[]\n", "it is no object"),
        ("{}", "no `openapi` with a version"),
        ({}, "no `openapi` with a version"),
        ('{"swagger": "2.0"}', "OpenAPI 2.0 is not read, only 3.0 and 3.1"),
        ('{"openapi": "4.0.0", "paths": {}}', "OpenAPI 4.0.0 is not read"),
        ('{"openapi": 3, "paths": {}}', "no `openapi`"),
        ('{"openapi": "3.0.0"}', "no `paths`"),
        ('{"openapi": "3.0.0", "paths": []}', "`paths` is no object"),
        ('{"openapi": "3.0.0", "openapi": "3.0.1", "paths": {}}', "the key 'openapi' stands twice"),
        ('{"openapi": "3.0.0", "paths": {"x": NaN}}', "NaN"),
        ('{"openapi": "3.0.0", "paths": {"x": 1e999}}', "1e999"),
        (text(components={"schemas": {"A": {"$ref": "other.json#/A"}}}), "leads out of the document"),
        (text(components={"schemas": {"A": {"$ref": "http://127.0.0.1:9/a.json"}}}), "nothing is fetched"),
        ("{" + '"a":{' * 10_000 + "}" * 10_001, "nested too deep"),
        ({**HEAD, "x": {"x": {}}}, None),
        ("/no/such/file.json", "cannot read '/no/such/file.json'"),
        (Path("/no/such/file.json"), "cannot read"),
        ("a\0", "cannot read"),
    ],
)
def test_bad_input_is_one_line(source, told):
    if told is None:
        load(source)
        return
    with pytest.raises(SpecError) as caught:
        load(source)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_what_is_nested_too_deep_is_refused_before_anything_recurses():
    deep: dict = {}
    for _ in range(5_000):
        deep = {"allOf": [deep]}
    with pytest.raises(SpecError, match="nested deeper"):
        load(schemas(A=deep))


def test_what_is_too_large_is_refused(tmp_path):
    file = tmp_path / "large.json"
    file.write_text(text(x="a" * 50_000_000))
    with pytest.raises(SpecError, match="larger than 20 MB"):
        load(file)


def test_a_reference_within_data_is_data():
    assert load(schemas(A={"example": {"$ref": "http://x"}, "x-more": {"$ref": "file"}, "enum": [{"$ref": "y"}]}))


def test_references_that_go_round_are_named_and_survive():
    document = load(
        schemas(
            A={"$ref": "#/components/schemas/B"},
            B={"$ref": "#/components/schemas/A"},
            C={"allOf": [{"$ref": "#/components/schemas/C"}]},
            D={"type": "object", "properties": {"d": {"$ref": "#/components/schemas/D"}}},
            E={"oneOf": [{"$ref": "#/components/schemas/E"}, {"type": "string"}]},
            F={"type": "array", "items": {"$ref": "#/components/schemas/Gone"}},
        )
    )
    assert document.cycles == ("A", "B", "C", "D", "E")
    assert document.dangling == ("/components/schemas/F/items",)
    contradictions(document)
    assert differences(document, load(repair(document))) == []


def test_a_schema_that_must_contain_itself_is_satisfied_by_nothing():
    endless = {"type": "object", "required": ["a"], "properties": {"a": {"$ref": "#/components/schemas/A"}}}
    [found, *_] = contradictions(load(schemas(A=endless)))
    assert (found.pointer, found.keywords) == ("/components/schemas/A", ("properties", "required"))


@pytest.mark.parametrize(
    "odd",
    [
        {"type": 5, "enum": "x", "properties": [], "required": "a", "items": 3, "allOf": {}, "oneOf": [1, None]},
        {"type": ["string", "odd"], "minLength": "x", "maximum": None, "pattern": 5, "additionalProperties": "no"},
        {"type": "file", "format": 3, "multipleOf": 0, "minItems": -1, "nullable": "yes", "discriminator": []},
        {"pattern": "(", "type": "string"},
        {"properties": {"a": None, "b": True, "c": False, "$ref": {"type": "string"}}, "required": ["c"]},
        {"$ref": 5},
        {"$ref": "#/paths/x/y"},
        {"enum": []},
        True,
        None,
        [],
    ],
)
def test_odd_schemas_do_no_harm(odd):
    post = {"requestBody": {"content": {"application/json": {"schema": odd}}}, "responses": {"200": {"content": []}}}
    for version in ("3.0.0", "3.1.0"):
        old = load({**schemas(A=odd), "openapi": version, "paths": {"/a": {"post": post}}})
        new = load({**schemas(A={"type": "string"}), "openapi": version, "paths": {"/a": {"post": {}}}})
        for one in (old, new):
            contradictions(one, all=True)
            narrow(one)
            repair(one)
        differences(old, new, all=True)
        differences(new, old, all=True, world="open")


def test_null_is_read_in_both_versions():
    path = {"/a": {"post": {"requestBody": {"content": {"a/b": {"schema": {"$ref": "#/components/schemas/A"}}}}}}}
    old = load(
        {**schemas(A={"type": "object", "properties": {"a": {"type": "string", "nullable": True}}}), "paths": path}
    )
    new = {"type": "object", "properties": {"a": {"type": ["string", "null"]}}}
    assert differences(old, load({**schemas(A=new), "openapi": "3.1.0", "paths": path})) == []
    either = {"type": "object", "properties": {"a": {"anyOf": [{"type": "string"}, {"type": "null"}]}}}
    assert differences(old, load({**schemas(A=either), "openapi": "3.1.0", "paths": path})) == []
    never = {"type": "object", "properties": {"a": {"type": "string"}}}
    [found] = differences(old, load({**schemas(A=never), "openapi": "3.1.0", "paths": path}))
    assert (found.kind, found.witness.payload) == ("nullable-removed", {"a": None})


def test_branches_upon_branches_are_bounded():
    """A union of ten in a union of ten, several times over."""
    wide = {"oneOf": [{"type": "object", "properties": {f"p{i}": {"type": "string"}}} for i in range(10)]}
    deep = {"allOf": [wide, {"anyOf": [wide] * 10}, wide]}
    started = time.monotonic()
    contradictions(load(schemas(A=deep, B={"oneOf": [deep, wide]})))
    assert time.monotonic() - started < 60


@pytest.mark.parametrize(
    "again",
    [
        lambda one: json.loads(json.dumps(one).replace("{id}", "{numberId}").replace('"id"', '"numberId"')),
        lambda one: json.loads(json.dumps(one).replace("CreateVapiPhoneNumberDTO", "Made")),
        lambda one: json.loads(json.dumps(one).replace("UpdateVapiPhoneNumberDTO", "Mended")),
    ],
)
def test_the_contract_is_found_in_a_union_by_whatever_name(again):
    """Ours is told by its name, by the discriminator, or by its provider."""

    def number(provider, **more):
        return {"type": "object", "properties": {"provider": {"enum": [provider]}, "name": {"type": "string", **more}}}

    def document(**more):
        branches = [{"$ref": "#/components/schemas/CreateTwilioPhoneNumberDTO"},
                    {"$ref": "#/components/schemas/CreateVapiPhoneNumberDTO"}]  # fmt: skip
        changed = [{"$ref": "#/components/schemas/UpdateTwilioPhoneNumberDTO"},
                   {"$ref": "#/components/schemas/UpdateVapiPhoneNumberDTO"}]  # fmt: skip
        told = {"propertyName": "provider", "mapping": {"twilio": changed[0]["$ref"], "vapi": changed[1]["$ref"]}}
        answer = {"$ref": "#/components/responses/Answer"}
        return {
            **HEAD,
            "paths": {
                "/phone-number": {"post": {"requestBody": body({"oneOf": branches}), "responses": {"201": answer}}},
                "/phone-number/{id}": {
                    "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
                    "patch": {"requestBody": body({"oneOf": changed, "discriminator": told})},
                },
            },
            "components": {
                "responses": {"Answer": body({"$ref": "#/components/schemas/Shown"})},
                "schemas": {
                    "CreateTwilioPhoneNumberDTO": number("twilio", maxLength=9),
                    "CreateVapiPhoneNumberDTO": number("vapi", **more),
                    "UpdateTwilioPhoneNumberDTO": {"type": "object", "properties": {"sid": {"type": "string"}}},
                    "UpdateVapiPhoneNumberDTO": {"type": "object", "properties": {"uri": {"type": "string", **more}}},
                    "Shown": {"type": "object", "properties": {"at": {"type": "string", **more}}},
                },
            },
        }

    def body(schema):
        return {"content": {"application/json": {"schema": schema}}}

    old, new = load(document()), load(again(document()))
    assert differences(old, new) == []
    assert not [name for name in narrow(new).schemas if "Twilio" in name]
    changes = differences(old, load(again(document(maxLength=5))))
    assert [(one.kind, one.direction) for one in changes if one.severity == "breaking"] == [
        ("maxLength-lowered", "request")
    ] * 2
    assert all(one.witness for one in changes if one.severity == "breaking")
