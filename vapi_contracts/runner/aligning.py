"""Which step of a scenario an invocation belongs to: a client leaves out what it does not offer."""

from __future__ import annotations

from vapi_contracts.scenario import Invoke, Scenario
from vapi_contracts.transcript import Transcript

__all__ = ["step_of"]


def step_of(scenario: Scenario, transcript: Transcript, invocation: int) -> int | None:
    """Return the position of the step behind an invocation; `None` where there is no such invocation."""
    steps = iter(enumerate(scenario.steps))
    found: int | None = None
    for one in transcript.invocations[: invocation + 1]:
        found = next(
            (at for at, step in steps if isinstance(step, Invoke) and (step.do, step.way) == (one.do, one.way)), None
        )
    return found
