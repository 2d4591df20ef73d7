"""The timestamps of responses: RFC 3339 text, kept as it came (spec: `format: date-time`)."""

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema

# The grammar of RFC 3339 section 5.6; a second may be 60 (a leap second), which datetime cannot hold.
_RFC_3339 = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})[Tt]([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)",
    re.ASCII,
)


def _check(text: str) -> str:
    found = _RFC_3339.fullmatch(text)
    if not found:
        raise ValueError("not an RFC 3339 timestamp")
    year, month, day = (int(part) for part in found.group(1, 2, 3))
    date(year, month, day)  # the grammar knows no calendar
    return text


Timestamp = Annotated[str, AfterValidator(_check), WithJsonSchema({"type": "string", "format": "date-time"})]
"""Text rather than a datetime: what is shown, to the last digit, is what the list bounds are judged by."""
