"""What a model puts on the wire: the caller's keys and values, to the letter."""

from __future__ import annotations

import json

import pytest

from vapi_contracts.models import BackoffPlan, CreateVapiPhoneNumberDTO, Server, SipAuthentication

FULL = """
{"provider": "vapi", "sipUri": "sip:desk@sip.vapi.ai", "name": "Front desk",
 "authentication": {"username": "uuuuuuuuuuuuuuuuuuuu", "password": "pppppppppppppppppppp"},
 "server": {"url": "https://example.com", "timeoutSeconds": 20.0, "headers": {"x-tenant": "7"},
            "backoffPlan": {"type": "fixed", "maxRetries": 2, "baseDelaySeconds": 1.5,
                            "excludedStatusCodes": [400, 401.0]}},
 "hooks": [{"on": "call.ringing", "filters": [{"type": "startsWith", "key": "number", "startsWith": ["7"]}],
            "do": [{"type": "transfer", "destination": {"type": "sip", "sipUri": "sip:a@b",
                    "transferPlan": {"mode": "warm-transfer-experimental", "sipHeadersInReferToEnabled": true,
                                     "contextEngineeringPlan": {"type": "lastNMessages",
                                                                "maxMessages": 9007199254740993},
                                     "summaryPlan": {"messages": [{"n": 1.0, "m": null}]}}}}]}],
 "x-unknown": [1, 2.0, null]}
"""


def test_json_survives() -> None:
    """Text in, the same JSON out: every spelling of a number, every null, every unknown property."""
    from_text = CreateVapiPhoneNumberDTO.model_validate_json(FULL).payload()
    from_data = CreateVapiPhoneNumberDTO.model_validate(json.loads(FULL)).payload()
    assert json.dumps(from_text, sort_keys=True) == json.dumps(json.loads(FULL), sort_keys=True)
    assert json.dumps(from_data, sort_keys=True) == json.dumps(json.loads(FULL), sort_keys=True)


@pytest.mark.parametrize("seconds", [20, 20.0, 1, 300.0, 0.1 + 0.2 + 1])
def test_a_number_keeps_its_spelling(seconds: float) -> None:
    """20 and 20.0 are equal; on the wire they are told apart."""
    assert repr(Server(timeout_seconds=seconds).payload()["timeoutSeconds"]) == repr(seconds)


def test_both_spellings_of_a_name() -> None:
    """Python's spelling and the wire's build the same object; only the wire's goes out."""
    ours = BackoffPlan(type="fixed", max_retries=1, base_delay_seconds=0)
    theirs = BackoffPlan.model_validate({"type": "fixed", "maxRetries": 1, "baseDelaySeconds": 0})
    assert ours == theirs
    assert ours.payload() == {"type": "fixed", "maxRetries": 1, "baseDelaySeconds": 0}


def test_what_is_set_later_is_sent() -> None:
    """An assignment counts as given."""
    server = Server(url="https://example.com")
    server.timeout_seconds = 5
    assert server.payload() == {"url": "https://example.com", "timeoutSeconds": 5}


def test_secrets_stay_out_of_repr() -> None:
    """Neither a password nor a webhook header shows where an object is printed."""
    number = CreateVapiPhoneNumberDTO(
        provider="vapi",
        authentication=SipAuthentication(username="u" * 20, password="secret" * 4),
        server=Server(headers={"authorization": "Bearer hidden"}),
    )
    assert "secret" not in repr(number) + str(number)
    assert "hidden" not in repr(number) + str(number)
    assert number.payload()["authentication"]["password"] == "secret" * 4
