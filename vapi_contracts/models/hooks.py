"""What a number does by itself while a call rings or ends.

Six properties whose only possible value is short also carry `maxLength: 1000` (spec). It can bind nothing,
and is stated here only so that the bundled document says what the published one says.
"""

from typing import Annotated, Literal

from pydantic import Field

from vapi_contracts.models.base import Contract, Maybe
from vapi_contracts.models.destinations import Destination

_IDLE_BOUND = Field(json_schema_extra={"maxLength": 1000})

AssistantRequestFailure = Literal[
    "assistant-request-failed",
    "assistant-request-returned-error",
    "assistant-request-returned-unspeakable-error",
    "assistant-request-returned-invalid-assistant",
    "assistant-request-returned-no-assistant",
    "assistant-request-returned-forwarding-phone-number",
]
"""The ended reasons that a call-ending hook can wait for (spec: PhoneNumberCallEndingHookFilter.oneOf)."""


class TransferPhoneNumberHookAction(Contract):
    """Transfers the caller; the destination may be left out (spec: TransferPhoneNumberHookAction)."""

    type: Literal["transfer"]
    destination: Maybe[Destination] = None


class SayPhoneNumberHookAction(Contract):
    """Speaks this text (spec: SayPhoneNumberHookAction)."""

    type: Literal["say"]
    exact: Annotated[str, Field(max_length=4000)]


HookAction = Annotated[TransferPhoneNumberHookAction | SayPhoneNumberHookAction, Field(discriminator="type")]


class PhoneNumberCallRingingHookFilter(Contract):
    """Lets callers pass whose number starts so (spec; `maxLength` of the list itself binds nothing)."""

    type: Annotated[Literal["startsWith"], _IDLE_BOUND]
    key: Annotated[Literal["number"], _IDLE_BOUND]
    starts_with: Annotated[list[Annotated[str, Field(max_length=20)]], Field(json_schema_extra={"maxLength": 20})]


class PhoneNumberHookCallRinging(Contract):
    """Runs the first of its actions while a call rings (spec: PhoneNumberHookCallRinging)."""

    on: Annotated[Literal["call.ringing"], _IDLE_BOUND]
    do: list[HookAction]
    filters: Maybe[list[PhoneNumberCallRingingHookFilter]] = None


class PhoneNumberCallEndingHookFilter(Contract):
    """Lets calls pass that end for one of these reasons (spec; `oneOf` read as a list, as its items mean)."""

    type: Annotated[Literal["oneOf"], _IDLE_BOUND]
    key: Annotated[Literal["call.endedReason"], _IDLE_BOUND]
    one_of: list[AssistantRequestFailure]


class PhoneNumberHookCallEnding(Contract):
    """Runs its action when a call ends (spec: PhoneNumberHookCallEnding)."""

    on: Annotated[Literal["call.ending"], _IDLE_BOUND]
    do: Maybe[HookAction] = None
    filters: Maybe[list[PhoneNumberCallEndingHookFilter]] = None


Hook = Annotated[PhoneNumberHookCallRinging | PhoneNumberHookCallEnding, Field(discriminator="on")]
