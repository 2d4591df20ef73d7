"""Defects of `resource.robust`: what is no payload at all is accepted, or brings the endpoint down."""

from typing import Any

from vapi_contracts.reference.core import Core
from vapi_contracts.reference.defects.seed import Defect
from vapi_contracts.reference.message import Refusal, Request, Response

RULE = "resource.robust"
FAILURE = "Something went wrong"


class _ArrayFails(Core):
    def payload(self, request: Request) -> Any:
        body = super().payload(request)
        if isinstance(body, list):
            raise Refusal(500, FAILURE, reason="defect")
        return body


class _NumberFails(Core):
    def payload(self, request: Request) -> Any:
        body = super().payload(request)
        if request.method == "PATCH" and isinstance(body, int | float):
            raise Refusal(500, FAILURE, reason="defect")
        return body


class _DepthFails(Core):
    def payload(self, request: Request) -> Any:
        try:
            return super().payload(request)
        except Refusal as refusal:
            if refusal.reason == "deep":
                raise Refusal(500, FAILURE, reason="defect") from None
            raise


class _PlainText(Core):
    def takes(self, media_type: str) -> bool:
        return media_type == "text/plain" or super().takes(media_type)


class _Poisoned(Core):
    _poisoned = False

    def payload(self, request: Request) -> Any:
        try:
            return super().payload(request)
        except Refusal as refusal:
            self._poisoned = refusal.reason == "utf-8"
            raise

    def handle(self, request: Request) -> Response:
        if self._poisoned:
            self._poisoned = False
            return Refusal(500, FAILURE).response()
        return super().handle(request)


class _EmptyCreates(Core):
    def payload(self, request: Request) -> Any:
        if not request.body and (request.method, request.path) == ("POST", "/phone-number"):
            return {"provider": "vapi"}
        return super().payload(request)


DEFECTS = (
    Defect("robust-array-fails", RULE, "A body that is an array is answered 500.", behaviour=_ArrayFails),
    Defect(
        "robust-number-fails-on-patch",
        RULE,
        "A PATCH whose body is a number is answered 500.",
        behaviour=_NumberFails,
    ),
    Defect("robust-depth-fails", RULE, "A deeply nested body is answered 500.", behaviour=_DepthFails),
    Defect("robust-plain-text-accepted", RULE, "A body sent as text/plain is accepted.", behaviour=_PlainText),
    Defect(
        "robust-bad-utf8-poisons",
        RULE,
        "After a body that is not UTF-8, whatever comes next is answered 500.",
        behaviour=_Poisoned,
    ),
    Defect("robust-empty-body-creates", RULE, "A POST without a body creates a number.", behaviour=_EmptyCreates),
)
