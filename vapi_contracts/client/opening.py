"""From what the user named to a client under test, or to one line that says what is wrong with it."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from vapi_contracts.client.client_object import Factory, called_as, wants_other_arguments
from vapi_contracts.client.in_process import InProcess
from vapi_contracts.client.player import ClientPlayer
from vapi_contracts.client.program import Program
from vapi_contracts.endpoint.asgi_app import AsgiApp
from vapi_contracts.endpoint.endpoint import TargetError
from vapi_contracts.endpoint.naming import imported

__all__ = ["open_client"]


def open_client(
    target: str | Factory | Sequence[str],
    *,
    reference: Callable[[], AsgiApp],
    token: str = "test-token",  # noqa: S107 - the documented default of embedded targets
    timeout: float = 10.0,
    limit: float | None = None,
) -> ClientPlayer:
    """Open a client: `"module:factory"`, the factory itself, or the command of a program; nothing is made yet.

    `reference` makes the API that the client talks to, with `token` as its token. `timeout` and `limit` are in seconds,
    as a `ClientPlayer` takes them. Raises `TargetError` for what can be no client.
    """
    if isinstance(target, str):
        found, name = _found(target), target
    elif callable(target):
        found, name = target, str(getattr(target, "__qualname__", type(target).__name__))
    else:
        return _program(target, reference=reference, token=token, timeout=timeout, limit=limit)
    if wants_other_arguments(found):
        raise TargetError(f"{name} takes other arguments: it is called as {called_as(name)}")
    return ClientPlayer(
        lambda: InProcess(found, name), name=name, reference=reference, token=token, timeout=timeout, limit=limit
    )


def _found(name: str) -> Factory:
    module, colon, attribute = name.partition(":")
    if not (colon and module and attribute) or any(character in name for character in " /"):
        raise TargetError(f"{name!r} is not module:factory; a program is given as its command, after --")
    found = imported(name)
    if not callable(found):
        kind = type(found).__name__
        raise TargetError(f"{name} cannot be called: it is of type {kind}, and a client is made by {called_as(name)}")
    return found


def _program(command: Sequence[str], **settings: Any) -> ClientPlayer:
    if not command or not command[0]:
        raise TargetError("there is no command")
    if shutil.which(command[0]) is None:
        there = Path(command[0])
        if there.is_dir():
            raise TargetError(f"{command[0]} is a folder, no program")
        if there.exists() and ("/" in command[0]):
            raise TargetError(f"{command[0]} is not executable")
        raise TargetError(f"there is no command {command[0]!r}")
    words = tuple(command)
    return ClientPlayer(lambda: Program(words), name=shlex.join(words), **settings)
