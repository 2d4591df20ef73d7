"""Clients that are right but for one mistake in what they send, or where to."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from mistakes import changed, without, wrong
from right_client import ClientError, RightClient, path_of


class Sending(RightClient):
    """Changes what it sends."""

    def outgoing(self, payload: Any) -> Any:
        return payload

    def ask(self, method: str, path: str, payload: Any = None, wanted: type = dict) -> Any:
        return super().ask(method, path, self.outgoing(payload), wanted)


# What goes over the wire


@wrong("client.wire")
class WholeNumbersAsFloats(Sending):
    def outgoing(self, payload: Any) -> Any:
        return changed(payload, lambda key, sub: float(sub) if key in {"timeoutSeconds", "dialTimeout"} else sub)


@wrong("client.wire")
class BigIntegersRounded(Sending):
    def outgoing(self, payload: Any) -> Any:
        def rounded(_: str, sub: Any) -> Any:
            return int(float(sub)) if type(sub) is int and abs(sub) > 2**53 else sub

        return changed(payload, rounded)


@wrong("client.wire")
class NullsDroppedOnUpdate(RightClient):
    def update(self, number: str, payload: Any) -> Any:
        return super().update(number, {key: value for key, value in payload.items() if value is not None})


@wrong("client.wire")
class FalseDropped(Sending):
    def outgoing(self, payload: Any) -> Any:
        return without(payload, lambda _, sub: sub is False)


@wrong("client.wire")
class EmptyListsDropped(Sending):
    def outgoing(self, payload: Any) -> Any:
        return without(payload, lambda _, sub: sub == [])


@wrong("client.wire")
class EmptyTextsBecomeNull(Sending):
    def outgoing(self, payload: Any) -> Any:
        return changed(payload, lambda _, sub: None if sub == "" else sub)


@wrong("client.wire")
class OneKeyInSnakeCase(Sending):
    def outgoing(self, payload: Any) -> Any:
        def renamed(_: str, sub: Any) -> Any:
            if not isinstance(sub, dict):
                return sub
            return {"exact_" if key == "callerId" else key: value for key, value in sub.items()}

        return changed(payload, renamed)


@wrong("client.wire")
class DefaultFilledIn(Sending):
    def outgoing(self, payload: Any) -> Any:
        def filled(key: str, sub: Any) -> Any:
            return {"timeoutSeconds": 20, **sub} if key == "server" and isinstance(sub, dict) else sub

        return changed(payload, filled)


@wrong("client.wire")
class NamesStripped(Sending):
    def outgoing(self, payload: Any) -> Any:
        return changed(
            payload, lambda key, sub: " ".join(sub.split()) if key == "name" and isinstance(sub, str) else sub
        )


@wrong("client.wire")
class TextsNormalised(Sending):
    def outgoing(self, payload: Any) -> Any:
        return changed(payload, lambda _, sub: unicodedata.normalize("NFKC", sub) if isinstance(sub, str) else sub)


@wrong("client.wire")
class SipUrisInLowerCase(Sending):
    def outgoing(self, payload: Any) -> Any:
        return changed(payload, lambda key, sub: sub.lower() if key == "sipUri" and isinstance(sub, str) else sub)


@wrong("client.wire")
class RepeatedPathsDropped(Sending):
    def outgoing(self, payload: Any) -> Any:
        def once(key: str, sub: Any) -> Any:
            return list(dict.fromkeys(sub)) if key == "encryptedPaths" and isinstance(sub, list) else sub

        return changed(payload, once)


@wrong("client.wire")
class CodesSorted(Sending):
    def outgoing(self, payload: Any) -> Any:
        def ordered(key: str, sub: Any) -> Any:
            return sorted(sub) if key == "excludedStatusCodes" and isinstance(sub, list) else sub

        return changed(payload, ordered)


@wrong("client.wire")
class PutForPatch(RightClient):
    def send(self, method: str, path: str, body: bytes | None, deadline: float) -> tuple[int, str | None, bytes]:
        return super().send("PUT" if method == "PATCH" else method, path, body, deadline)


@wrong("client.wire")
class LimitForgotten(RightClient):
    def list(self, **query: Any) -> Any:
        return super().list(**{key: value for key, value in query.items() if key != "limit"})


@wrong("client.wire")
class OnlyTheFirstHook(Sending):
    def outgoing(self, payload: Any) -> Any:
        return changed(payload, lambda key, sub: sub[:1] if key == "hooks" and isinstance(sub, list) else sub)


@wrong("client.wire")
class FractionsRounded(Sending):
    def outgoing(self, payload: Any) -> Any:
        return changed(payload, lambda _, sub: round(sub, 6) if isinstance(sub, float) else sub)


@wrong("client.wire")
class OffsetOfAnInstantLost(RightClient):
    def list(self, **query: Any) -> Any:
        return super().list(**{key: f"{value[:19]}Z" if "T" in str(value) else value for key, value in query.items()})


@wrong("client.wire")
class OneWayDropsFalse(RightClient):
    def __init__(self, base_url: str, token: str, timeout: float) -> None:
        super().__init__(base_url, token, timeout)
        self.ways = {
            "model": self.create,
            "builder": lambda given: self.create(without(given, lambda _, v: v is False)),
        }


# What may be sent


def refusing(refused: Callable[[str, Any], bool]) -> type[RightClient]:
    class Refusing(Sending):
        def outgoing(self, payload: Any) -> Any:
            def looked_at(key: str, sub: Any) -> Any:
                if refused(key, sub):
                    raise ClientError(f"{key} cannot be {json.dumps(sub)[:40]}")
                return sub

            return changed(payload, looked_at)

    return Refusing


@wrong("client.accepts")
class NoDial(refusing(lambda key, sub: key == "sipVerb" and sub == "dial")):  # type: ignore[misc]
    pass


@wrong("client.accepts")
class NamesUpTo39(refusing(lambda key, sub: key == "name" and isinstance(sub, str) and len(sub) > 39)):  # type: ignore[misc]
    pass


@wrong("client.accepts")
class TimeoutBelow300(refusing(lambda key, sub: key == "timeoutSeconds" and sub == 300)):  # type: ignore[misc]
    pass


@wrong("client.accepts")
class StatusCodesAsObjects(refusing(lambda key, sub: key == "excludedStatusCodes" and bool(sub))):  # type: ignore[misc]
    pass


@wrong("client.accepts")
class NoHooksAtTheEnd(refusing(lambda key, sub: key == "on" and sub == "call.ending")):  # type: ignore[misc]
    pass


@wrong("client.accepts")
class NoAnonymousPrefix(refusing(lambda key, sub: key == "startsWith" and sub == [])):  # type: ignore[misc]
    pass


# Where it goes


def with_path(place_of: Callable[[str], str]) -> type[RightClient]:
    class Elsewhere(RightClient):
        def get(self, number: str) -> Any:
            return self.ask("GET", place_of(number))

        def update(self, number: str, payload: Any) -> Any:
            return self.ask("PATCH", place_of(number), payload)

        def delete(self, number: str) -> Any:
            return self.ask("DELETE", place_of(number))

    return Elsewhere


@wrong("client.path")
class IdsAsTheyAre(with_path(lambda number: f"/phone-number/{number}")):  # type: ignore[misc]
    pass


@wrong("client.path")
class SlashesKept(with_path(lambda number: path_of(number) and f"/phone-number/{quote(number)}")):  # type: ignore[misc]
    pass


@wrong("client.path")
class DotsTrusted(with_path(lambda number: f"/phone-number/{quote(number, safe='')}" if number else path_of(number))):  # type: ignore[misc]
    pass


@wrong("client.path")
class EmptyIdsTrusted(with_path(lambda number: path_of(number) if number else "/phone-number/")):  # type: ignore[misc]
    pass


@wrong("client.path")
class QuestionMarksKept(with_path(lambda number: path_of(number).replace("%3F", "?"))):  # type: ignore[misc]
    pass


@wrong("client.path")
class EncodedTwice(with_path(lambda number: path_of(quote(number, safe="") if path_of(number) else ""))):  # type: ignore[misc]
    pass


@wrong("client.path")
class SlashAtTheEndDropped(with_path(lambda number: path_of(number.removesuffix("/")))):  # type: ignore[misc]
    pass


@wrong("client.path")
class OnlyDeleteIsWrong(RightClient):
    def delete(self, number: str) -> Any:
        return self.ask("DELETE", f"/phone-number/{number}")
