"""The `number` of the API: a JSON number whose spelling survives.

20 and 20.0 are equal but not the same text, and clients are judged on what they put on the wire, so neither
is turned into the other, and integers beyond 2**53 keep their value.
"""

from dataclasses import dataclass
from math import isfinite
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, PydanticKnownError, core_schema


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonNumber:
    """Marks `int | float` as a number within these bounds, both included.

    `whole` asks for a value without a fraction; 400.0 has none, as in the `integer` of JSON Schema.
    """

    minimum: int | None = None
    maximum: int | None = None
    whole: bool = False

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Validate without pydantic's own number types, which turn one spelling into another."""
        return core_schema.no_info_plain_validator_function(self._validate)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Describe the number in the keywords of the published schema."""
        bounds = {"minimum": self.minimum, "maximum": self.maximum}
        kind = "integer" if self.whole else "number"
        return {"type": kind, **{keyword: bound for keyword, bound in bounds.items() if bound is not None}}

    def _validate(self, value: Any) -> int | float:
        # To Python a bool is an int and NaN a float; to JSON neither is a number.
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise PydanticCustomError("number_type", "Input should be a valid number")
        if isinstance(value, float) and not isfinite(value):
            raise PydanticKnownError("finite_number")
        if self.whole and value != int(value):
            raise PydanticCustomError("number_whole", "Input should be a number without a fraction")
        if self.minimum is not None and value < self.minimum:
            raise PydanticKnownError("greater_than_equal", {"ge": self.minimum})
        if self.maximum is not None and value > self.maximum:
            raise PydanticKnownError("less_than_equal", {"le": self.maximum})
        return value
