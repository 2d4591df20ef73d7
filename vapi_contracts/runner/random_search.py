"""Random scenarios, by Hypothesis: every setting is made here, so that no profile of the user's changes a run."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis.strategies import SearchStrategy

from vapi_contracts.scenario import Scenario
from vapi_contracts.strategies.repeatable import BACKEND

__all__ = ["first_breach", "seed_of"]


class _Breach(Exception):  # noqa: N818 - a signal, and no error
    """A scenario breaks the rule."""


def seed_of(run: int) -> int:
    """Return the seed of every search of a run: rules that search alike meet the same scenarios, played once."""
    return int.from_bytes(hashlib.sha256(str(run).encode()).digest()[:8])


def first_breach(
    strategy: SearchStrategy[Scenario], examples: int, start: int, breaks: Callable[[Scenario], bool]
) -> Scenario | None:
    """Return the first random scenario that breaks the rule, or `None` after so many examples.

    It is not shrunk: cutting steps and payloads by their structure is quicker.
    """
    found: list[Scenario] = []

    def attempt(scenario: Scenario) -> None:
        if found or breaks(scenario):
            found.append(scenario)
            raise _Breach

    test = settings(
        max_examples=examples,
        backend=BACKEND,
        database=None,
        deadline=None,
        derandomize=False,
        phases=[Phase.generate],
        print_blob=False,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),  # pyright: ignore[reportArgumentType] - its metaclass iterates
        verbosity=Verbosity.quiet,
    )(seed(start)(given(strategy)(attempt)))
    try:
        test()
    except _Breach:
        return found[0]
    return None
