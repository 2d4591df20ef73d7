"""A client in any language: a program that reads one JSON object a line and answers with one.

Asked `{"id": 1, "op": "create", "base_url": "…", "token": "…", "timeout": 10.0, "args": {"payload": {…}}}` it answers
`{"id": 1, "ok": <what its client returned, as JSON>, "kind": "<class name>"}`, or `{"id": 1, "error": {"kind": "<class
name>", "own": true, "message": "…"}}`, where `own` says whether that is an error of the client's. The `args` of `get`
and `delete` are `{"id"}`, of `update` `{"id", "payload"}`, of `list` the query. A program that does not offer an `op`
answers with an error whose `kind` is `"unsupported"`. `timeout` is in seconds.
"""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Mapping, Sequence
from typing import TypeGuard

from vapi_contracts.body import Json, NotJsonError, parse
from vapi_contracts.client.agent import LONGEST_MESSAGE, METHODS, Call, Making, Offer, Said, UnsupportedError, cut
from vapi_contracts.client.process import Process, SilentError
from vapi_contracts.endpoint.endpoint import EndpointError, TargetError

__all__ = ["UNSUPPORTED", "Program"]

UNSUPPORTED = "unsupported"
LONGEST_QUOTE = 120


class Program:
    """Carries out calls by asking a program, which is started when it is first needed, and again after it hung."""

    exact = False
    shared = True

    def __init__(self, command: Sequence[str]) -> None:
        self._command = tuple(command)
        self._name = " ".join(command)
        self._process: Process | None = None
        self._ids = itertools.count(1)
        self._methods = set(METHODS)

    def offer(self, making: Making) -> Offer:  # noqa: ARG002 - an agent's signature
        """Return all methods but those that the program said it does not offer."""
        return Offer(frozenset(self._methods))

    def invoke(self, call: Call, making: Making) -> Said:
        """Ask the program for a call.

        Raises `EndpointError` when it is gone, `TargetError` when it prints what is no answer, and `UnsupportedError`.
        """
        asked = next(self._ids)
        question = {
            "id": asked,
            "op": call.do,
            "base_url": making.base_url,
            "token": making.token,
            "timeout": making.timeout,
            "args": _args(call),
        }
        began = time.perf_counter()
        process = self._started()
        try:
            line = process.ask(json.dumps(question).encode(), making.limit)
        except SilentError:
            self.forget(at_once=True)
            return Said(ending="hung", seconds=time.perf_counter() - began)
        seconds = time.perf_counter() - began
        if line is None:
            last_words = process.last_words(making.conceal)
            self.forget(at_once=True)
            raise EndpointError(f"the program is gone ({last_words}): {self._name}")
        return self._read(line, asked, call, seconds, making)

    def forget(self, *, at_once: bool = False) -> None:
        """End the program; unless `at_once`, it may end by itself when it reads that there is no more to do."""
        process, self._process = self._process, None
        if process:
            process.end(at_once=at_once)

    def _started(self) -> Process:
        if self._process is None:
            try:
                self._process = Process(self._command)
            except (OSError, ValueError) as error:
                reason = getattr(error, "strerror", None) or error
                raise TargetError(f"cannot start {self._name}: {reason}") from None
        return self._process

    def _read(self, line: bytes, asked: int, call: Call, seconds: float, making: Making) -> Said:
        try:
            answer: Json = parse(line)
        except NotJsonError:
            answer = None
        problem = _problem(answer, asked)
        if problem:
            self.forget(at_once=True)
            quoted = cut(" ".join(making.conceal(line.decode(errors="replace")).split()), LONGEST_QUOTE)
            raise TargetError(f"the program printed {problem}: {quoted!r} ({self._name})")
        error: Json = answer.get("error")
        if error is None:
            kind = answer.get("kind")
            kinds = {"": kind} if isinstance(kind, str) else {}
            return Said(ending="returned", result=answer["ok"], kinds=kinds, seconds=seconds)
        if error.get("kind") == UNSUPPORTED:
            self._methods.discard(call.do)
            raise UnsupportedError(call.do)
        return Said(
            ending="raised",
            error=str(error.get("kind") or "error"),
            own=error.get("own"),
            message=cut(" ".join(making.conceal(str(error.get("message") or "")).split()), LONGEST_MESSAGE),
            seconds=seconds,
        )


def _args(call: Call) -> dict[str, Json]:
    match call.do:
        case "create":
            return {"payload": call.payload}
        case "update":
            return {"id": call.id, "payload": call.payload}
        case "list":
            return dict(call.query)
        case _:
            return {"id": call.id}


def _problem(answer: Json, asked: int) -> str | None:
    """Return what is wrong with an answer; `None` if it can be read."""
    if not _is_object(answer):
        return "a line that is no JSON object"
    if "id" not in answer:
        return "an answer without an id"
    if answer["id"] != asked or isinstance(answer["id"], bool):
        return f"an answer to {answer['id']!r} when it was asked {asked}"
    error = answer.get("error")
    if error is None:
        return None if "ok" in answer else "an answer with neither 'ok' nor 'error'"
    if not _is_object(error) or not isinstance(error.get("own"), bool | None):
        return "an 'error' that is no {kind, own, message}"
    return None


def _is_object(value: Json) -> TypeGuard[Mapping[str, Json]]:
    return isinstance(value, dict)
