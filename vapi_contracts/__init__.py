"""Contract tests for the Vapi phone-number API: rules, strategies, a reference endpoint, a runner.

Names are resolved when they are first used: a pytest run imports this package before it knows whether it
needs it.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vapi_contracts.endpoint.mock import VapiMock
    from vapi_contracts.rules.judging import judge
    from vapi_contracts.rules.rule import Rule
    from vapi_contracts.runner.checking import check
    from vapi_contracts.runner.client_checking import check_client
    from vapi_contracts.runner.result import RunResult
    from vapi_contracts.scenario import Scenario
    from vapi_contracts.suite.servers import VapiServer
    from vapi_contracts.transcript import Transcript
    from vapi_contracts.verdict import Verdict

    RULES: tuple[Rule, ...]

__all__ = [
    "RULES",
    "Rule",
    "RunResult",
    "Scenario",
    "Transcript",
    "VapiMock",
    "VapiServer",
    "Verdict",
    "check",
    "check_client",
    "judge",
]

_HOME = {
    "Rule": "vapi_contracts.rules.rule",
    "RunResult": "vapi_contracts.runner.result",
    "Scenario": "vapi_contracts.scenario",
    "Transcript": "vapi_contracts.transcript",
    "VapiMock": "vapi_contracts.endpoint.mock",
    "VapiServer": "vapi_contracts.suite.servers",
    "Verdict": "vapi_contracts.verdict",
    "check": "vapi_contracts.runner.checking",
    "check_client": "vapi_contracts.runner.client_checking",
    "judge": "vapi_contracts.rules.judging",
}


def __getattr__(name: str) -> object:
    if name == "RULES":
        from vapi_contracts.rules.catalogue import all_rules  # noqa: PLC0415 - lazy on purpose

        return all_rules()
    if name in _HOME:
        return getattr(importlib.import_module(_HOME[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
