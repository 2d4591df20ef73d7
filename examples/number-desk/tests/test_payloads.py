"""Strategies of this project and of vapi-contracts in one test."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from hypothesis import given

from number_desk.desk import Desk
from strategies import teams
from vapi_contracts import VapiMock
from vapi_contracts.strategies import phone_numbers

Mocks = Callable[..., AbstractContextManager[VapiMock]]


@given(payload=phone_numbers(plausible=True), team=teams())
def test_whatever_is_sent_comes_back(vapi_mocks: Mocks, payload: dict[str, Any], team: str) -> None:
    with vapi_mocks(), Desk("https://api.vapi.ai", "test-token") as desk:
        made = desk.create({**payload, "name": team})
        assert desk.get(made["id"])["name"] == team
