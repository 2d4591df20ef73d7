"""The desk against the reference endpoint, beside routes of this project's own."""

import httpx
import pytest
import respx

from number_desk.desk import Desk, DeskError
from vapi_contracts import VapiMock


def test_a_number_is_made_and_found(vapi_mock: VapiMock, desk: Desk) -> None:
    made = desk.create({"provider": "vapi", "name": "Front desk", "numberDesiredAreaCode": "415"})
    assert desk.get(made["id"])["name"] == "Front desk"
    assert [one["id"] for one in desk.list(limit=10)] == [made["id"]]


def test_a_refusal_is_an_error_of_ours(vapi_mock: VapiMock, desk: Desk) -> None:
    with pytest.raises(DeskError, match="400"):
        desk.create({"provider": "vapi", "name": "a" * 41})


def test_another_service_has_routes_of_its_own(vapi_mock: VapiMock, desk: Desk) -> None:
    with respx.mock(base_url="https://staff.example.com") as staff:
        staff.get("/teams/1").respond(json={"name": "sales"})
        team = httpx.get("https://staff.example.com/teams/1").json()
        made = desk.create({"provider": "vapi", "name": team["name"], "numberDesiredAreaCode": "415"})
    assert made["name"] == "sales"


@respx.mock
def test_without_vapi_contracts_nothing_is_different(desk: Desk) -> None:
    respx.get("https://api.vapi.ai/phone-number").respond(json=[])
    assert desk.list() == []
