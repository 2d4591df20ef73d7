"""The catalogue: every rule that is checked, in one table."""

from __future__ import annotations

import fnmatch
import functools
from collections.abc import Iterable

from vapi_contracts.contract.table import Contract, bundled
from vapi_contracts.rules.client import accepts, bounded, errors, path, read, retry, tolerate, wire
from vapi_contracts.rules.payload import payload_rules
from vapi_contracts.rules.resource import (
    assigned,
    auth,
    create,
    delete,
    echo,
    listing,
    page,
    patch,
    reading_again,
    refuse,
    robust,
    search,
    twins,
    unset,
)
from vapi_contracts.rules.rule import Rule

__all__ = ["UnknownRuleError", "all_rules", "catalogue", "rules_of", "select"]


class UnknownRuleError(ValueError):
    """A pattern that no rule's id matches; the text names the nearest id."""


def catalogue(contract: Contract) -> tuple[Rule, ...]:
    """Return every rule of a revision of the contract.

    Raises `ValueError` where two rules bear one id.
    """
    return _distinct(
        (
            *payload_rules(contract),
            create.rule(contract),
            echo.rule(contract),
            assigned.rule(contract),
            reading_again.rule(contract),
            patch.rule(contract),
            unset.rule(contract),
            delete.rule(contract),
            listing.rule(contract),
            page.rule(contract),
            search.rule(contract),
            refuse.rule(contract),
            robust.rule(contract),
            auth.rule(contract),
            twins.rule(contract),
            wire.rule(contract),
            accepts.rule(contract),
            path.rule(contract),
            read.rule(contract),
            tolerate.rule(contract),
            errors.rule(contract),
            bounded.rule(contract),
            retry.rule(contract),
        )
    )


@functools.lru_cache(maxsize=8)
def rules_of(contract: Contract) -> tuple[Rule, ...]:
    """Return the catalogue of a contract, made once."""
    return catalogue(contract)


def all_rules() -> tuple[Rule, ...]:
    """Return the rules of the bundled contract."""
    return rules_of(bundled())


def select(rules: Iterable[Rule], patterns: Iterable[str]) -> tuple[Rule, ...]:
    """Return the rules whose ids match one of the shell patterns, in the order of the catalogue.

    Raises `UnknownRuleError` for a pattern that matches none.
    """
    rules, patterns = tuple(rules), tuple(patterns)
    for pattern in patterns:
        if not any(fnmatch.fnmatchcase(rule.id, pattern) for rule in rules):
            raise UnknownRuleError(_unknown(pattern, [rule.id for rule in rules]))
    return tuple(rule for rule in rules if any(fnmatch.fnmatchcase(rule.id, pattern) for pattern in patterns))


def _unknown(pattern: str, ids: list[str]) -> str:
    import difflib  # noqa: PLC0415 - only to tell of a mistake

    plain = pattern.strip("*?")
    near = difflib.get_close_matches(plain, ids, 1, 0.3) or [
        rule for rule in ids if plain.rpartition(".")[2].lower() in rule.lower()
    ]
    return f"no rule matches {pattern!r}" + (f"; did you mean {near[0]!r}?" if near else "")


def _distinct(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    seen: dict[str, Rule] = {}
    for rule in rules:
        if rule.id in seen:
            one, other = seen[rule.id].source_line, rule.source_line
            raise ValueError(f"two rules bear the id {rule.id!r}: {one[0]}:{one[1]} and {other[0]}:{other[1]}")
        seen[rule.id] = rule
    return rules
