"""How to see a breach again without this run: a shell script with curl, a Python script with this package."""

from __future__ import annotations

from vapi_contracts.report.client_script import client_script
from vapi_contracts.report.clients import client_command
from vapi_contracts.report.json_text import in_single_quotes, one_line_of_ascii
from vapi_contracts.report.shell import shell_script
from vapi_contracts.runner.result import Counterexample

__all__ = ["base_url_of", "python_script", "reproductions"]


def reproductions(found: Counterexample, *, rule: str, target: str, seed: int | None = None) -> dict[str, str]:
    """Return both scripts; `target` is the name of the run's target.

    For a client, who is no server that curl could ask, the one for a shell is the command that checks the rule again.
    """
    if found.transcript.invocations:
        return {
            "curl": f"{client_command(target, rule, seed)}\n",
            "python": client_script(found, rule=rule, target=target),
        }
    return {
        "curl": shell_script(found, rule=rule, base_url=base_url_of(target)),
        "python": python_script(found, rule=rule, target=target),
    }


def base_url_of(target: str) -> str | None:
    """Return where a target can be asked over HTTP; `None` for one in process."""
    return target.rstrip("/") if "://" in target else None


def python_script(found: Counterexample, *, rule: str, target: str) -> str:
    """Return a script that plays the scenario and judges it; it exits 1 where the rule is broken."""
    name = None if "embedded reference" in target else target
    return _PYTHON.format(
        title=one_line_of_ascii(f"{rule}: {found.message}"),
        rule=rule,
        target=name,
        live=found.transcript.target.live,
        scenario=in_single_quotes(found.scenario.to_json()),
    )


_PYTHON = """\
# {title}
# Plays the scenario against TARGET, or against the argument; exits 1 if the rule is broken.
import json
import os
import sys

from vapi_contracts import Scenario, judge
from vapi_contracts.runner.checking import open_target

RULE = {rule!r}
TARGET = {target!r}  # None is the embedded reference
SCENARIO = Scenario.from_json(json.loads(r'''
{scenario}
'''))

target = sys.argv[1] if len(sys.argv) > 1 else TARGET
endpoint = open_target(target, token=os.environ.get("VAPI_TOKEN"), live={live!r})
try:
    transcript = endpoint.play(SCENARIO)
finally:
    endpoint.close()
for exchange in transcript.exchanges:
    print(exchange.request.method, ascii(exchange.request.path), "->", exchange.status or exchange.failure)
broken = [verdict for verdict in judge(transcript) if verdict.rule == RULE and verdict.outcome == "broken"]
for verdict in broken:
    print(f"step {{verdict.exchange + 1}}: {{verdict.message}}")
    print(f"  expected {{verdict.expected!a}}, seen {{verdict.actual!a}}")
sys.exit(1 if broken else 0)
"""
