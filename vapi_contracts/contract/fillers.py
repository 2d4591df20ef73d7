"""The smallest plausible value for a place: what a payload holds where nothing in particular is tried."""

from __future__ import annotations

from collections.abc import Mapping

from vapi_contracts.body import Json
from vapi_contracts.contract.shapes import Node, Shapes

__all__ = ["filler", "smallest"]

_BY_PLACE: Mapping[str, Json] = {
    "payload.CreateVapiPhoneNumberDTO.assistantId": "2f0c1f5e-6f0a-4d1c-9a51-0c5b8e1d7a10",
    "payload.CreateVapiPhoneNumberDTO.squadId": "7b1de6a4-0d0e-4f86-8a47-3f2a9c6b5d21",
    "payload.CreateVapiPhoneNumberDTO.workflowId": "c4a9e3b2-51f7-4a0b-b1d3-6e8f7a9c0b32",
    "payload.CreateVapiPhoneNumberDTO.numberDesiredAreaCode": "415",
    "payload.CreateVapiPhoneNumberDTO.sipUri": "sip:desk@sip.vapi.ai",
    "payload.Server.url": "https://hooks.example.com/vapi",
    "payload.Server.headers.additionalProperties": "on",
    "payload.TransferDestinationSip.sipHeaders.additionalProperties": "on",
    "payload.BackoffPlan.excludedStatusCodes.items": 404,
    "payload.SummaryPlan.messages.items": {"role": "system", "content": "Sum up the call."},
    "payload.TransferDestinationNumber.number": "+14155550100",
    "payload.TransferDestinationNumber.callerId": "+14155550123",
    "payload.TransferDestinationNumber.extension": "42",
    "payload.TransferDestinationSip.sipUri": "sip:desk@pbx.example.com",
    "payload.TransferDestinationSip.callerId": "+14155550123",
    "payload.TransferPlan.twiml": "<Say>Hello.</Say>",
    "payload.TransferPlan.holdAudioUrl": "https://media.example.com/hold.mp3",
    "payload.TransferPlan.transferCompleteAudioUrl": "https://media.example.com/beep.mp3",
    "payload.PhoneNumberCallRingingHookFilter.startsWith.items": "1415",
}


def filler(shapes: Shapes, node: Node) -> Json:
    """Return the smallest plausible value for a node; the first branch of a union that is an object."""
    known = _BY_PLACE.get(node.rule)
    if known is not None:
        return known
    if node.branches:
        return filler(shapes, next((b for b in node.branches if b.shape is not None), node.branches[0]))
    if node.shape is not None:
        return smallest(shapes, node.shape)
    if "enum" in node.keywords:
        return node.keywords["enum"][0]
    match node.type:
        case "string":
            least = int(node.keywords.get("minLength", 0))
            return "a" * max(1, least + (least < int(node.keywords.get("maxLength", least + 2))))
        case "number" | "integer":
            return max(2, int(node.keywords.get("minimum", 0)) + 1)
        case "boolean":
            return True
        case "array":
            return []
        case _:
            return {}


def smallest(shapes: Shapes, name: str) -> dict[str, Json]:
    """Return the smallest plausible object of a component: its required properties and nothing else."""
    shape = shapes[name]
    return {key: filler(shapes, shape.properties[key]) for key in shape.required if key in shape.properties}
