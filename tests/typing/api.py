"""The public interface as type checkers see it. Nothing runs this file: mypy and pyright read it."""

from collections.abc import Iterable
from typing import Any, assert_type

from hypothesis import given
from hypothesis.strategies import SearchStrategy

from vapi_contracts import RULES, Rule, RunResult, Scenario, Transcript, Verdict, check, check_client, judge
from vapi_contracts.models import CreateVapiPhoneNumberDTO, VapiPhoneNumber
from vapi_contracts.reference import DEFECTS, Defect, create_app
from vapi_contracts.strategies import (
    BrokenPayload,
    case_variants,
    destinations,
    faults,
    from_spec,
    hooks,
    phone_numbers,
    responses,
    scenarios,
    servers,
    sip_uris,
    updates,
)

assert_type(RULES, tuple[Rule, ...])
assert_type(DEFECTS, tuple[Defect, ...])


def reading(text: str) -> None:
    transcript = Transcript.loads(text)
    assert_type(transcript, Transcript)
    assert_type(judge(transcript), tuple[Verdict, ...])
    assert_type(judge(transcript, RULES[:1]), tuple[Verdict, ...])


def checking_a_client(factory: Any) -> None:
    assert_type(check_client(factory, rules=["client.*"], timeout=5.0), RunResult)
    assert_type(check_client("sdk:make", seed=1), RunResult)
    assert_type(check_client(["node", "client.js"]), RunResult)


def running() -> int:
    result = check(create_app(defects=["echo-timeout-truncated"], token="x"), rules=["resource.*"], seed=1)
    assert_type(result, RunResult)
    assert_type(check("http://localhost:8000", effort="thorough", max_requests=10).exit_code, int)
    check(effort="enormous")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    return result.exit_code


def own_rule(judged: Iterable[Verdict]) -> Rule:
    """A rule of somebody else's is made as ours are."""
    return Rule(
        id="own.rule",
        statement="It holds.",
        basis="inferred",
        source="our own wish",
        judge=lambda transcript: judged,
        scenarios=lambda effort: [Scenario(())],
    )


def modelling() -> None:
    wanted = CreateVapiPhoneNumberDTO(provider="vapi", name="Desk")
    assert_type(wanted.name, str | None)
    assert_type(VapiPhoneNumber.model_validate({}), VapiPhoneNumber)


def generating() -> None:
    assert_type(sip_uris(), SearchStrategy[str])
    assert_type(case_variants("sip:desk@sip.vapi.ai"), SearchStrategy[str])
    assert_type(phone_numbers(), SearchStrategy[dict[str, Any]])
    assert_type(updates(), SearchStrategy[dict[str, Any]])
    assert_type(hooks(), SearchStrategy[list[dict[str, Any]]])
    assert_type(destinations(), SearchStrategy[dict[str, Any]])
    assert_type(servers(), SearchStrategy[dict[str, Any]])
    assert_type(responses(), SearchStrategy[dict[str, Any]])
    assert_type(faults(), SearchStrategy[BrokenPayload])
    assert_type(scenarios(), SearchStrategy[Scenario])
    assert_type(from_spec({"components": {"schemas": {"Any": {}}}}, "Any"), SearchStrategy[Any])


@given(payload=phone_numbers())
def use_in_a_test(payload: dict[str, Any]) -> None:
    assert payload["provider"] == "vapi"
