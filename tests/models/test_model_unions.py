"""Which branch of a union is read, and that a wrong one is blamed for its own mistakes only."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from vapi_contracts.models import (
    ContextEngineeringPlanAll,
    ContextEngineeringPlanLastNMessages,
    ContextEngineeringPlanNone,
    Contract,
    CreateVapiPhoneNumberDTO,
    CustomMessage,
    PhoneNumberHookCallEnding,
    PhoneNumberHookCallRinging,
    SayPhoneNumberHookAction,
    TransferDestinationNumber,
    TransferDestinationSip,
    TransferFallbackPlan,
    TransferPhoneNumberHookAction,
    TransferPlan,
)

BRANCHES: list[tuple[str, Any, type]] = [
    ("fallback_destination", {"type": "number", "number": "+14155550100"}, TransferDestinationNumber),
    ("fallback_destination", {"type": "sip", "sipUri": "sip:a@b"}, TransferDestinationSip),
]
HOOKS: list[tuple[dict[str, Any], type]] = [
    ({"on": "call.ringing", "do": []}, PhoneNumberHookCallRinging),
    ({"on": "call.ending"}, PhoneNumberHookCallEnding),
]
ACTIONS: list[tuple[dict[str, Any], type]] = [
    ({"type": "say", "exact": "Hello"}, SayPhoneNumberHookAction),
    ({"type": "transfer"}, TransferPhoneNumberHookAction),
]
PLANS: list[tuple[dict[str, Any], type]] = [
    ({"type": "all"}, ContextEngineeringPlanAll),
    ({"type": "none"}, ContextEngineeringPlanNone),
    ({"type": "lastNMessages", "maxMessages": 3}, ContextEngineeringPlanLastNMessages),
]


@pytest.mark.parametrize(("attribute", "value", "branch"), BRANCHES, ids=str)
def test_destination(attribute: str, value: Any, branch: type) -> None:
    """A destination is chosen by its `type`."""
    number = CreateVapiPhoneNumberDTO.model_validate({"provider": "vapi", attribute: value})
    assert type(getattr(number, attribute)) is branch


@pytest.mark.parametrize(("value", "branch"), HOOKS, ids=str)
def test_hook(value: dict[str, Any], branch: type) -> None:
    """A hook is chosen by its `on`."""
    number = CreateVapiPhoneNumberDTO.model_validate({"provider": "vapi", "hooks": [value]})
    assert number.hooks is not None
    assert type(number.hooks[0]) is branch


@pytest.mark.parametrize(("value", "branch"), ACTIONS, ids=str)
def test_action(value: dict[str, Any], branch: type) -> None:
    """An action is chosen by its `type`, in a list and alone."""
    assert type(PhoneNumberHookCallEnding.model_validate({"on": "call.ending", "do": value}).do) is branch
    ringing = PhoneNumberHookCallRinging.model_validate({"on": "call.ringing", "do": [value]})
    assert type(ringing.do[0]) is branch


@pytest.mark.parametrize(("value", "branch"), PLANS, ids=str)
def test_context_plan(value: dict[str, Any], branch: type) -> None:
    """A context plan is chosen by its `type`."""
    plan = TransferPlan.model_validate({"mode": "warm-transfer-experimental", "contextEngineeringPlan": value})
    assert type(plan.context_engineering_plan) is branch


@pytest.mark.parametrize("message", ["", "Hello"])
def test_text_message(message: str) -> None:
    """A message may be text, and the empty one is not an absent one."""
    assert TransferFallbackPlan.model_validate({"message": message}).payload() == {"message": message}


def test_custom_message() -> None:
    """A message may be an object, given as JSON or as a model."""
    given = {"message": {"type": "custom-message", "content": "Hello"}}
    plan = TransferFallbackPlan.model_validate(given)
    assert isinstance(plan.message, CustomMessage)
    assert TransferFallbackPlan(message=plan.message).payload() == given


REFUSED: list[tuple[type[Contract], dict[str, Any], tuple[str | int, ...]]] = [
    (TransferFallbackPlan, {"message": 5}, ("message", "text")),
    (TransferFallbackPlan, {"message": None}, ("message", "text")),
    (TransferFallbackPlan, {"message": {}}, ("message", "custom-message", "type")),
    (
        TransferPhoneNumberHookAction,
        {"type": "transfer", "destination": {"type": "assistant"}},
        ("destination",),
    ),
    (
        TransferPhoneNumberHookAction,
        {"type": "transfer", "destination": {"sipUri": "sip:a@b"}},
        ("destination",),
    ),
    (
        TransferPhoneNumberHookAction,
        {"type": "transfer", "destination": {"type": "sip", "number": "+14155550100"}},
        ("destination", "sip", "sipUri"),
    ),
    (PhoneNumberHookCallRinging, {"on": "call.ringing", "do": {"type": "say", "exact": ""}}, ("do",)),
    (PhoneNumberHookCallEnding, {"on": "call.ending", "do": []}, ("do",)),
    (PhoneNumberHookCallRinging, {"on": "call.ringing", "do": [{"type": "hang"}]}, ("do", 0)),
]


@pytest.mark.parametrize(("model", "value", "place"), REFUSED, ids=str)
def test_one_branch_is_blamed(model: type[Contract], value: dict[str, Any], place: tuple[str | int, ...]) -> None:
    """A refusal names one place, in the branch that was meant."""
    with pytest.raises(ValidationError) as refused:
        model.model_validate(value)
    assert [error["loc"] for error in refused.value.errors()] == [place]
