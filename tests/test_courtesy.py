"""Long work gives way to those who search, and is done in any case."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.courtesy import LONGEST, PIECE, SHARE, Courtesy, giving_way, unhurried
from bot.workers import in_batches


class Time:
    """Passes with each thing that is worked on, and while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.slept += seconds

    def work(self, courtesy: Courtesy, seconds: Sequence[float]) -> None:
        for each in courtesy.among(seconds):
            self.now += each


def test_nobody_is_waited_for_while_nobody_searches() -> None:
    time = Time()
    time.work(Courtesy(lambda: False, clock=time, sleep=time.sleep), [PIECE] * 100)
    assert time.slept == 0


def test_whoever_searches_is_waited_for_until_they_are_done() -> None:
    time = Time()
    courtesy = Courtesy(lambda: time.slept < 0.003, clock=time, sleep=time.sleep)
    time.work(courtesy, [PIECE] * 10)
    assert 0.003 <= time.slept < 0.005


def test_those_who_search_without_end_are_waited_for_by_their_share() -> None:
    time = Time()
    time.work(Courtesy(lambda: True, clock=time, sleep=time.sleep), [PIECE] * 101)
    assert SHARE * 0.9 < time.slept / (100 * PIECE) < SHARE * 1.6


def test_after_a_long_piece_the_wait_is_not_as_long() -> None:
    time = Time()
    time.work(Courtesy(lambda: True, clock=time, sleep=time.sleep), [10.0, 0.0])
    assert LONGEST <= time.slept < LONGEST * 1.1


def test_it_is_not_looked_whether_anybody_searches_after_each_thing() -> None:
    looked = 0

    def is_busy() -> bool:
        nonlocal looked
        looked += 1
        return False

    time = Time()
    time.work(Courtesy(is_busy, clock=time, sleep=time.sleep), [PIECE / 100] * 1_000)
    assert 5 <= looked <= 12


def test_work_that_gives_way_to_nobody_is_as_it_was() -> None:
    things = [1, 2, 3]
    assert unhurried(things) is things


async def test_the_threads_of_a_work_give_way_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.courtesy.PIECE", 0.0)
    looked = 0

    def is_busy() -> bool:
        nonlocal looked
        looked += 1
        return False

    def work(things: Sequence[int]) -> int:
        return sum(unhurried(things))

    with giving_way(is_busy):
        assert await asyncio.to_thread(work, [1, 2, 3]) == 6
        assert looked == 3
        assert [batch async for batch in in_batches(work, [4, 5])] == [9]
        assert looked == 5
    assert await asyncio.to_thread(work, [1, 2, 3]) == 6
    assert looked == 5
