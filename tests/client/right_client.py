"""A client that does everything right: sync, async, and as a program that speaks JSON Lines."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote, urlencode

import httpx2

MOST_RETRIES = 2
LONGEST_WAIT = 5.0


class ClientError(Exception):
    """All that goes wrong is one of these."""


class Base:
    """What both clients have in common: which request is made, what its answer means, and when to try again."""

    errors = (ClientError,)

    def __init__(self, base_url: str, token: str, timeout: float) -> None:
        self.base_url = base_url
        self.headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
        self.timeout = timeout

    def create(self, payload: Any) -> Any:
        return self.ask("POST", "/phone-number", payload)

    def get(self, number: str) -> Any:
        return self.ask("GET", path_of(number))

    def update(self, number: str, payload: Any) -> Any:
        return self.ask("PATCH", path_of(number), payload)

    def delete(self, number: str) -> Any:
        return self.ask("DELETE", path_of(number))

    def list(self, **query: Any) -> Any:
        return self.ask("GET", f"/phone-number?{urlencode(query)}", wanted=list)

    def ask(self, method: str, path: str, payload: Any = None, wanted: type = dict) -> Any:
        raise NotImplementedError


def path_of(number: str) -> str:
    """An id is one segment of the path, whatever is in it; `.` and `..` cannot be one, encoded or not."""
    if number in {"", ".", ".."}:
        raise ClientError(f"{number!r} is no id")
    try:
        return f"/phone-number/{quote(number, safe='')}"
    except UnicodeEncodeError as error:
        raise ClientError(f"{number!r} is no text") from error


def body_of(method: str, payload: Any) -> bytes | None:
    if method not in {"POST", "PATCH"}:
        return None
    try:
        return json.dumps(payload, allow_nan=False).encode()
    except (TypeError, ValueError) as error:
        raise ClientError(f"not JSON: {error}") from error


def meaning(status: int, raw: bytes, wanted: type) -> Any:
    """A number, or a list of numbers; anything else is an error, whatever the status says."""
    if not 200 <= status < 300:
        raise ClientError(f"status {status}: {raw[:200]!r}")
    try:
        value = json.loads(raw.decode())
    except ValueError as error:
        raise ClientError(f"the answer is no JSON: {error}") from error
    numbers = value if isinstance(value, list) else [value]
    if not isinstance(value, wanted) or not all(
        isinstance(one, dict) and isinstance(one.get("id"), str) for one in numbers
    ):
        raise ClientError(f"the answer is no {'number' if wanted is dict else 'list of numbers'}")
    return value


def pause(method: str, status: int, retry_after: str | None, attempt: int) -> float | None:
    """Seconds until the request may be sent again; only what reads is, and only if the API asks for patience."""
    if method != "GET" or status not in {429, 503} or attempt >= MOST_RETRIES:
        return None
    try:
        seconds = float(retry_after or 0.1)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(retry_after) - datetime.now(UTC)).total_seconds()
        except (TypeError, ValueError):
            seconds = 0.1
    return max(0.0, seconds) if seconds <= LONGEST_WAIT else None


class RightClient(Base):
    def __init__(self, base_url: str, token: str, timeout: float) -> None:
        super().__init__(base_url, token, timeout)
        self.http = httpx2.Client(base_url=base_url, headers=self.headers)

    def ask(self, method: str, path: str, payload: Any = None, wanted: type = dict) -> Any:
        body = body_of(method, payload)
        deadline = time.monotonic() + self.timeout
        for attempt in range(MOST_RETRIES + 1):
            status, retry_after, raw = self.send(method, path, body, deadline)
            seconds = pause(method, status, retry_after, attempt)
            if seconds is None or time.monotonic() + seconds >= deadline:
                break
            time.sleep(seconds)
        return meaning(status, raw, wanted)

    def send(self, method: str, path: str, body: bytes | None, deadline: float) -> tuple[int, str | None, bytes]:
        """One time-out for everything: httpx knows only one for each read, so it is asked again after each."""
        raw = bytearray()
        left = max(0.001, deadline - time.monotonic())
        try:
            with self.http.stream(method, path, content=body, timeout=left) as response:
                for part in response.iter_raw(1):
                    raw += part
                    if time.monotonic() > deadline:
                        raise ClientError(f"no answer within {self.timeout} s")
                return response.status_code, response.headers.get("retry-after"), bytes(raw)
        except httpx2.HTTPError as error:
            raise ClientError(f"{type(error).__name__}: {error}") from error

    def close(self) -> None:
        self.http.close()


class AsyncRightClient(Base):
    def __init__(self, base_url: str, token: str, timeout: float) -> None:
        super().__init__(base_url, token, timeout)
        self.http = httpx2.AsyncClient(base_url=base_url, headers=self.headers, timeout=None)

    async def ask(self, method: str, path: str, payload: Any = None, wanted: type = dict) -> Any:
        body = body_of(method, payload)
        try:
            async with asyncio.timeout(self.timeout):
                for attempt in range(MOST_RETRIES + 1):
                    response = await self.http.request(method, path, content=body)
                    seconds = pause(method, response.status_code, response.headers.get("retry-after"), attempt)
                    if seconds is None:
                        break
                    await asyncio.sleep(seconds)
        except TimeoutError as error:
            raise ClientError(f"no answer within {self.timeout} s") from error
        except httpx2.HTTPError as error:
            raise ClientError(f"{type(error).__name__}: {error}") from error
        return meaning(response.status_code, response.content, wanted)

    async def aclose(self) -> None:
        await self.http.aclose()


def sync_client(base_url: str, token: str, timeout: float) -> RightClient:
    return RightClient(base_url, token, timeout)


def async_client(base_url: str, token: str, timeout: float) -> AsyncRightClient:
    return AsyncRightClient(base_url, token, timeout)


def carried_out(client: RightClient, op: str, args: dict[str, Any]) -> dict[str, Any]:
    """Do what one line asks for."""
    calls = {
        "create": lambda: client.create(args["payload"]),
        "get": lambda: client.get(args["id"]),
        "update": lambda: client.update(args["id"], args["payload"]),
        "delete": lambda: client.delete(args["id"]),
        "list": lambda: client.list(**args),
    }
    try:
        result = calls[op]()
    except Exception as error:  # noqa: BLE001 - any of them is to be told
        own = isinstance(error, ClientError)
        return {"error": {"kind": type(error).__name__, "own": own, "message": str(error)}}
    return {"ok": result, "kind": type(result).__name__}


def main() -> None:
    """Read one JSON object a line, and answer with one."""
    clients: dict[Any, RightClient] = {}
    for line in sys.stdin:
        asked = json.loads(line)
        made_with = asked["base_url"], asked["token"], asked["timeout"]
        if made_with not in clients:
            clients[made_with] = RightClient(*made_with)
        said = carried_out(clients[made_with], asked["op"], asked["args"])
        sys.stdout.write(json.dumps({"id": asked["id"], **said}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
