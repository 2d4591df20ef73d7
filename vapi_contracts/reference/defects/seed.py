"""What a seeded defect is."""

from dataclasses import dataclass, field
from typing import Literal

from vapi_contracts.reference.core import Core
from vapi_contracts.reference.document import Edit


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
