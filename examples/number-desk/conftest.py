"""What the tests of this project share: a Hypothesis profile and a fixture of their own."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from number_desk.desk import Desk

settings.register_profile("number-desk", max_examples=20, deadline=None)
settings.load_profile("number-desk")


@pytest.fixture
def desk() -> Iterator[Desk]:
    with Desk("https://api.vapi.ai", "test-token") as desk:
        yield desk
