"""Who checks the rules of a pytest run: one for the endpoint, one for the client, each with its target."""

from __future__ import annotations

import pytest

from vapi_contracts.endpoint.endpoint import EndpointError, TargetError
from vapi_contracts.rules.rule import Rule
from vapi_contracts.runner.choosing import rules_about
from vapi_contracts.runner.client_checking import client_runner, open_client_target
from vapi_contracts.runner.client_runner import ClientRunner
from vapi_contracts.runner.client_stage import ClientUnderTest
from vapi_contracts.runner.memory import Memory
from vapi_contracts.runner.plan import planned
from vapi_contracts.runner.playing import Stage
from vapi_contracts.runner.result import RuleResult
from vapi_contracts.runner.revision import contract_of
from vapi_contracts.runner.runner import Runner
from vapi_contracts.suite.settings import Settings
from vapi_contracts.suite.targets import OpenTarget

__all__ = ["ClientChecker", "EndpointChecker", "client_of_run"]


class EndpointChecker:
    """Checks rules against the endpoint of a run."""

    def __init__(self, target: OpenTarget, settings: Settings) -> None:
        self.name = target.name
        self.base_url = target.base_url
        self.seed = settings.seed
        self._target = target
        self._settings = settings
        self._runner: Runner | None = None

    def ready(self) -> None:
        """See whether the endpoint answers. Raises `EndpointError`."""
        self._target.endpoint()

    def check(self, rule: Rule) -> RuleResult:
        """Check a rule. Raises `EndpointError` when the endpoint is gone."""
        runner = self._runner = self._runner or self._new()
        try:
            return runner.run(rule)
        except EndpointError as error:
            self._target.give_up(error)
            raise

    def _new(self) -> Runner:
        endpoint, settings = self._target.endpoint(), self._settings
        most, contract = settings.max_requests, contract_of(settings.spec)
        return Runner(
            Stage(endpoint),
            effort=settings.effort,
            seed=settings.seed,
            strict=settings.strict,
            plan=None if most is None else planned(rules_about(contract, "endpoint"), settings.effort, most),
            max_requests=most,
            memory=Memory(settings.keep, endpoint.name),
            reuse=settings.reuse,
        )


class ClientChecker:
    """Checks rules against the client of a run; one that is gone is given up for good."""

    base_url = None

    def __init__(self, client: ClientUnderTest, settings: Settings) -> None:
        self.name = client.name
        self.seed = settings.seed
        self._client = client
        self._settings = settings
        self._runner: ClientRunner | None = None
        self._trouble: str | None = None

    def ready(self) -> None:
        """See whether the client is still there. Raises `EndpointError`."""
        if self._trouble is not None:
            raise EndpointError(self._trouble)

    def check(self, rule: Rule) -> RuleResult:
        """Check a rule. Raises `EndpointError` when the client is gone."""
        runner = self._runner = self._runner or self._new()
        try:
            return runner.run(rule)
        except EndpointError as error:
            self._trouble = str(error)
            raise

    def _new(self) -> ClientRunner:
        settings = self._settings
        return client_runner(
            self._client,
            effort=settings.effort,
            seed=settings.seed,
            strict=settings.strict,
            max_requests=settings.max_requests,
            memory=Memory(settings.keep, self._client.name),
            reuse=settings.reuse,
            contract=contract_of(settings.spec),
        )


def client_of_run(config: pytest.Config, settings: Settings, name: str) -> ClientUnderTest:
    """Return the client that is named, which has done something already; it is closed with the run.

    Raises `pytest.UsageError` with one line for what cannot be one.
    """
    try:
        client = open_client_target(name, token=settings.token, timeout=settings.timeout)
        config.add_cleanup(client.close)
        client.probe()
    except (TargetError, EndpointError) as error:
        raise pytest.UsageError(str(error)) from None
    return client
