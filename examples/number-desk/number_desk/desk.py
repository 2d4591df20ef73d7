"""The desk: a client of the phone-number API that waits no longer than it is told, and believes no broken answer."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any, Self
from urllib.parse import quote

import httpx

Number = dict[str, Any]
BIGGEST_STATUS_OF_SUCCESS = 299


class DeskError(Exception):
    """The API could not be reached in time, refused, or gave an answer that makes no sense."""


class Desk:
    """Creates, finds, changes and removes numbers. `timeout` is in seconds, for a whole request."""

    def __init__(self, base_url: str, token: str, timeout: float = 10.0) -> None:
        self._timeout = timeout
        self._http = httpx.Client(base_url=base_url, timeout=timeout, headers={"authorization": f"Bearer {token}"})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def create(self, payload: Mapping[str, Any]) -> Number:
        return _number(self._ask("POST", "/phone-number", payload=payload))

    def get(self, number: str) -> Number:
        return _number(self._ask("GET", _path(number)))

    def update(self, number: str, payload: Mapping[str, Any]) -> Number:
        return _number(self._ask("PATCH", _path(number), payload=payload))

    def delete(self, number: str) -> Number:
        return _number(self._ask("DELETE", _path(number)))

    def list(self, **query: Any) -> list[Number]:
        found = self._ask("GET", "/phone-number", query=query)
        if not isinstance(found, list):
            raise DeskError("the API gave no list")
        return [_number(one) for one in found]

    def _ask(self, method: str, path: str, *, payload: Any = None, query: Mapping[str, Any] | None = None) -> Any:
        latest = time.monotonic() + self._timeout
        content = None if payload is None else json.dumps(payload).encode()
        headers = {} if content is None else {"content-type": "application/json"}
        received = bytearray()
        try:
            with self._http.stream(method, path, content=content, headers=headers, params=query) as response:
                for part in response.iter_raw():
                    received += part
                    if time.monotonic() > latest:
                        raise DeskError(f"no whole answer in {self._timeout:g} s")
            if response.status_code > BIGGEST_STATUS_OF_SUCCESS:
                raise DeskError(f"the API refused: {response.status_code}")
            return json.loads(received.decode())
        except (httpx.HTTPError, ValueError) as error:
            raise DeskError(f"{type(error).__name__}: {error}") from error


def _path(number: str) -> str:
    if number in {"", ".", ".."}:
        raise DeskError(f"{number!r} is no id")
    return f"/phone-number/{quote(number, safe='')}"


def _number(found: Any) -> Number:
    if not isinstance(found, dict) or not isinstance(found.get("id"), str):
        raise DeskError("the API gave something that is no number")
    return found
