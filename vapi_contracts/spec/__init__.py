"""Published OpenAPI documents: what contradicts itself in one, and what differs between two."""

from vapi_contracts.spec.change import Change, Witness, changes_to_json
from vapi_contracts.spec.comparison import differences
from vapi_contracts.spec.contradiction import Contradiction
from vapi_contracts.spec.document import Document, load
from vapi_contracts.spec.linting import contradictions, repair
from vapi_contracts.spec.narrowing import narrow
from vapi_contracts.spec.reading import SpecError

__all__ = [
    "Change",
    "Contradiction",
    "Document",
    "SpecError",
    "Witness",
    "changes_to_json",
    "contradictions",
    "differences",
    "load",
    "narrow",
    "repair",
]
