"""A free number: what creates it, what changes it, what the API shows of it."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from vapi_contracts.models.authentication import ShownSipAuthentication, SipAuthentication
from vapi_contracts.models.base import Contract, Maybe, Response
from vapi_contracts.models.destinations import Destination
from vapi_contracts.models.hooks import Hook
from vapi_contracts.models.server import Server
from vapi_contracts.models.timestamp import Timestamp

_SIP_URI = re.compile(r"sip:[^@\s]+@[^@\s]+", re.IGNORECASE)


def _check_sip_uri(uri: str) -> str:
    if not _SIP_URI.fullmatch(uri):
        raise ValueError("not of the form sip:<user>@<host>")
    return uri


SipUri = Annotated[str, AfterValidator(_check_sip_uri)]
"""`sip:<user>@<host>` in any case (seed, guide). The host is the region's, which a payload does not tell."""


class _Settings(Contract):
    """What is the same in all three."""

    name: Maybe[Annotated[str, Field(max_length=40)]] = None
    fallback_destination: Maybe[Destination] = None
    hooks: Maybe[list[Hook]] = None
    server: Maybe[Server] = None


class CreateVapiPhoneNumberDTO(_Settings):
    """Asks for a new number (seed; spec: CreateVapiPhoneNumberDTO)."""

    provider: Literal["vapi"]
    sip_uri: Maybe[SipUri] = None
    number_desired_area_code: Maybe[Annotated[str, Field(min_length=3, max_length=3)]] = None
    authentication: Maybe[SipAuthentication] = None
    assistant_id: Maybe[str] = None
    squad_id: Maybe[str] = None
    workflow_id: Maybe[str] = None


class UpdateVapiPhoneNumberDTO(_Settings):
    """Changes a number (spec: UpdateVapiPhoneNumberDTO); `null` unsets a routing id (guide), nothing else."""

    provider: Maybe[Literal["vapi"]] = None
    sip_uri: Maybe[SipUri] = None
    authentication: Maybe[SipAuthentication] = None
    assistant_id: str | None = None
    squad_id: str | None = None
    workflow_id: str | None = None


class VapiPhoneNumber(_Settings, Response):
    """A number as the API shows it (spec: VapiPhoneNumber)."""

    provider: Literal["vapi"]
    id: str
    org_id: str
    created_at: Timestamp
    updated_at: Timestamp
    status: Maybe[Literal["active", "activating", "blocked"]] = None
    number: Maybe[str] = None
    sip_uri: Maybe[str] = None
    number_desired_area_code: Maybe[Annotated[str, Field(min_length=3, max_length=3)]] = None
    authentication: Maybe[ShownSipAuthentication] = None
    assistant_id: Maybe[str] = None
    squad_id: Maybe[str] = None
    workflow_id: Maybe[str] = None
