"""Calls into somebody's code: sync, async, in pages, raising, and hanging."""

import _thread
import asyncio
import inspect
import sys
import threading
import time

import pytest

from vapi_contracts.client.calling import HungError, Worker
from vapi_contracts.scenario import Invoke, Scenario


class Plain:
    def get(self, number):
        return {"got": number}


class Async:
    async def get(self, number):
        await asyncio.sleep(0)
        return {"got": number}


class ThatReturnsAnAwaitable:
    def get(self, number):
        return Async().get(number)


class ThatRunsALoopItself:
    def get(self, number):
        return asyncio.run(Async().get(number))


@pytest.mark.parametrize("client", [Plain(), Async(), ThatReturnsAnAwaitable(), ThatRunsALoopItself()])
def test_it_does_not_matter_how_a_result_is_waited_for(invoked, client):
    seen = invoked(client)
    assert (seen.ending, seen.result, seen.kinds) == ("returned", {"got": "x"}, {"": "dict"})
    assert seen.own is None


class Pager:
    def __init__(self, *pages):
        self.pages = pages

    def __iter__(self):
        for page in self.pages:
            yield from page


class AsyncPager(Pager):
    __iter__ = None

    async def __aiter__(self):
        for page in self.pages:
            for item in page:
                yield item


class Pages:
    def __init__(self, make):
        self.make = make

    def list(self, **query):
        return self.make([1, 2], [3])


def generated(*pages):
    return (item for page in pages for item in page)


async def awaited_pager(*pages):
    return AsyncPager(*pages)


@pytest.mark.parametrize(
    "make",
    [Pager, AsyncPager, awaited_pager, generated, lambda *pages: AsyncPager(*pages).__aiter__()],
)
def test_a_list_that_comes_page_by_page_is_read_to_its_end(invoked, make):
    assert invoked(Pages(make), Invoke(do="list", query={"limit": 3})).result == [1, 2, 3]


def test_a_list_without_an_end_has_one(invoked):
    class Endless:
        def list(self):
            while True:
                yield 0

    class AsyncEndless:
        async def list(self):
            while True:
                yield 0

    for endless in (Endless(), AsyncEndless()):
        assert len(invoked(endless, Invoke(do="list")).result) == 10_000


class OwnError(Exception):
    pass


class UnwritableError(Exception):
    def __str__(self):
        raise RuntimeError


class Raising:
    errors = (OwnError,)

    def __init__(self, error, *, awaited=False):
        self.error = error
        if awaited:
            self.get = self.get_later

    def get(self, number):
        raise self.error

    async def get_later(self, number):
        raise self.error


@pytest.mark.parametrize("awaited", [False, True])
@pytest.mark.parametrize(
    ("error", "own", "message"),
    [
        (OwnError("no\n such number"), True, "no such number"),
        (ValueError("x" * 5000), False, "x" * 1000 + "…"),
        (SystemExit(3), False, "3"),
        (asyncio.CancelledError(), False, ""),
        (GeneratorExit(), False, ""),
        (UnwritableError(), False, "(its text cannot be had)"),
    ],
)
def test_whatever_is_raised_is_what_the_client_said(invoked, error, own, message, awaited):
    seen = invoked(Raising(error, awaited=awaited))
    assert (seen.ending, seen.error, seen.own, seen.message) == ("raised", type(error).__name__, own, message)


def test_an_interruption_is_not_the_clients(invoked):
    with pytest.raises(KeyboardInterrupt):
        invoked(Raising(KeyboardInterrupt()))


def test_an_interruption_while_a_call_is_waited_for_gives_it_up(opened):
    class Interrupting:
        def get(self, number):
            if number == "interrupt":
                _thread.interrupt_main()
                time.sleep(2)
            return 1

    player = opened(lambda base_url, token, timeout: Interrupting())
    with pytest.raises(KeyboardInterrupt):
        player.play(Scenario((Invoke(do="get", id="interrupt"),)))
    with pytest.raises(KeyboardInterrupt):
        player.play_all([Scenario((Invoke(do="get", id="interrupt" if at == 3 else "x"),)) for at in range(6)])
    assert player.play(Scenario((Invoke(do="get", id="x"),))).invocations[0].result == 1


