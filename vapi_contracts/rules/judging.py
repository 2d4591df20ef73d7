"""A passive reading: what a transcript says of every rule."""

from __future__ import annotations

from collections.abc import Iterable

from vapi_contracts.rules.catalogue import all_rules
from vapi_contracts.rules.rule import Rule
from vapi_contracts.transcript import Transcript
from vapi_contracts.verdict import Verdict

__all__ = ["judge"]


def judge(transcript: Transcript, rules: Iterable[Rule] | None = None) -> tuple[Verdict, ...]:
    """Return the verdicts of the rules (all of the bundled contract if absent) on a transcript.

    A rule that has none was not exercised.
    """
    return tuple(verdict for rule in (all_rules() if rules is None else rules) for verdict in rule.judge(transcript))
