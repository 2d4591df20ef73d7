"""The catalogue of seeded defects: one literal tuple a family, all of them in `DEFECTS`."""

from vapi_contracts.reference.defects.seed import Defect

__all__ = ["DEFECTS", "Defect"]

DEFECTS: tuple[Defect, ...] = ()
