"""What the endpoint makes up: ids and telephone numbers."""

import re

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE | re.ASCII)
AREA = re.compile(r"[2-9][0-9]{2}")


def is_uuid(text: str) -> bool:
    """Tell whether a path segment has the form of an id."""
    return UUID.fullmatch(text) is not None


def telephone(area: str, count: int) -> str | None:
    """Make the `count`th US number of an area code in E.164; `None` where no US area code can look so."""
    if not AREA.fullmatch(area):
        return None
    return f"+1{area}{2_000_000 + count % 8_000_000}"
