"""The parts below the routes: clock, document, catalogue."""

import pytest

from vapi_contracts.reference.clock import Clock, shown
from vapi_contracts.reference.defects.seed import Defect, amended, catalogue
from vapi_contracts.reference.document import Schemas, compiled, document, edit
from vapi_contracts.reference.message import Refusal
from vapi_contracts.reference.query import instant
from vapi_contracts.reference.store import Row, Store, TakenError


def test_the_clock_never_goes_back(monkeypatch):
    times = iter([5_000_000, 3_000_000, 3_000_000, 9_000_000])
    monkeypatch.setattr("time.time_ns", lambda: next(times))
    clock = Clock()
    assert [clock.now(), clock.now(), clock.now(after=7), clock.now()] == [5, 5, 8, 9]


def test_instants_are_written_and_read_alike():
    assert shown(0) == "1970-01-01T00:00:00.000Z"
    for millis in (0, 1, 999, 1_700_000_000_123, 4_102_444_800_000):
        assert instant("x", shown(millis)) == millis * 1_000_000
    assert instant("x", "1969-12-31t23:59:59.9999999999z") == -1


def test_an_edit_shows_on_its_own_path_only():
    place = "UpdateVapiPhoneNumberDTO/hooks/[]/PhoneNumberHookCallEnding/filters/[]/oneOf"
    schemas = document((edit(place, type=("array", "null")), edit("Server/url", maxLength=3)))["components"]["schemas"]
    assert (
        schemas["PhoneNumberCallEndingHookFilter"]
        == document()["components"]["schemas"]["PhoneNumberCallEndingHookFilter"]
    )
    bent = Schemas((edit(place, type=("array", "null")),))
    hooks = [{"on": "call.ending", "filters": [{"type": "oneOf", "key": "call.endedReason", "oneOf": None}]}]
    assert bent.problems("UpdateVapiPhoneNumberDTO", {"hooks": hooks}) == []
    assert bent.problems("CreateVapiPhoneNumberDTO", {"provider": "vapi", "hooks": hooks})


def test_edits_of_a_component_come_before_those_below_it():
    below = edit("CreateVapiPhoneNumberDTO/server/url", maxLength=3)
    whole = edit("Server", required=("url",))
    for edits in ((below, whole), (whole, below)):
        server = document(edits)["components"]["schemas"]["CreateVapiPhoneNumberDTO"]["properties"]["server"]
        assert server["required"] == ("url",)
        assert server["properties"]["url"]["maxLength"] == 3


@pytest.mark.parametrize(
    "place", ["Nothing", "Server/nothing", "CreateVapiPhoneNumberDTO/hooks/[]/Nothing", "Server/url/[]"]
)
def test_an_edit_of_a_place_that_is_not_there_raises(place):
    with pytest.raises(KeyError):
        document((edit(place, maxLength=1),))


def test_the_document_is_facts_and_compiles():
    found = []

    def walk(node):
        if isinstance(node, dict):
            found.extend(node)
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    whole = document()
    walk(whole)
    assert not {"example", "examples", "default"} & set(found)
    assert found.count("description") == 2  # the property of the two destinations
    assert all(compiled().problems(name, 1) for name in whole["components"]["schemas"])


def test_two_defects_of_one_id_raise():
    one, two = Defect("a", "r", "First."), Defect("a", "r", "Second.")
    with pytest.raises(ValueError, match=r"two defects are called 'a': 'First.' and 'Second.'"):
        catalogue((one,), (two,))


def test_the_store_keeps_addresses_apart():
    store = Store()
    row = Row("a", {"name": "x"}, 0, 0, "sip:a")
    store.put(row)
    with pytest.raises(TakenError):
        store.put(Row("b", {}, 0, 0, "sip:a"))
    assert len(store) == 1
    store.put(amended(row, name=None))
    assert store.get("A") == Row("a", {}, 0, 0, "sip:a")
    store.remove(row)
    store.put(Row("b", {}, 0, 0, "sip:a"))
    assert [r.id for r in store.newest_first()] == ["b"]


def test_a_refusal_becomes_the_body_that_was_seen():
    answer = Refusal(405, "no", headers={"allow": "GET"}).response()
    assert (answer.status, answer.headers) == (405, {"allow": "GET"})
    assert answer.body == {"message": "no", "error": "Method Not Allowed", "statusCode": 405}
