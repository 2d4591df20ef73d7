"""The contract as pydantic models: snake_case attributes, camelCase on the wire, every documented bound."""

from vapi_contracts.models.assistant import Assistant, CreateAssistantDTO, UpdateAssistantDTO
from vapi_contracts.models.authentication import ShownSipAuthentication, SipAuthentication
from vapi_contracts.models.base import Contract, Response
from vapi_contracts.models.destinations import TransferDestinationNumber, TransferDestinationSip
from vapi_contracts.models.hooks import (
    PhoneNumberCallEndingHookFilter,
    PhoneNumberCallRingingHookFilter,
    PhoneNumberHookCallEnding,
    PhoneNumberHookCallRinging,
    SayPhoneNumberHookAction,
    TransferPhoneNumberHookAction,
)
from vapi_contracts.models.messages import CustomMessage, TextContent
from vapi_contracts.models.pages import PaginationMeta, PhoneNumberPaginatedResponse
from vapi_contracts.models.phone_number import (
    CreateVapiPhoneNumberDTO,
    UpdateVapiPhoneNumberDTO,
    VapiPhoneNumber,
)
from vapi_contracts.models.server import BackoffPlan, Server
from vapi_contracts.models.transfer import (
    ContextEngineeringPlanAll,
    ContextEngineeringPlanLastNMessages,
    ContextEngineeringPlanNone,
    SummaryPlan,
    TransferFallbackPlan,
    TransferPlan,
)

__all__ = [
    "Assistant",
    "BackoffPlan",
    "ContextEngineeringPlanAll",
    "ContextEngineeringPlanLastNMessages",
    "ContextEngineeringPlanNone",
    "Contract",
    "CreateAssistantDTO",
    "CreateVapiPhoneNumberDTO",
    "CustomMessage",
    "PaginationMeta",
    "PhoneNumberCallEndingHookFilter",
    "PhoneNumberCallRingingHookFilter",
    "PhoneNumberHookCallEnding",
    "PhoneNumberHookCallRinging",
    "PhoneNumberPaginatedResponse",
    "Response",
    "SayPhoneNumberHookAction",
    "Server",
    "ShownSipAuthentication",
    "SipAuthentication",
    "SummaryPlan",
    "TextContent",
    "TransferDestinationNumber",
    "TransferDestinationSip",
    "TransferFallbackPlan",
    "TransferPhoneNumberHookAction",
    "TransferPlan",
    "UpdateAssistantDTO",
    "UpdateVapiPhoneNumberDTO",
    "VapiPhoneNumber",
]
