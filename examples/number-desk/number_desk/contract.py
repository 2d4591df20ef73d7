"""The desk as vapi-contracts is to see it."""

from typing import Any

from number_desk.desk import Desk, DeskError


class _Described(Desk):
    errors = (DeskError,)


def desk(base_url: str, token: str, timeout: float) -> Any:
    """Make the client under test."""
    return _Described(base_url, token, timeout)
