"""Defects of `resource.auth`: a stranger is let in somewhere, or turned away too late."""

from contextlib import suppress

from vapi_contracts.reference.core import Core
from vapi_contracts.reference.defects.seed import Defect
from vapi_contracts.reference.message import Refusal, Request, Response

RULE = "resource.auth"


def _is_number(request: Request) -> bool:
    return request.path.startswith("/phone-number/")


class _OpenRead(Core):
    def admits(self, request: Request) -> bool:
        bare = request.method == "GET" and _is_number(request) and "authorization" not in request.headers
        return bare or super().admits(request)


class _AnyTokenDeletes(Core):
    def admits(self, request: Request) -> bool:
        bearer = request.headers.get("authorization", "").lower().startswith("bearer ")
        return (request.method == "DELETE" and _is_number(request) and bearer) or super().admits(request)


class _CarriedOut(Core):
    def route(self, request: Request) -> Response:
        if request.method == "PATCH" and _is_number(request) and not self.admits(request):
            with suppress(Refusal):
                self.patch_number(request, request.path.rpartition("/")[2])
        return super().route(request)


class _OpenPages(Core):
    def admits(self, request: Request) -> bool:
        further = request.path == "/v2/phone-number" and any(
            key == "page" and value != "1" for key, value in request.query
        )
        return (further and request.method == "GET") or super().admits(request)


class _Forbidden(Core):
    def route(self, request: Request) -> Response:
        try:
            return super().route(request)
        except Refusal as refusal:
            posts = (request.method, request.path) == ("POST", "/phone-number")
            if refusal.reason == "token" and posts and request.headers.get("authorization"):
                raise Refusal(403, "This token may not make numbers", reason="token") from None
            raise


DEFECTS = (
    Defect("auth-read-open", RULE, "A GET by id works without a token.", behaviour=_OpenRead),
    Defect("auth-any-token-deletes", RULE, "A DELETE works with any bearer token.", behaviour=_AnyTokenDeletes),
    Defect(
        "auth-patch-carried-out",
        RULE,
        "A PATCH with a missing or wrong token is answered 401 and carried out.",
        behaviour=_CarriedOut,
    ),
    Defect(
        "auth-further-pages-open",
        RULE,
        "The paged list is open to everybody from the second page on.",
        behaviour=_OpenPages,
    ),
    Defect(
        "auth-wrong-token-403-on-create",
        RULE,
        "A POST with a wrong token is answered 403.",
        behaviour=_Forbidden,
    ),
)
