"""From what the user named to an endpoint, or to one line that says what is wrong with it."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeGuard, cast
from urllib.parse import urlsplit

from vapi_contracts.endpoint.asgi import AsgiEndpoint
from vapi_contracts.endpoint.asgi_app import AsgiApp, is_app, is_factory
from vapi_contracts.endpoint.endpoint import Endpoint, TargetError
from vapi_contracts.endpoint.naming import imported
from vapi_contracts.endpoint.wire import on_one_line

if TYPE_CHECKING:
    import respx

__all__ = ["DEFAULT_TOKEN", "EMBEDDED", "open_endpoint"]

DEFAULT_TOKEN = "test-token"  # noqa: S105 - the documented default of targets that are not live
EMBEDDED = "the embedded reference"

_HOST_AND_PORT = re.compile(r"(\[[0-9A-Fa-f:]+\]|[\w.-]+):\d+(/.*)?")
_HOST = re.compile(r"([\w-]+\.)+[A-Za-z]{2,}(/.*)?")


def open_endpoint(
    target: str | AsgiApp | Callable[[], AsgiApp] | respx.Router | Endpoint | None,
    *,
    token: str | None,
    timeout: float = 10.0,
    rate: float | None = None,
    live: bool = False,
    reference: Callable[[], AsgiApp] | None = None,
) -> Endpoint:
    """Open the endpoint that a target names; nothing is sent yet.

    `None` is the app that `reference` makes, a text an URL or `module:attribute`; an endpoint is returned as
    it is. `token` may be `None` where the target is not live. `timeout` is in seconds a request, `rate` in
    requests a second. `live` allows a target that is not on loopback. Raises `TargetError` for what cannot be
    tested.
    """
    if target is None:
        if reference is None:
            raise TargetError("there is no target")
        return AsgiEndpoint(reference, name=EMBEDDED, token=token or DEFAULT_TOKEN, timeout=timeout, rate=rate)
    if not isinstance(target, str):
        return _opened(target, type(target).__name__, token=token, timeout=timeout, rate=rate)
    if "://" in target:
        return _at_url(target, token=token, timeout=timeout, rate=rate, live=live)
    _refuse_forgotten_scheme(target)
    return _opened(imported(target), target, token=token, timeout=timeout, rate=rate)


def _opened(found: object, name: str, *, token: str | None, timeout: float, rate: float | None) -> Endpoint:
    if _is_endpoint(found):
        return found
    if _is_router(found):
        from vapi_contracts.endpoint.respx_router import RespxEndpoint  # noqa: PLC0415 - loads respx

        return RespxEndpoint(found, name=name, token=token or DEFAULT_TOKEN, timeout=timeout, rate=rate)
    made = found
    if is_factory(found):
        try:
            made = cast("Callable[[], object]", found)()
        except Exception as error:
            raise TargetError(f"{name} raised {on_one_line(error)}") from error
        if _is_router(made) or _is_endpoint(made):
            return _opened(made, name, token=token, timeout=timeout, rate=rate)
    if not is_app(made):
        kind = type(made).__name__
        returned = f"{name} returned" if is_factory(found) else f"{name} is"
        raise TargetError(f"{returned} {_article(kind)} {kind}, which is no ASGI app")
    return AsgiEndpoint(
        cast("AsgiApp", made),
        factory=cast("Callable[[], AsgiApp]", found) if made is not found else None,
        name=name,
        token=token or DEFAULT_TOKEN,
        timeout=timeout,
        rate=rate,
    )


def _article(kind: str) -> str:
    return "an" if kind[:1].lower() in set("aeiou") else "a"


def _is_router(found: object) -> TypeGuard[respx.Router]:
    loaded = sys.modules.get("respx")
    return loaded is not None and isinstance(found, loaded.Router)


def _is_endpoint(found: object) -> TypeGuard[Endpoint]:
    asked = ("probe", "play", "afresh", "close")
    return not isinstance(found, type) and all(callable(getattr(found, name, None)) for name in asked)


def _at_url(target: str, *, token: str | None, timeout: float, rate: float | None, live: bool) -> Endpoint:
    from httpx2 import InvalidURL  # noqa: PLC0415 - not loaded until it is used

    from vapi_contracts.endpoint.url import UrlEndpoint, is_loopback  # noqa: PLC0415 - loads httpx2

    try:
        parts = urlsplit(target)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise TargetError(f"{_without_secrets(target)} is no URL: bad host or port") from None
    shown = _without_secrets(target)
    if parts.scheme not in {"http", "https"}:
        raise TargetError(f"{shown}: only http and https URLs can be tested")
    if "@" in parts.netloc:
        raise TargetError(f"{shown} holds credentials: give the token in an environment variable instead")
    if not host or port == 0 or re.search(r"[\s\\]", target):
        raise TargetError(f"{shown} is no URL: {'it has no host' if not host else 'bad host or port'}")
    if parts.query or parts.fragment:
        raise TargetError(f"{shown} is no base URL: it has a query or a fragment")
    loopback = is_loopback(host)
    if not loopback and not live:
        raise TargetError(
            f"{shown} is not on loopback: the run creates and deletes numbers in somebody's account;"
            " pass --live if that is meant"
        )
    if not loopback and not token:
        raise TargetError(f"{shown} needs a token: put it into the environment variable VAPI_TOKEN, or name another")
    try:
        return UrlEndpoint(target, token=token or DEFAULT_TOKEN, timeout=timeout, rate=rate)
    except (InvalidURL, UnicodeError):
        raise TargetError(f"{shown} is no URL: bad host or port") from None


def _without_secrets(target: str) -> str:
    """Return an URL without its user, password, query and fragment, however malformed it is."""
    scheme, _, rest = target.partition("://")
    return f"{scheme}://{re.split('[?#]', rest.rpartition('@')[2], maxsplit=1)[0]}"


def _refuse_forgotten_scheme(target: str) -> None:
    if _HOST_AND_PORT.fullmatch(target):
        raise TargetError(f"{target} is no URL: did you mean http://{target}?")
    if _HOST.fullmatch(target) and ":" not in target:
        raise TargetError(f"{target} is neither an URL nor module:attribute: did you mean https://{target}?")
