"""Each mistake of a client is found by the rule that it breaks, and by no other."""

import pytest
import wrong_readers  # noqa: F401 - they note their mistakes down
import wrong_senders  # noqa: F401
from mistakes import FACTORIES

from vapi_contracts import RULES, check_client

SLOW = {"client.bounded", "client.retry"}
"""What waits, and says nothing of any other mistake."""

RULES_OF_CLIENTS = [rule.id for rule in RULES if rule.subject == "client"]


@pytest.mark.parametrize("mistake", FACTORIES)
def test_a_mistake_is_found_by_its_rule_alone(mistake):
    rule, factory = FACTORIES[mistake]
    rules = [one for one in RULES_OF_CLIENTS if one == rule or one not in SLOW]
    for effort in ("quick", "standard"):
        result = check_client(factory, seed=1, effort=effort, rules=rules)
        found = {one.rule.id for one in result.rules if one.outcome == "failed"}
        if found:
            break
    assert found == {rule}


def test_there_are_mistakes_of_every_kind():
    assert len(FACTORIES) >= 20
    assert {rule for rule, _ in FACTORIES.values()} == {
        *("client.wire", "client.accepts", "client.path", "client.read"),
        *("client.tolerate", "client.errors", "client.bounded", "client.retry"),
    }
