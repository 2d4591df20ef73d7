"""What a server writes down of the requests that it gets and the answers that it gives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import parse_qsl

from vapi_contracts.body import read_body
from vapi_contracts.endpoint.recording import Recorder
from vapi_contracts.endpoint.wire import Answer, PreparedRequest
from vapi_contracts.scenario import Credential
from vapi_contracts.transcript import Request, Response

__all__ = ["Notes"]


class Notes:
    """Notes of one server, which takes one token for right."""

    def __init__(self, recorder: Recorder, token: str) -> None:
        self._recorder = recorder
        self._token = token

    def request(self, request: PreparedRequest) -> Request:
        """Write down a request, its path as it was sent."""
        path, _, query = request.target.partition("?")
        return self._recorder.request(
            method=request.method,
            path=path,
            query=parse_qsl(query, keep_blank_values=True),
            credential=self._credential(request.headers),
            content_type=next((value for name, value in request.headers if name == "content-type"), None),
            body=read_body(request.body),
            encoded=request.body,
        )

    def response(self, answer: Answer) -> Response:
        """Write down an answer; with a `retry-after` also the date that it counts from."""
        noted = self._recorder.response(answer)
        date = answer.header("date")
        if date is None or "retry-after" not in noted.headers:
            return noted
        return replace(noted, headers={**noted.headers, "date": date})

    def _credential(self, headers: Iterable[tuple[str, str]]) -> Credential:
        header = next((value for name, value in headers if name == "authorization"), None)
        if header is None:
            return "absent"
        scheme, _, token = header.partition(" ")
        return "right" if scheme.lower() == "bearer" and token.strip() == self._token else "wrong"
