"""The catalogue of seeded defects: one file a family, each with a literal tuple, all of them in `DEFECTS`."""

from vapi_contracts.reference.defects import creation, echo, listing, patching, payload, robustness
from vapi_contracts.reference.defects.seed import Defect, catalogue

__all__ = ["DEFECTS", "Defect"]

DEFECTS: tuple[Defect, ...] = catalogue(
    payload.DEFECTS,
    creation.DEFECTS,
    echo.DEFECTS,
    patching.DEFECTS,
    listing.DEFECTS,
    robustness.DEFECTS,
)
