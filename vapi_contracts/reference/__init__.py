"""A complete endpoint of the contract in memory, clean or with seeded defects.

It shares no code with what judges it: it validates against a contract document of its own.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vapi_contracts.reference.app import ReferenceApp, create_app
    from vapi_contracts.reference.defects import DEFECTS, Defect
    from vapi_contracts.reference.server import serve, serving

__all__ = ["DEFECTS", "Defect", "ReferenceApp", "create_app", "serve", "serving"]

_HOMES = {
    "DEFECTS": "defects",
    "Defect": "defects",
    "ReferenceApp": "app",
    "create_app": "app",
    "serve": "server",
    "serving": "server",
}


def __getattr__(name: str) -> Any:
    """Import a public name's module when the name is first used: the server, above all, is rarely needed."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415 - only when a name is asked for

    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
