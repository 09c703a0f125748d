import asyncio

from bot.model import ShardReport
from bot.store.opening import open_store
from tests.store.build import Place, look


async def test_what_one_process_tells_of_its_shards_the_others_are_told(database: Place) -> None:
    async with open_store(database) as one, open_store(database) as other:
        await one.fleet.report([ShardReport(1, 3, 20, "one"), ShardReport(0, 3, 10, "one")])
        await other.fleet.report([ShardReport(2, 3, 5, "other")])
        assert await one.fleet.reports() == [
            ShardReport(0, 3, 10, "one"),
            ShardReport(1, 3, 20, "one"),
            ShardReport(2, 3, 5, "other"),
        ]
        await one.fleet.report([ShardReport(0, 3, 11, "one")])
        assert (await other.fleet.reports())[0].servers == 11


async def test_a_shard_of_which_nothing_is_told_for_a_minute_is_gone(database: Place) -> None:
    async with open_store(database) as store:
        await store.fleet.report([ShardReport(0, 2, 10, "one"), ShardReport(1, 2, 5, "one")])
        look(database, "UPDATE shards SET seen_at = seen_at - 61 WHERE shard = 0")
        assert [each.shard for each in await store.fleet.reports()] == [1]


async def test_a_turn_is_taken_once_in_its_time(database: Place) -> None:
    async with open_store(database) as one, open_store(database) as other:
        assert await one.fleet.take_turn("identify 0", every=5) == 0
        assert 4 < await other.fleet.take_turn("identify 0", every=5) <= 5
        assert await other.fleet.take_turn("identify 1", every=5) == 0
        look(database, "UPDATE turns SET at = at - 5 WHERE name = 'identify 0'")
        answers = [one.fleet.take_turn("identify 0", every=5) for _ in range(5)]
        answers += [other.fleet.take_turn("identify 0", every=5) for _ in range(5)]
        taken = [wait for wait in await asyncio.gather(*answers) if wait == 0]
        assert len(taken) == 1
        assert (await one.fleet.take_turn("identify 0", every=5)) > 0


async def test_a_turn_in_the_future_is_of_a_clock_that_was_set_back(database: Place) -> None:
    async with open_store(database) as store:
        await store.fleet.take_turn("identify 0", every=5)
        look(database, "UPDATE turns SET at = at + 3600")
        assert await store.fleet.take_turn("identify 0", every=5) == 0
