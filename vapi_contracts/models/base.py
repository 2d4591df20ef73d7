"""What every model of the contract shares: spelling, strictness, absent told apart from null.

The API speaks camelCase (spec: every property name), and its schema language never says `nullable`: a
property is left out or has a value of its type. `null` is a third thing, which only responses may use for
"left out".
"""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Annotated, Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler, model_validator
from pydantic.alias_generators import to_camel
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

T = TypeVar("T")

_reading_response: ContextVar[bool] = ContextVar("_reading_response", default=False)


class Contract(BaseModel):
    """An object of the API; unknown properties are kept, as the contract is silent about them."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, strict=True, extra="allow")

    def payload(self) -> dict[str, Any]:
        """Give the JSON object that goes on the wire: camelCase keys, only what was set, nulls kept."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)


class Response(Contract):
    """An object that only the API writes: `null` for an optional property, nested or not, means left out."""

    @model_validator(mode="wrap")
    @classmethod
    def _tolerate_nulls(cls, value: Any, handler: Callable[[Any], Self]) -> Self:
        # The models inside are those of the requests, and refuse null: they are told by whom they are read.
        token = _reading_response.set(True)
        try:
            return handler(value)
        finally:
            _reading_response.reset(token)


class _RefuseNull:
    """Turn `T | None` into "a T, or left out": readers see None for what is absent, no one can send it."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        # The nullable schema stays inside, as an absent property is None to the serializer.
        return core_schema.no_info_before_validator_function(self._validate, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        described = handler(schema)
        branches = [branch for branch in described.pop("anyOf", []) if branch != {"type": "null"}]
        return {**described, **branches[0]} if branches else described

    @staticmethod
    def _validate(value: Any) -> Any:
        if value is None and not _reading_response.get():
            raise PydanticCustomError("null", "Input should be left out rather than null")
        return value


Maybe = Annotated[T | None, _RefuseNull()]
"""A property that may be left out but not be `null`; where it was left out, the attribute is None."""
