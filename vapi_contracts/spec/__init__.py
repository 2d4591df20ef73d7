"""Published OpenAPI documents: what contradicts itself in one, and what differs between two."""

from vapi_contracts.spec.contradiction import Contradiction
from vapi_contracts.spec.document import Document, load
from vapi_contracts.spec.linting import contradictions, repair
from vapi_contracts.spec.narrowing import narrow
from vapi_contracts.spec.reading import SpecError

__all__ = ["Contradiction", "Document", "SpecError", "contradictions", "load", "narrow", "repair"]