class Stuck:
    """Hangs as it is told to, until it is `over`."""

    def __init__(self, how):
        self.how = how
        self.over = threading.Event()
        self.threads = []

    def get(self, number):
        self.threads.append(threading.current_thread())
        return getattr(self, self.how)()

    def busy(self):
        while not self.over.is_set():
            pass

    def blocked(self):
        self.over.wait(60)

    async def asleep(self):
        await asyncio.sleep(60)

    async def blocking_the_loop(self):
        self.busy()

    async def stubborn(self):
        while not self.over.is_set():
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                continue


@pytest.mark.parametrize("how", ["busy", "blocked", "asleep", "blocking_the_loop", "stubborn"])
def test_a_call_that_hangs_is_given_up_and_the_next_goes_to_a_fresh_client(opened, how):
    made = []

    def factory(base_url, token, timeout):
        made.append(Stuck(how) if not made else Plain())
        return made[-1]

    player = opened(factory, limit=0.2)
    began = time.perf_counter()
    hung, fine = player.play(Scenario((Invoke(do="get", id="x"), Invoke(do="get", id="y")))).invocations
    assert time.perf_counter() - began < 10
    assert (hung.ending, hung.error, hung.result) == ("hung", None, None)
    assert 0.2 <= hung.seconds < 5
    assert (fine.ending, fine.result) == ("returned", {"got": "y"})
    made[0].over.set()
    for thread in made[0].threads:
        thread.join(10)
        assert not thread.is_alive()


@pytest.mark.skipif(sys.gettrace() is not None, reason="traced threads are not interrupted")
@pytest.mark.parametrize("how", ["busy", "asleep", "blocking_the_loop", "stubborn"])
def test_what_computes_and_what_waits_is_really_ended(how):
    stuck = Stuck(how)

    def work(wait):
        result = stuck.get("x")
        return wait(result) if inspect.isawaitable(result) else result

    worker = Worker("stuck")
    with pytest.raises(HungError, match=r"no end within 0.1 s"):
        worker.call(work, 0.1)
    worker.end()
    stuck.threads[0].join(10)
    assert not stuck.threads[0].is_alive()


class Closing:
    def __init__(self, name, log, *, fails=False):
        setattr(self, name, self.leave_later if name == "aclose" else self.leave)
        self.log, self.fails = log, fails

    def get(self, number):
        return {}

    def leave(self):
        self.log.append("closed")
        if self.fails:
            raise ValueError("never mind")

    async def leave_later(self):
        await asyncio.sleep(0)
        self.leave()


@pytest.mark.parametrize("fails", [False, True])
@pytest.mark.parametrize("name", ["close", "aclose"])
def test_a_client_is_closed_at_the_end(opened, name, fails):
    log = []
    player = opened(lambda base_url, token, timeout: Closing(name, log, fails=fails))
    player.probe()
    assert log == []
    player.close()
    player.close()
    assert log == ["closed"]


def test_a_client_that_does_not_close_is_not_waited_for(opened):
    class Reluctant(Plain):
        async def aclose(self):
            await asyncio.sleep(60)

    player = opened(lambda base_url, token, timeout: Reluctant())
    player.probe()
    began = time.perf_counter()
    player.close()
    assert time.perf_counter() - began < 5


def test_an_async_client_finds_itself_on_one_loop_in_one_thread(opened):
    seen = set()

    class Watching:
        async def get(self, number):
            seen.add((id(asyncio.get_running_loop()), threading.get_ident()))

    player = opened(lambda base_url, token, timeout: Watching())
    player.play(Scenario((Invoke(do="get", id="x"),) * 3))
    player.play(Scenario((Invoke(do="get", id="x"),)))
    assert len(seen) == 1
