"""A Python script that lets a client do again what broke a rule."""

from __future__ import annotations

from vapi_contracts.report.clients import client_words
from vapi_contracts.report.json_text import in_single_quotes, one_line_of_ascii
from vapi_contracts.runner.aligning import step_of
from vapi_contracts.runner.result import Counterexample
from vapi_contracts.scenario import Invoke

__all__ = ["client_script"]


def client_script(found: Counterexample, *, rule: str, target: str) -> str:
    """Return a script that makes the client, plays the scenario and judges it; it exits 1 where the rule is broken.

    `target` is the name of the run's client.
    """
    return _PYTHON.format(
        title=one_line_of_ascii(f"{rule}: {found.message}"),
        rule=rule,
        client=client_words(target),
        timeout=_timeout(found),
        scenario=in_single_quotes(found.scenario.to_json()),
    )


def _timeout(found: Counterexample) -> float:
    """Return the time-out of the run, where an invocation had it."""
    for at, invocation in enumerate(found.transcript.invocations):
        behind = step_of(found.scenario, found.transcript, at)
        step = None if behind is None else found.scenario.steps[behind]
        if isinstance(step, Invoke) and step.timeout is None:
            return invocation.timeout
    return 10.0


_PYTHON = """\
# {title}
# Plays the scenario with CLIENT, or with the one that the arguments name; exits 1 if the rule is broken.
import json
import os
import sys

from vapi_contracts import RULES, Scenario, judge
from vapi_contracts.runner.client_checking import open_client_target

RULE = {rule!r}
CLIENT = {client!r}  # module:factory, or the words of a command
SCENARIO = Scenario.from_json(json.loads(r'''
{scenario}
'''))


def main():
    words = sys.argv[1:]
    named = (words[0] if len(words) == 1 and ":" in words[0] else words) or CLIENT
    client = open_client_target(named, token=os.environ.get("VAPI_TOKEN"), timeout={timeout!r})
    try:
        transcript = client.play(SCENARIO)
    finally:
        client.close()
    for exchange in transcript.exchanges:
        print(exchange.request.method, ascii(exchange.request.path), "->", exchange.status or exchange.failure)
    for invocation in transcript.invocations:
        print(invocation.do, invocation.ending, ascii(invocation.error or ""))
    rules = [rule for rule in RULES if rule.id == RULE]
    broken = [verdict for verdict in judge(transcript, rules) if verdict.outcome == "broken"]
    for verdict in broken:
        print(ascii(verdict.message))
        print(f"  expected {{verdict.expected!a}}, seen {{verdict.actual!a}}")
    sys.exit(1 if broken else 0)


main()
"""
