"""Where webhooks go, and how they are retried."""

from typing import Annotated, Literal

from pydantic import Field

from vapi_contracts.models.base import Contract, Maybe
from vapi_contracts.models.json_number import JsonNumber


class BackoffPlan(Contract):
    """How a failed webhook is retried (spec: BackoffPlan; `type` and the codes read as the examples mean)."""

    type: Literal["fixed", "exponential"]
    max_retries: Annotated[int | float, JsonNumber(minimum=0, maximum=10)]
    base_delay_seconds: Annotated[int | float, JsonNumber(minimum=0, maximum=10)]
    excluded_status_codes: Maybe[list[Annotated[int | float, JsonNumber(whole=True)]]] = None


class Server(Contract):
    """A server URL with its headers, time-out and retries (spec: Server; prose: headers map text to text)."""

    url: Maybe[str] = None
    timeout_seconds: Maybe[Annotated[int | float, JsonNumber(minimum=1, maximum=300)]] = None
    headers: Maybe[dict[str, str]] = Field(default=None, repr=False)
    backoff_plan: Maybe[BackoffPlan] = None
    credential_id: Maybe[str] = None
    encrypted_paths: Maybe[list[str]] = None
    static_ip_addresses_enabled: Maybe[bool] = None
