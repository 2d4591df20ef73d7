"""What the desk does when the API is trouble."""

from collections.abc import Iterator

import pytest

from number_desk.desk import Desk, DeskError
from vapi_contracts import VapiMock, VapiServer, trouble

BROKEN = {
    "truncated": trouble.truncated(),
    "a page": trouble.html(),
    "nothing": trouble.empty(),
    "null": trouble.null(),
    "a refusal with 200": trouble.error_body(),
    "no UTF-8": trouble.bad_utf8(),
    "stalled": trouble.stall(),
    "dropped": trouble.drop(),
}


@pytest.mark.parametrize("one", BROKEN.values(), ids=BROKEN)
def test_no_broken_answer_is_believed(vapi_mock: VapiMock, desk: Desk, one: trouble.Trouble) -> None:
    made = desk.create({"provider": "vapi", "numberDesiredAreaCode": "415"})
    vapi_mock.trouble(one)
    with pytest.raises(DeskError):
        desk.get(made["id"])


@pytest.fixture
def hasty(vapi_server: VapiServer) -> Iterator[Desk]:
    with Desk(vapi_server.url, vapi_server.token, timeout=0.5) as desk:
        yield desk


def test_a_dripping_answer_is_given_up_in_time(vapi_server: VapiServer, hasty: Desk) -> None:
    made = hasty.create({"provider": "vapi", "numberDesiredAreaCode": "415"})
    vapi_server.trouble(trouble.drip())
    with pytest.raises(DeskError, match="no whole answer"):
        hasty.get(made["id"])
