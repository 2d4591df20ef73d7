"""Payloads, answers and broken payloads by the thousand, outside of any test: what depends on the seed alone.

Payloads of the bundled contract are decoded from random bytes directly, which takes a tenth of the time that an
engine would need.
"""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable, Iterator
from typing import TypeVar

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis.errors import Unsatisfiable
from hypothesis.strategies import SearchStrategy

from vapi_contracts.body import Json
from vapi_contracts.contract.table import Contract, Verb, bundled
from vapi_contracts.strategies.addresses import SIP_HOST
from vapi_contracts.strategies.answers import SIZE, shown
from vapi_contracts.strategies.broken import faults
from vapi_contracts.strategies.payloads import payload_decoder
from vapi_contracts.strategies.repeatable import BACKEND

__all__ = ["answers", "broken_payloads", "examples", "payloads"]

_T = TypeVar("_T")

_ALPHABETS = (
    (0x20, 0x7E),
    (0x20, 0x7E),
    (0x01, 0xFF),
    (0x0100, 0xD7FF),
    (0xE000, 0xFFFF),
    (0x10000, 0x10FFFF),
)
"""Ranges of characters; surrogates and U+0000 stand in none."""

_MEAN, _LONGEST = 8, 60
_BATCH = 1000


def payloads(verb: Verb, count: int, start: int) -> Iterator[Json]:
    """Yield so many valid payloads of an operation."""
    source = random.Random(start)  # noqa: S311 - repeatable, and no secret
    decoder = payload_decoder(bundled(), verb, SIP_HOST, plausible=False)
    for _ in range(count):
        yield decoder(source.randbytes(decoder.size), _drawing(source))


def answers(count: int, start: int) -> Iterator[Json]:
    """Yield so many numbers as an endpoint shows them."""
    source = random.Random(start)  # noqa: S311
    decoder = payload_decoder(bundled(), "create", SIP_HOST, plausible=True)
    for _ in range(count):
        sent = decoder(source.randbytes(decoder.size), _drawing(source))
        yield shown(bundled(), sent, source.randbytes(SIZE))


def broken_payloads(verb: Verb, count: int, start: int, contract: Contract | None = None) -> Iterator[Json]:
    """Yield so many payloads that break one rule, each with the rule, the pointer and what was done."""
    for broken in examples(faults(verb=verb, contract=contract), count, start):
        yield {
            "payload": broken.payload,
            "rule": broken.rule,
            "pointer": broken.pointer,
            "fault": broken.told,
        }


def examples(strategy: SearchStrategy[_T], count: int, start: int) -> Iterator[_T]:
    """Yield so many examples, batch by batch.

    Each batch opens with the simplest, which once is enough, and ends early where a strategy has no more: then
    the next begins anew. Raises `ValueError` for a strategy whose every try is refused.
    """
    batch, given_out = 0, 0
    while given_out < count:
        wanted = min(_BATCH, count - given_out)
        drawn = _batch(strategy, wanted + (batch > 0), start + (batch << 64))
        if not drawn:
            raise ValueError("no value was found that satisfies the schema")
        fresh = drawn[1:] if batch and len(drawn) > 1 else drawn
        yield from fresh[:wanted]
        given_out += len(fresh[:wanted])
        batch += 1


def _drawing(source: random.Random) -> Callable[[SearchStrategy[str]], str]:
    """Return what stands for drawing from a strategy where all that is drawn is a text."""

    def text(_: SearchStrategy[str]) -> str:
        low, high = source.choice(_ALPHABETS)
        length = min(_LONGEST, int(source.expovariate(1 / _MEAN)))
        return "".join(chr(source.randint(low, high)) for _ in range(length))

    return text


def _batch(strategy: SearchStrategy[_T], count: int, start: int) -> list[_T]:
    """Return so many examples at most; every setting is made here, so that no profile changes them."""
    drawn: list[_T] = []

    def keep(one: _T) -> None:
        drawn.append(one)

    with contextlib.suppress(Unsatisfiable):
        settings(
            max_examples=count,
            backend=BACKEND,
            database=None,
            deadline=None,
            derandomize=False,
            phases=[Phase.generate],
            print_blob=False,
            suppress_health_check=list(HealthCheck),  # pyright: ignore[reportArgumentType] - its metaclass iterates
            verbosity=Verbosity.quiet,
        )(seed(start)(given(strategy)(keep)))()
    return drawn
