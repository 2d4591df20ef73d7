"""A pytest run with `--vapi` or `--vapi-client`: the hooks that only such a run needs."""

from __future__ import annotations

import os
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from vapi_contracts.rules.catalogue import UnknownRuleError
from vapi_contracts.rules.rule import Rule, Subject
from vapi_contracts.runner.choosing import OtherSubjectError, chosen_rules
from vapi_contracts.runner.revision import contract_of
from vapi_contracts.spec import SpecError
from vapi_contracts.suite.checkers import ClientChecker, EndpointChecker, client_of_run
from vapi_contracts.suite.gathering import Gathering, attach
from vapi_contracts.suite.items import Checker, RuleItem, VapiRules
from vapi_contracts.suite.settings import SEED_FOR_WORKERS, Settings, settings_of
from vapi_contracts.suite.targets import target_of_run

__all__ = ["Run", "start"]


def start(config: pytest.Config) -> None:
    """Settle what will be checked and register the hooks.

    Raises `pytest.UsageError` with one line for what makes no sense.
    """
    settings = settings_of(config)
    endpoint_too = bool(config.getoption("vapi") or config.getoption("vapi_target"))
    try:
        chosen = _chosen(settings, endpoint_too=endpoint_too)
    except SpecError as error:
        raise pytest.UsageError(f"--vapi-spec: {error}") from None
    except UnknownRuleError as error:
        raise pytest.UsageError(str(error)) from None
    if not any(chosen.values()):
        raise pytest.UsageError(f"no documented rule matches {', '.join(settings.rules)}")
    _refuse_unwritable(settings.json)
    checks: list[tuple[Rule, Checker]] = []
    target: str | None = None
    client: str | None = None
    if "endpoint" in chosen:
        of_endpoint = EndpointChecker(target_of_run(config), settings)
        target = of_endpoint.name
        checks += [(rule, of_endpoint) for rule in chosen["endpoint"]]
    if "client" in chosen and settings.client is not None:
        of_client = ClientChecker(client_of_run(config, settings, settings.client), settings)
        client = of_client.name
        checks += [(rule, of_client) for rule in chosen["client"]]
    config.pluginmanager.register(Run(settings, checks, target, client), "vapi-contracts-run")


def _chosen(settings: Settings, *, endpoint_too: bool) -> dict[Subject, tuple[Rule, ...]]:
    """Return the rules to check, by what they are about.

    Raises `UnknownRuleError`; patterns need not match rules on each of an endpoint and a client that are both there.
    """
    endpoint: tuple[Subject, ...] = ("endpoint",) if endpoint_too else ()
    client: tuple[Subject, ...] = () if settings.client is None else ("client",)
    chosen: dict[Subject, tuple[Rule, ...]] = {}
    elsewhere: OtherSubjectError | None = None
    for subject in (*endpoint, *client):
        try:
            chosen[subject] = chosen_rules(
                settings.rules,
                subject=subject,
                documented_only=settings.documented_only,
                contract=contract_of(settings.spec),
            )
        except OtherSubjectError as error:
            elsewhere = error
    if elsewhere is not None and not chosen:
        raise elsewhere
    return chosen


class Run:
    """The hooks of one run, in its controller and in each of its workers."""

    def __init__(
        self, settings: Settings, checks: list[tuple[Rule, Checker]], target: str | None, client: str | None
    ) -> None:
        self._settings = settings
        self._checks = checks
        self._told = ", ".join(
            f"{what} {name}" for what, name in (("target", target), ("client", client)) if name is not None
        )
        self._gathering = Gathering([rule for rule, _ in checks], settings, target=target, client=client)
        self._started = time.perf_counter()

    def pytest_report_header(self) -> str:
        """Say what the run can be repeated with."""
        settings = self._settings
        count = "1 rule" if len(self._checks) == 1 else f"{len(self._checks)} rules"
        return f"vapi-contracts: {count}, {settings.effort} effort, --hypothesis-seed={settings.seed}, {self._told}"

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Tell a worker of pytest-xdist the seed."""
        node.workerinput[SEED_FOR_WORKERS] = self._settings.seed

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, session: pytest.Session, items: list[pytest.Item]) -> None:
        """Append one item a rule, before anybody selects or sorts."""
        collector = VapiRules.under(session, self._checks)
        own = collector.collect()
        report = pytest.CollectReport(collector.nodeid, outcome="passed", longrepr=None, result=[*own])
        session.config.hook.pytest_collectreport(report=report)
        items += own

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Put the result of a rule on its report."""
        report = yield
        if isinstance(item, RuleItem) and item.result is not None and _decides(call):
            attach(report, item.result)
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Gather a result, wherever it comes from."""
        self._gathering.take(report)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write the JSON report, unless this is a worker."""
        file = self._settings.json
        if file is None or hasattr(session.config, "workerinput"):
            return
        try:
            self._gathering.write(file, time.perf_counter() - self._started)
        except OSError as error:
            pytest.exit(f"--vapi-json: {file} cannot be written: {error.strerror}", returncode=4)


def _decides(call: pytest.CallInfo[None]) -> bool:
    """Whether this phase of an item tells its result: its call, or a set-up that fails."""
    return call.when == "call" or (call.when == "setup" and call.excinfo is not None)


def _refuse_unwritable(file: str | None) -> None:
    if file is None or file == "-":
        return
    path = Path(file)
    if path.is_dir() or not os.access(path if path.exists() else path.parent, os.W_OK):
        raise pytest.UsageError(f"--vapi-json: {file} cannot be written")
