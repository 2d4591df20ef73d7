"""The one rule of prose that a payload is refused by: E.164, unless its check is switched off."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from vapi_contracts.models import TransferDestinationNumber

# number, accepted with the check on, accepted with it off
NUMBERS = [
    ("+14155550100", True, True),
    ("+12", True, True),
    ("+123456789012345", True, True),
    ("+1234567890123456", False, True),
    ("+001234567890", False, True),
    ("14155550100", False, True),
    ("1234", False, True),
    ("abc", False, True),
    ("+abc", False, True),
    ("a" * 40, False, True),
    ("a" * 41, False, False),
    ("ab", False, False),
    ("+1", False, False),
    ("++1", False, False),
    ("+1415-555", False, False),
    ("+1 415", False, False),
    ("1+2", False, False),
    ("+14155550100\n", False, False),
    ("\n+14155550100", False, False),
    ("äbc", False, False),
    ("+1\u0664\u0665\u0666", False, False),
    ("sip:a@b", False, False),
]
SWITCHES: list[tuple[dict[str, Any], bool]] = [
    ({}, True),
    ({"numberE164CheckEnabled": True}, True),
    ({"number_e164_check_enabled": True}, True),
    ({"numberE164CheckEnabled": False}, False),
    ({"number_e164_check_enabled": False}, False),
]


@pytest.mark.parametrize(("switch", "is_on"), SWITCHES, ids=str)
@pytest.mark.parametrize(("number", "checked", "unchecked"), NUMBERS, ids=ascii)
def test_number(number: str, checked: bool, unchecked: bool, switch: dict[str, Any], is_on: bool) -> None:
    """The check is on unless it is switched off, whatever stands first in the object."""
    accepted = checked if is_on else unchecked
    for given in (
        {"type": "number", "number": number, **switch},
        {**switch, "number": number, "type": "number"},
    ):
        if accepted:
            assert TransferDestinationNumber.model_validate(given).number == number
            continue
        with pytest.raises(ValidationError) as refused:
            TransferDestinationNumber.model_validate(given)
        assert [error["loc"] for error in refused.value.errors()] == [("number",)]


def test_a_broken_switch_is_blamed_alone() -> None:
    """Where the switch is no boolean, what it asks of the number is unknown."""
    with pytest.raises(ValidationError) as refused:
        TransferDestinationNumber.model_validate({"type": "number", "number": "abc", "numberE164CheckEnabled": "no"})
    assert [error["loc"] for error in refused.value.errors()] == [("numberE164CheckEnabled",)]
