"""Small edits of one document, and what each must be told as."""

import copy

import jsonschema_rs
import pytest

from vapi_contracts.spec import differences, load

REF = "#/components/schemas/"


def edited(document, edit):
    made = copy.deepcopy(document)
    edit(made["components"]["schemas"], made)
    return made


def content(schema):
    return {"content": {"application/json": {"schema": schema}}}


def put(*way, value):
    def edit(schemas, document):
        holder = schemas
        for step in way[:-1]:
            holder = holder[step]
        holder[way[-1]] = value

    return edit


def drop(*way):
    def edit(schemas, document):
        holder = schemas
        for step in way[:-1]:
            holder = holder[step]
        del holder[way[-1]]

    return edit


def prop(schema, name):
    return (schema, "properties", name)


def operation(method):
    return lambda document: document["paths"]["/phone-number"][method]


def at_operation(method, change):
    return lambda _, document: change(operation(method)(document))


def under_all_of(schemas, document):
    made = schemas["Made"]
    moved = {"properties": {"name": made["properties"].pop("name")}, "required": made.pop("required")}
    schemas["Made"] = {"allOf": [made, moved]}


def renamed(schemas, document):
    schemas["Address"] = schemas.pop("Sip")
    schemas["Made"]["properties"]["to"]["oneOf"][1] = {"$ref": REF + "Address"}
    schemas["ServerMessageResponseAssistantRequest"]["properties"]["destination"] = {"$ref": REF + "Address"}


def inlined(schemas, document):
    schemas["Shown"]["properties"]["server"] = schemas["Server"]


def unwrapped(schemas, document):
    schemas["Made"]["properties"]["server"] = {"$ref": REF + "Server", "description": "where"}


def inlined_branches(schemas, document):
    schemas["Made"]["properties"]["to"]["oneOf"] = [schemas["Sip"], schemas["Number"]]


def reordered(schemas, document):
    made = schemas["Made"]
    made["properties"] = dict(reversed(made["properties"].items()))
    made["properties"]["kind"]["enum"].reverse()
    made["properties"]["to"]["oneOf"].reverse()


def idle(schemas, document):
    schemas["Made"]["properties"]["kind"]["maxLength"] = 1000
    schemas["Made"]["properties"]["size"]["maxLength"] = 3
    schemas["Made"]["properties"]["to"]["discriminator"] = {"propertyName": "type"}


def readings_spread(schemas, document):
    """What contradicts itself is read alike in however many objects it stands."""
    made = schemas["Made"]["properties"]
    made["codes"] = {"allOf": [{"type": "array", "items": {"allOf": [{"type": "object"}]}}], "example": [1]}
    made["verb"] = {"allOf": [{"type": "object"}, {"enum": ["a"]}]}


def contradicting(schemas, document):
    made = schemas["Made"]["properties"]
    made["codes"] = {"type": "array", "items": {"type": "object"}, "example": [1]}
    made["verb"] = {"type": "object", "enum": ["a"]}


def test_what_contradicts_itself_is_read_alike_however_it_is_written(base):
    old, new = load(edited(base, contradicting)), load(edited(base, readings_spread))
    assert [one for one in differences(old, new) if one.severity != "documentation"] == []
    assert [one for one in differences(new, old) if one.severity != "documentation"] == []


def operation_renamed(schemas, document):
    schemas["Unused"] = {"type": "string"}
    document["components"]["securitySchemes"]["token"] = document["components"]["securitySchemes"].pop("bearer")
    operation("post")(document)["security"] = [{"token": []}]


@pytest.mark.parametrize(
    "edit",
    [
        under_all_of, renamed, inlined, unwrapped, inlined_branches, reordered, idle, operation_renamed,
        put("Server", value={"allOf": [{"type": "object", "required": ["url"], "properties": {
            "url": {"type": "string"}, "timeout": {"type": "number", "maximum": 120}}}]}),
    ],
)  # fmt: skip
def test_an_edit_without_meaning_is_nothing(base, edit):
    new = load(edited(base, edit))
    old = load(base)
    assert differences(old, new) == []
    assert differences(new, old) == []
    assert differences(old, new, all=True, world="open") == []


