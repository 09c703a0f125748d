"""On a server: one process leads, one loads, and all hear of it."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.errors import LoadRunning
from bot.model import DatabaseServer
from bot.store.opening import open_store
from bot.store.protocol import Store
from tests.postgres import Server, query
from tests.store.build import note, put

SOON = 5.0
"""Seconds: far more than it takes."""
END_ALL = (
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
)


@pytest.fixture
def place(postgres: Server) -> DatabaseServer:
    return postgres.fresh()


@asynccontextmanager
async def two(place: DatabaseServer) -> AsyncIterator[tuple[Store, Store]]:
    async with open_store(place) as one, open_store(place) as other:
        yield one, other


async def lead_until(store: Store, leading: asyncio.Event, told: asyncio.Event) -> None:
    async with store.fleet.lead("post"):
        leading.set()
        await told.wait()


@pytest.mark.slow
async def test_the_lead_passes_on_when_it_is_given_up(place: DatabaseServer) -> None:
    async with two(place) as (one, other):
        first, second, told = asyncio.Event(), asyncio.Event(), asyncio.Event()
        leading = asyncio.create_task(lead_until(one, first, told))
        await asyncio.wait_for(first.wait(), SOON)
        waiting = asyncio.create_task(lead_until(other, second, told))
        await asyncio.sleep(1.5)
        assert not second.is_set()
        leading.cancel()
        await asyncio.wait_for(second.wait(), SOON)
        told.set()
        await waiting


async def test_who_posts_and_who_loads_need_not_be_the_same(place: DatabaseServer) -> None:
    async with (
        two(place) as (one, other),
        asyncio.timeout(SOON),
        one.fleet.lead("post"),
        other.fleet.lead("load"),
    ):
        pass


async def test_of_many_who_ask_at_once_one_has_the_turn(place: DatabaseServer) -> None:
    async with open_store(place) as store:
        for number in range(20):
            name = f"identify {number}"
            asked = [store.fleet.take_turn(name, every=5.5) for _ in range(8)]
            assert (await asyncio.gather(*asked)).count(0) == 1
            asked = [store.fleet.take_turn(name, every=0.001) for _ in range(8)]
            await asyncio.gather(*asked)


async def test_two_bots_in_two_schemas_each_have_a_leader(postgres: Server) -> None:
    async with open_store(postgres.fresh()) as one, open_store(postgres.fresh()) as other:
        async with asyncio.timeout(SOON), one.fleet.lead("post"), other.fleet.lead("post"):
            pass
        async with one.load(), other.load():
            pass


async def test_a_lead_whose_connection_breaks_is_lost_and_can_be_had_again(
    place: DatabaseServer,
) -> None:
    async with open_store(place) as store:
        async with store.fleet.lead("post") as lost:
            assert not lost.is_set()
            query(place.url, END_ALL)
            await asyncio.wait_for(lost.wait(), SOON)
        async with asyncio.timeout(SOON), store.fleet.lead("post") as lost:
            assert not lost.is_set()


async def test_a_load_is_heard_of_at_once_and_also_after_the_connection_broke(
    place: DatabaseServer,
) -> None:
    async with two(place) as (one, other):
        # The first word is that it hears from now on.
        await asyncio.wait_for(other.wait_for_load(), SOON)
        heard = asyncio.create_task(other.wait_for_load())
        await asyncio.sleep(0.2)
        assert not heard.done()
        await put(one, note("ch/a.md", "alpha"))
        began = time.monotonic()
        await asyncio.wait_for(heard, SOON)
        assert time.monotonic() - began < 1
        assert await other.serial() == await one.serial() != 0

        query(place.url, END_ALL)
        await put(one, note("ch/b.md", "beta"))
        async with asyncio.timeout(2 * SOON):
            while await other.serial() != await one.serial():
                await other.wait_for_load()


async def test_a_load_that_changed_nothing_for_others_is_no_reason_to_read_anew(
    place: DatabaseServer,
) -> None:
    async with two(place) as (one, other):
        await put(one, note("ch/a.md", "alpha"))
        before = await other.serial()
        async with one.load() as load:
            await load.finish([], loaded_at=2, changed=False)
        assert await other.serial() == before


async def test_a_second_load_is_refused_at_once_not_after_a_wait(place: DatabaseServer) -> None:
    async with two(place) as (one, other), one.load():
        began = time.monotonic()
        with pytest.raises(LoadRunning):
            await put(other, note("ch/a.md", "alpha"))
        assert time.monotonic() - began < 1
