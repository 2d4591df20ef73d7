"""How a client that was checked is named on a command line and in a script."""

from __future__ import annotations

import re
import shlex

__all__ = ["client_command", "client_words"]

_FACTORY = re.compile(r"[\w.]+:[\w.]+")


def client_words(target: str) -> str | list[str]:
    """Return `module:factory` as it is, and any other name as the words of the command that starts a program."""
    if _FACTORY.fullmatch(target):
        return target
    try:
        return shlex.split(target)
    except ValueError:
        return [target]


def client_command(target: str | None, rule: str, seed: int | None = None) -> str:
    """Return the command line that checks a rule against a client again."""
    words = client_words(target or "MODULE:FACTORY")
    where, program = ([words], []) if isinstance(words, str) else ([], ["--", *words])
    seeded = [] if seed is None else ["--seed", str(seed)]
    return shlex.join(["vapi-contracts", "client", *where, "--rules", rule, *seeded, *program])
