"""The little of an assistant that routing a call needs: a name to find it by, and its own server URL.

An assistant has far more properties, all optional; they pass through unread.
"""

from typing import Annotated

from pydantic import Field

from vapi_contracts.models.base import Contract, Maybe, Response
from vapi_contracts.models.server import Server
from vapi_contracts.models.timestamp import Timestamp


class _Settings(Contract):
    """What is the same in all three."""

    name: Maybe[Annotated[str, Field(max_length=40)]] = None
    server: Maybe[Server] = None


class CreateAssistantDTO(_Settings):
    """Asks for a new assistant (spec: CreateAssistantDTO)."""


class UpdateAssistantDTO(_Settings):
    """Changes an assistant (spec: UpdateAssistantDTO)."""


class Assistant(_Settings, Response):
    """An assistant as the API shows it (spec: Assistant)."""

    id: str
    org_id: str
    created_at: Timestamp
    updated_at: Timestamp
