"""The API mocked for somebody's test, and judged before the test is over."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, cast

import pytest

from vapi_contracts.endpoint.asgi_app import AsgiApp
from vapi_contracts.endpoint.mock import VapiMock
from vapi_contracts.rules.rule import Rule
from vapi_contracts.runner.choosing import chosen_rules
from vapi_contracts.runner.revision import contract_of
from vapi_contracts.suite.findings import exchanges_text, findings, findings_text
from vapi_contracts.suite.marking import OWN_REFERENCE, Marking, app_of, marking, marking_of, reference
from vapi_contracts.suite.plainly import fail_plainly, plainly
from vapi_contracts.suite.servers import unmet_by_server, unmet_text
from vapi_contracts.suite.settings import settings_of
from vapi_contracts.transcript import Transcript

__all__ = ["mock_of_test", "mocks", "watched"]

EU_SIP_HOST = "sip.eu.vapi.ai"
SECTION = "vapi exchanges"


@dataclass(frozen=True, slots=True)
class _Watch:
    """A mock, and what its exchanges are judged by."""

    mock: VapiMock
    rules: tuple[Rule, ...]
    strict: bool
    assert_all_called: bool

    def finding(self) -> str | None:
        """Return what is wrong with what went through the mock, `None` if nothing is."""
        found = findings(self.mock.transcripts, self.rules, strict=self.strict)
        if found:
            return findings_text(found)
        if self.assert_all_called:
            unmet = unmet_text("vapi_mock", self.mock.unmet())
            if unmet:
                return unmet
            try:
                self.mock.assert_all_called()
            except AssertionError as error:
                return f"vapi_mock: {error}"
        return None


_WATCH = pytest.StashKey[_Watch]()


@contextmanager
def mock_of_test(request: pytest.FixtureRequest, app: AsgiApp) -> Generator[VapiMock]:
    """Mock the API while a test runs."""
    node = request.node
    asked = marking_of(node)
    own = node.stash.get(OWN_REFERENCE, None) is app
    with _mocking(request.config, app, asked, own=own) as watch:
        node.stash[_WATCH] = watch
        yield watch.mock


def mocks(config: pytest.Config) -> Callable[..., AbstractContextManager[VapiMock]]:
    """Return the factory of the fixture `vapi_mocks`."""

    @contextmanager
    def make(app: AsgiApp | str | None = None, **wanted: Any) -> Generator[VapiMock]:
        __tracebackhide__ = True
        asked = marking(**wanted, app=app if isinstance(app, str) else None)
        answering = cast("AsgiApp", app_of(asked)) if app is None or isinstance(app, str) else app
        with _mocking(config, answering, asked, own=app is None) as watch:
            yield watch.mock
            finding = watch.finding()
        if finding:
            raise AssertionError(finding)

    return make


def watched(item: pytest.Item) -> Generator[None, object, object]:
    """Run the call phase of a test and fail it if a rule was broken; its own failure, if any, stays."""
    try:
        value = yield
    except BaseException:
        _add_sections(item)
        raise
    watch = item.stash.get(_WATCH, None)
    finding = None if watch is None else watch.finding()
    if getattr(item, "_excinfo", None):  # a unittest.TestCase does not let its failures out
        _add_sections(item)
    elif watch is not None and finding:
        _add_exchanges(item, watch.mock)
        fail_plainly(finding)
    elif unmet := unmet_by_server(item):
        fail_plainly(unmet)
    return value


@contextmanager
def _mocking(config: pytest.Config, app: AsgiApp, asked: Marking, *, own: bool) -> Generator[_Watch]:
    with plainly():
        settings = settings_of(config)
        rules = chosen_rules(
            settings.rules, documented_only=settings.documented_only, contract=contract_of(settings.spec)
        )
    mock = VapiMock(
        app,
        eu=reference(asked, sip_host=EU_SIP_HOST) if own else None,
        token=asked.token,
        timeout=settings.timeout,
        assert_all_called=False,
    )
    mock.start()
    try:
        yield _Watch(mock, rules, settings.strict, asked.assert_all_called)
    finally:
        mock.stop(quiet=True)


def _add_sections(item: pytest.Item) -> None:
    """Add to a failure what went over the wire, and what was broken there."""
    watch = item.stash.get(_WATCH, None)
    if watch is None or not watch.mock.exchanges:
        return
    _add_exchanges(item, watch.mock)
    finding = watch.finding()
    if finding:
        item.add_report_section("call", "vapi rules", finding)


def _add_exchanges(item: pytest.Item, mock: VapiMock) -> None:
    """Add what clients met, which under trouble is not what the app answered."""
    item.add_report_section("call", SECTION, exchanges_text([Transcript(exchanges=tuple(mock.exchanges))]))
