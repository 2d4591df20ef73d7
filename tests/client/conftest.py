"""Clients under test, opened and closed; the right one stands beside this file."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from vapi_contracts.client.opening import open_client
from vapi_contracts.client.player import ClientPlayer
from vapi_contracts.reference import create_app
from vapi_contracts.scenario import Invoke, Scenario

RIGHT_CLIENT = Path(__file__).with_name("right_client.py")
sys.path.insert(0, str(RIGHT_CLIENT.parent))


@pytest.fixture(scope="session")
def right_client() -> ModuleType:
    """The module with the client that does everything right."""
    spec = importlib.util.spec_from_file_location("right_client", RIGHT_CLIENT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def right_program() -> list[str]:
    """The command that starts the right client as a program."""
    return [sys.executable, str(RIGHT_CLIENT)]


@pytest.fixture
def opened() -> Iterator[Callable[..., ClientPlayer]]:
    """Opens clients as `open_client` does; they are closed at the end."""
    players: list[ClientPlayer] = []

    def open_one(target: Any, **settings: Any) -> ClientPlayer:
        player = open_client(target, **({"reference": create_app, "limit": 5.0} | settings))
        players.append(player)
        return player

    yield open_one
    for player in players:
        player.close()


@pytest.fixture
def invoked(opened: Callable[..., ClientPlayer]) -> Callable[..., Any]:
    """Invokes a client that an object is, once; returns the transcript's only invocation."""

    def invoke(client: Any, step: Invoke | None = None, **settings: Any) -> Any:
        player = opened(lambda base_url, token, timeout: client, **settings)
        [seen] = player.play(Scenario((step or Invoke(do="get", id="x"),))).invocations
        return seen

    return invoke


@pytest.fixture
def program(tmp_path: Path) -> Callable[[str], list[str]]:
    """Writes a program whose `answer(asked)` is given as source text; returns its command."""

    def write(source: str) -> list[str]:
        path = tmp_path / "program.py"
        path.write_text(
            "import json, os, signal, subprocess, sys, time\n"
            "def say(text): sys.stdout.write(text + '\\n'); sys.stdout.flush()\n"
            f"{source}\n"
            "for line in sys.stdin:\n"
            "    answer(json.loads(line))\n"
        )
        return [sys.executable, "-u", str(path)]

    return write
