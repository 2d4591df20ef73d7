"""What a client was to do, what went over the wire and what it read, without secrets and still comparable."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import cast

from vapi_contracts.body import Body, Json, Value, read_body
from vapi_contracts.endpoint.recording import SHORTEST_TOKEN, TOKEN_STAND_IN, Recorder, masked

__all__ = ["ClientRecorder"]

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_PASSWORD_IN_TEXT = re.compile(r'("password"\s*:\s*")((?:[^"\\]|\\.)*)', re.DOTALL)


class ClientRecorder(Recorder):
    """Gives different secrets different stand-ins, and one secret the same wherever it stands.

    So whether two values are equal can still be told. What `forget` forgets are the secrets of the transcript before.
    """

    def __init__(self, token: str | None) -> None:
        super().__init__(token)
        self._stand_ins: dict[str, str] = {}
        self._alike: dict[str, int] = {}

    def forget(self) -> None:
        """Start anew, so that stand-ins do not depend on what was played before."""
        self._stand_ins, self._alike = {}, {}

    def value(self, value: Json) -> Json:
        """Return a JSON value without its secrets; it is changed in place, so hand over what nobody else holds."""
        return self._concealed(value, self._stand_ins)

    def text(self, text: str) -> str:
        """Return a text for people without the token and the secrets seen so far."""
        text = self._without_token(text)
        for secret, stand_in in tuple(self._stand_ins.items()):
            if len(secret) >= SHORTEST_TOKEN:
                for written in {secret, json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]}:
                    text = text.replace(written, stand_in)
        return text

    def _is_plain(self, raw: bytes) -> bool:
        return not self._stand_ins and super()._is_plain(raw)

    def _body(self, raw: bytes, secrets: Mapping[str, str] = {}) -> Body | None:  # noqa: ARG002 - the base's
        if self._is_plain(raw) and b"\\" not in raw:
            body = read_body(raw)
            if body is None or isinstance(body, Value):
                return body
        if self._token_bytes:
            raw = raw.replace(self._token_bytes, TOKEN_STAND_IN.encode())
        body = read_body(raw)
        if isinstance(body, Value):
            return Value(self.value(body.json))
        text = self.text(raw.decode(errors="surrogateescape"))
        text = _PASSWORD_IN_TEXT.sub(lambda found: found.group(1) + self._part(found.group(2)), text)
        return read_body(text.encode(errors="surrogateescape"))

    def _part(self, secret: str) -> str:
        """Stand in for what may be a part of a secret in a text that broke off, unless that was done."""
        return secret if secret in self._stand_ins.values() else masked(secret)

    def _mask(self, secret: str) -> str:
        known = self._stand_ins.get(secret)
        if known is None:
            shape = masked(secret)
            count = self._alike.get(shape, 0)
            self._alike[shape] = count + 1
            known = self._stand_ins[secret] = _told_apart(shape, count)
        return known

    def _concealed(self, value: Json, secrets: Mapping[str, str]) -> Json:  # noqa: ARG002 - the base's
        """Replace what stands where secrets stand, and then the same texts anywhere else."""
        value = super()._concealed(value, {})
        known = {secret: new for secret, new in self._stand_ins.items() if len(secret) >= SHORTEST_TOKEN}
        return _replaced(value, known) if known else value


def _told_apart(shape: str, count: int) -> str:
    """Write a number over the last asterisks of a stand-in, as far as it has any."""
    out = list(shape)
    for at in range(len(out) - 1, -1, -1):
        if not count:
            break
        if out[at] == "*":
            count, digit = divmod(count, len(_DIGITS))
            out[at] = _DIGITS[digit]
    return "".join(out)


def _replaced(value: Json, known: Mapping[str, str]) -> Json:
    """Replace whole texts in place, without recursion: a body may be nested as deep as it can be read."""
    box = [value]
    left: list[dict[str, Json] | list[Json]] = [box]
    while left:
        container = left.pop()
        entries: list[tuple[str | int, Json]] = (
            list(container.items()) if isinstance(container, dict) else list(enumerate(container))
        )
        for key, inner in entries:
            if isinstance(inner, str):
                if inner in known:
                    cast("dict[str | int, Json]", container)[key] = known[inner]
            elif isinstance(inner, dict | list):
                left.append(cast("dict[str, Json] | list[Json]", inner))
    return box[0]
