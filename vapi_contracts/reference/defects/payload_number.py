"""Defects of payload rules about the number itself and its SIP authentication, one row each."""

from typing import Any

from vapi_contracts.reference.core import Core
from vapi_contracts.reference.defects.rows import (
    ABSENT,
    BOTH,
    PATCH,
    POST,
    TOP,
    Lenient,
    Row,
    accepts,
    refuses,
)
from vapi_contracts.reference.defects.seed import amended, without
from vapi_contracts.reference.store import Row as Stored


class _ProviderFilledIn(Core):
    def new(self, body: dict[str, Any]) -> Stored:
        return amended(super().new(body), provider="vapi")


class _Staying(Lenient):
    def change(self, row: Stored, body: dict[str, Any]) -> Stored:
        return super().change(row, without(body, "provider"))


class _ProviderStays(_Staying):
    pass


class _CapitalProviderStays(_Staying):
    pass


_AUTH = TOP / "authentication"
_NULLABLE = ("string", "null")

# fmt: off
ROWS: tuple[Row, ...] = (
    accepts("provider-missing", "CreateVapiPhoneNumberDTO.provider.required", POST, TOP,
            "a payload without a provider", ABSENT, required=(), behaviour=_ProviderFilledIn),
    accepts("provider-number-on-patch", "CreateVapiPhoneNumberDTO.provider.type", PATCH, TOP / "provider",
            "a number as the provider", 7,
            type=("string", "number"), enum=None, pattern="^vapi$", behaviour=_ProviderStays),
    accepts("provider-in-capitals-on-patch", "CreateVapiPhoneNumberDTO.provider.enum", PATCH,
            TOP / "provider",
            "the provider in capital letters", "VAPI", enum=("vapi", "VAPI"),
            behaviour=_CapitalProviderStays),
    accepts("name-number-on-patch", "CreateVapiPhoneNumberDTO.name.type", PATCH, TOP / "name",
            "a number as the name", 7, type=("string", "number")),
    accepts("sip-uri-number-on-patch", "CreateVapiPhoneNumberDTO.sipUri.type", PATCH, TOP / "sipUri",
            "a number as the SIP URI", 7, type=("string", "number")),
    accepts("area-code-number", "CreateVapiPhoneNumberDTO.numberDesiredAreaCode.type", POST,
            TOP / "numberDesiredAreaCode", "an area code that is a number", 415, type=("string", "number")),
    accepts("area-code-two-digits", "CreateVapiPhoneNumberDTO.numberDesiredAreaCode.minLength", POST,
            TOP / "numberDesiredAreaCode", "an area code of two digits", "41", minLength=2),
    accepts("area-code-four-digits", "CreateVapiPhoneNumberDTO.numberDesiredAreaCode.maxLength", POST,
            TOP / "numberDesiredAreaCode", "an area code of four digits", "4155", maxLength=4),
    accepts("fallback-destination-text-on-create", "CreateVapiPhoneNumberDTO.fallbackDestination.oneOf",
            POST, TOP / "fallbackDestination", "a text as the fallback destination", "desk",
            branch="TransferDestinationSip", type=("object", "string")),
    accepts("hooks-object-on-patch", "CreateVapiPhoneNumberDTO.hooks.type", PATCH, TOP / "hooks",
            "a hook that stands in no list", {"on": "call.ending"}, type=("array", "object")),
    accepts("hook-text-on-create", "CreateVapiPhoneNumberDTO.hooks.items.oneOf", POST, TOP / "hooks/[]",
            "a text as a hook", "call.ending", branch="PhoneNumberHookCallEnding", type=("object", "string")),
    accepts("server-text", "CreateVapiPhoneNumberDTO.server.type", BOTH, TOP / "server",
            "a text as the server", "https://example.org/hook", type=("object", "string")),
    accepts("assistant-id-number-on-create", "CreateVapiPhoneNumberDTO.assistantId.type", POST,
            TOP / "assistantId", "a number as assistantId", 7, type=("string", "number")),
    accepts("squad-id-number-on-patch", "CreateVapiPhoneNumberDTO.squadId.type", PATCH, TOP / "squadId",
            "a number as squadId", 7, type=(*_NULLABLE, "number")),
    accepts("workflow-id-number-on-create", "CreateVapiPhoneNumberDTO.workflowId.type", POST,
            TOP / "workflowId", "a number as workflowId", 7, type=("string", "number")),
    accepts("authentication-text-on-patch", "CreateVapiPhoneNumberDTO.authentication.type", PATCH, _AUTH,
            "a text as the SIP authentication", "secret", type=("object", "string")),
    accepts("username-missing-on-patch", "SipAuthentication.username.required", PATCH, _AUTH,
            "a SIP authentication without a username", ABSENT, required=("password",)),
    accepts("password-missing-on-create", "SipAuthentication.password.required", POST, _AUTH,
            "a SIP authentication without a password", ABSENT, required=("username",)),
    accepts("username-number-on-create", "SipAuthentication.username.type", POST, _AUTH / "username",
            "a SIP username that is a number", 7, type=("string", "number")),
    refuses("username-20-refused-on-patch", "SipAuthentication.username.minLength", PATCH, _AUTH / "username",
            "a SIP username of exactly 20 characters", "u" * 20, minLength=21),
    accepts("username-41-accepted", "SipAuthentication.username.maxLength", BOTH, _AUTH / "username",
            "a SIP username of 41 characters", "u" * 41, maxLength=41),
    accepts("password-number-on-patch", "SipAuthentication.password.type", PATCH, _AUTH / "password",
            "a SIP password that is a number", 7, type=("string", "number")),
    refuses("password-40-refused-on-create", "SipAuthentication.password.maxLength", POST, _AUTH / "password",
            "a SIP password of exactly 40 characters", "p" * 40, maxLength=39),
    accepts("realm-number", "SipAuthentication.realm.type", BOTH, _AUTH / "realm",
            "a number as the realm", 7, type=("string", "number")),
)
# fmt: on
