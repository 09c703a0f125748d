"""What processes tell each other of their shards."""

import asyncio
from collections.abc import Sequence

import pytest

from bot import roster as module
from bot.errors import StoreError
from bot.model import Reach, ShardReport
from bot.roster import SETTLED, Roster, reach_of
from bot.shards import Shards
from tests.monitoring.test_health import Clock


class Reports:
    """The database that they share: of each shard the last report."""

    def __init__(self) -> None:
        self.rows: dict[int, ShardReport] = {}
        self.fails = False
        self.asked = 0

    async def report(self, shards: Sequence[ShardReport]) -> None:
        self.rows |= {each.shard: each for each in shards}

    async def reports(self) -> list[ShardReport]:
        self.asked += 1
        if self.fails:
            raise StoreError("the database is locked")
        return list(self.rows.values())


@pytest.fixture
def reports() -> Reports:
    return Reports()


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def settled() -> None:
    for _ in range(100):
        await asyncio.sleep(0)


def roster(reports: Reports, clock: Clock, count: int, own: dict[int, int]) -> Roster:
    return Roster(reports, lambda: Shards(count, tuple(own)), lambda: own, clock=clock)


async def test_each_adds_its_own_to_what_the_others_report(reports, clock) -> None:
    one = roster(reports, clock, 4, {0: 10, 1: 20})
    other = roster(reports, clock, 4, {2: 3})
    await one.report()
    assert await other.reach() == Reach(33, 3, 4)
    assert await one.reach() == Reach(30, 2, 4)
    await other.report()
    assert await one.reach() == Reach(33, 3, 4)


async def test_a_process_that_has_all_shards_asks_no_database(reports, clock) -> None:
    assert await roster(reports, clock, 2, {0: 10, 1: 20}).reach() == Reach(30, 2, 2)
    assert reports.asked == 0


async def test_where_the_database_fails_its_own_are_told(
    reports, clock, monkeypatch, caplog
) -> None:
    one = roster(reports, clock, 4, {0: 10, 1: 20})
    reports.fails = True
    assert await one.reach() == Reach(30, 2, 4)

    async def hang() -> list[ShardReport]:
        await asyncio.Event().wait()
        return []

    monkeypatch.setattr(reports, "reports", hang)
    monkeypatch.setattr(module, "PATIENCE", 0.01)
    assert await one.reach() == Reach(30, 2, 4)
    assert [line.partition(": ")[2] for line in caplog.messages] == [
        "the database is locked", "the database takes too long"
    ]  # fmt: skip


def test_reports_of_another_number_of_shards_and_of_ones_own_do_not_count() -> None:
    told = [ShardReport(0, 3, 7, "x"), ShardReport(1, 3, 5, "x"), ShardReport(2, 4, 9, "x")]
    assert reach_of(Shards(3, (0,)), {0: 1}, told) == Reach(6, 2, 3)
    assert reach_of(Shards(3, (0,)), {}, told) == Reach(5, 1, 3)


async def test_a_shard_that_another_process_has_too_is_told_once(reports, clock, caplog) -> None:
    # Before this one: what it was restarted from.
    await roster(reports, clock, 2, {0: 1}).report()
    one, other = roster(reports, clock, 2, {0: 1}), roster(reports, clock, 2, {0: 1})
    await one.report()
    assert caplog.messages == []
    for _ in range(3):
        await other.report()
        await one.report()
    assert {line.partition(":")[0] for line in caplog.messages} == {
        "another process has shard 0 too"
    }
    assert len(caplog.messages) == 2  # each of them tells it


async def test_another_number_of_shards_is_told_once_it_is_no_rest_of_before(
    reports, clock, caplog
) -> None:
    one = roster(reports, clock, 2, {0: 1})
    for _ in range(12):
        reports.rows[2] = ShardReport(2, 3, 5, "other")
        await one.report()
        if not caplog.messages:
            told_after = clock.now
        clock.now += 15
    (line,) = caplog.messages
    assert line.startswith("another process goes by 3 shards, this one by 2:")
    assert told_after >= 1_000 + SETTLED


async def test_it_reports_at_once_and_goes_on_whatever_fails(
    reports, clock, monkeypatch, caplog
) -> None:
    monkeypatch.setattr(module, "EVERY", 0.0)
    own = {0: 10}
    one = Roster(reports, lambda: Shards(2, (0,)), lambda: own, clock=clock)
    reports.fails = True
    task = asyncio.create_task(one.report_regularly())
    await settled()
    assert reports.asked >= 3
    assert caplog.messages == [
        "other processes are not told of these shards: the database is locked"
    ]
    reports.fails = False
    await settled()
    assert reports.rows
    monkeypatch.setattr(module, "EVERY", 3600.0)
    own[0] = 11
    await settled()
    one.report_soon()
    await settled()
    assert reports.rows[0].servers == 11
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
