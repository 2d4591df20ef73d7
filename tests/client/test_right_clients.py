"""Clients in several styles that are right: no rule may find anything."""

from __future__ import annotations

import asyncio
import dataclasses
import http.client
import json
import socket
import threading
import time
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import httpx
import pydantic
import pytest
from pydantic.alias_generators import to_camel
from right_client import Base, ClientError, body_of, meaning

from vapi_contracts import check_client


class OnSockets(Base):
    """A connection for each call, which a timer shuts down."""

    def ask(self, method: str, path: str, payload: Any = None, wanted: type = dict) -> Any:
        return self.made_of(meaning(*self.send(method, path, body_of(method, payload)), wanted))

    def made_of(self, value: Any) -> Any:
        return value

    def send(self, method: str, path: str, body: bytes | None) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(urlsplit(self.base_url).netloc, timeout=self.timeout)
        over = threading.Event()

        def end() -> None:
            over.set()
            if connection.sock is not None:
                connection.sock.shutdown(socket.SHUT_RDWR)

        timer = threading.Timer(self.timeout, end)
        timer.start()
        try:
            connection.request(method, path, body, self.headers)
            answer = connection.getresponse()
            status, raw = answer.status, answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise ClientError(str(error)) from error
        finally:
            timer.cancel()
            connection.close()
        if over.is_set():
            raise ClientError("no answer in time")
        return status, raw


class OnHttpx(Base):
    """Async, with one deadline around everything, and headers that nobody asked for."""

    def __init__(self, base_url: str, token: str, timeout: float) -> None:
        super().__init__(base_url, token, timeout)
        extra = {"user-agent": "desk/1", "accept-encoding": "gzip", "idempotency-key": "1"}
        self.http = httpx.AsyncClient(base_url=base_url, headers=self.headers | extra, timeout=timeout)

    async def ask(self, method: str, path: str, payload: Any = None, wanted: type = dict) -> Any:
        try:
            async with asyncio.timeout(self.timeout):
                answer = await self.http.request(method, path, content=body_of(method, payload))
        except (TimeoutError, httpx.HTTPError) as error:
            raise ClientError(str(error)) from error
        return meaning(answer.status_code, answer.content, wanted)

    async def aclose(self) -> None:
        await self.http.aclose()


class Model(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="allow", alias_generator=to_camel)


class ByNumber(Model):
    type: Literal["number"]
    number: str


class BySip(Model):
    type: Literal["sip"]
    sip_uri: str


def branch_of(value: Any) -> str:
    kind = value.get("type") if isinstance(value, dict) else getattr(value, "type", None)
    return kind if kind in {"number", "sip"} else "unknown"


class Number(Model):
    id: str
    org_id: str
    created_at: datetime
    updated_at: datetime
    provider: Literal["vapi"]
    status: str | None = None
    fallback_destination: (
        Annotated[
            Annotated[ByNumber, pydantic.Tag("number")]
            | Annotated[BySip, pydantic.Tag("sip")]
            | Annotated[Model, pydantic.Tag("unknown")],
            pydantic.Discriminator(branch_of),
        ]
        | None
    ) = None


class WithModels(OnSockets):
    """Models with instants and unions; what they cannot hold stays beside the fields."""

    def made_of(self, value: Any) -> Any:
        return (
            [Number.model_validate(one) for one in value] if isinstance(value, list) else Number.model_validate(value)
        )


@dataclasses.dataclass
class Row:
    key: str
    made: datetime
    rest: dict[str, Any]


class WithRows(OnSockets):
    """Results of its own shape, with a dump and a kind; ids that are no UUIDs are refused before anything is sent."""

    errors = (ClientError, ValueError)

    def made_of(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self.made_of(one) for one in value]
        rest = dict(value)
        return Row(rest.pop("id"), datetime.fromisoformat(rest.pop("createdAt")).astimezone(UTC), rest)

    def dump(self, result: Any) -> Any:
        if isinstance(result, list):
            return [self.dump(one) for one in result]
        return {"id": result.key, "createdAt": result.made, **result.rest}

    def kind(self, result: Any) -> str:
        return "PhoneNumber"

    def delete(self, number: str) -> bool:
        super().delete(number)
        return True


@dataclasses.dataclass
class Response:
    status: int
    data: Any


class WithResponses(OnSockets):
    """Wraps what it read, offers a builder, and retries what it may."""

    def __init__(self, base_url: str, token: str, timeout: float) -> None:
        super().__init__(base_url, token, timeout)
        self.ways = {"builder": lambda payload: self.create(dict(payload.items()))}

    def ask(self, method: str, path: str, payload: Any = None, wanted: type = dict) -> Any:
        body = body_of(method, payload)
        status, raw = self.send(method, path, body)
        if method != "POST" and status == 500:
            time.sleep(0.05)
            status, raw = self.send(method, path, body)
        return Response(status, json.loads(json.dumps(meaning(status, raw, wanted))))


class ReadOnly:
    """Offers no more than to read one number."""

    def __init__(self, base_url: str, token: str, timeout: float) -> None:
        self.get = OnSockets(base_url, token, timeout).get


@pytest.mark.parametrize("factory", [OnSockets, OnHttpx, WithModels, WithRows, WithResponses, ReadOnly])
def test_a_right_client_breaks_no_rule(factory):
    result = check_client(factory, seed=3, effort="quick")
    assert [one.counterexamples for one in result.rules if one.outcome == "failed"] == []
    skipped = {one.rule.id for one in result.rules if one.outcome == "skipped"}
    assert skipped == ({"client.accepts", "client.retry"} if factory is ReadOnly else set())