BREAKING = [
    # the edit, the schema, the kind, the direction, how many operations
    (put(*prop("Made", "name"), "maxLength", value=30), "Made", "maxLength-lowered", "request", 1),
    (put(*prop("Made", "name"), "minLength", value=3), "Made", "minLength-raised", "request", 1),
    (put(*prop("Made", "name"), "pattern", value="^[a-c]+$"), "Made", "pattern-changed", "request", 1),
    (put(*prop("Made", "name"), value={"type": "integer"}), "Made", "type-changed", "request", 1),
    (put(*prop("Made", "kind"), "enum", value=["a"]), "Made", "enum-value-removed", "request", 1),
    (put(*prop("Made", "kind"), value={"type": "boolean"}), "Made", "type-changed", "request", 1),
    (put(*prop("Made", "size"), "minimum", value=2), "Made", "minimum-raised", "request", 1),
    (put(*prop("Made", "size"), "maximum", value=9), "Made", "maximum-lowered", "request", 1),
    (put(*prop("Made", "size"), "type", value="integer"), "Made", "type-changed", "request", 1),
    (put(*prop("Made", "size"), "multipleOf", value=5), "Made", "multipleOf-changed", "request", 1),
    (put(*prop("Made", "tags"), "maxItems", value=2), "Made", "maxItems-lowered", "request", 1),
    (put(*prop("Made", "tags"), "uniqueItems", value=True), "Made", "uniqueItems", "request", 1),
    (put(*prop("Made", "tags"), "items", value={"type": "number"}), "Made", "type-changed", "request", 1),
    (put("Made", "required", value=["name", "kind"]), "Made", "required-added", "request", 1),
    (put(*prop("Made", "headers"), "additionalProperties", value={"type": "string"}), "Made",
     "additionalProperties-restricted", "request", 1),
    (drop(*prop("Made", "size")), "Made", "property-removed", "request", 1),
    (put(*prop("Made", "to"), "oneOf", value=[{"$ref": REF + "Sip"}]), "Made", "alternative-removed", "request", 1),
    (put("Sip", "required", value=["type", "uri", "more"]), "Sip", "required-added", "request", 2),
    (put(*prop("Sip", "uri"), "maxLength", value=9), "Sip", "maxLength-lowered", "request", 2),
    (put(*prop("Server", "timeout"), "maximum", value=300), "Server", "maximum-raised", "response", 2),
    (put("Server", "required", value=[]), "Server", "required-removed", "response", 2),
    (put("Shown", "required", value=[]), "Shown", "required-removed", "response", 2),
    (put(*prop("Shown", "status"), "enum", value=["on", "off", "new"]), "Shown", "enum-value-added", "response", 2),
    (put(*prop("Shown", "note"), "nullable", value=True), "Shown", "nullable-added", "response", 2),
    (put(*prop("Shown", "note"), value={"oneOf": [{"type": "string"}, {"$ref": REF + "Sip"}]}), "Shown",
     "alternative-added", "response", 2),
    (put(*prop("ServerMessageAssistantRequest", "at"), "type", value="number"), "ServerMessageAssistantRequest",
     "type-changed", "response", 1),
    (put(*prop("ServerMessageResponseAssistantRequest", "assistantId"), "minLength", value=1),
     "ServerMessageResponseAssistantRequest", "minLength-raised", "request", 1),
    (put(*prop("Made", "name"), value={"type": "string", "minLength": 50, "maxLength": 40}), "Made",
     "nothing-satisfies", "request", 1),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "schema", "kind", "direction", "operations"), BREAKING)
def test_a_breaking_edit_is_told_once_and_proven(base, verify, edit, schema, kind, direction, operations):
    new = edited(base, edit)
    changes = differences(load(base), load(new))
    [found] = [one for one in changes if one.severity == "breaking"]
    assert (found.schema, found.kind, found.direction) == (schema, kind, direction)
    assert len(found.operations) == operations
    assert found.pointer.startswith(f"/components/schemas/{schema}")
    if kind != "nothing-satisfies":
        assert found.witness is not None, found.message
    verify(base, new, found)


@pytest.mark.parametrize(("edit", "schema", "kind", "direction", "operations"), BREAKING)
def test_the_edit_undone_breaks_the_other_way_or_not_at_all(base, edit, schema, kind, direction, operations):
    changes = differences(load(edited(base, edit)), load(base))
    assert [one for one in changes if one.severity == "breaking" and one.direction == direction
            and kind not in {"type-changed", "additionalProperties-restricted"}] == []  # fmt: skip
    assert changes != []


