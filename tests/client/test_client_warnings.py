"""What a client warns of is no failure of it, even where warnings are errors, as they are in this project's tests."""

import warnings

import pytest

from vapi_contracts.scenario import Invoke, Scenario

LIST = Scenario((Invoke(do="list"),))


class Warner:
    """Warns while it is made, asked and read."""

    def __init__(self):
        warnings.warn("made", DeprecationWarning, stacklevel=1)

    def list(self, **query):
        warnings.warn("asked", UserWarning, stacklevel=1)
        return []

    def dump(self, result):
        warnings.warn("read", UserWarning, stacklevel=1)
        return result


@pytest.mark.parametrize("play", [lambda player: player.play(LIST), lambda player: player.play_all([LIST] * 3)[-1]])
def test_warnings_are_let_pass(opened, play, recwarn):
    player = opened(lambda base_url, token, timeout: Warner())
    assert player.methods == {"list"}
    [said] = play(player).invocations
    assert (said.ending, said.dumped, said.result) == ("returned", True, [])
    assert not recwarn.list


def test_warnings_of_others_are_heard_again_afterwards(opened):
    opened(lambda base_url, token, timeout: Warner()).play(LIST)
    with pytest.raises(UserWarning, match="heard"):
        warnings.warn("heard", UserWarning, stacklevel=1)
