"""What comes in, what goes out, and the one way to say no: the core knows no other transport than these."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any


@dataclass(frozen=True, slots=True)
class Request:
    """One request: the path is percent-decoded, header names are lower-case, the query keeps its order."""

    method: str
    path: str
    query: Sequence[tuple[str, str]] = ()
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Response:
    """One answer: the body is JSON-able data that nobody may change, since it may be what the store holds."""

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error of ours
    """Raised wherever a request must be turned down; the core answers with it and changes nothing.

    `reason` names the cause for whoever overrides the refusal; it does not travel. A list of messages is
    what a payload's refusal carries, a string what all others do: both shapes were seen on the live service.
    """

    def __init__(
        self,
        status: int,
        message: str | list[str],
        *,
        reason: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.reason = reason
        self.headers = headers or {}

    def response(self) -> Response:
        """Put the refusal into the body that the service was seen to use."""
        phrase = HTTPStatus(self.status).phrase
        body = {"message": self.message, "error": phrase, "statusCode": self.status}
        return Response(self.status, body, self.headers)