COMPATIBLE = [
    (put(*prop("Made", "more"), value={"type": "string"}), "property-added", "request"),
    (put(*prop("Made", "name"), "maxLength", value=50), "maxLength-raised", "request"),
    (put(*prop("Made", "kind"), "enum", value=["a", "b", "c"]), "enum-value-added", "request"),
    (put("Made", "required", value=[]), "required-removed", "request"),
    (put(*prop("Shown", "more"), value={"type": "string"}), "property-added", "response"),
    (put(*prop("Shown", "status"), "enum", value=["on"]), "enum-value-removed", "response"),
    (put("Shown", "required", value=["id", "note"]), "required-added", "response"),
    (drop(*prop("Shown", "note")), "property-removed", "response"),
]


@pytest.mark.parametrize(("edit", "kind", "direction"), COMPATIBLE)
def test_a_compatible_edit(base, edit, kind, direction):
    changes = differences(load(base), load(edited(base, edit)))
    assert [(one.kind, one.direction, one.severity) for one in changes] == [(kind, direction, "compatible")]


def test_wording_is_documentation(base):
    new = edited(base, put(*prop("Made", "name"), "description", value="another text"))
    [found] = differences(load(base), load(new))
    assert (found.kind, found.severity, found.operations) == (
        "description-changed",
        "documentation",
        ("POST /phone-number",),
    )


def test_a_removed_property_breaks_in_the_closed_world_only(base):
    new = load(edited(base, drop(*prop("Made", "size"))))
    [found] = differences(load(base), new)
    assert (found.severity, found.witness.payload) == ("breaking", {"name": "", "size": 1})
    assert "closed world" in found.message
    [found] = differences(load(base), new, world="open")
    assert (found.severity, found.witness) == ("compatible", None)


OPERATIONS = [
    (lambda _, document: document["paths"]["/phone-number"].pop("get"), "operation-removed", "breaking"),
    (lambda _, document: document["paths"].update({"/v2/phone-number": {"get": {}}}), "operation-added", "compatible"),
    (at_operation("get", lambda one: one.pop("parameters")), "parameter-removed", "breaking"),
    (at_operation("get", lambda one: one["parameters"][0].update(required=True)), "parameter-required", "breaking"),
    (at_operation("get", lambda one: one["parameters"].append({"name": "a", "in": "query", "schema": {}})),
     "parameter-added", "compatible"),
    (at_operation("get", lambda one: one["parameters"].append({"name": "a", "in": "query", "required": True})),
     "required-parameter-added", "breaking"),
    (at_operation("get", lambda one: one.update(security=[{"key": []}])), "security-tightened", "breaking"),
    (at_operation("post", lambda one: one.pop("security")), "security-relaxed", "compatible"),
    (at_operation("post", lambda one: one["responses"].pop("400")), "response-removed", "compatible"),
    (at_operation("post", lambda one: one["responses"].update({"409": {}})), "response-added", "compatible"),
    (at_operation("post", lambda one: one["requestBody"].update(required=False)), "body-optional", "compatible"),
    (at_operation("post", lambda one: one.pop("requestBody")), "body-removed", "breaking"),
    (at_operation("post", lambda one: one.update(summary="new")), "wording-changed", "documentation"),
]  # fmt: skip


@pytest.mark.parametrize(("edit", "kind", "severity"), OPERATIONS)
def test_operations_count_too(base, edit, kind, severity):
    [found] = differences(load(base), load(edited(base, edit)))
    assert (found.kind, found.severity, found.witness) == (kind, severity, None)


def named_in_path(base, declared=()):
    made = copy.deepcopy(base)
    parameters = [{"name": "id", "in": "path", "required": True, "schema": one} for one in declared]
    made["paths"] = {"/phone-number/{id}": {"get": {"parameters": parameters, "responses": {}}}}
    return load(made)


