"""Mistakes that a client can make: how they are noted down, and how values are changed on their way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from right_client import RightClient

FACTORIES: dict[str, tuple[str, Callable[[str, str, float], RightClient]]] = {}
"""By the name of the mistake: the rule that must find it, and the factory."""


def wrong(rule: str) -> Callable[[type[RightClient]], type[RightClient]]:
    def note(kind: type[RightClient]) -> type[RightClient]:
        FACTORIES[kind.__name__] = (rule, kind)
        return kind

    return note


def changed(value: Any, change: Callable[[str, Any], Any], key: str = "") -> Any:
    """Return the value with `change(key, value)` applied to everything in it, the innermost first."""
    if isinstance(value, dict):
        value = {name: changed(sub, change, name) for name, sub in value.items()}
    elif isinstance(value, list):
        value = [changed(sub, change, key) for sub in value]
    return change(key, value)


def without(value: Any, gone: Callable[[str, Any], bool]) -> Any:
    """Return the value without the properties for which `gone` holds."""
    if isinstance(value, dict):
        return {key: without(sub, gone) for key, sub in value.items() if not gone(key, sub)}
    return [without(sub, gone) for sub in value] if isinstance(value, list) else value
