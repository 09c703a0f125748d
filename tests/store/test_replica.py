"""A server that follows: asked where it can be, and never to anybody's loss."""

import asyncio
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from bot.errors import StoreUnavailable
from bot.keys import key_of
from bot.model import DatabaseServer, GuildSettings
from bot.store.postgres.store import PostgresStore, open_store
from tests.postgres import Server, following_server, query, require_programs, running_server
from tests.store.build import VIDEO, note, put

pytestmark = pytest.mark.slow

KEY = key_of("ch/a.md")
OTHER = key_of("ch/b.md")


@pytest.fixture(scope="module")
def leader() -> Iterator[Server]:
    with running_server(require_programs()) as server:
        yield server


@pytest.fixture(scope="module")
def follower(leader: Server) -> Iterator[Server]:
    with following_server(leader) as server:
        yield server


@pytest.fixture
def place(leader: Server, follower: Server) -> DatabaseServer:
    fresh = leader.fresh()
    return replace(fresh, replica=fresh.url.replace(str(leader.folder), str(follower.folder)))


def caught_up(leader: Server, follower: Server) -> None:
    ((written,),) = query(leader.url, "SELECT pg_current_wal_lsn()::text")
    deadline = time.monotonic() + 20
    sql = "SELECT pg_last_wal_replay_lsn() >= $1::text::pg_lsn"
    while not query(follower.url, sql, written)[0][0]:
        assert time.monotonic() < deadline
        time.sleep(0.02)


async def followed(store: PostgresStore, leader: Server, follower: Server) -> None:
    """Until the follower holds all, and the store knows."""
    caught_up(leader, follower)
    await store.look_at_replica()
    await store.serial()


@contextmanager
def paused(follower: Server) -> Iterator[None]:
    """It gets everything, and shows none of it."""
    query(follower.url, "SELECT pg_wal_replay_pause()")
    try:
        yield
    finally:
        query(follower.url, "SELECT pg_wal_replay_resume()")


async def follower_answers(store: PostgresStore, leader: Server) -> bool:
    """Whether questions are answered without the leader."""
    leader.freeze()
    try:
        return await store.get_note(KEY) is not None
    except StoreUnavailable:
        return False
    finally:
        leader.thaw()


async def test_the_follower_answers_and_writes_go_to_the_leader(
    place: DatabaseServer, leader: Server, follower: Server
) -> None:
    async with open_store(place) as store:
        await put(store, note("ch/a.md", "alpha"))
        await store.kept.put_settings(5, GuildSettings("lex"))
        assert await store.kept.settings(5) == GuildSettings("lex")
        await followed(store, leader, follower)
        note_ = await store.get_note(KEY)
        assert note_ is not None
        assert [each.excerpt.text for each in await store.excerpts_of(note_.id)] == ["alpha"]
        assert await follower_answers(store, leader)


async def test_what_the_follower_does_not_hold_yet_the_leader_is_asked(
    place: DatabaseServer, leader: Server, follower: Server
) -> None:
    async with open_store(place) as store, open_store(place) as other:
        await put(store, note("ch/a.md", "alpha"))
        await followed(store, leader, follower)
        with paused(follower):
            await put(other, note("ch/b.md", "beta"))
            assert set(await store.get_notes([KEY, OTHER])) == {KEY, OTHER}
            assert len((await store.vault()).titles) == 2
            # That one is behind was found out with it.
            assert len(await store.excerpts_about(VIDEO)) == 2
            assert not await follower_answers(store, leader)


@pytest.mark.parametrize("is_own", [True, False])
async def test_a_follower_that_is_behind_gives_no_answer_of_before(
    place: DatabaseServer, leader: Server, follower: Server, is_own: bool
) -> None:
    async with open_store(place) as store, open_store(place) as other:
        await put(store, note("ch/a.md", "alpha", lead="before"), note("ch/b.md", "beta"))
        await followed(store, leader, follower)
        with paused(follower):
            changed = note("ch/a.md", "alpha", "gamma", lead="after")
            await put(store if is_own else other, changed)
            for _ in range(2):
                # As whoever hears of a load, or looks for one, does.
                await store.serial()
                note_ = await store.get_note(KEY)
                assert note_ is not None
                assert note_.lead == "after"
                assert len(await store.excerpts_of(note_.id)) == 2
                assert len(await store.excerpts_about(VIDEO)) == 3
                await store.look_at_replica()
            assert not await follower_answers(store, leader)
        await followed(store, leader, follower)
        assert await follower_answers(store, leader)


async def test_whoever_waits_for_loads_finds_out_that_the_follower_has_caught_up(
    place: DatabaseServer, leader: Server, follower: Server
) -> None:
    async with open_store(place) as store:
        await put(store, note("ch/a.md", "alpha"))
        assert not await follower_answers(store, leader)
        caught_up(leader, follower)
        async with asyncio.timeout(20):
            while store._held is None:
                # It hears of its own loads too, and looks anew each time.
                await store.wait_for_load()
        await store.serial()
        assert await follower_answers(store, leader)


async def test_without_the_follower_the_leader_answers_and_it_is_let_alone_for_a_while(
    place: DatabaseServer, leader: Server, follower: Server
) -> None:
    async with open_store(place) as store:
        await put(store, note("ch/a.md", "alpha"))
        await followed(store, leader, follower)
        assert await store.get_note(KEY)
        follower.stop()
        try:
            began = time.monotonic()
            assert await store.get_note(KEY)
            assert time.monotonic() - began < 3
            began = time.monotonic()
            assert await store.get_note(KEY)
            assert time.monotonic() - began < 0.5
            await store.look_at_replica()
        finally:
            follower.start()
        await store.look_at_replica()
        assert await follower_answers(store, leader)


async def test_where_the_follower_takes_over_the_bot_goes_on_with_it() -> None:
    with running_server(require_programs()) as leader, following_server(leader) as follower:
        fresh = leader.fresh()
        url = fresh.url.replace(str(leader.folder), f"{leader.folder},{follower.folder}")
        async with open_store(DatabaseServer(url)) as store:
            await put(store, note("ch/a.md", "alpha"))
            await store.kept.put_settings(5, GuildSettings("lex"))
            caught_up(leader, follower)
            leader.stop()
            follower.promote()
            assert await store.get_note(KEY)
            await store.kept.put_settings(5, GuildSettings("other"))
            assert await store.kept.settings(5) == GuildSettings("other")
            await put(store, note("ch/b.md", "beta"))
            assert set(await store.get_notes([KEY, OTHER])) == {KEY, OTHER}


async def test_a_follower_that_is_none_costs_nobody_an_answer(
    place: DatabaseServer, leader: Server
) -> None:
    elsewhere = replace(place, replica=leader.fresh().url)
    async with open_store(elsewhere) as store:
        await put(store, note("ch/a.md", "alpha"))
        await store.look_at_replica()
        await store.serial()
        assert await store.get_note(KEY)


async def test_a_server_that_says_nothing_is_not_waited_for_where_another_answers(
    leader: Server,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        hosts = f"127.0.0.1,{leader.folder}&port={port},5432"
        url = leader.fresh().url.replace(str(leader.folder), hosts)
        async with open_store(DatabaseServer(url)) as store:
            await put(store, note("ch/a.md", "alpha"))
            assert await store.get_note(KEY)
