"""Defects of `resource.refuse`: a payload that is refused does something nevertheless, or too much."""

from typing import Any

from vapi_contracts.reference.core import UPDATE, Core
from vapi_contracts.reference.defects.seed import Defect, amended, without
from vapi_contracts.reference.message import Refusal, Request, Response

RULE = "resource.refuse"


class _Watching(Core):
    """Lets a defect look at the payloads that are refused."""

    def refused(self, request: Request, body: dict[str, Any], faulty: set[str]) -> None:
        """Do what should not be done; `faulty` are the top-level properties with a fault."""

    def handle(self, request: Request) -> Response:
        """Answer, having looked."""
        self._request = request
        return super().handle(request)

    def judge(self, schema: str, body: Any) -> dict[str, Any]:
        """Judge, and tell of what is refused."""
        try:
            return super().judge(schema, body)
        except Refusal:
            if isinstance(body, dict):
                faulty = {key for key, value in body.items() if self._is_faulty(schema, key, value)}
                self.refused(self._request, body, faulty)
            raise

    def _is_faulty(self, schema: str, key: str, value: Any) -> bool:
        alone = {"provider": "vapi", key: value}
        return bool(self.schemas.problems(schema, alone) or self.breaches(schema, alone))


class _NameApplied(_Watching):
    def refused(self, request: Request, body: dict[str, Any], faulty: set[str]) -> None:
        super().refused(request, body, faulty)
        row = self.store.get(request.path.rpartition("/")[2])
        if row and "name" in body and "name" not in faulty:
            self.put(amended(row, name=body["name"]))


class _Ghost(_Watching):
    def refused(self, request: Request, body: dict[str, Any], faulty: set[str]) -> None:
        super().refused(request, body, faulty)
        if request.path == "/phone-number" and faulty == {"hooks"}:
            self.put(self.new(without(body, "hooks")))


class _ServerApplied(_Watching):
    def refused(self, request: Request, body: dict[str, Any], faulty: set[str]) -> None:
        super().refused(request, body, faulty)
        row = self.store.get(request.path.rpartition("/")[2])
        if row and "hooks" in faulty and "server" in body.keys() - faulty:
            self.put(amended(row, server=body["server"]))


class _NameFails(Core):
    def judge(self, schema: str, body: Any) -> dict[str, Any]:
        try:
            return super().judge(schema, body)
        except Refusal:
            name = body.get("name") if isinstance(body, dict) and schema == UPDATE else None
            if isinstance(name, str) and len(name) > 40:
                raise Refusal(500, "Something went wrong", reason="defect") from None
            raise


DEFECTS = (
    Defect(
        "refuse-name-applied",
        RULE,
        "A PATCH that is refused for another property changes the name.",
        behaviour=_NameApplied,
    ),
    Defect(
        "refuse-leaves-ghost",
        RULE,
        "A POST that is refused for its hooks alone makes a number without hooks.",
        behaviour=_Ghost,
    ),
    Defect(
        "refuse-server-applied",
        RULE,
        "A PATCH that is refused for its hooks changes the server.",
        behaviour=_ServerApplied,
    ),
    Defect(
        "refuse-long-name-fails-on-patch",
        RULE,
        "A PATCH whose name is too long is answered 500.",
        behaviour=_NameFails,
    ),
)
