"""Which rules a run is about: those of one subject whose ids match."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from vapi_contracts.contract.table import Contract, bundled
from vapi_contracts.rules.catalogue import UnknownRuleError, rules_of, select
from vapi_contracts.rules.rule import Rule, Subject

__all__ = ["OtherSubjectError", "chosen_rules", "rules_about"]

_CHECKED_BY: Mapping[Subject, tuple[str, str]] = {
    "endpoint": ("endpoints", "vapi-contracts check"),
    "client": ("clients", "vapi-contracts client"),
    "server-url": ("server URLs", "vapi-contracts webhook"),
}


class OtherSubjectError(UnknownRuleError):
    """Patterns that match only rules on something else; the text names the command that checks those."""


def chosen_rules(
    patterns: Iterable[str],
    *,
    subject: Subject = "endpoint",
    documented_only: bool = False,
    contract: Contract | None = None,
) -> tuple[Rule, ...]:
    """Return the rules on a subject, of a contract (the bundled one if absent), that match the patterns.

    Raises `UnknownRuleError` for a pattern that no rule matches, `OtherSubjectError` where all that match are about
    something else.
    """
    patterns = tuple(patterns)
    matching = select(rules_of(contract or bundled()), patterns)
    chosen = tuple(rule for rule in matching if rule.subject == subject)
    if matching and not chosen:
        what, command = _CHECKED_BY[matching[0].subject]
        verb = "is" if len(patterns) == 1 and patterns[0] == matching[0].id else "are"
        raise OtherSubjectError(f"{', '.join(patterns)} {verb} about {what}: use {command}")
    return tuple(rule for rule in chosen if not documented_only or rule.basis == "documented")


def rules_about(contract: Contract, subject: Subject) -> tuple[Rule, ...]:
    """Return all rules of a contract on a subject, in the order of the catalogue."""
    return tuple(rule for rule in rules_of(contract) if rule.subject == subject)
