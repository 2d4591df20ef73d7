"""Each mistake of a client is found by the rule that it breaks, and by no other."""

import pytest
import wrong_readers  # noqa: F401 - they note their mistakes down
import wrong_senders  # noqa: F401
from mistakes import FACTORIES

from vapi_contracts import check_client


@pytest.mark.parametrize("mistake", FACTORIES)
def test_a_mistake_is_found_by_its_rule_alone(mistake):
    rule, factory = FACTORIES[mistake]
    result = check_client(factory, seed=1)
    assert {found.rule.id for found in result.rules if found.outcome == "failed"} == {rule}


def test_there_are_mistakes_of_every_kind():
    assert len(FACTORIES) >= 20
    assert {rule for rule, _ in FACTORIES.values()} == {
        *("client.wire", "client.accepts", "client.path", "client.read"),
        *("client.tolerate", "client.errors", "client.bounded", "client.retry"),
    }
