from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, given, seed, settings
from hypothesis.strategies import SearchStrategy

SETTINGS: dict[str, Any] = {"database": None, "deadline": None, "suppress_health_check": list(HealthCheck)}


@pytest.fixture(scope="session")
def sample() -> Callable[..., list[Any]]:
    """So many examples of a strategy, the same in every run."""

    def draw(strategy: SearchStrategy[Any], count: int, number: int = 0) -> list[Any]:
        seen: list[Any] = []

        @seed(number)
        @settings(max_examples=count, phases=[Phase.generate], **SETTINGS)
        @given(strategy)
        def run(example: Any) -> None:
            seen.append(example)

        run()
        return seen

    return draw


@pytest.fixture(scope="session")
def simplest() -> Callable[..., Any]:
    """The simplest example for which a condition holds."""

    def shrink(strategy: SearchStrategy[Any], condition: Callable[[Any], bool] = lambda _: True) -> Any:
        options = settings(max_examples=20_000, **SETTINGS)
        return find(strategy, condition, settings=options, random=random.Random(0))  # noqa: S311

    return shrink
