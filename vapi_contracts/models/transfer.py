"""How a call is handed over.

What is used only in some modes is accepted in all of them (prose), and so is TwiML with other verbs than the
five that are named: only a refusal that is documented is a bound here.
"""

from typing import Annotated, Any, Literal

from pydantic import Field

from vapi_contracts.models.base import Contract, Maybe
from vapi_contracts.models.json_number import JsonNumber
from vapi_contracts.models.messages import Message


class ContextEngineeringPlanAll(Contract):
    """The whole conversation is passed on (spec: ContextEngineeringPlanAll)."""

    type: Literal["all"]


class ContextEngineeringPlanNone(Contract):
    """Nothing of the conversation is passed on (spec: ContextEngineeringPlanNone)."""

    type: Literal["none"]


class ContextEngineeringPlanLastNMessages(Contract):
    """The end of the conversation is passed on (spec: ContextEngineeringPlanLastNMessages)."""

    type: Literal["lastNMessages"]
    max_messages: Annotated[int | float, JsonNumber(minimum=0)]


ContextEngineeringPlan = Annotated[
    ContextEngineeringPlanLastNMessages | ContextEngineeringPlanNone | ContextEngineeringPlanAll,
    Field(discriminator="type"),
]


class SummaryPlan(Contract):
    """How the call is summed up for whoever takes it over (spec: SummaryPlan)."""

    messages: Maybe[list[dict[str, Any]]] = None
    enabled: Maybe[bool] = None
    timeout_seconds: Maybe[Annotated[int | float, JsonNumber(minimum=1, maximum=60)]] = None


class TransferFallbackPlan(Contract):
    """What is said when a transfer fails, and whether the call ends then (spec: TransferFallbackPlan)."""

    message: Message
    end_call_enabled: Maybe[bool] = None


TransferMode = Literal[
    "blind-transfer",
    "blind-transfer-add-summary-to-sip-header",
    "warm-transfer-say-message",
    "warm-transfer-say-summary",
    "warm-transfer-twiml",
    "warm-transfer-wait-for-operator-to-speak-first-and-then-say-message",
    "warm-transfer-wait-for-operator-to-speak-first-and-then-say-summary",
    "warm-transfer-experimental",
]


class TransferPlan(Contract):
    """How one transfer runs (spec: TransferPlan; `sipVerb` read as text, as its enum means)."""

    mode: TransferMode
    message: Maybe[Message] = None
    timeout: Maybe[Annotated[int | float, JsonNumber(minimum=1, maximum=600)]] = None
    sip_verb: Maybe[Literal["refer", "bye", "dial"]] = None
    dial_timeout: Maybe[Annotated[int | float, JsonNumber(minimum=1, maximum=600)]] = None
    hold_audio_url: Maybe[str] = None
    transfer_complete_audio_url: Maybe[str] = None
    context_engineering_plan: Maybe[ContextEngineeringPlan] = None
    twiml: Maybe[Annotated[str, Field(max_length=4096)]] = None
    summary_plan: Maybe[SummaryPlan] = None
    sip_headers_in_refer_to_enabled: Maybe[bool] = None
    fallback_plan: Maybe[TransferFallbackPlan] = None
