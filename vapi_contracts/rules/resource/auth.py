"""`resource.auth`: without the right token nothing is shown, and nothing happens."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from vapi_contracts.body import Value
from vapi_contracts.contract.prose import UNDECIDED_STATUSES
from vapi_contracts.contract.table import Contract
from vapi_contracts.rules.resource.payloads import named
from vapi_contracts.rules.resource.world import fold
from vapi_contracts.rules.rule import Rule, most_telling
from vapi_contracts.scenario import (
    Create,
    Credential,
    Delete,
    List,
    Page,
    Patch,
    Read,
    Scenario,
    Send,
)
from vapi_contracts.transcript import Transcript
from vapi_contracts.verdict import Verdict

__all__ = ["rule"]

ID = "resource.auth"


def rule(contract: Contract) -> Rule:
    """No token, or a wrong one, is answered 401 on every operation, and nothing happens.

    Why: a number answers calls and costs money; nobody but its owner may see or change it. Mend: check the token
    before anything else, on every route.
    """
    return Rule(
        id=ID,
        statement="No token, or a wrong one, is answered 401 on every operation, and nothing happens.",
        basis="documented",
        source="spec: security; the code 401 inferred",
        judge=lambda transcript: _judge(contract, transcript),
        scenarios=lambda effort: most_telling(_scenarios(), effort, quick=2),
        doc=rule.__doc__ or "",
        source_line=(__file__, rule.__code__.co_firstlineno),
    )


def _scenarios() -> Iterator[Scenario]:
    credentials: tuple[Credential, ...] = ("absent", "wrong")
    change = {"provider": "vapi", "name": "taken over"}
    look = Read(number=0)
    for credential in credentials:
        yield Scenario(
            (
                Create(body=named(0)),
                look,
                Create(body=named(1), credential=credential),
                Read(number=0, credential=credential),
                List(query={"limit": 1}, credential=credential),
                Page(query={"search": "a", "page": 2}, credential=credential),
                Patch(number=0, body=change, credential=credential),
                look,
                Delete(number=0, credential=credential),
                look,
                List(query={"limit": 1000}),
                List(credential=credential),
                Page(credential=credential),
                Send(method="POST", path="/assistant", body=Value({"name": "x"}), credential=credential),
                Send(method="GET", path="/assistant", credential=credential),
            )
        )


_TOKENS: Mapping[Credential, str] = {"absent": "no token", "wrong": "a wrong token"}


def _judge(contract: Contract, transcript: Transcript) -> Iterator[Verdict]:
    yield from (verdict for verdict in fold(contract, transcript).verdicts if verdict.rule == ID)
    for at, exchange in enumerate(transcript.exchanges):
        known = exchange.operation != "other" or exchange.request.path.startswith("/assistant")
        if exchange.request.credential == "right" or not known:
            continue
        status = exchange.status
        absent = status in (404, 405) and exchange.operation == "other"
        if status is None or status in UNDECIDED_STATUSES or absent:
            yield Verdict(rule=ID, outcome="undecided", exchange=at, message="no answer that tells")
        elif status == 401:
            yield Verdict(rule=ID, outcome="held", exchange=at)
        else:
            yield Verdict(
                rule=ID,
                outcome="broken",
                exchange=at,
                message=f"a request with {_TOKENS[exchange.request.credential]} is served",
                expected=401,
                actual=status,
            )
