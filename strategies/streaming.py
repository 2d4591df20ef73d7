"""Payloads, answers and broken payloads by the thousand, outside of any test: what depends on the seed alone.

Payloads are decoded from random bytes directly, which takes a tenth of the time that an engine would need.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis.strategies import SearchStrategy

from vapi_contracts.body import Json
from vapi_contracts.contract.table import Verb, bundled
from vapi_contracts.strategies.addresses import SIP_HOST
from vapi_contracts.strategies.answers import SIZE, shown
from vapi_contracts.strategies.broken import BrokenPayload, faults
from vapi_contracts.strategies.payloads import payload_decoder
from vapi_contracts.strategies.repeatable import BACKEND

__all__ = ["answers", "broken_payloads", "payloads"]

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


def broken_payloads(verb: Verb, count: int, start: int) -> Iterator[Json]:
    """Yield so many payloads that break one rule, each with the rule, the pointer and what was done."""
    strategy = faults(verb=verb)
    for batch, begun in enumerate(range(0, count, _BATCH)):
        wanted = min(_BATCH, count - begun)
        # Each batch opens with the simplest; once is enough.
        drawn = _examples(strategy, wanted + (batch > 0), start + (batch << 64))
        for broken in drawn[batch > 0 :]:
            yield {
                "payload": broken.payload,
                "rule": broken.rule,
                "pointer": broken.pointer,
                "fault": broken.told,
            }


def _drawing(source: random.Random) -> Callable[[SearchStrategy[str]], str]:
    """Return what stands for drawing from a strategy where all that is drawn is a text."""

    def text(_: SearchStrategy[str]) -> str:
        low, high = source.choice(_ALPHABETS)
        length = min(_LONGEST, int(source.expovariate(1 / _MEAN)))
        return "".join(chr(source.randint(low, high)) for _ in range(length))

    return text


def _examples(strategy: SearchStrategy[BrokenPayload], count: int, start: int) -> list[BrokenPayload]:
    """Return so many examples; every setting is made here, so that no profile changes them."""
    drawn: list[BrokenPayload] = []

    def keep(one: BrokenPayload) -> None:
        drawn.append(one)

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
