"""What a scenario for a client holds that no document allows: making it smaller must add nothing to that.

Who wrote the client would rightly say that it need not cope with a payload, or with an answer, that cannot be.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TypeAlias

from vapi_contracts.body import Json, Value
from vapi_contracts.contract.table import SHOWN, Contract, Verb
from vapi_contracts.contract.weighing import weigh, weigh_shown
from vapi_contracts.scenario import Invoke, Scenario
from vapi_contracts.trouble import Trouble

__all__ = ["faults_in"]

HOST = "sip.vapi.ai"
_PART = re.compile(r"\{(fresh|FRESH|host|HOST|Host)\}")

Told: TypeAlias = tuple[str, tuple[str, ...]]


def faults_in(contract: Contract, scenario: Scenario) -> frozenset[Told]:
    """Return what payloads, and answers that a server is told to give, break and leave in doubt, by what is done."""
    return frozenset(told for step in scenario if isinstance(step, Invoke) for told in _of_step(contract, step))


def _of_step(contract: Contract, step: Invoke) -> Iterator[Told]:
    if step.do in ("create", "update"):
        verb: Verb = "create" if step.do == "create" else "patch"
        weight = weigh(contract, verb, _filled(step.body), HOST)
        yield from ((step.do, fault.rules) for fault in weight.faults)
        yield from ((step.do, (doubt.reason,)) for doubt in weight.doubts if doubt.pointer)
    for trouble in step.answers:
        if trouble is not None and isinstance(trouble.body, Value):
            yield from ((f"answer of {step.do}", told) for told in _of_answer(contract, trouble, trouble.body.json))


def _of_answer(contract: Contract, trouble: Trouble, answer: Json) -> Iterator[tuple[str, ...]]:
    """Yield an answer that is no number of the API's as it stands: cutting it would make another trouble of it."""
    numbers: list[Json] = answer if isinstance(answer, list) and answer else [answer]
    if (trouble.status or 200) >= 300 or any(weigh_shown(contract, SHOWN, number) for number in numbers):
        yield (json.dumps(answer, sort_keys=True),)


def _filled(value: Json) -> Json:
    """Return a payload with plausible texts where there are placeholders."""
    if isinstance(value, dict):
        if set(value) == {"$text"}:
            return _PART.sub(lambda part: "a" if part[1].lower() == "fresh" else HOST, value["$text"])
        return {key: _filled(inner) for key, inner in value.items()}
    return [_filled(item) for item in value] if isinstance(value, list) else value
