"""What the options and `pyproject.toml` ask for, put together; the command line wins."""

from __future__ import annotations

import hashlib
import math
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from vapi_contracts.configuration import (
    EFFORTS,
    Configuration,
    ConfigurationError,
    load_configuration,
    token_from,
)
from vapi_contracts.runner.result import Effort

__all__ = ["SEED_FOR_WORKERS", "Settings", "settings_of"]

KEPT_IN = ".vapi-contracts"
SEED_FOR_WORKERS = "vapi_contracts_seed"
"""Under this name the controller of pytest-xdist tells its workers the seed, so that all share one."""

_SETTINGS = pytest.StashKey["Settings"]()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All that a run depends on. `reuse` says that failures of the last run are tried first."""

    target: str | None
    client: str | None
    rules: tuple[str, ...]
    documented_only: bool
    strict: bool
    effort: Effort
    seed: int
    reuse: bool
    token: str | None
    live: bool
    max_requests: int | None
    rate: float | None
    timeout: float
    spec: str | None
    json: str | None
    keep: Path


def settings_of(config: pytest.Config) -> Settings:
    """Return the settings of a pytest run, the same ones every time.

    Raises `pytest.UsageError` with one line for what makes no sense.
    """
    settings = config.stash.get(_SETTINGS, None)
    if settings is None:
        try:
            settings = _read(config, load_configuration(config.rootpath))
        except ConfigurationError as error:
            raise pytest.UsageError(str(error)) from None
        config.stash[_SETTINGS] = settings
    return settings


def _read(config: pytest.Config, file: Configuration) -> Settings:
    asked = _Asked(config)
    seed = _seed(config, file)
    return Settings(
        target=asked.text("target") or file.target,
        client=asked.text("client") or file.client,
        rules=asked.globs() or file.rules or ("*",),
        documented_only=asked.switch("documented_only") or file.documented_only or False,
        strict=file.strict or False,
        effort=asked.effort() or file.effort or "standard",
        seed=_random_seed(config) if seed is None else seed,
        reuse=seed is None,
        token=token_from(os.environ, asked.text("token_env") or file.token_env or "VAPI_TOKEN"),
        live=asked.switch("live") or file.live or False,
        max_requests=asked.whole("max_requests") or file.max_requests,
        rate=asked.positive("rate") or file.rate,
        timeout=file.timeout or 10.0,
        spec=asked.file("spec") or file.spec,
        json=asked.file("json") or file.json,
        keep=config.rootpath / KEPT_IN,
    )


class _Asked:
    """The options of the command line; `None`, `()` or false where one was not given."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config

    def text(self, name: str) -> str | None:
        value: Any = self._config.getoption(f"vapi_{name}")
        if value is None:
            return None
        if not str(value).strip():
            raise _unfit(name, "a text", value)
        return str(value)

    def switch(self, name: str) -> bool:
        return bool(self._config.getoption(f"vapi_{name}"))

    def file(self, name: str) -> str | None:
        value = self.text(name)
        return value if value is None or value == "-" else str(self._config.invocation_params.dir / value)

    def globs(self) -> tuple[str, ...]:
        given: Any = self._config.getoption("vapi_rules")
        globs = tuple(glob.strip() for text in given for glob in text.split(",") if glob.strip())
        if given and not globs:
            raise _unfit("rules", "ids of rules, separated by commas", given[0])
        return globs

    def effort(self) -> Effort | None:
        value: Any = self.text("effort")
        if value is not None and value not in EFFORTS:
            raise _unfit("effort", f"one of {', '.join(EFFORTS)}", value)
        effort: Effort | None = value
        return effort

    def whole(self, name: str) -> int | None:
        value = self.text(name)
        if value is not None and not (value.isascii() and value.isdigit() and int(value) > 0):
            raise _unfit(name, "a whole number of 1 or more", value)
        return None if value is None else int(value)

    def positive(self, name: str) -> float | None:
        value = self.text(name)
        if value is None:
            return None
        try:
            number = float(value)
        except ValueError:
            number = 0.0
        if not 0 < number < math.inf:
            raise _unfit(name, "a number above 0", value)
        return number


def _unfit(name: str, wanted: str, value: object) -> pytest.UsageError:
    return pytest.UsageError(f"--vapi-{name.replace('_', '-')} must be {wanted}, not {value!r}")


def _seed(config: pytest.Config, file: Configuration) -> int | None:
    """Return the seed that somebody asked for: of Hypothesis' option, of the file."""
    asked: Any = config.getoption("hypothesis_seed", None)
    if asked is None:
        return file.seed
    try:
        return abs(int(asked))
    except ValueError:
        return int.from_bytes(hashlib.sha256(str(asked).encode()).digest()[:4])


def _random_seed(config: pytest.Config) -> int:
    told: Any = getattr(config, "workerinput", {})
    return told.get(SEED_FOR_WORKERS) or secrets.randbelow(2**32)
