"""A run: what decides it, what it brings home, and how it ends."""

import pytest

from vapi_contracts import RULES, check, judge
from vapi_contracts.endpoint.asgi import AsgiEndpoint
from vapi_contracts.endpoint.endpoint import EndpointError
from vapi_contracts.reference import create_app
from vapi_contracts.runner.events import RuleFinished, RuleStarted, RunFinished, RunStarted

ENDPOINT_RULES = [rule for rule in RULES if rule.subject == "endpoint"]
DEFECTS = ["echo-timeout-truncated", "name-41-accepted-on-patch"]


def outcomes(result):
    """How much held is left out: which list shows a number may hang on the millisecond that it was made in."""
    return {found.rule.id: (found.outcome, [c.scenario for c in found.counterexamples]) for found in result.rules}


def test_an_outcome_does_not_depend_on_what_else_is_selected():
    """Nor on the order of the rules: each alone gives what all together give."""
    together = outcomes(check(lambda: create_app(defects=DEFECTS), seed=7))
    for rule in ENDPOINT_RULES[::12]:
        alone = outcomes(check(lambda: create_app(defects=DEFECTS), rules=[rule.id], seed=7))
        assert alone[rule.id] == together[rule.id], rule.id


def test_the_same_seed_gives_the_same_run():
    first, second = (check(lambda: create_app(defects=DEFECTS), seed=11) for _ in range(2))
    assert outcomes(first) == outcomes(second)
    assert first.requests == second.requests
    assert first.seed == 11


def test_a_run_without_a_seed_tells_the_one_it_took():
    assert check(rules=["resource.robust"]).seed >= 0


@pytest.mark.parametrize("most", [40, 200, 1000])
def test_no_more_requests_are_sent_than_allowed(most):
    assert check(lambda: create_app(defects=DEFECTS), max_requests=most, seed=1).requests <= most


def test_events_tell_the_run_in_order():
    events = []
    check(rules=["resource.robust", "resource.list"], seed=1, effort="quick", on_event=events.append)
    kinds = [type(event) for event in events]
    assert kinds[0] is RunStarted
    assert kinds[-1] is RunFinished
    assert kinds.count(RuleStarted) == kinds.count(RuleFinished) == 2


def test_documented_only_leaves_out_what_is_inferred():
    result = check(seed=1, effort="quick", documented_only=True)
    assert {found.rule.basis for found in result.rules} == {"documented"}


class Ending(AsgiEndpoint):
    """Goes away, or is interrupted, at the n-th play."""

    def __init__(self, at, error):
        super().__init__(create_app)
        self.at, self.error = at, error

    def play(self, scenario):
        self.at -= 1
        if self.at < 0:
            raise self.error
        return super().play(scenario)


@pytest.mark.parametrize(
    ("error", "ending", "code"),
    [(EndpointError("the endpoint is gone"), "unreachable", 3), (KeyboardInterrupt(), "interrupted", 130)],
)
def test_a_run_that_ends_early_brings_home_what_it_has(error, ending, code):
    result = check(Ending(30, error), seed=1)
    assert result.ending == ending
    assert result.exit_code == code
    assert len(result.rules) == len(ENDPOINT_RULES)
    assert result.count("passed") > 1
    assert result.rules[-1].outcome == "skipped"
    assert result.rules[-1].reason in ("the endpoint is gone", "interrupted")


def test_nothing_judged_is_no_success():
    """A target that answers 503 to everything leaves every rule undecided."""

    async def busy(scope, receive, send):
        await send({"type": "http.response.start", "status": 503, "headers": [(b"retry-after", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    result = check(busy, rules=["resource.create", "payload.*name*"], seed=1, effort="quick")
    assert {found.outcome for found in result.rules} == {"skipped"}
    assert all(found.reason for found in result.rules)
    assert result.exit_code == 2


def test_a_failure_is_kept_and_tried_first_next_time(tmp_path):
    """Without a seed; and forgotten when the rule holds again."""
    broken = lambda: create_app(defects=["echo-timeout-truncated"])  # noqa: E731
    check(broken, rules=["resource.echo"], keep=tmp_path)
    [file] = tmp_path.rglob("resource.echo.json")
    assert '"timeoutSeconds": 20.5' in file.read_text()
    again = check(broken, rules=["resource.echo"], keep=tmp_path)
    assert again.requests < 50, "the old failure comes first"
    assert again.rules[0].outcome == "failed"
    file.write_text("{not json")
    assert check(broken, rules=["resource.echo"], keep=tmp_path).rules[0].outcome == "failed"
    check(rules=["resource.echo"], keep=tmp_path)
    assert file.exists(), "another target keeps its own"
    check(create_app, rules=["resource.echo"], keep=tmp_path)
    assert not file.exists(), "the same target holds again"


def test_an_endpoint_that_goes_away_while_a_breach_is_made_small_leaves_the_breach():
    class Dying(AsgiEndpoint):
        def __init__(self):
            super().__init__(lambda: create_app(defects=["echo-timeout-truncated"]))
            self.broke = False

        def play(self, scenario):
            if self.broke:
                raise EndpointError("the endpoint is gone")
            transcript = super().play(scenario)
            self.broke = any(verdict.outcome == "broken" for verdict in judge(transcript))
            return transcript

    result = check(Dying(), rules=["resource.echo", "resource.robust"], seed=1)
    assert [found.outcome for found in result.rules] == ["failed", "errored"]
    assert result.rules[0].counterexamples[0].reproduced == "0/0"
    assert result.exit_code == 3
