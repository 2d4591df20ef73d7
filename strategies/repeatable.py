"""A Hypothesis backend whose examples hang on the seed alone.

By itself Hypothesis also draws texts and numbers that it reads off the modules which happen to be loaded from the
working directory, and keeps what it found in a folder there. A run that must come out the same elsewhere does without.
"""

from __future__ import annotations

from typing import Any

from hypothesis.internal.conjecture.providers import AVAILABLE_PROVIDERS, HypothesisProvider

__all__ = ["BACKEND", "SeededProvider"]

BACKEND = "vapi-contracts"
"""Its name, for `hypothesis.settings(backend=BACKEND)`."""


class SeededProvider(HypothesisProvider):
    """Draws as Hypothesis does, but never a constant of somebody's module."""

    def _maybe_draw_constant(self, *_: Any, **__: Any) -> None:
        return None


AVAILABLE_PROVIDERS.setdefault(BACKEND, f"{__name__}.{SeededProvider.__name__}")
