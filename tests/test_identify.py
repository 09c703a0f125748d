"""When shards may begin sessions, by a clock that tests turn."""

import asyncio
import logging

import pytest

from bot.errors import StoreError
from bot.identify import EVERY, MARGIN, PATIENCE, IdentifyGate, StartLimit

STEP = EVERY + MARGIN


class Time:
    """Passes as long as somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


class Fleet:
    """Turns as the store gives them; every so often another process is faster."""

    def __init__(self, time: Time, *, taken_by_others: int = 0, fails: bool = False) -> None:
        self.time = time
        self.others = taken_by_others
        self.fails = fails
        self.at: dict[str, float] = {}

    async def take_turn(self, name: str, *, every: float) -> float:
        if self.fails:
            raise StoreError("the database is locked")
        if self.others:
            self.others -= 1
            self.at[name] = self.time.now
        if (since := self.time.now - self.at.get(name, -1e9)) < every:
            return every - since
        self.at[name] = self.time.now
        return 0.0


@pytest.fixture
def time() -> Time:
    return Time()


def gate(time: Time, at_once: int, fleet: Fleet | None = None, most: float = 60.0) -> IdentifyGate:
    return IdentifyGate(at_once, fleet=fleet, name="app", most=most, clock=time, sleep=time.sleep)


async def times(gate: IdentifyGate, time: Time, shards: list[int]) -> list[float]:
    began, found = time.now, []
    for shard in shards:
        await gate.turn(shard)
        found.append(time.now - began)
    return found


@pytest.mark.parametrize("of_all", [False, True])
async def test_of_each_bucket_one_at_a_time(time: Time, of_all: bool) -> None:
    fleet = Fleet(time) if of_all else None
    assert await times(gate(time, 1, fleet), time, [0, 1, 2]) == [0, STEP, 2 * STEP]
    time.now += 1000
    assert await times(gate(time, 2, fleet), time, [0, 1, 2, 3]) == [0, 0, STEP, STEP]


async def test_a_turn_has_the_name_of_bot_and_bucket(time: Time) -> None:
    fleet = Fleet(time)
    await times(gate(time, 2, fleet), time, [2, 3])
    assert list(fleet.at) == ["identify app 0", "identify app 1"]


async def test_other_processes_are_waited_for(time: Time) -> None:
    assert await times(gate(time, 1, Fleet(time, taken_by_others=2)), time, [5]) == [2 * STEP]


async def test_where_the_database_fails_this_process_waits_for_itself(
    time: Time, caplog: pytest.LogCaptureFixture
) -> None:
    fleet = Fleet(time)
    some = gate(time, 1, fleet)
    await some.turn(0)
    fleet.fails = True
    assert await times(some, time, [1, 2]) == [STEP, 2 * STEP]
    (line,) = caplog.messages
    assert "without waiting for those of other processes: the database is locked" in line
    fleet.fails = False
    await some.turn(3)
    fleet.fails = True
    await some.turn(0)
    assert len(caplog.messages) == 2


async def test_it_waits_for_others_as_long_as_all_shards_take_and_not_for_ever(
    time: Time, caplog: pytest.LogCaptureFixture
) -> None:
    some = gate(time, 1, Fleet(time, taken_by_others=1_000_000), most=30.0)
    (took,) = await times(some, time, [0])
    assert 30.0 + PATIENCE < took <= 30.0 + PATIENCE + STEP
    assert "the others take every turn" in caplog.text


async def test_a_database_that_hangs_is_not_waited_for(
    time: Time, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.identify.PATIENCE", 0.01)

    class Hanging(Fleet):
        async def take_turn(self, name: str, *, every: float) -> float:
            await asyncio.Event().wait()
            return 0.0

    caplog.set_level(logging.WARNING)
    assert await times(gate(time, 1, Hanging(time)), time, [0, 1]) == [0, STEP]
    assert "the database takes too long" in caplog.text


def test_the_limit_is_read_as_discord_tells_it() -> None:
    limit = StartLimit.of(
        {"total": 1000, "remaining": 3, "reset_after": 90_000, "max_concurrency": 2}
    )
    assert limit == StartLimit(1000, 3, 90.0, 2)
    assert limit.allows(3)
    assert not limit.allows(4)
    # More shards than a day allows would wait for ever.
    assert StartLimit(3, 3, 1.0, 1).allows(4)
    assert [limit.longest(shards) for shards in (1, 2, 3, 5)] == [0, 0, STEP, 2 * STEP]


@pytest.mark.parametrize("of_all", [False, True])
async def test_who_may_not_wait_for_long_takes_no_turn(time: Time, of_all: bool) -> None:
    some = gate(time, 1, Fleet(time) if of_all else None)
    assert await some.turn(0) == time.now
    assert await some.turn(1, within=STEP - 1) is None
    assert time.now == 100.0
    assert await some.turn(1, within=STEP) == 100.0 + STEP


async def test_within_a_process_they_wait_in_order(time: Time) -> None:
    passed: list[int] = []
    some = gate(time, 1, Fleet(time))

    async def one(shard: int) -> None:
        await some.turn(shard)
        passed.append(shard)

    async def sleep(seconds: float) -> None:
        time.now += seconds
        await asyncio.sleep(0)

    some._sleep = sleep
    await asyncio.gather(*(one(shard) for shard in range(5)))
    assert passed == [0, 1, 2, 3, 4]


async def test_who_may_not_wait_for_long_does_not_wait_behind_others(time: Time) -> None:
    some = gate(time, 1, Fleet(time))
    forever = asyncio.Event()

    async def sleep(seconds: float) -> None:
        await forever.wait()

    await some.turn(0)
    some._sleep = sleep
    waiting = asyncio.create_task(some.turn(1))
    await asyncio.sleep(0)
    assert await some.turn(2, within=0.01) is None
    waiting.cancel()


async def test_a_process_alone_begins_its_turn_anew_unless_the_next_is_taken(time: Time) -> None:
    some = gate(time, 1)
    first = await some.turn(0)
    assert first is not None
    time.now += 3
    assert await some.renew(0, first)
    assert await some.turn(1) == time.now == 103.0 + STEP
    assert not await some.renew(0, first)


async def test_in_a_process_alone_who_waits_does_so_for_a_turn_that_is_begun_anew(
    time: Time,
) -> None:
    some = gate(time, 1)
    first = await some.turn(0)
    assert first is not None

    async def sleep(seconds: float) -> None:
        if time.now < 104:
            time.now = 104
            assert await some.renew(0, first or 0.0)
        else:
            time.now += seconds

    some._sleep = sleep
    assert await some.turn(1) == time.now == 104.0 + STEP


async def test_no_turn_is_begun_anew_where_the_database_fails(time: Time) -> None:
    fleet = Fleet(time)
    some = gate(time, 1, fleet)
    first = await some.turn(0)
    assert first is not None
    fleet.fails = True
    assert not await some.renew(0, first)
