"""Edits that change how a document is written, drawn at random, are no change of what it says."""

import copy

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vapi_contracts.spec import differences, load

REF = "#/components/schemas/"
EDITS = ("wrap", "unwrap", "inline", "reverse", "rename", "move", "idle")


def rewritten(document, edits, chosen):
    """Apply edits to some of the schemas of a document, those that `chosen` picks."""
    made = copy.deepcopy(document)
    schemas = made["components"]["schemas"]
    whole = copy.deepcopy(schemas)

    def visit(value, inside):
        if isinstance(value, list):
            return [visit(one, inside) for one in value]
        if not isinstance(value, dict):
            return value
        reference = value.get("$ref")
        if isinstance(reference, str) and len(value) == 1:
            name = reference.removeprefix(REF)
            if "inline" in edits and name in whole and name not in inside and chosen():
                return visit(whole[name], (*inside, name))
            if "wrap" in edits and chosen():
                return {"allOf": [value]}
            return value
        alone = len(value.get("allOf", ())) == 1 and value.keys() <= {"allOf", "description"}
        if "unwrap" in edits and alone and chosen():
            return visit(value["allOf"][0], inside) | {k: v for k, v in value.items() if k != "allOf"}
        result = {name: visit(one, inside) for name, one in value.items()}
        if "reverse" in edits and chosen():
            result = dict(reversed(result.items()))
            for keyword in ("required", "enum"):
                if isinstance(result.get(keyword), list):
                    result[keyword] = result[keyword][::-1]
        if "move" in edits and isinstance(result.get("properties"), dict) and "type" in result and chosen():
            moved = {name: result.pop(name) for name in ("properties", "required") if name in result}
            result["allOf"] = [{"type": "object", **moved}]
        if "idle" in edits and isinstance(result.get("enum"), list) and result.get("type") == "string" and chosen():
            result["maxLength"] = 1000
        return result

    made["components"]["schemas"] = {name: visit(schema, (name,)) for name, schema in schemas.items()}
    made["paths"] = visit(made["paths"], ())
    return made


def renamed(document, name):
    text = copy.deepcopy(document)

    def visit(value):
        if isinstance(value, list):
            return [visit(one) for one in value]
        if isinstance(value, dict):
            return {
                key: REF + "Renamed" if key == "$ref" and one == REF + name else visit(one)
                for key, one in value.items()
            }
        return value

    text = visit(text)
    text["components"]["schemas"]["Renamed"] = text["components"]["schemas"].pop(name)
    return text


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=st.sets(st.sampled_from(EDITS), min_size=1), random=st.randoms(use_true_random=False))
def test_of_the_small_document(base, edits, random):
    new = rewritten(base, edits, lambda: random.random() < 0.5)
    if "rename" in edits:
        new = renamed(new, "Server")
    assert differences(load(base), load(new)) == []
    assert differences(load(new), load(base), all=True) == []


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=st.sets(st.sampled_from(EDITS), min_size=1), random=st.randoms(use_true_random=False), data=st.data())
def test_of_published_revisions(revisions, edits, random, data):
    old = load(data.draw(st.sampled_from(revisions[-12:])))
    new = rewritten(old.raw, edits, lambda: random.random() < 0.3)
    if "rename" in edits:
        new = renamed(new, "TransferPlan")
    changes = differences(old, load(new))
    assert [one for one in changes if one.severity != "documentation"] == []
