"""Scenarios in which the server is trouble: one play of each serves all rules that ask for it."""

from __future__ import annotations

from collections.abc import Iterator

from vapi_contracts import trouble
from vapi_contracts.body import Json
from vapi_contracts.rules.client.answers import NUMBER_ID
from vapi_contracts.rules.client.payloads import CREATE
from vapi_contracts.rules.packs import BASE, distinct
from vapi_contracts.scenario import Invoke, Method, Scenario
from vapi_contracts.trouble import Trouble

__all__ = ["PAST", "SOON", "bodies", "breaks", "delays", "pauses", "refusals", "repeats"]

SOON = 0.5
"""The time-out, in seconds, that time-outs are tested with."""

PAST = "Wed, 21 Oct 2015 07:28:00 GMT"
"""A date by which a client has waited long enough already."""

NOT_NUMBERS: tuple[Json, ...] = ([], 5, "text", {})
NOT_LISTS: tuple[Json, ...] = ({}, 5, "text")


def _invoke(do: Method, *answers: Trouble | None, timeout: float | None = None, nth: int = 0) -> Invoke:
    body: Json = {"create": distinct(BASE["create"], nth), "update": BASE["patch"]}.get(do)
    return Invoke(
        do=do, body=body, id=None if do in ("create", "list") else NUMBER_ID, answers=answers, timeout=timeout
    )


def refusals() -> Iterator[Scenario]:
    """Yield refusals of every operation, by the statuses that an API has for them."""
    asked: tuple[tuple[Method, tuple[int, ...]], ...] = (
        ("get", (404, 401)),
        ("create", (400, 422, 409)),
        ("update", (400, 404)),
        ("delete", (404, 403, 500)),
        ("list", (401, 403)),
    )
    for do, statuses in asked:
        yield Scenario(tuple(_invoke(do, trouble.status(code)) for code in statuses))


def bodies() -> Iterator[Scenario]:
    """Yield answers whose status says success and whose body does not."""
    yield _bodies("get", trouble.error_body(), trouble.null(), trouble.empty(), trouble.html())
    yield _bodies("get", *map(trouble.answer, NOT_NUMBERS))
    yield Scenario(
        (
            CREATE,
            *(Invoke(do="get", number=0, answers=(one,)) for one in (trouble.truncated(), trouble.bad_utf8())),
            Invoke(do="get", number=0, answers=(trouble.wrong_content_type(),)),
            Invoke(do="list", answers=(trouble.truncated(),)),
        )
    )
    yield _bodies("create", trouble.error_body(201), trouble.null(201), trouble.empty(201), trouble.html(201))
    yield Scenario(
        tuple(_invoke("create", one, nth=at) for at, one in enumerate((trouble.truncated(), trouble.bad_utf8())))
    )
    yield _bodies("update", trouble.error_body(), trouble.null(), trouble.empty(), trouble.html())
    yield _bodies("list", trouble.error_body(), trouble.null(), trouble.empty(), trouble.html())
    yield _bodies("list", *map(trouble.answer, NOT_LISTS))


def _bodies(do: Method, *answers: Trouble) -> Scenario:
    return Scenario(tuple(_invoke(do, answer) for answer in answers))


def breaks() -> Iterator[Scenario]:
    """Yield connections that break, before the answer and in the middle of it, of requests that may be repeated."""
    yield Scenario((_invoke("list", trouble.drop()), _invoke("list", Trouble(delivery="cut"))))


def repeats() -> Iterator[Scenario]:
    """Yield creations after which nobody can tell whether the number was created."""
    yield Scenario((_invoke("create", trouble.status(500, carried_out=True)),))
    yield Scenario((_invoke("create", trouble.drop()),))
    yield Scenario((_invoke("create", trouble.status(502, carried_out=True)),))
    yield Scenario((_invoke("create", trouble.status(504, carried_out=True)),))
    yield Scenario((_invoke("create", Trouble(delivery="cut")),))


def delays() -> Iterator[Scenario]:
    """Yield answers that do not come to an end, for a client that is to wait half a second."""
    operations: tuple[Method, ...] = ("get", "create")
    for do in operations:
        for one in (trouble.stall(), trouble.drip(), Trouble(delivery="silence")):
            if do == "create":
                yield Scenario((_invoke(do, one, timeout=SOON),))
            else:
                yield Scenario((CREATE, Invoke(do=do, number=0, answers=(one,), timeout=SOON)))
    yield Scenario((_invoke("list", trouble.stall(), timeout=SOON),))
    yield Scenario(
        (CREATE, Invoke(do="update", number=0, body=BASE["patch"], answers=(trouble.stall(),), timeout=SOON))
    )
    # What is deleted is told by the headers, and nobody need wait for more.
    yield Scenario((CREATE, Invoke(do="delete", number=0, answers=(Trouble(delivery="silence"),), timeout=SOON)))


def pauses() -> Iterator[Scenario]:
    """Yield answers that ask to be asked again, at once or later, and then what was asked for."""
    yield _pause(429, "0")
    yield _pause(503, PAST)
    yield _pause(429, "1.3")
    yield _pause(503, "{date+2}")
    yield _pause(503, "0")
    yield _pause(429, "1")
    # A client that asks again is refused again, and at once, until it has had enough.
    yield Scenario((_invoke("get", trouble.status(503, retry_after="0")),))
    yield Scenario((_invoke("list", trouble.status(429, retry_after="0")),))


def _pause(code: int, retry_after: str) -> Scenario:
    return Scenario((_invoke("list", trouble.status(code, retry_after=retry_after), None),))
