"""Where a call is transferred to: a telephone number or a SIP URI."""

import re
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator
from pydantic.config import JsonDict

from vapi_contracts.models.base import Contract, Maybe
from vapi_contracts.models.messages import Message
from vapi_contracts.models.transfer import TransferPlan

E164 = r"^\+[1-9][0-9]{0,14}$"
"""ITU-T E.164 as the prose asks for it: a plus, no leading zero, at most 15 digits."""

ALPHANUMERIC = r"^\+?[a-zA-Z0-9]+$"
"""What remains asked of a number whose E.164 check is switched off (prose)."""

# The schema language cannot make one property's pattern depend on another.
_NUMBER_RULE: JsonDict = {
    "pattern": E164,
    "unless": {"numberE164CheckEnabled": False},
    "else": {"pattern": ALPHANUMERIC},
}


class TransferDestinationNumber(Contract):
    """A telephone number to transfer to (spec; prose: in E.164, unless that check is off)."""

    type: Literal["number"]
    # Declared before `number`, whose validator looks at it.
    number_e164_check_enabled: Maybe[bool] = None
    number: Annotated[str, Field(min_length=3, max_length=40, json_schema_extra={"x-vapi-contracts": _NUMBER_RULE})]
    message: Maybe[Message] = None
    extension: Maybe[Annotated[str, Field(min_length=1, max_length=10)]] = None
    caller_id: Maybe[Annotated[str, Field(max_length=40)]] = None
    transfer_plan: Maybe[TransferPlan] = None
    description: Maybe[str] = None

    @field_validator("number")
    @classmethod
    def _check_number(cls, number: str, info: ValidationInfo) -> str:
        if "number_e164_check_enabled" not in info.data:
            return number  # the switch itself is broken: what it asks for is unknown
        switched_off = info.data["number_e164_check_enabled"] is False
        # fullmatch, as `$` alone lets a newline at the end pass.
        if not re.fullmatch(ALPHANUMERIC if switched_off else E164, number):
            wanted = "letters and digits after an optional plus" if switched_off else "an E.164 number"
            raise ValueError(f"not {wanted}")
        return number


class TransferDestinationSip(Contract):
    """A SIP URI to transfer to (spec: TransferDestinationSip; inferred: its headers map text to text)."""

    type: Literal["sip"]
    sip_uri: str
    message: Maybe[Message] = None
    caller_id: Maybe[Annotated[str, Field(max_length=40)]] = None
    transfer_plan: Maybe[TransferPlan] = None
    sip_headers: Maybe[dict[str, str]] = None
    description: Maybe[str] = None


Destination = Annotated[TransferDestinationNumber | TransferDestinationSip, Field(discriminator="type")]
