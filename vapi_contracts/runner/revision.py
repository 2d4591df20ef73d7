"""Which contract a run is about: the bundled one, or a published revision."""

from __future__ import annotations

import functools
from pathlib import Path

from vapi_contracts.contract.table import ROOTS, Contract, bundled
from vapi_contracts.spec import SpecError, load, narrow, repair

__all__ = ["contract_of"]


def contract_of(spec: Path | str | None) -> Contract:
    """Return the contract that a published document states, repaired; the bundled one for `None`.

    Raises `SpecError` with one line for a document that cannot be read, or that describes no creation of a number.
    """
    return bundled() if spec is None else _revision(str(spec))


@functools.lru_cache(maxsize=8)
def _revision(file: str) -> Contract:
    contract = Contract(repair(narrow(load(Path(file)))))
    if "create" not in contract.rows:
        raise SpecError(f"{file} has no {ROOTS['create']}")
    return contract
