"""The target of a pytest run: opened once a process, probed when it is first needed, closed at the end."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from vapi_contracts.endpoint.endpoint import Endpoint, EndpointError, TargetError
from vapi_contracts.runner.checking import open_target
from vapi_contracts.suite.numbers import Numbers
from vapi_contracts.suite.plainly import plainly
from vapi_contracts.suite.servers import DEFAULT_TOKEN, Servers, VapiServer
from vapi_contracts.suite.settings import settings_of

__all__ = ["OpenTarget", "endpoint_for_tests", "numbers", "numbers_of_test", "target_of_run"]

_OPEN = pytest.StashKey["OpenTarget"]()


class OpenTarget:
    """An endpoint that is asked once whether it answers, and given up for good when it is gone."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._answered = False
        self._trouble: str | None = None

    @property
    def name(self) -> str:
        """The target as the user wrote it."""
        return self._endpoint.name

    @property
    def base_url(self) -> str | None:
        """The base URL of the API, `None` for an app in process."""
        return self._endpoint.base_url

    def endpoint(self) -> Endpoint:
        """Return the endpoint. Raises `EndpointError` where it does not answer, or is gone."""
        if self._trouble is None and not self._answered:
            try:
                self._endpoint.probe()
            except (EndpointError, TargetError) as error:
                self._trouble = str(error)
            self._answered = True
        if self._trouble is not None:
            raise EndpointError(self._trouble)
        return self._endpoint

    def give_up(self, error: EndpointError) -> None:
        """Take note that the endpoint is gone."""
        self._trouble = str(error)


def target_of_run(config: pytest.Config) -> OpenTarget:
    """Return the target of a run. Nothing is sent yet.

    Raises `pytest.UsageError` with one line for what cannot be a target.
    """
    opened = config.stash.get(_OPEN, None)
    if opened is None:
        settings = settings_of(config)
        try:
            endpoint = open_target(
                settings.target,
                token=settings.token,
                live=settings.live,
                rate=settings.rate,
                timeout=settings.timeout,
            )
        except (TargetError, EndpointError) as error:
            raise pytest.UsageError(str(error).replace("pass --live", "pass --vapi-live")) from None
        config.add_cleanup(endpoint.close)
        opened = config.stash[_OPEN] = OpenTarget(endpoint)
    return opened


def endpoint_for_tests(config: pytest.Config) -> Endpoint:
    """Return the endpoint of the fixture `vapi_endpoint`."""
    with plainly():
        return target_of_run(config).endpoint()


def numbers(config: pytest.Config, servers: Servers) -> Callable[..., AbstractContextManager[Numbers]]:
    """Return the factory of the fixture `vapi_numbers`."""

    def make(url: str | None = None, token: str = DEFAULT_TOKEN) -> AbstractContextManager[Numbers]:
        if url is not None:
            return Numbers(url, token)
        with plainly():
            return _at_target(config) or _at(servers())

    return make


def numbers_of_test(request: pytest.FixtureRequest) -> Numbers:
    """Return the numbers of `vapi_number`: at the target if that is an URL, else at `vapi_server`."""
    with plainly():
        return _at_target(request.config) or _at(request.getfixturevalue("vapi_server"))


def _at_target(config: pytest.Config) -> Numbers | None:
    settings, base_url = settings_of(config), target_of_run(config).base_url
    if base_url is None:
        return None
    return Numbers(base_url, settings.token or DEFAULT_TOKEN, timeout=settings.timeout, rate=settings.rate)


def _at(server: VapiServer) -> Numbers:
    return Numbers(server.url, server.token, ours=True)
