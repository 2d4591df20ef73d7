"""What is wrong with the set-up, told to the user of a fixture in one line and without a traceback."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import NoReturn

import pytest

from vapi_contracts.endpoint.endpoint import EndpointError, TargetError
from vapi_contracts.rules.catalogue import UnknownRuleError

__all__ = ["fail_plainly", "plainly"]


@contextmanager
def plainly() -> Generator[None]:
    """Turn mistakes of the user's and an endpoint that is gone into a failure of one line."""
    try:
        yield
    except (pytest.UsageError, TargetError, EndpointError, UnknownRuleError) as error:
        fail_plainly(str(error))


def fail_plainly(text: str) -> NoReturn:
    """Fail without a traceback."""
    raise pytest.fail.Exception(text, pytrace=False) from None
