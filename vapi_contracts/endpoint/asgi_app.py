"""What an ASGI app is, and how to tell one from a callable that makes one."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeAlias, cast

__all__ = ["AsgiApp", "Message", "Receive", "Send", "as_factory", "is_app", "is_factory"]

Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]
AsgiApp: TypeAlias = Callable[[Message, Receive, Send], Awaitable[None]]


def is_app(candidate: object) -> bool:
    """Whether it can be called as an ASGI 3 app: with scope, receive and send."""
    return callable(candidate) and not is_factory(candidate) and _takes(candidate, 3)


def is_factory(candidate: object) -> bool:
    """Whether it can be called without arguments.

    What can be called with none and with three is a factory only if it is neither `async` nor open to any
    number of arguments.
    """
    if not callable(candidate) or not _takes(candidate, 0):
        return False
    if not _takes(candidate, 3):
        return True
    call: object = candidate if inspect.isroutine(candidate) else getattr(candidate, "__call__", None)  # noqa: B004
    kinds = {parameter.kind for parameter in inspect.signature(candidate).parameters.values()}
    return not inspect.iscoroutinefunction(call) and inspect.Parameter.VAR_POSITIONAL not in kinds


def as_factory(app: AsgiApp | Callable[[], AsgiApp]) -> Callable[[], AsgiApp]:
    """Return a callable that gives the app."""
    if is_factory(app):
        return cast("Callable[[], AsgiApp]", app)
    return lambda: cast("AsgiApp", app)


def _takes(candidate: Callable[..., object], count: int) -> bool:
    try:
        inspect.signature(candidate).bind(*range(count))
    except TypeError:
        return False
    except ValueError:
        return count == (0 if isinstance(candidate, type) else 3)  # nothing is known of a built-in one
    return True
