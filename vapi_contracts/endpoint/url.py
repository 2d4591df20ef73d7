"""An endpoint that is reached by its URL."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx2

from vapi_contracts.contract.prose import SIP_HOSTS
from vapi_contracts.endpoint.player import Player
from vapi_contracts.endpoint.wire import Answer, NoAnswer, Outcome, PreparedRequest
from vapi_contracts.transcript import Target

__all__ = ["HttpTransport", "UrlEndpoint", "is_loopback", "target_of"]

IDLE_CONNECTION = 2.0
"""Seconds after which an idle connection is not used again: servers close theirs after 5 and more."""

LARGEST_ANSWER = 64 * 2**20
OVER_A_SOCKET = 0.005
DEFAULT_SIP_HOST = "sip.vapi.ai"


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine itself."""
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def target_of(base_url: str) -> Target:
    """Return what judges must know of an endpoint at this URL."""
    parts = urlsplit(base_url)
    known = SIP_HOSTS.get(f"{parts.scheme}://{parts.netloc}".lower())
    return Target(live=not is_loopback(parts.hostname or ""), sip_host=known or DEFAULT_SIP_HOST)


class HttpTransport:
    """Sends requests over kept-alive connections; `timeout` in seconds is for a whole request, body included.

    Redirections are answers like others, cookies are not kept, and the environment's proxies are used only
    for hosts other than this machine.
    """

    def __init__(self, base_url: str, *, timeout: float = 10.0) -> None:
        parts = urlsplit(base_url)
        self._prefix = parts.path.rstrip("/")
        self._url = httpx2.URL(f"{parts.scheme}://{parts.netloc}/")
        self._authority = parts.netloc
        self._deadline = _Deadline(timeout)
        self._client = httpx2.Client(
            follow_redirects=False,
            trust_env=not is_loopback(parts.hostname or ""),
            verify=parts.scheme == "https",  # without TLS there is nothing to verify and no store to load
            limits=httpx2.Limits(keepalive_expiry=IDLE_CONNECTION),
        )

    def send(self, request: PreparedRequest) -> Outcome:
        """Send a request and wait for its answer."""
        self._deadline.start()
        timeout = self._deadline.timeout
        message = httpx2.Request(
            request.method,
            self._url,
            headers=[("host", self._authority), *request.headers, ("accept-encoding", "identity")],
            content=request.body or None,
            extensions={
                "target": (self._prefix + request.target).encode("ascii"),
                "timeout": {"connect": timeout, "read": timeout, "write": timeout, "pool": timeout},
                "trace": self._deadline.trace,
            },
        )
        try:
            response = self._client.send(message, stream=True)
            try:
                return self._read(response)
            finally:
                response.close()
                self._client.cookies.clear()
        except (httpx2.TimeoutException, TimeoutError):
            return NoAnswer("timeout", f"no answer in {timeout:g} s")
        except httpx2.LocalProtocolError:
            raise
        except httpx2.ConnectError as error:
            return NoAnswer("refused", _reason(error))
        except httpx2.HTTPError as error:
            return NoAnswer("dropped", _reason(error))

    def close(self) -> None:
        """Close all connections. Safe to call twice."""
        self._client.close()

    def _read(self, response: httpx2.Response) -> Outcome:
        parts: list[bytes] = []
        size = 0
        for part in response.iter_bytes():
            self._deadline.left()
            parts.append(part)
            size += len(part)
            if size > LARGEST_ANSWER:
                return NoAnswer("dropped", "the answer has no end: more than 64 MiB")
        return Answer(response.status_code, response.headers.multi_items(), b"".join(parts))


class _Deadline:
    """Bounds a whole request, where httpx2 bounds each read: a dripping answer has to end, too."""

    def __init__(self, timeout: float) -> None:
        self.timeout = timeout
        self._at = 0.0

    def start(self) -> None:
        """Begin to count."""
        self._at = time.monotonic() + self.timeout

    def left(self) -> float:
        """Return the seconds that are left. Raises `TimeoutError` where there are none."""
        seconds = self._at - time.monotonic()
        if seconds <= 0:
            raise TimeoutError
        return seconds

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Take hold of a connection that httpcore2 has just made (its `trace` extension)."""
        if event.endswith(("connect_tcp.complete", "start_tls.complete")):
            stream: Any = info["return_value"]
            stream.read = self._bounded(stream.read)

    def _bounded(self, read: Callable[[int, float], bytes]) -> Callable[..., bytes]:
        def bounded(max_bytes: int, timeout: float | None = None) -> bytes:
            del timeout
            return read(max_bytes, self.left())

        return bounded


def _reason(error: Exception) -> str:
    text = " ".join(str(error).split())
    if "refused" in text.lower():
        return "connection refused"
    return text or type(error).__name__


class UrlEndpoint(Player):
    """Plays scenarios against the API at a base URL, which may have a path of its own.

    `timeout` is in seconds a request, `rate` in requests a second.
    """

    def __init__(
        self,
        base_url: str,
        *,
        token: str,
        timeout: float = 10.0,
        rate: float | None = None,
        name: str | None = None,
        target: Target | None = None,
    ) -> None:
        self._token = token
        self._timeout = timeout
        self._rate = rate
        super().__init__(
            HttpTransport(base_url, timeout=timeout),
            name=name or base_url,
            token=token,
            target=target or target_of(base_url),
            base_url=base_url.rstrip("/"),
            rate=rate,
            least_wait=OVER_A_SOCKET,
        )

    def afresh(self) -> UrlEndpoint:
        """Return an endpoint with connections of its own; what the API remembers cannot be helped."""
        return UrlEndpoint(
            self.base_url or "",
            token=self._token,
            timeout=self._timeout,
            rate=self._rate,
            name=self.name,
            target=self.target,
        )
