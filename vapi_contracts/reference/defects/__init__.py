"""The catalogue of seeded defects: one file a family, each with a literal tuple, all of them in `DEFECTS`."""

from vapi_contracts.reference.defects import (
    assignment,
    authorization,
    creation,
    deletion,
    echo,
    listing,
    paging,
    patching,
    payload,
    payload_destination,
    payload_hook,
    payload_message,
    payload_number,
    payload_plan,
    payload_server,
    reading,
    refusal,
    robustness,
    twins,
)
from vapi_contracts.reference.defects.rows import Row
from vapi_contracts.reference.defects.seed import Defect, catalogue

__all__ = ["DEFECTS", "PAYLOAD_ROWS", "Defect"]

PAYLOAD_ROWS: tuple[Row, ...] = (
    *payload_number.ROWS,
    *payload_server.ROWS,
    *payload_destination.ROWS,
    *payload_message.ROWS,
    *payload_plan.ROWS,
    *payload_hook.ROWS,
)
"""The defects of payload rules that are one keyword at one place, each with what gives it away."""

DEFECTS: tuple[Defect, ...] = catalogue(
    payload.DEFECTS,
    tuple(row.defect for row in PAYLOAD_ROWS),
    creation.DEFECTS,
    echo.DEFECTS,
    assignment.DEFECTS,
    reading.DEFECTS,
    patching.DEFECTS,
    deletion.DEFECTS,
    listing.DEFECTS,
    paging.DEFECTS,
    refusal.DEFECTS,
    robustness.DEFECTS,
    authorization.DEFECTS,
    twins.DEFECTS,
)
