"""Known deviations fail a run only where the user is strict."""

import pytest

from vapi_contracts.report.deviations import settled, settling
from vapi_contracts.report.terminal import Terminal
from vapi_contracts.runner.events import RuleFinished, RunFinished, RunStarted


class Lines:
    def __init__(self):
        self.lines = []

    def line(self, text, *, word=""):
        self.lines.append(word + text)

    def progress(self, done, total, now):
        pass

    def finish(self):
        pass


@pytest.mark.parametrize("strict", [False, True])
def test_a_known_deviation_is_told_and_fails_only_if_strict(failed, exchange, ended, strict):
    result = failed(exchange("POST", "/phone-number", 400), known_deviation="seen before")
    run = settled(ended(result), strict=strict)
    assert run.exit_code == int(strict)
    lines = Lines()
    watch = settling(Terminal(lines, repeat="again").on_event, strict=strict)
    watch(RunStarted("t", (result.rule,), 7, "quick"))
    watch(RuleFinished(result))
    watch(RunFinished(ended(result)))
    assert lines.lines[1].startswith(f"{'failed' if strict else 'passed'}   resource.echo  (")
    assert "known deviation: seen before" in "\n".join(lines.lines)
    assert lines.lines[-1] == "repeat with: again --seed 7"


def test_what_never_held_is_skipped_and_what_is_unknown_stays_failed(failed, exchange, ended):
    request = exchange("POST", "/phone-number", 400)
    run = settled(ended(failed(request), failed(request, known_deviation="x", live=True)), strict=False)
    assert [rule.outcome for rule in run.rules] == ["failed", "passed"]
