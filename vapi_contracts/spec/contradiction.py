"""What is wrong with a schema, and how it is probably meant."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from vapi_contracts.body import Json

__all__ = ["Contradiction", "patched"]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Keywords at a pointer that clash, or that can have no effect.

    `keywords` are the fewest that clash. `reading` is a JSON merge patch (RFC 7396) to the schema at the pointer,
    empty where nothing in the document suggests how it is meant.
    """

    pointer: str
    reason: str
    keywords: tuple[str, ...]
    reading: Mapping[str, Any] = field(default_factory=dict[str, Any])


def patched(value: Json, patch: Json) -> Json:
    """Apply a JSON merge patch (RFC 7396); the value itself is left as it is."""
    if not isinstance(patch, Mapping):
        return copy.deepcopy(patch)
    made = dict(value) if isinstance(value, Mapping) else {}
    for name, one in patch.items():
        if one is None:
            made.pop(name, None)
        else:
            made[name] = patched(made.get(name), one)
    return made
