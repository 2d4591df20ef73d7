"""What the first answer of a target says about it."""

from __future__ import annotations

from vapi_contracts.body import Value, read_body
from vapi_contracts.endpoint.endpoint import EndpointError, TargetError
from vapi_contracts.endpoint.wire import NoAnswer, Outcome

__all__ = ["judge_probe"]


def judge_probe(outcome: Outcome, *, name: str, base_url: str | None) -> None:
    """Say whether a target can be tested, by its answer to a request for the list.

    Raises `EndpointError` where there was no answer, `TargetError` where it is not the API that answers, or
    where it refuses the token. A 5xx is no reason to stop: rules judge it.
    """
    if isinstance(outcome, NoAnswer):
        raise EndpointError(f"cannot reach {name}: {outcome.why}")
    if outcome.raised:
        raise EndpointError(f"{name} raised {outcome.raised}")
    where = base_url or name
    question = f"is {where} the base URL of the API?" if base_url else f"is {where} the API?"
    status, kind = outcome.status, (outcome.header("content-type") or "no content type").split(";")[0].strip()
    if status in {401, 403}:
        raise TargetError(f"{name} refused the token ({status})")
    if status == 404:
        raise TargetError(f"{name} answers 404 to GET /phone-number: {question}")
    if 300 <= status < 400:
        raise TargetError(f"{name} answers {status}, a redirection: {question}")
    if 200 <= status < 300:
        if "html" in kind.lower():
            raise TargetError(f"{name} answers {kind}, not JSON: {question}")
        if not isinstance(read_body(outcome.body), Value):
            raise TargetError(f"{name} answers {kind} that is not JSON: {question}")