@pytest.mark.parametrize("schema", [{}, True, {"type": "string"}, {"type": "string", "minLength": 1, "title": "t"}])
def test_what_the_path_names_is_sent_whether_it_is_declared_or_not(base, schema):
    before, after = named_in_path(base), named_in_path(base, [schema])
    for old, new, kind in ((before, after, "parameter-declared"), (after, before, "parameter-undeclared")):
        assert [(one.kind, one.severity) for one in differences(old, new)] == [(kind, "documentation")]


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({"type": "string", "format": "uuid"}, "format-changed"),
        ({"type": "string", "maxLength": 3}, "maxLength-lowered"),
        ({"type": "integer"}, "type-changed"),
        ({"enum": ["a"]}, "enum-added"),
        (False, "nothing-satisfies"),
    ],
)
def test_a_path_parameter_that_is_declared_is_held_against_any_text(base, schema, kind):
    old, new = named_in_path(base), named_in_path(base, [schema])
    [found] = [one for one in differences(old, new) if one.severity == "breaking"]
    assert found.kind == kind
    assert isinstance(found.witness.payload, str)
    judged = jsonschema_rs.validator_for(schema, validate_formats=True)
    assert not judged.is_valid(found.witness.payload)
    assert [one.severity for one in differences(new, old)] == ["documentation"]


def test_a_code_that_moves_breaks_those_who_wait_for_it(base):
    def edit(_, document):
        responses = operation("post")(document)["responses"]
        responses["200"] = responses.pop("201")

    changes = differences(load(base), load(edited(base, edit)))
    assert [(one.kind, one.severity) for one in changes] == [
        ("response-removed", "breaking"),
        ("response-added", "compatible"),
    ]


def test_a_payload_that_shows_what_was_not_foreseen_is_told(base, verify):
    """The comparison takes the branches of a union one by one; what fits two is found by chance."""
    short, long = {"type": "string", "maxLength": 5}, {"type": "string", "minLength": 2}
    old = edited(base, put(*prop("Made", "name"), value={"anyOf": [short, long]}))
    new = edited(base, put(*prop("Made", "name"), value={"oneOf": [short, long]}))
    [found] = differences(load(old), load(new))
    assert (found.kind, found.severity, found.schema) == ("unforeseen", "breaking", "Made")
    verify(old, new, found)


LIMIT = "/paths/~1phone-number/get/parameters/0/schema"
SHOWN = "/paths/~1phone-number/get/responses/200/content/application~1json/schema"


@pytest.mark.parametrize(
    ("edit", "schema", "payload"),
    [
        (at_operation("get", lambda one: one["parameters"][0]["schema"].update(maximum=9)), LIMIT, 10),
        (at_operation("get", lambda one: one["parameters"][0]["schema"].update(minimum=0)), LIMIT, -1),
        (at_operation("get", lambda one: one["responses"]["200"].update(content({"type": "array", "nullable": True,
            "items": {"$ref": REF + "Shown"}}))), SHOWN, None),
    ],
)  # fmt: skip
def test_what_stands_in_an_operation_is_proven_by_what_stands_there(base, verify, edit, schema, payload):
    new = edited(base, edit)
    [found] = differences(load(base), load(new))
    assert (found.schema, found.witness.payload) == (schema, payload)
    verify(base, new, found)


@pytest.mark.parametrize(("before", "after"), [(None, "uuid"), ("email", None), ("date", "ipv4")])
def test_a_format_is_proven_by_a_judge_that_looks_at_formats(base, before, after):
    """One that passes over formats sees no difference between the two."""
    documents = [
        edited(base, put(*prop(name, which), value={"type": "string", **({} if one is None else {"format": one})}))
        for one in (before, after)
        for name, which in [("Made" if after else "Shown", "note")]
    ]
    [found] = [one for one in differences(*map(load, documents)) if one.severity == "breaking"]
    text = found.witness.payload["note"]
    formats = {"old": before, "new": after}
    for side, valid in ((found.witness.valid_in, True), (found.witness.invalid_in, False)):
        schema = {"format": formats[side]} if formats[side] else {}
        assert jsonschema_rs.Draft202012Validator(schema, validate_formats=True).is_valid(text) is valid


def test_a_schema_that_is_renamed_and_changed_is_proven_where_it_is_used(base, verify):
    def edit(schemas, document):
        schemas["Making"] = schemas.pop("Made")
        schemas["Making"]["properties"]["name"]["maxLength"] = 3
        operation("post")(document)["requestBody"].update(content({"$ref": REF + "Making"}))

    new = edited(base, edit)
    [found] = differences(load(base), load(new))
    assert found.schema == "/paths/~1phone-number/post/requestBody/content/application~1json/schema"
    assert found.witness.payload == {"name": "aaaa"}
    verify(base, new, found)
