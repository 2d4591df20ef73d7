"""What a server is told to do to a request, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vapi_contracts.body import Value
from vapi_contracts.report.payload_text import body_lines, one_line
from vapi_contracts.trouble import Damage, Delivery, Trouble

__all__ = ["order_text", "orders_text"]

WIDTH = 100

_DAMAGED: dict[Damage, str] = {
    "truncated": "without the second half of the body",
    "bad-utf8": "with bytes in a text that are no UTF-8",
}
_DELIVERED: dict[Delivery, str] = {
    "silence": "says nothing, and keeps the connection open",
    "stall": "sends the headers and then nothing",
    "drip": "sends a few bytes at a time, without an end",
    "drop": "closes the connection without an answer",
    "cut": "closes the connection in the middle of the body",
}


def orders_text(answers: Sequence[Trouble | None]) -> str:
    """Return what becomes of the first, second … request; the last holds for all that follow."""
    told = [order_text(one) for one in answers]
    if len(told) == 1:
        return told[0]
    last = len(told)
    return "; ".join(f"at request {at}{' and later' if at == last else ''} {one}" for at, one in enumerate(told, 1))


def order_text(trouble: Trouble | None) -> str:
    """Return what becomes of one request."""
    return ", ".join(_parts(trouble or Trouble()))


def _parts(trouble: Trouble) -> Iterator[str]:
    scripted = trouble.status is not None or trouble.body is not None
    if not scripted:
        yield "answers as the API does"
    elif isinstance(trouble.body, Value):
        yield f"answers {trouble.status or 200} with {one_line(trouble.body.json, WIDTH)}"
    elif trouble.body is not None and trouble.body.encode():
        yield f"answers {trouble.status or 200} with {body_lines(trouble.body)[0][:WIDTH]}"
    else:
        yield f"answers {trouble.status or 200} without a body"
    for pointer, value in trouble.put.items():
        yield f"with {one_line(value, WIDTH)} at {pointer}"
    if trouble.damage is not None:
        yield _DAMAGED[trouble.damage]
    for name, value in trouble.headers.items():
        yield f"{name}: {value}"
    if trouble.delivery != "whole":
        yield _DELIVERED[trouble.delivery]
    if trouble.carried_out:
        yield "the request having been carried out"
    elif trouble.delivery == "drop":
        yield "nothing having been carried out"
