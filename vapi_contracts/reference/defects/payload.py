"""Defects of payload rules: a bound or an enum is off, at one place or on one way in."""

import re
from typing import Any

from vapi_contracts.reference.core import CREATE, UPDATE, Core
from vapi_contracts.reference.defects.seed import Defect
from vapi_contracts.reference.document import Edit, edit

NAME = "payload.CreateVapiPhoneNumberDTO.name.maxLength"
PASSWORD = "payload.SipAuthentication.password.minLength"  # noqa: S105 - a rule's id
VERB = "payload.TransferPlan.sipVerb.enum"
NUMBER = "payload.TransferDestinationNumber.number.pattern"

RINGING = "hooks/[]/PhoneNumberHookCallRinging/do/[]/TransferPhoneNumberHookAction/destination"


def _both(place: str, **keywords: Any) -> tuple[Edit, ...]:
    return edit(f"{CREATE}/{place}", **keywords), edit(f"{UPDATE}/{place}", **keywords)


class _NameInBytes(Core):
    def breaches(self, schema: str, body: dict[str, Any]) -> list[str]:
        found = super().breaches(schema, body)
        if len(str(body.get("name", "")).encode()) > 40:
            found.append("name: longer than 40 bytes")
        return found


class _SixteenDigits(Core):
    def is_callable(self, number: str, path: str, *, checked: bool) -> bool:
        longer = checked and re.fullmatch(r"\+[1-9][0-9]{15}", number) is not None
        return longer or super().is_callable(number, path, checked=checked)


class _LeadingZero(Core):
    def is_callable(self, number: str, path: str, *, checked: bool) -> bool:
        zero = checked and re.fullmatch(r"\+0[0-9]{1,14}", number) is not None
        return zero or super().is_callable(number, path, checked=checked)


class _CheckStaysOn(Core):
    def is_callable(self, number: str, path: str, *, checked: bool) -> bool:
        return super().is_callable(number, path, checked=checked or number.startswith("+"))


class _Punctuation(Core):
    def is_callable(self, number: str, path: str, *, checked: bool) -> bool:
        if not checked and path.startswith("hooks"):
            number = number.replace("-", "")
        return super().is_callable(number, path, checked=checked)


DEFECTS = (
    Defect(
        "name-41-accepted-on-patch",
        NAME,
        "PATCH accepts a name of 41 characters.",
        edits=(edit(f"{UPDATE}/name", maxLength=41),),
    ),
    Defect(
        "name-40-refused-on-create",
        NAME,
        "POST refuses a name of exactly 40 characters.",
        edits=(edit(f"{CREATE}/name", maxLength=39),),
    ),
    Defect(
        "name-measured-in-bytes",
        NAME,
        "A name of at most 40 characters is refused when it takes more than 40 bytes in UTF-8.",
        behaviour=_NameInBytes,
    ),
    Defect(
        "password-19-accepted",
        PASSWORD,
        "A SIP password of 19 characters is accepted.",
        edits=(edit("SipAuthentication/password", minLength=19),),
    ),
    Defect(
        "password-19-accepted-on-patch",
        PASSWORD,
        "PATCH accepts a SIP password of 19 characters.",
        edits=(edit(f"{UPDATE}/authentication/password", minLength=19),),
    ),
    Defect(
        "password-20-refused-on-create",
        PASSWORD,
        "POST refuses a SIP password of exactly 20 characters.",
        edits=(edit(f"{CREATE}/authentication/password", minLength=21),),
    ),
    Defect(
        "sip-verb-dial-refused-when-ringing",
        VERB,
        "The SIP verb dial is refused in the transfers of call.ringing hooks.",
        edits=(
            *_both(f"{RINGING}/TransferDestinationNumber/transferPlan/sipVerb", enum=("refer", "bye")),
            *_both(f"{RINGING}/TransferDestinationSip/transferPlan/sipVerb", enum=("refer", "bye")),
        ),
    ),
    Defect(
        "sip-verb-unknown-in-sip-fallback",
        VERB,
        "Any SIP verb is accepted in a fallback destination of type sip.",
        edits=_both("fallbackDestination/TransferDestinationSip/transferPlan/sipVerb", enum=None),
    ),
    Defect(
        "sip-verb-bye-refused-on-patch",
        VERB,
        "PATCH refuses the SIP verb bye in a fallback destination of type number.",
        edits=(
            edit(
                f"{UPDATE}/fallbackDestination/TransferDestinationNumber/transferPlan/sipVerb",
                enum=("refer", "dial"),
            ),
        ),
    ),
    Defect(
        "e164-sixteen-digits",
        NUMBER,
        "A destination's number may have 16 digits although the E.164 check is on.",
        behaviour=_SixteenDigits,
    ),
    Defect(
        "e164-leading-zero",
        NUMBER,
        "A destination's number may begin with a zero although the E.164 check is on.",
        behaviour=_LeadingZero,
    ),
    Defect(
        "e164-check-stays-on-after-plus",
        NUMBER,
        "A destination's number that begins with + is checked for E.164 although the check is off.",
        behaviour=_CheckStaysOn,
    ),
    Defect(
        "e164-off-takes-hyphens-in-hooks",
        NUMBER,
        "With the E.164 check off, a destination's number in a hook may have hyphens.",
        behaviour=_Punctuation,
    ),
)
