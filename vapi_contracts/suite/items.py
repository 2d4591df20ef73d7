"""The rules as test items: one function of pytest's a rule, all of them under one module of pytest's.

They are functions in a module, and not items of a kind of their own, so that selection by `-k`, `--lf`,
workers, fixtures that are used automatically and the plugins of others treat them like any other test.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NoReturn, Protocol

import pytest

from vapi_contracts.endpoint.endpoint import EndpointError
from vapi_contracts.report.failure import failure_text
from vapi_contracts.rules.rule import Rule
from vapi_contracts.runner.result import RuleResult
from vapi_contracts.suite.plainly import fail_plainly

__all__ = ["Checker", "RuleItem", "VapiRules"]

COLLECTOR = "vapi"


class BrokenRuleError(Exception):
    """A rule is broken; the text is all that there is to be said."""


class Checker(Protocol):
    """Checks one rule after the other against one target."""

    @property
    def name(self) -> str:
        """The target as the user wrote it."""
        ...

    @property
    def base_url(self) -> str | None:
        """Where the target answers over HTTP; `None` for one in process."""
        ...

    @property
    def seed(self) -> int:
        """The seed of the run."""
        ...

    def ready(self) -> None:
        """See whether the target answers. Raises `EndpointError` where it does not, or is gone."""
        ...

    def check(self, rule: Rule) -> RuleResult:
        """Check a rule. Raises `EndpointError` when the target is gone."""
        ...


class RuleItem(pytest.Function):
    """A test that fails where the target breaks a rule. `result` is what came out, once it has run."""

    def __init__(self, *, rule: Rule, checker: Checker, **others: Any) -> None:
        self.rule = rule
        self.checker = checker
        self.result: RuleResult | None = None
        body: Any = _body(self)
        super().__init__(name=rule.id, callobj=body, **others)

    def setup(self) -> None:
        """Set fixtures up that are used automatically, and see whether the target answers."""
        super().setup()
        self.result = None
        try:
            self.checker.ready()
        except EndpointError as error:
            self._end_with_error(str(error))

    def check(self) -> None:
        """Check the rule, and pass, fail or skip."""
        try:
            result = self.result = self.checker.check(self.rule)
        except EndpointError as error:
            self._end_with_error(str(error))
        except Exception as error:
            self.result = RuleResult(rule=self.rule, outcome="errored", reason=repr(error))
            raise
        if result.outcome == "failed":
            raise BrokenRuleError(_failure_text(result, self.checker))
        if result.outcome == "skipped":
            raise pytest.skip.Exception(result.reason or "nothing was judged", _use_item_location=True)

    def repr_failure(  # type: ignore[override]  # pytest.Function narrows it in the same way
        self, excinfo: pytest.ExceptionInfo[BaseException]
    ) -> Any:
        """Show a broken rule, or an endpoint that is gone, without a traceback."""
        if isinstance(excinfo.value, BrokenRuleError):
            return str(excinfo.value)
        if isinstance(excinfo.value, pytest.fail.Exception) and not excinfo.value.pytrace:
            return str(excinfo.value)
        return super().repr_failure(excinfo)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return where the rule is written down."""
        file, line = self.rule.source_line
        return Path(file), max(line - 1, 0), f"{COLLECTOR} {self.rule.id}"

    def _end_with_error(self, reason: str) -> NoReturn:
        self.result = RuleResult(rule=self.rule, outcome="errored", reason=reason)
        fail_plainly(reason)


class VapiRules(pytest.Module):
    """The rules that a run checks, each with who checks it."""

    checks: tuple[tuple[Rule, Checker], ...] = ()

    @classmethod
    def under(cls, session: pytest.Session, checks: Iterable[tuple[Rule, Checker]]) -> VapiRules:
        """Return the collector of a session.

        Its id comes from the path of no file; its path is the root, whose `conftest.py` applies to the rules.
        """
        root = session.config.rootpath
        collector: VapiRules = cls.from_parent(session, path=root / COLLECTOR, name=COLLECTOR)
        collector.path = root
        collector.checks = tuple(checks)
        return collector

    def _getobj(self) -> types.ModuleType:
        return types.ModuleType(COLLECTOR, "The rules of the contract, each of them a test.")

    def collect(self) -> list[RuleItem]:
        """Return one item a rule."""
        return [RuleItem.from_parent(self, rule=rule, checker=checker) for rule, checker in self.checks]


def _body(item: RuleItem) -> Callable[[], None]:
    """Return the function that is the test, as Hypothesis and other plugins expect one."""

    def check() -> None:
        item.check()

    check.__doc__ = item.rule.statement
    return check


def _failure_text(result: RuleResult, checker: Checker) -> str:
    """Return the message of a failure, below one line for pytest's summary, which shows no more than one."""
    text = failure_text(result, base_url=checker.base_url, target=checker.name, seed=checker.seed)
    more = f", and {len(result.counterexamples) - 1} more" if len(result.counterexamples) > 1 else ""
    for found in result.counterexamples[:1]:
        text = f"{found.message}{' at ' if found.pointer else ''}{found.pointer}{more}\n\n{text}"
    return text
