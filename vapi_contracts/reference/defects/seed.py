"""What a seeded defect is."""

from dataclasses import dataclass, field, replace
from typing import Any, Literal

from vapi_contracts.reference.core import Core
from vapi_contracts.reference.document import Edit
from vapi_contracts.reference.store import Row


@dataclass(frozen=True, slots=True)
class Defect:
    """One way in which an endpoint can be wrong, and the one rule that must notice.

    It is made of changes to the contract document (`edits`), of a class that overrides a method or two of the
    core and calls `super()` (`behaviour`), or of both. Any set of defects can be seeded together.
    """

    id: str
    rule: str
    statement: str
    channel: Literal["http", "sip", "webhook"] = "http"
    edits: tuple[Edit, ...] = field(default=(), repr=False)
    behaviour: type[Core] | None = field(default=None, repr=False)


def catalogue(*families: tuple[Defect, ...]) -> tuple[Defect, ...]:
    """Put the families together; raises `ValueError` for two defects of one id, naming what both state."""
    known: dict[str, Defect] = {}
    for defect in (defect for family in families for defect in family):
        if other := known.get(defect.id):
            raise ValueError(f"two defects are called {defect.id!r}: {other.statement!r} and {defect.statement!r}")
        known[defect.id] = defect
    return tuple(known.values())


def amended(row: Row, **properties: Any) -> Row:
    """Give a row with some kept properties changed; `None` takes one away."""
    kept = {**row.kept, **properties}
    return replace(row, kept={key: value for key, value in kept.items() if value is not None})


def without(thing: dict[str, Any], *keys: str) -> dict[str, Any]:
    """Copy a JSON object without some of its properties."""
    return {key: value for key, value in thing.items() if key not in keys}


def is_bought_alone(properties: dict[str, Any]) -> bool:
    """Tell whether a number is made of an area code and nothing else."""
    return properties.keys() - {"provider"} == {"numberDesiredAreaCode"}


class Counting(Core):
    """Counts what happens to a number, for defects that show at the second time."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._counts: dict[tuple[str, str], int] = {}

    def count(self, what: str, number_id: str) -> int:
        """Count one more and tell how many there were."""
        key = (what, number_id)
        self._counts[key] = self._counts.get(key, 0) + 1
        return self._counts[key]
