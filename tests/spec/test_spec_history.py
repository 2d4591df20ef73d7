"""The revisions that were really published: no crash, no alarm where nothing changed, every witness checks out."""

import itertools
import json

import pytest

from vapi_contracts.spec import contradictions, differences, load, narrow, repair

FULL = "full"
BREAKING = {
    "000-001": {"alternative-added": 2},
    "002-003": {"enum-value-added": 1, "enum-value-removed": 1},
    "003-004": {"operation-removed": 1},
    "004-005": {"enum-value-added": 1},
    "006-007": {"operation-removed": 1, "property-removed": 4},
    "009-010": {"required-removed": 1},
    "011-012": {"enum-value-added": 1},
    "013-014": {"type-changed": 1},
    "019-020": {"enum-value-added": 1},
    "022-023": {"maximum-raised": 1, "nullable-removed": 1, "property-removed": 1, "required-removed": 1},
    "027-028": {"alternative-added": 1},
    "031-040": {"format-changed": 1},
}
PROVEN_BY_NOTHING = {"operation-removed"}


def test_each_breaking_change_is_told_once_with_a_witness(revisions, verify):
    for old, new in itertools.pairwise(revisions):
        before, after = load(old), load(new)
        found: dict[str, int] = {}
        for one in differences(before, after):
            assert one.operations
            if one.severity != "breaking":
                assert one.witness is None
                continue
            found[one.kind] = found.get(one.kind, 0) + 1
            assert (one.witness is None) == (one.kind in PROVEN_BY_NOTHING)
            if one.witness is not None:
                verify(before, after, one)
        assert found == BREAKING.get(f"{old.name[:3]}-{new.name[:3]}", {})


def test_nothing_changes_between_a_revision_and_itself(revisions):
    for file in revisions:
        assert differences(load(file), load(json.dumps(json.loads(file.read_text()), sort_keys=True))) == []


def test_a_repaired_revision_contradicts_itself_no_more(revisions):
    for file in revisions:
        assert contradictions(load(repair(load(file))), all=True) == []


def test_dangling_references_are_named_and_nothing_more(revisions):
    dangling = [file for file in revisions if load(file).dangling]
    assert [file.name[:3] for file in dangling] == ["016", "017"]
    for old, new in itertools.pairwise(revisions):
        if old in dangling:
            changes = differences(load(old), load(new))
            assert "reference-mended" in {one.kind for one in changes}
            assert {one.severity for one in changes} == {"compatible"}


def test_the_newest_revision_contradicts_itself_where_it_is_known_to(revisions):
    found = {one.pointer.removeprefix("/components/schemas/"): one for one in contradictions(load(revisions[-1]))}
    assert found["BackoffPlan/properties/type"].reading == {"type": "string"}
    assert found["BackoffPlan/properties/type"].keywords == ("enum", "type")
    assert found["TransferPlan/properties/sipVerb"].reading == {"type": "string"}
    assert found["BackoffPlan/properties/excludedStatusCodes"].reading == {"items": {"type": "integer"}}
    assert found["PhoneNumberCallRingingHookFilter/properties/startsWith"].reading == {"maxLength": None}
    assert found["PhoneNumberCallEndingHookFilter/properties/oneOf"].reading["enum"] is None
    assert sum(one.keywords == ("enum", "maxLength") for one in found.values()) == 6
    for propagated in ("BackoffPlan", "Server/properties/backoffPlan", "PhoneNumberCallEndingHookFilter"):
        assert found[propagated].reason.startswith("nothing satisfies it")
    assert len(found) == 16


def test_the_whole_documents_narrow_to_their_slices(revisions):
    files = sorted((revisions[0].parent / FULL).glob("*.json"))
    if not files:
        pytest.skip("no whole documents beside the checkout")
    old, new = (load(file) for file in files)
    assert narrow(new).schemas.keys() == load(revisions[-1]).schemas.keys()
    assert narrow(narrow(new)).raw == narrow(new).raw
    changes = differences(old, new)
    assert [one.kind for one in changes if one.severity == "breaking"] == ["alternative-added", "format-changed"]
