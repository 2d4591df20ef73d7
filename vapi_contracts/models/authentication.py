"""Who may call a number over SIP."""

from typing import Annotated

from pydantic import Field

from vapi_contracts.models.base import Contract, Maybe, Response


class SipAuthentication(Contract):
    """The credentials that an INVITE must bring (spec: SipAuthentication); the password stays out of repr."""

    username: Annotated[str, Field(min_length=20, max_length=40)]
    password: Annotated[str, Field(min_length=20, max_length=40, repr=False)]
    realm: Maybe[str] = None


class ShownSipAuthentication(Response):
    """The same in a response (spec: SipAuthentication), where the password may be masked or left out."""

    username: Annotated[str, Field(min_length=20, max_length=40)]
    password: Annotated[str | None, Field(repr=False)] = None
    realm: Maybe[str] = None
