"""Random payloads of a view, for the differences that nobody foresaw; they shrink.

Hypothesis is imported when the search begins. The payloads are only proposed here: jsonschema-rs judges them.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from vapi_contracts.body import Json
from vapi_contracts.spec.instances import SAMPLES, ImpossibleError, Instances, UnknownError
from vapi_contracts.spec.scalars import count, finite, formats, number_range, patterns
from vapi_contracts.spec.views import View

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

__all__ = ["search"]

DEEPEST = 4
"""Objects within objects that are drawn; below, the least value stands."""

LARGEST = 5_000
FREE: tuple[Json, ...] = ("", 0, None, True, [], {})


def search(view: View, instances: Instances, proves: Callable[[Json], bool], *, tries: int) -> tuple[Json] | None:
    """Return the smallest payload found that proves something, always the same; nothing if none was found."""
    from hypothesis import HealthCheck, Phase, find, settings  # noqa: PLC0415 - heavy
    from hypothesis.errors import HypothesisException  # noqa: PLC0415

    bounded = settings(
        max_examples=tries,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow, HealthCheck.large_base_example],
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of large schemas Hypothesis warns; the search is bounded all the same
            return (find(_of(view, instances, 0), proves, settings=bounded),)
    except (HypothesisException, ImpossibleError, UnknownError):
        return None


def _of(view: View, instances: Instances, depth: int) -> SearchStrategy[Json]:
    from hypothesis import strategies as st  # noqa: PLC0415 - heavy

    if depth > DEEPEST:
        return st.just(instances.least(view))
    usable = [one for one in view.alternatives if instances.satisfiable(one)]
    if len(usable) != 1 or usable[0] is not view:
        return st.one_of([_later(one, instances, depth) for one in usable])
    values = finite(view)
    if values is not None:
        return st.sampled_from(values)
    if len(view.types) == 7:
        return st.sampled_from(FREE)
    kinds = sorted(view.types - ({"integer"} if "number" in view.types else frozenset()))
    return st.one_of([_kind(view, kind, instances, depth) for kind in kinds])


def _later(view: View, instances: Instances, depth: int) -> SearchStrategy[Json]:
    from hypothesis import strategies as st  # noqa: PLC0415 - heavy

    return st.deferred(lambda: _of(view, instances, depth))


def _kind(view: View, kind: str, instances: Instances, depth: int) -> SearchStrategy[Json]:
    from hypothesis import strategies as st  # noqa: PLC0415 - heavy

    match kind:
        case "null":
            return st.none()
        case "boolean":
            return st.booleans()
        case "string":
            return _text(view)
        case "array":
            least, most = _size(view, "array")
            items = _later(view.items, instances, depth + 1)
            if not instances.satisfiable(view.items):
                return st.just([])
            return st.lists(items, min_size=least, max_size=min(most, least + 2))
        case "object":
            return _object(view, instances, depth)
        case _:
            return _number(view, kind)


def _text(view: View) -> SearchStrategy[Json]:
    from hypothesis import strategies as st  # noqa: PLC0415 - heavy

    least, most = _size(view, "string")
    if samples := [SAMPLES[one] for one in formats(view) if one in SAMPLES]:
        return st.sampled_from(samples)
    if wanted := sorted(patterns(view)):
        return st.from_regex(wanted[0]).filter(lambda text: least <= len(text) <= most)
    texts = st.text("ab0 +", min_size=least, max_size=min(most, least + 8))
    return st.one_of(texts, st.just("a" * most)) if most <= LARGEST else texts


def _number(view: View, kind: str) -> SearchStrategy[Json]:
    from hypothesis import strategies as st  # noqa: PLC0415 - heavy

    low, _, high, _ = number_range(view)
    least = None if math.isinf(low) else math.ceil(low)
    most = None if math.isinf(high) else math.floor(high)
    whole = st.integers(least, most)
    if kind == "integer":
        return whole
    return st.one_of(whole, st.floats(low, high, allow_nan=False, allow_infinity=False))


def _object(view: View, instances: Instances, depth: int) -> SearchStrategy[Json]:
    from hypothesis import strategies as st  # noqa: PLC0415 - heavy

    least = instances.of_kind(view, "object")
    given: dict[str, Any] = {
        name: _later(below, instances, depth + 1)
        for name, below in view.properties.items()
        if instances.satisfiable(below)
    }
    needed = {name: given.pop(name, st.just(value)) for name, value in least.items()}
    return st.fixed_dictionaries(needed, optional=given)


def _size(view: View, kind: str) -> tuple[int, int]:
    least, most = count(view, kind)
    return math.ceil(least), int(min(most, LARGEST + 1))
