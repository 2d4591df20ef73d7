"""Clients that are right but for one mistake in what they make of an answer, or of none."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import httpx2
from mistakes import changed, without, wrong
from right_client import ClientError, RightClient, body_of, meaning


class Receiving(RightClient):
    """Changes what it has received."""

    def incoming(self, value: Any) -> Any:
        return value

    def ask(self, method: str, path: str, payload: Any = None, wanted: type = dict) -> Any:
        return self.incoming(super().ask(method, path, payload, wanted))


class Once(RightClient):
    """Asks once, and takes the answer for what it likes."""

    def taken(self, status: int, raw: bytes, wanted: type) -> Any:
        return meaning(status, raw, wanted)

    def ask(self, method: str, path: str, payload: Any = None, wanted: type = dict) -> Any:
        status, _, raw = self.send(method, path, body_of(method, payload), time.monotonic() + self.timeout)
        return self.taken(status, raw, wanted)


# What is read


@wrong("client.read")
class HooksOfOneKind(Receiving):
    def incoming(self, value: Any) -> Any:
        return without(value, lambda key, sub: key == "filters")


@wrong("client.read")
class FloatsEverywhere(Receiving):
    def incoming(self, value: Any) -> Any:
        return changed(value, lambda _, sub: float(sub) if type(sub) is int else sub)


@wrong("client.read")
class StatusIsDemanded(Receiving):
    def incoming(self, value: Any) -> Any:
        for number in value if isinstance(value, list) else [value]:
            if "status" not in number:
                raise ClientError("a number without a status")
        return value


@wrong("client.read")
class DatesForInstants(Receiving):
    def incoming(self, value: Any) -> Any:
        return changed(value, lambda key, sub: sub[:10] if key == "createdAt" and isinstance(sub, str) else sub)


@wrong("client.read")
class FractionsCut(Receiving):
    def incoming(self, value: Any) -> Any:
        return changed(value, lambda _, sub: int(sub) if isinstance(sub, float) else sub)


@wrong("client.read")
class OnlyTheFirstOfAList(RightClient):
    def list(self, **query: Any) -> Any:
        return super().list(**query)[:1]


@wrong("client.read")
class RememberedForEver(RightClient):
    def get(self, number: str) -> Any:
        return vars(self).setdefault("known", {}).setdefault(number, super().get(number))


@wrong("client.read")
class UpdateLosesHooks(RightClient):
    def update(self, number: str, payload: Any) -> Any:
        return without(super().update(number, payload), lambda key, _: key == "hooks")


class Number(dict[str, Any]):
    pass


class TwilioNumber(Number):
    pass


@wrong("client.read")
class AnotherClassWithServer(Receiving):
    def incoming(self, value: Any) -> Any:
        return TwilioNumber(value) if isinstance(value, dict) and "server" in value else value


@wrong("client.read")
class SipReadAsNumber(Receiving):
    def incoming(self, value: Any) -> Any:
        def read(key: str, sub: Any) -> Any:
            if key != "fallbackDestination" or not isinstance(sub, dict):
                return sub
            plain = sub.get("type") == "sip" and "transferPlan" not in sub
            return SipDestination(sub) if plain else NumberDestination(sub)

        return changed(value, read)


class SipDestination(dict[str, Any]):
    pass


class NumberDestination(dict[str, Any]):
    pass


# What nobody knew


KNOWN = {"active", "activating", "blocked"}


@wrong("client.tolerate")
class UnknownStatusRefused(Receiving):
    def incoming(self, value: Any) -> Any:
        for number in value if isinstance(value, list) else [value]:
            if number.get("status", "active") not in KNOWN:
                raise ClientError(f"status {number['status']!r}")
        return value


@wrong("client.tolerate")
class UnknownDestinationIsNone(Receiving):
    def incoming(self, value: Any) -> Any:
        def read(key: str, sub: Any) -> Any:
            other = key == "fallbackDestination" and isinstance(sub, dict) and sub.get("type") not in {"number", "sip"}
            return None if other else sub

        return changed(value, read)


@wrong("client.tolerate")
class UnknownHooksDropped(Receiving):
    def incoming(self, value: Any) -> Any:
        def read(key: str, sub: Any) -> Any:
            if key != "hooks" or not isinstance(sub, list):
                return sub
            return [hook for hook in sub if hook.get("on") in {"call.ringing", "call.ending"}]

        return changed(value, read)


TOP = {
    *("id", "orgId", "createdAt", "updatedAt", "status", "provider", "name", "assistantId", "squadId", "workflowId"),
    *("server", "sipUri", "authentication", "fallbackDestination", "hooks", "number", "numberDesiredAreaCode"),
}


@wrong("client.tolerate")
class UnknownPropertiesDropped(Receiving):
    def incoming(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self.incoming(number) for number in value]
        return {key: sub for key, sub in value.items() if key in TOP}


@wrong("client.tolerate")
class UnknownPropertiesDroppedInLists(RightClient):
    def list(self, **query: Any) -> Any:
        return [{key: sub for key, sub in number.items() if key in TOP} for number in super().list(**query)]


# What went wrong


def at_ease(status: int, raw: bytes) -> Any:
    if not 200 <= status < 300:
        raise ClientError(f"status {status}")
    try:
        return json.loads(raw.decode())
    except ValueError as error:
        raise ClientError("no JSON") from error


@wrong("client.errors")
class NullBelieved(Once):
    def taken(self, status: int, raw: bytes, wanted: type) -> Any:
        return None if status < 300 and raw == b"null" else meaning(status, raw, wanted)


@wrong("client.errors")
class ErrorBodyBelieved(Once):
    def taken(self, status: int, raw: bytes, wanted: type) -> Any:
        value = at_ease(status, raw)
        return value if isinstance(value, dict) and "statusCode" in value else meaning(status, raw, wanted)


@wrong("client.errors")
class ConflictIsNone(Once):
    def taken(self, status: int, raw: bytes, wanted: type) -> Any:
        return None if status == 409 else meaning(status, raw, wanted)


@wrong("client.errors")
class TruncatedIsText(Once):
    def taken(self, status: int, raw: bytes, wanted: type) -> Any:
        cut = status < 300 and raw.startswith((b"{", b"[")) and not raw.endswith((b"}", b"]"))
        return raw.decode() if cut else meaning(status, raw, wanted)


@wrong("client.errors")
class PageIsText(Once):
    def taken(self, status: int, raw: bytes, wanted: type) -> Any:
        return raw.decode() if status < 300 and b"<html>" in raw else meaning(status, raw, wanted)


@wrong("client.errors")
class NotFoundIsNone(Once):
    def taken(self, status: int, raw: bytes, wanted: type) -> Any:
        return None if status == 404 else meaning(status, raw, wanted)


@wrong("client.errors")
class BadBytesReplaced(Once):
    def taken(self, status: int, raw: bytes, wanted: type) -> Any:
        return meaning(status, raw.decode("utf-8", "replace").encode(), wanted)


@wrong("client.errors")
class EmptyIsNone(Once):
    def taken(self, status: int, raw: bytes, wanted: type) -> Any:
        return None if status < 300 and not raw else meaning(status, raw, wanted)


@wrong("client.errors")
class DecoderErrorsLetOut(Once):
    def taken(self, status: int, raw: bytes, wanted: type) -> Any:
        if status < 300:
            json.loads(raw)
        return meaning(status, raw, wanted)


@wrong("client.errors")
class ObjectForAList(Once):
    def taken(self, status: int, raw: bytes, wanted: type) -> Any:
        value = at_ease(status, raw)
        return value if wanted is list and isinstance(value, dict) else meaning(status, raw, wanted)


@wrong("client.errors")
class ServerErrorsIgnoredOnDelete(RightClient):
    def delete(self, number: str) -> Any:
        try:
            return super().delete(number)
        except ClientError as error:
            if "status 5" in str(error):
                return None
            raise


@wrong("client.errors")
class TimeoutsLetOut(RightClient):
    def send(self, method: str, path: str, body: bytes | None, deadline: float) -> tuple[int, str | None, bytes]:
        try:
            return super().send(method, path, body, deadline)
        except ClientError as error:
            if isinstance(error.__cause__, httpx2.TimeoutException):
                raise error.__cause__ from None
            raise


# How long it takes


def waiting(seconds: float) -> type[RightClient]:
    class Waiting(RightClient):
        def send(self, method: str, path: str, body: bytes | None, deadline: float) -> tuple[int, str | None, bytes]:
            try:
                response = self.http.request(method, path, content=body, timeout=seconds or self.timeout)
            except httpx2.HTTPError as error:
                raise ClientError(f"{type(error).__name__}: {error}") from error
            return response.status_code, response.headers.get("retry-after"), response.content

    return Waiting


@wrong("client.bounded")
class TimeoutForEachRead(waiting(0.0)):  # type: ignore[misc]
    pass


@wrong("client.bounded")
class TimeoutOfItsOwn(waiting(30.0)):  # type: ignore[misc]
    pass


@wrong("client.bounded")
class TimeoutOfItsOwnForLists(RightClient):
    def list(self, **query: Any) -> Any:
        self.timeout = 30.0
        return super().list(**query)


# What is sent again


def again(when: Callable[[int | Exception], bool]) -> type[RightClient]:
    class Again(RightClient):
        def send(self, method: str, path: str, body: bytes | None, deadline: float) -> tuple[int, str | None, bytes]:
            try:
                seen = super().send(method, path, body, deadline)
            except ClientError as error:
                if method == "POST" and when(error):
                    return super().send(method, path, body, time.monotonic() + self.timeout)
                raise
            return super().send(method, path, body, deadline) if method == "POST" and when(seen[0]) else seen

    return Again


@wrong("client.retry")
class PostAgainAfter500(again(lambda seen: seen == 500)):  # type: ignore[misc]
    pass


@wrong("client.retry")
class PostAgainAfterADrop(again(lambda seen: isinstance(getattr(seen, "__cause__", None), httpx2.RemoteProtocolError))):  # type: ignore[misc]
    pass


@wrong("client.retry")
class PostAgainAfterATimeout(again(lambda seen: isinstance(seen, Exception) and "imeout" in str(seen))):  # type: ignore[misc]
    pass


@wrong("client.retry")
class PostAgainIfTheAnswerIsNoNumber(RightClient):
    def create(self, payload: Any) -> Any:
        try:
            return super().create(payload)
        except ClientError as error:
            return super().create(payload) if "the answer is no" in str(error) else self.give_up(error)

    def give_up(self, error: ClientError) -> Any:
        raise error


def pausing(seconds_of: Callable[[str | None], str | None]) -> type[RightClient]:
    class Pausing(RightClient):
        def send(self, method: str, path: str, body: bytes | None, deadline: float) -> tuple[int, str | None, bytes]:
            status, retry_after, raw = super().send(method, path, body, deadline)
            return status, seconds_of(retry_after), raw

    return Pausing


def is_fraction(told: str | None) -> bool:
    return told is not None and "." in told and not told.endswith("GMT")


@wrong("client.retry")
class ZeroIsASecond(pausing(lambda told: "1" if told == "0" else told)):  # type: ignore[misc]
    pass


@wrong("client.retry")
class FractionsRoundedDown(pausing(lambda told: told.partition(".")[0] if is_fraction(told) else told)):  # type: ignore[misc]
    pass


@wrong("client.retry")
class DatesIgnored(pausing(lambda told: "0.2" if told and told.endswith("GMT") else told)):  # type: ignore[misc]
    pass


@wrong("client.retry")
class NeverMoreThanASecond(pausing(lambda told: "1" if is_fraction(told) else told)):  # type: ignore[misc]
    pass
