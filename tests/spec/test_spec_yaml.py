"""YAML is read as YAML 1.2 says, as far as JSON goes; anything else is refused in one line with its number."""

import json
import sys

import pytest
import yaml

from vapi_contracts.spec import SpecError, contradictions, load

HEAD = """\
openapi: 3.0.3
info: {title: t, version: "1"}
paths: {}
"""


@pytest.fixture(params=["libyaml", "python"], autouse=True)
def _parser(request, monkeypatch):
    """PyYAML has two parsers; which one is there depends on how it was built."""
    if request.param == "python":
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)


def read(text):
    return load(f"{HEAD}x-it:\n{text}").raw["x-it"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("  200: a", {"200": "a"}),
        ("  default: {on: 1, yes: 2, no: 3, null: 4, true: 5, ~: 6}",
         {"default": {"on": 1, "yes": 2, "no": 3, "null": 4, "true": 5, "~": 6}}),
        ("  {010: a, 0x1F: b, 0o17: c, 1.50: d, 1_000: e, 2024-01-31: f, 12:30: g}",
         {"010": "a", "0x1F": "b", "0o17": "c", "1.50": "d", "1_000": "e", "2024-01-31": "f", "12:30": "g"}),
        ("  [on, off, yes, no, y, n, On, YES]", ["on", "off", "yes", "no", "y", "n", "On", "YES"]),
        ("  [2024-01-31, 2024-01-31T10:00:00Z, 12:30:45, 1_000, 0b1]",
         ["2024-01-31", "2024-01-31T10:00:00Z", "12:30:45", "1_000", "0b1"]),
        ("  {a: [true, False, TRUE, null, Null, ~, tRUE], b: , c}",
         {"a": [True, False, True, None, None, None, "tRUE"], "b": None, "c": None}),
        ("  [7, -7, +7, 010, 0o17, 0x1F, 1.5, -.5, 1e3, 1., 1.2.3, 1e, .]",
         [7, -7, 7, 10, 15, 31, 1.5, -0.5, 1000.0, 1.0, "1.2.3", "1e", "."]),
        ("  ['200', \"true\", '', !!str 200, !!str null, !!int 7, !!float 7, ! 7, !!null '']",
         ["200", "true", "", "200", "null", 7, 7, "7", None]),
        ("  {a: &a [1, {b: 2}], c: *a, &k d: e, f: *k}", {"a": [1, {"b": 2}], "c": [1, {"b": 2}], "d": "e", "f": "d"}),
        ("  {a: &a {x: 1, y: 1}, b: &b {y: 2, z: 2}, c: {<<: [*a, *b], x: 3}, d: {<<: *b}, e: {'<<': 1}}",
         {"a": {"x": 1, "y": 1}, "b": {"y": 2, "z": 2}, "c": {"x": 3, "y": 1, "z": 2}, "d": {"y": 2, "z": 2},
          "e": {"<<": 1}}),
        ("  |-\n    one\n    two", "one\ntwo"),
        ("  >-\n    one\n    two", "one two"),
        ("  !!map {a: !!seq []}", {"a": []}),
        ("  # nothing", None),
    ],
)  # fmt: skip
def test_what_is_read(text, value):
    assert json.dumps(read(text), sort_keys=True) == json.dumps(value, sort_keys=True)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("  a: 1\n  a: 2", "line 6: the key 'a' stands twice in one object"),
        ("  200: 1\n  '200': 2", "line 6: the key '200' stands twice"),
        ("  a: *b", "line 5: the alias *b has no anchor that ends before it"),
        ("  &a [*a]", "line 5: the alias *a has no anchor that ends before it"),
        ("  !!python/object:os.system x", "line 5: the tag 'tag:yaml.org,2002:python/object:os.system' is not read"),
        ("  !include other.yaml", "line 5: the tag '!include' is not read"),
        ("  !mine {a: 1}", "line 5: the tag '!mine' is not read"),
        ("  !!set {a, b}", "line 5: the tag 'tag:yaml.org,2002:set' is not read"),
        ("  !!binary aGk=", "line 5: the tag 'tag:yaml.org,2002:binary' is not read"),
        ("  !!int seven", "line 5: 'seven' is not of the tag !!int"),
        ("  ? [a, b]\n  : c", "line 5: a key that is no text"),
        ("  {a: &a {b: 1}, *a : 2}", "line 5: a key that is no text"),
        ("  <<: 1", "line 5: what is merged by << is no object"),
        ("  a: .nan", "line 5: .nan is no JSON value"),
        ("  a: -.inf", "line 5: -.inf is no JSON value"),
        ("  a: 1e999", "line 5: the number 1e999 is too large"),
        ("  a: " + "9" * 5000, "line 5: the number 9999"),
        ("  a: [1, 2", "line "),
        ("  a: b: c", "neither JSON nor YAML: line 5: "),
        ("\ta: b", "neither JSON nor YAML: line 5: "),
        ("  a: \x01", "neither JSON nor YAML: "),
        ("  a\n---\nb", "line 6: a second document begins"),
        ("  " + "[" * 200 + "]" * 200, "line 5: the document is nested deeper than 150 levels"),
    ],
)
def test_what_is_refused(tmp_path, text, told):
    file = tmp_path / "spec.yaml"
    file.write_text(f"{HEAD}x-it:\n{text}\n")
    with pytest.raises(SpecError) as caught:
        load(file)
    assert str(caught.value).startswith(f"{file}: ")
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 300 + len(str(file))


def test_anchors_that_multiply_are_refused_at_once():
    bomb = "\n".join(["x-a0: &a0 [a, a]", *(f"x-a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30))])
    with pytest.raises(SpecError, match="too many values"):
        load(f"{HEAD}{bomb}\n")


def test_anchors_that_nest_are_no_way_around_the_bounds():
    chain = "\n".join(["x-a0: &a0 [a]", *(f"x-a{n}: &a{n} [*a{n - 1}]" for n in range(1, 1200))])
    with pytest.raises(SpecError, match="nested"):
        load(f"{HEAD}{chain}\n")


def test_each_use_of_an_anchor_is_a_value_of_its_own():
    document = load(f"{HEAD}components: {{schemas: {{A: &a {{properties: {{b: {{type: string}}}}}}, B: *a}}}}\n")
    assert document.schemas["A"] == document.schemas["B"]
    assert document.schemas["A"]["properties"] is not document.schemas["B"]["properties"]


def test_a_document_is_the_same_in_either_language(base, tmp_path):
    base["paths"]["/phone-number"]["post"]["responses"][401] = {"description": 'no: it\'s "refused"\n'}
    file = tmp_path / "spec.yml"
    file.write_text("\ufeff" + yaml.safe_dump(base, allow_unicode=True), encoding="utf-8")
    document = load(file)
    assert document.raw == load(json.dumps(base)).raw
    assert contradictions(document) == []


@pytest.mark.parametrize("text", ["just a text", "- a\n- b", "<html><body>moved</body></html>", "7"])
def test_what_is_no_object_is_no_document(text):
    with pytest.raises(SpecError, match="no object"):
        load(text.encode())


def test_without_pyyaml_the_reader_is_told_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "yaml", None)
    with pytest.raises(
        SpecError, match=r"YAML is read only where PyYAML is installed: pip install 'vapi-contracts\[yaml\]'"
    ):
        load(HEAD)
    assert load('{"openapi": "3.1.0"}').version == "3.1"
