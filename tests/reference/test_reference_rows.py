"""Each row of the tables of payload defects is told by its own payload, and no other row's."""

import functools

import pytest

from vapi_contracts.contract.table import bundled
from vapi_contracts.contract.weighing import weigh
from vapi_contracts.reference import DEFECTS, create_app
from vapi_contracts.reference.defects import PAYLOAD_ROWS
from vapi_contracts.reference.defects.rows import ABSENT
from vapi_contracts.reference.document import document
from vapi_contracts.reference.message import Refusal

ROWS = {row.defect.id: row for row in PAYLOAD_ROWS}
ROOTS = {"POST": "CreateVapiPhoneNumberDTO", "PATCH": "UpdateVapiPhoneNumberDTO"}
RULES = {defect.id: defect.rule for defect in DEFECTS}
SHARED = {
    f"payload.ContextEngineeringPlan{name}.type.{keyword}": f"type.{keyword}"
    for name in ("None", "All")
    for keyword in ("required", "type", "enum")
}
SCHEMAS = document()["components"]["schemas"]
PLAUSIBLE = {"number": "+14155550100", "sipUri": "sip:desk@example.org"}


def ways(row):
    """The methods by which the row shows."""
    return [row.way] if row.way in ROOTS else list(ROOTS)


def reaches(row, method):
    """Whether a payload sent so has the place at all: a PATCH has no area code."""
    return row.place.split("/")[0] in SCHEMAS[ROOTS[method]]["properties"] or method in ways(row)


def payload(row, method):
    """The smallest payload with the row's value at the row's place, or without the property there."""
    steps = row.place.split("/") if row.place else []
    beside = {"provider": "vapi"} if steps else {}
    return beside | _within(SCHEMAS[ROOTS[method]], steps, row)


def _within(schema, steps, row):
    schema = SCHEMAS[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    if not steps:
        if row.value is not ABSENT:
            return row.value
        missing = row.defect.rule.split(".")[2]
        return {key: value for key, value in smallest(schema).items() if key != missing}
    step, *further = steps
    if step == "[]":
        return [_within(schema["items"], further, row)]
    if "oneOf" in schema:
        return _within(SCHEMAS[step], further, row)
    beside = {} if further else row.beside
    return smallest(schema) | beside | {step: _within(schema["properties"][step], further, row)}


def smallest(schema, name=""):
    """The smallest plausible value of a schema."""
    if "$ref" in schema:
        return smallest(SCHEMAS[schema["$ref"].rpartition("/")[2]])
    if "enum" in schema:
        return schema["enum"][0]
    if "oneOf" in schema:
        return smallest(schema["oneOf"][0])
    match schema["type"]:
        case "object":
            properties = schema.get("properties", {})
            return {key: smallest(properties[key], key) for key in schema.get("required", ())}
        case "array":
            return []
        case "number":
            return 2
        case _:
            return PLAUSIBLE.get(name, "a" * max(1, schema.get("minLength", 1)))


def accepted(api, method, body):
    path = f"/phone-number/{api.create()['id']}" if method == "PATCH" else "/phone-number"
    answer = api(method, path, body)
    return answer.status in (200, 201), answer.body


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
@pytest.mark.parametrize("method", ROOTS)
def test_a_row_changes_what_it_states(endpoints, row, method):
    if not reaches(row, method):
        return
    body = payload(row, method)
    assert accepted(endpoints(), method, body)[0] is not row.loosened
    taken, shown = accepted(endpoints(row.defect.id), method, body)
    assert taken is (row.loosened is (method in ways(row)))
    if taken:
        assert {**shown, **body, "provider": "vapi"} == shown


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_a_row_is_charged_to_its_rule_by_the_contract(row):
    for method in ways(row):
        weight = weigh(bundled(), "create" if method == "POST" else "patch", payload(row, method), "sip.vapi.ai")
        charged = [fault.rules for fault in weight.faults]
        assert len(charged) == (1 if row.loosened else 0)
        assert any(row.defect.rule in rules for rules in charged) is row.loosened
        assert row.loosened or row.defect.rule in {sitting.rule for sitting in weight.at}


@functools.cache
def bodies():
    return [(name, method, ROOTS[method], payload(row, method)) for name, row in ROWS.items() for method in ways(row)]


def judged(defects):
    """Which rows' payloads an endpoint takes, asked behind its routes, for speed."""
    core = create_app(defects=defects).core
    taken = set()
    for name, method, schema, body in bodies():
        try:
            core.judge(schema, body)
        except Refusal:
            continue
        taken.add((name, method))
    return taken


@functools.cache
def clean():
    return judged(())


def family(defect):
    return SHARED.get(RULES[defect], RULES[defect])


@pytest.mark.parametrize("defect", [defect.id for defect in DEFECTS if defect.rule.startswith("payload.")])
def test_a_payload_defect_leaves_the_rows_of_other_rules_alone(defect):
    changed = {name for name, _ in clean() ^ judged([defect])}
    assert {name for name in changed if family(name) != family(defect)} == set()


@pytest.mark.parametrize("defect", [defect.id for defect in DEFECTS if defect.rule.startswith("resource.")])
def test_a_resource_defect_leaves_the_rows_alone(endpoints, defect):
    api = endpoints(defect)
    for name, method, _, body in bodies():
        assert accepted(api, method, body)[0] is ((name, method) in clean())


def test_the_tables_hold_both_kinds_on_all_ways():
    kinds = {(row.way, row.loosened) for row in PAYLOAD_ROWS}
    assert kinds >= {("POST", True), ("PATCH", True), ("both", True), ("all", True)}
    assert kinds >= {("POST", False), ("PATCH", False), ("all", False)}
