"""From the wire to the transcript, without the secrets that went over it.

A secret is replaced by a stand-in of the same length and of the same kinds of characters, so that rules about
lengths and about odd characters can still be judged. The token of the run becomes `<token>`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import cast

from vapi_contracts.body import Body, Json, Repeated, Text, Value, read_body
from vapi_contracts.endpoint.wire import Answer
from vapi_contracts.scenario import Credential
from vapi_contracts.transcript import Request, Response

__all__ = ["Recorder", "masked"]

KEPT_HEADERS = frozenset({"content-type", "retry-after", "location"})
TOKEN_STAND_IN = "<token>"  # noqa: S105 - it stands where a secret was
SHORTEST_TOKEN = 6
"""Characters below which a token is a common word rather than a secret, and stays."""

MOST_SECRETS = 64
"""Secrets of the payloads sent last that are looked for in answers: a refusal may quote one."""

NOTHING: Mapping[str, str] = {}

_BMP_STAND_IN = "\N{BULLET}"
_ASTRAL_STAND_IN = "\N{LOCK}"

_UNDER_AUTHENTICATION, _UNDER_HEADERS, _SECRET = 1, 2, 4
_SECRET_NAMES = ("authorization", "token", "secret", "api-key", "apikey", "api_key", "cookie")
_NEEDS_A_LOOK = (b'"authentication"', b'eaders"', b"NaN", b"Infinity")


def masked(text: str) -> str:
    """Return a stand-in for a secret: as long, with controls and unpaired surrogates where they were."""
    return "".join(map(_stand_in, text))


def _stand_in(character: str) -> str:
    if " " <= character <= "~":
        return "*"
    if unicodedata.category(character) in {"Cc", "Cs"}:
        return character
    return _BMP_STAND_IN if character <= "\uffff" else _ASTRAL_STAND_IN


class Recorder:
    """Writes down requests and answers of one run, whose token must not be seen."""

    def __init__(self, token: str | None) -> None:
        self._token = token if token and len(token) >= SHORTEST_TOKEN else None
        self._token_bytes = self._token.encode(errors="surrogatepass") if self._token else None
        self._secrets: dict[str, str] = {}

    def request(
        self,
        *,
        method: str,
        path: str,
        query: Iterable[tuple[str, str]] = (),
        credential: Credential,
        content_type: str | None,
        body: Body | None,
        encoded: bytes,
    ) -> Request:
        """Write down a request; `encoded` are the bytes of its body.

        A `Repeated` body stays a description of itself, and a value that needs no change stays itself.
        """
        if not isinstance(body, Repeated) and not (isinstance(body, Value) and self._is_plain(encoded)):
            body = self._body(encoded)
        return Request(
            method=method,
            path=self._without_token(path),
            query=tuple((self._without_token(name), self._without_token(value)) for name, value in query),
            credential=credential,
            content_type=content_type,
            body=body,
        )

    def response(self, answer: Answer) -> Response:
        """Write down an answer."""
        headers: dict[str, str] = {}
        for name, value in answer.headers:
            lower = name.lower()
            if lower in KEPT_HEADERS:
                headers.setdefault(lower, self._without_token(value))
        secrets = self._secrets if answer.status >= 400 else {}
        return Response(status=answer.status, headers=headers, body=self._body(answer.body, secrets))

    def _body(self, raw: bytes, secrets: Mapping[str, str] = NOTHING) -> Body | None:
        """Describe a body; `secrets` are looked for anywhere, which only a refusal may quote."""
        if self._is_plain(raw) and b"\\" not in raw and not secrets:
            return read_body(raw)
        if self._token_bytes and self._token_bytes in raw:
            raw = raw.replace(self._token_bytes, TOKEN_STAND_IN.encode())
        body = read_body(raw)
        if isinstance(body, Value):
            return Value(self._concealed(body.json, secrets))
        return Text(self._without_secrets(body.text, secrets)) if isinstance(body, Text) else body

    def _is_plain(self, raw: bytes) -> bool:
        if self._token_bytes and self._token_bytes in raw:
            return False
        return not any(mark in raw for mark in _NEEDS_A_LOOK)

    def _without_token(self, text: str) -> str:
        return text.replace(self._token, TOKEN_STAND_IN) if self._token else text

    def _without_secrets(self, text: str, secrets: Mapping[str, str]) -> str:
        text = self._without_token(text)
        for secret, stand_in in secrets.items():
            text = text.replace(secret, stand_in)
        return text

    def _mask(self, secret: str) -> str:
        stand_in = masked(secret)
        if stand_in != secret and len(secret) >= SHORTEST_TOKEN:
            self._secrets.pop(secret, None)
            self._secrets[secret] = stand_in
            if len(self._secrets) > MOST_SECRETS:
                del self._secrets[next(iter(self._secrets))]
        return stand_in

    def _concealed(self, value: Json, secrets: Mapping[str, str]) -> Json:
        """Replace secrets in place, without recursion: an answer may be nested as deep as it can be read."""
        box = [value]
        left: list[tuple[dict[str, Json] | list[Json], int]] = [(box, 0)]
        while left:
            container, flags = left.pop()
            entries: list[tuple[str | int, Json]] = (
                list(container.items()) if isinstance(container, dict) else list(enumerate(container))
            )
            for key, inner in entries:
                under = _beneath(flags, key) if isinstance(key, str) else flags
                if isinstance(inner, str):
                    new = self._mask(inner) if under & _SECRET else self._without_secrets(inner, secrets)
                    cast("dict[str | int, Json]", container)[key] = new
                elif isinstance(inner, dict | list):
                    left.append((cast("dict[str, Json] | list[Json]", inner), under))
        return box[0]


def _beneath(flags: int, key: str) -> int:
    """Return what holds for what stands under `key` in an object for which `flags` hold."""
    if key == "password" and flags & _UNDER_AUTHENTICATION:
        return _SECRET
    if flags & _UNDER_HEADERS and any(name in key.lower() for name in _SECRET_NAMES):
        return _SECRET
    if key == "authentication":
        return flags | _UNDER_AUTHENTICATION
    if key in {"headers", "sipHeaders"}:
        return flags | _UNDER_HEADERS
    return flags
