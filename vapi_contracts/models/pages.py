"""One page of the list that can be searched."""

from typing import Annotated, Literal

from vapi_contracts.models.base import Maybe, Response
from vapi_contracts.models.json_number import JsonNumber
from vapi_contracts.models.phone_number import VapiPhoneNumber
from vapi_contracts.models.timestamp import Timestamp


class PaginationMeta(Response):
    """Where in the whole list a page stands (spec: PaginationMeta)."""

    items_per_page: Annotated[int | float, JsonNumber()]
    total_items: Annotated[int | float, JsonNumber()]
    current_page: Annotated[int | float, JsonNumber()]
    total_pages: Maybe[Annotated[int | float, JsonNumber()]] = None
    has_next_page: Maybe[bool] = None
    items_beyond_retention: Maybe[bool] = None
    next_cursor: Maybe[str] = None
    sort_order: Maybe[Literal["ASC", "DESC"]] = None
    created_at_ge: Maybe[Timestamp] = None
    created_at_le: Maybe[Timestamp] = None


class PhoneNumberPaginatedResponse(Response):
    """A page of numbers (spec: PhoneNumberPaginatedResponse)."""

    results: list[VapiPhoneNumber]
    metadata: PaginationMeta
