"""A pytest run with `--vapi`: the hooks that only such a run needs."""

from __future__ import annotations

import os
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from vapi_contracts.rules.catalogue import UnknownRuleError
from vapi_contracts.rules.rule import Rule
from vapi_contracts.runner.checking import chosen_rules
from vapi_contracts.runner.revision import contract_of
from vapi_contracts.spec import SpecError
from vapi_contracts.suite.gathering import Gathering, attach
from vapi_contracts.suite.items import Checker, RuleItem, VapiRules
from vapi_contracts.suite.settings import SEED_FOR_WORKERS, Settings, settings_of
from vapi_contracts.suite.targets import OpenTarget, target_of_run

__all__ = ["Run", "start"]


def start(config: pytest.Config) -> None:
    """Settle what will be checked and register the hooks.

    Raises `pytest.UsageError` with one line for what makes no sense.
    """
    settings = settings_of(config)
    try:
        rules = chosen_rules(
            settings.rules, documented_only=settings.documented_only, contract=contract_of(settings.spec)
        )
    except SpecError as error:
        raise pytest.UsageError(f"--vapi-spec: {error}") from None
    except UnknownRuleError as error:
        raise pytest.UsageError(str(error)) from None
    if not rules:
        raise pytest.UsageError(f"no documented rule matches {', '.join(settings.rules)}")
    _refuse_unwritable(settings.json)
    config.pluginmanager.register(Run(settings, rules, target_of_run(config)), "vapi-contracts-run")


class Run:
    """The hooks of one run, in its controller and in each of its workers."""

    def __init__(self, settings: Settings, rules: tuple[Rule, ...], target: OpenTarget) -> None:
        self._settings = settings
        self._rules = rules
        self._target = target
        self._gathering = Gathering(rules, settings, target.name)
        self._started = time.perf_counter()

    def pytest_report_header(self) -> str:
        """Say what the run can be repeated with."""
        settings = self._settings
        count = "1 rule" if len(self._rules) == 1 else f"{len(self._rules)} rules"
        return (
            f"vapi-contracts: {count}, {settings.effort} effort, --hypothesis-seed={settings.seed},"
            f" target {self._target.name}"
        )

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Tell a worker of pytest-xdist the seed."""
        node.workerinput[SEED_FOR_WORKERS] = self._settings.seed

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, session: pytest.Session, items: list[pytest.Item]) -> None:
        """Append one item a rule, before anybody selects or sorts."""
        collector = VapiRules.under(session, self._rules, Checker(self._target, self._settings))
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
