"""A server that follows: asked first, and never to anybody's loss."""

import socket
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.keys import key_of
from bot.model import DatabaseServer, GuildSettings
from bot.store.opening import open_store
from tests.postgres import Server, following_server, query, require_programs, running_server
from tests.store.build import note, put

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


def asked(server: Server) -> int:
    """How many statements have read a table's index there."""
    sql = "SELECT coalesce(sum(idx_scan), 0)::bigint FROM pg_stat_user_indexes"
    return int(query(server.url, sql)[0][0])


async def test_the_follower_answers_and_writes_go_to_the_leader(
    place: DatabaseServer, leader: Server, follower: Server
) -> None:
    async with open_store(place) as store:
        await put(store, note("ch/a.md", "alpha"))
        await store.kept.put_settings(5, GuildSettings("lex"))
        assert await store.kept.settings(5) == GuildSettings("lex")
        caught_up(leader, follower)
        query(leader.url, "SELECT pg_stat_reset()")
        note_ = await store.get_note(KEY)
        assert note_ is not None
        assert [each.excerpt.text for each in await store.excerpts_of(note_.id)] == ["alpha"]
        name = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'vaultbot'"
        assert query(follower.url, name) != [(0,)]


async def test_what_the_follower_does_not_hold_yet_the_leader_is_asked(
    place: DatabaseServer, leader: Server, follower: Server
) -> None:
    async with open_store(place) as store:
        await put(store, note("ch/a.md", "alpha"))
        caught_up(leader, follower)
        query(follower.url, "SELECT pg_wal_replay_pause()")
        try:
            await put(store, note("ch/b.md", "beta"))
            assert set(await store.get_notes([KEY, OTHER])) == {KEY, OTHER}
            assert len((await store.vault()).titles) == 2
        finally:
            query(follower.url, "SELECT pg_wal_replay_resume()")


async def test_without_the_follower_the_leader_answers_and_it_is_let_alone_for_a_while(
    place: DatabaseServer, leader: Server, follower: Server
) -> None:
    async with open_store(place) as store:
        await put(store, note("ch/a.md", "alpha"))
        caught_up(leader, follower)
        assert await store.get_note(KEY)
        follower.stop()
        try:
            began = time.monotonic()
            assert await store.get_note(KEY)
            assert time.monotonic() - began < 3
            began = time.monotonic()
            assert await store.get_note(KEY)
            assert time.monotonic() - began < 0.5
        finally:
            follower.start()


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
