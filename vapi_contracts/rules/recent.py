"""What was worked out of the transcripts judged last: every rule asks for the same, a run for hundreds of them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

from vapi_contracts.contract.table import Contract
from vapi_contracts.transcript import Transcript

__all__ = ["Recent"]

MOST = 512

Made = TypeVar("Made")


class Recent(Generic[Made]):
    """Remembers by identity what was made of a transcript under a contract; it can always be made again."""

    def __init__(self) -> None:
        self._made: OrderedDict[tuple[int, int], tuple[Contract, Transcript, Made]] = OrderedDict()

    def get(self, contract: Contract, transcript: Transcript, make: Callable[[Contract, Transcript], Made]) -> Made:
        """Return what was made of this transcript, made now if need be."""
        key = (id(contract), id(transcript))
        known = self._made.get(key)
        if known is not None:
            self._made.move_to_end(key)
            return known[2]
        made = make(contract, transcript)
        self._made[key] = (contract, transcript, made)
        if len(self._made) > MOST:
            self._made.popitem(last=False)
        return made
