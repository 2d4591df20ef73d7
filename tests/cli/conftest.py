"""The real command in subprocesses, and endpoints on real sockets."""

import asyncio
import os
import subprocess
import sys
import threading
from contextlib import ExitStack
from typing import NamedTuple

import pytest

from vapi_contracts.reference import create_app, serving

COMMAND = [sys.executable, "-m", "vapi_contracts"]


class Done(NamedTuple):
    code: int
    out: str
    err: str


@pytest.fixture
def environment():
    """The environment of the tests without what would change a command."""
    dropped = {"VAPI_TOKEN", "NO_COLOR", "VAPI_CONTRACTS_DEBUG"}
    return {name: value for name, value in os.environ.items() if name not in dropped}


@pytest.fixture
def run(tmp_path, environment):
    """Run the command in an empty folder to its end."""

    def run(*args, env=()):
        done = subprocess.run(
            [*COMMAND, *map(str, args)],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            cwd=tmp_path,
            env={**environment, **dict(env)},
        )
        assert "Traceback" not in done.stderr
        return Done(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture
def start(tmp_path, environment):
    """Start the command in an empty folder; it is ended with the test."""
    with ExitStack() as stack:

        def start(*args):
            process = subprocess.Popen(
                [*COMMAND, *map(str, args)], stdout=-1, stderr=-1, text=True, cwd=tmp_path, env=environment
            )
            stack.callback(process.communicate)
            stack.callback(process.kill)
            return process

        yield start


@pytest.fixture
def serve():
    """Serve an app, or the reference with some defects, for the length of a test; returns the URL."""
    with ExitStack() as stack:

        def serve(*defects, app=None):
            return stack.enter_context(serving(app or create_app(defects=defects)))

        yield serve


class Watched:
    """The reference, which says when it has made its n-th number, and may answer nothing from then on."""

    def __init__(self, number: int, *, stall: bool = False) -> None:
        self.app = create_app()
        self.reached = threading.Event()
        self._left = number
        self._stall = stall

    async def __call__(self, scope, receive, send):
        if scope["type"] == "http" and self._stall and self.reached.is_set():
            await asyncio.sleep(3600)
        await self.app(scope, receive, send)
        if scope["type"] == "http" and scope["method"] == "POST":
            self._left -= 1
            if self._left == 0:
                self.reached.set()


@pytest.fixture
def watched():
    return Watched
