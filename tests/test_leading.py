"""Which process leads, and what it does then."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot import leading as module
from bot.errors import StoreError
from bot.leading import Leading


class Locks:
    """The lead of one database, as the store gives it: to one at a time."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.lost: asyncio.Event = asyncio.Event()
        self.failures = 0

    @asynccontextmanager
    async def lead(self) -> AsyncIterator[asyncio.Event]:
        if self.failures:
            self.failures -= 1
            raise StoreError("no such host")
        async with self.lock:
            self.lost = asyncio.Event()
            yield self.lost


class Work:
    """Counts how often it was begun and ended."""

    def __init__(self) -> None:
        self.begun = self.ended = 0
        self.said: list[str] = []

    async def __call__(self) -> None:
        self.begun += 1
        try:
            await asyncio.Event().wait()
        finally:
            self.ended += 1
            self.said.append("ended")

    async def ending(self) -> None:
        self.said.append("ending")


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TRIED_AGAIN", 0.0)


async def settled() -> None:
    for _ in range(30):
        await asyncio.sleep(0)


async def ended(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_one_process_works_and_the_other_once_that_has_ended() -> None:
    locks, one, other = Locks(), Work(), Work()
    both = [Leading(locks.lead) for _ in range(2)]
    first, second = (
        [asyncio.create_task(each.keep()), asyncio.create_task(each.during(work))]
        for each, work in zip(both, (one, other), strict=True)
    )
    await settled()
    assert [each.is_leading for each in both] == [True, False]
    assert (one.begun, other.begun) == (1, 0)
    await ended(*first)
    await settled()
    assert [each.is_leading for each in both] == [False, True]
    assert (one.ended, other.begun) == (1, 1)
    await ended(*second)


async def test_once_it_is_lost_the_work_ends_in_order_and_is_begun_with_the_next_lead(
    caplog: pytest.LogCaptureFixture,
) -> None:
    locks, work = Locks(), Work()
    leading = Leading(locks.lead)
    tasks = [
        asyncio.create_task(leading.keep()),
        asyncio.create_task(leading.during(work, ending=work.ending)),
    ]
    await settled()
    locks.lost.set()
    assert not leading.is_leading  # before anything else has had its turn
    await settled()
    assert work.said == ["ending", "ended"]
    assert (work.begun, work.ended) == (2, 1)
    assert leading.is_leading
    assert caplog.messages == [
        "leads no longer: another process now does for all what one is to do"
    ]
    await ended(*tasks)


async def test_a_database_that_fails_is_told_once_and_asked_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    locks, work = Locks(), Work()
    locks.failures = 3
    leading = Leading(locks.lead)
    tasks = [asyncio.create_task(leading.keep()), asyncio.create_task(leading.during(work))]
    await settled()
    assert leading.is_leading
    assert work.begun == 1
    assert caplog.messages == ["can't tell which process leads, trying again: no such host"]
    await ended(*tasks)


async def test_work_that_fails_is_for_whoever_asked_for_it() -> None:
    async def failing() -> None:
        raise IndexError

    with pytest.raises(IndexError):
        await Leading.alone().during(failing)
    assert Leading.alone().is_leading
