"""What is PostgreSQL's alone: its shape, its faults in words, and what outlives them."""

import asyncio
import signal
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Never

import asyncpg
import pytest

from bot.errors import ConfigError, StoreError, StoreUnavailable, StoreUnsure
from bot.keys import key_of
from bot.library import Library
from bot.model import DatabaseServer, GuildSettings
from bot.store.opening import open_store, steps_missing
from bot.store.postgres import schema
from bot.store.postgres.pool import ANSWER
from bot.store.postgres.session import numbered
from bot.store.protocol import Store
from tests.conftest import SETTINGS, note_text, write_vault
from tests.postgres import Server, query, require_programs, running_server
from tests.store.build import note, put
from tests.store.relay import relayed

IN_TIME = ANSWER + 0.9
"""Seconds in which a question must be answered or given up: nearly all of Discord's three."""


@pytest.fixture
def place(postgres: Server) -> DatabaseServer:
    return postgres.fresh()


@pytest.fixture(scope="module")
def own() -> Iterator[Server]:
    """A server to be stopped and frozen."""
    with running_server(require_programs(), superuser_reserved_connections="3") as server:
        yield server


@asynccontextmanager
async def answered_in_time() -> AsyncIterator[None]:
    began = time.monotonic()
    yield
    assert time.monotonic() - began < IN_TIME


def tables(place: DatabaseServer) -> set[str]:
    sql = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    return {name for (name,) in query(place.url, sql)}


async def settings_are_kept(store: Store) -> None:
    await store.kept.put_settings(5, GuildSettings("lex"))
    assert await store.kept.settings(5) == GuildSettings("lex")


async def test_a_fresh_database_gets_a_schema_of_its_own_and_all_tables(
    place: DatabaseServer,
) -> None:
    assert await steps_missing(place.url) is None
    async with open_store(place):
        assert await steps_missing(place.url) == 0
    assert {"shape", "notes", "excerpts", "guild_settings", "shards"} <= tables(place)
    assert query(place.url, "SELECT steps FROM shape") == [(len(schema.MIGRATIONS),)]


async def test_many_processes_may_make_it_at_once(place: DatabaseServer) -> None:
    async def make() -> None:
        async with open_store(place) as store:
            await store.status()

    await asyncio.gather(*(make() for _ in range(5)))
    assert query(place.url, "SELECT steps FROM shape") == [(len(schema.MIGRATIONS),)]


async def test_a_newer_step_is_taken_once_and_a_failing_one_leaves_all_as_it_was(
    place: DatabaseServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with open_store(place) as store:
        await settings_are_kept(store)
    later = (*schema.MIGRATIONS, ("CREATE TABLE later (a integer)",))
    monkeypatch.setattr(schema, "MIGRATIONS", (*later, ("CREATE TABLE half (a integer)", "no")))
    with pytest.raises(StoreError, match=r"syntax error.*nothing was changed"):
        async with open_store(place):
            pass
    assert not {"later", "half"} & tables(place)
    monkeypatch.setattr(schema, "MIGRATIONS", later)
    for _ in range(2):
        async with open_store(place) as store:
            assert await store.kept.settings(5) == GuildSettings("lex")
    assert "later" in tables(place)


async def test_a_database_of_a_newer_version_is_refused_and_left_alone(
    place: DatabaseServer,
) -> None:
    async with open_store(place):
        pass
    query(place.url, "UPDATE shape SET steps = 99")
    with pytest.raises(StoreError, match=r"made by a newer Vaultbot \(shape 99, this one knows"):
        async with open_store(place):
            pass
    missing = await steps_missing(place.url)
    assert missing is not None
    assert missing < 0


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://nobody@/postgres?host={folder}", "refuses who signs in"),
        ("postgresql://vaultbot@/none?host={folder}", "no such database"),
        ("postgresql://vaultbot@/postgres?host={folder}&sslmode=never", "sslmode"),
    ],
)
async def test_what_no_waiting_mends_is_a_fault_of_the_configuration(
    postgres: Server, url: str, said: str
) -> None:
    with pytest.raises(ConfigError, match=said):
        async with open_store(DatabaseServer(url.format(folder=postgres.folder))):
            pass


async def test_a_database_that_is_not_in_utf_8_is_refused(postgres: Server) -> None:
    query(postgres.url, "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    url = postgres.url.replace("/postgres", "/latin")
    with pytest.raises(ConfigError, match="is in LATIN1; make one with createdb --encoding=UTF8"):
        async with open_store(DatabaseServer(url)):
            pass


async def test_a_user_who_may_make_nothing_is_told_what_to_allow(postgres: Server) -> None:
    query(postgres.url, "CREATE ROLE guest LOGIN")
    url = postgres.fresh().url.replace("vaultbot@", "guest@")
    with pytest.raises(StoreError, match=r"permission denied.*let this user create a schema"):
        async with open_store(DatabaseServer(url)):
            pass


async def test_no_password_stands_in_what_is_raised() -> None:
    with pytest.raises(StoreUnavailable) as raised:
        async with open_store(DatabaseServer("postgresql://me:geheim@127.0.0.1:1/x?a=b")):
            pass
    assert str(raised.value).startswith("postgresql://127.0.0.1:1/x: the server can't be reached")
    assert "geheim" not in str(raised.value)


@pytest.mark.slow
async def test_a_server_that_restarts_is_asked_again_without_a_word(own: Server) -> None:
    async with open_store(own.fresh()) as store:
        await put(store, note("ch/a.md", "alpha"))
        await asyncio.gather(*(store.status() for _ in range(8)))
        own.stop(signal.SIGINT)
        own.start()
        async with answered_in_time():
            assert (await store.get_note(key_of("ch/a.md"))) is not None
        await settings_are_kept(store)


@pytest.mark.slow
async def test_a_server_that_is_gone_is_told_in_time_and_asked_again_when_it_is_back(
    own: Server,
) -> None:
    async with open_store(own.fresh()) as store:
        await put(store, note("ch/a.md", "alpha"))
        own.stop(signal.SIGQUIT)
        try:
            async with answered_in_time():
                with pytest.raises(StoreUnavailable, match="can't be reached"):
                    await store.get_note(key_of("ch/a.md"))
        finally:
            own.start()
        assert (await store.get_note(key_of("ch/a.md"))) is not None


@pytest.mark.slow
async def test_a_server_that_hangs_is_given_up_in_time_and_works_on_when_it_does(
    own: Server,
) -> None:
    async with open_store(replace(own.fresh(), connections=4)) as store:
        await put(store, note("ch/a.md", "alpha"))
        own.freeze()
        try:
            async with answered_in_time():
                asked = [store.get_note(key_of("ch/a.md")) for _ in range(12)]
                failed = await asyncio.gather(*asked, return_exceptions=True)
        finally:
            own.thaw()
        assert [type(each) for each in failed] == [StoreUnavailable] * 12
        assert "takes too long" in str(failed[0])
        await asyncio.sleep(1)
        async with answered_in_time():
            assert (await store.get_note(key_of("ch/a.md"))) is not None


@pytest.mark.slow
async def test_a_server_without_a_connection_left_is_told_in_time(own: Server) -> None:
    own.stop()
    own.start(max_connections="9", max_wal_senders="0")
    held: list[asyncpg.Connection] = []
    try:
        with suppress(asyncpg.TooManyConnectionsError):
            while True:
                held.append(await asyncpg.connect(own.url))
        async with answered_in_time():
            with pytest.raises(StoreUnavailable, match="no connection left; raise its max_conn"):
                async with open_store(own.fresh()):
                    pass
    finally:
        for each in held:
            await each.close()
        own.stop()
        own.start()


@pytest.mark.slow
async def test_a_pool_that_is_all_in_use_is_told_in_time(place: DatabaseServer) -> None:
    async with open_store(replace(place, connections=2)) as store:
        await settings_are_kept(store)
        pool = store.primary  # type: ignore[attr-defined]
        async with pool.session(writing=False), pool.session(writing=False), answered_in_time():
            with pytest.raises(StoreUnavailable, match="takes too long"):
                await store.kept.settings(5)
        async with answered_in_time():
            assert await store.kept.settings(5) == GuildSettings("lex")


@pytest.mark.slow
async def test_a_server_looks_for_whoever_loads_as_early_as_for_who_leads() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    # On a socket in a folder there is nothing to keep alive.
    over_tcp = {"listen_addresses": "127.0.0.1", "port": str(port)}
    with running_server(require_programs(), **over_tcp):
        place = DatabaseServer(f"postgresql://vaultbot@127.0.0.1:{port}/postgres")
        async with open_store(place) as store, store.load() as load:
            fetch = load.seen._fetch  # type: ignore[attr-defined]
            names = ("keepalives_idle", "keepalives_interval", "keepalives_count", "user_timeout")
            told = [(await fetch(f"SHOW tcp_{name}"))[0][0] for name in names]
            assert told == ["5", "2", "3", "10000"]


async def test_a_commit_whose_answer_is_lost_is_not_told_as_undone(postgres: Server) -> None:
    place = postgres.fresh()
    async with relayed(postgres.folder) as relay:
        schema_ = place.url.rpartition("=")[2]
        async with open_store(DatabaseServer(f"{relay.url}?search_path={schema_}")) as store:
            relay.lost = b"BEGIN"
            with pytest.raises(StoreUnavailable, match="; nothing was changed"):
                await put(store, note("ch/a.md", "alpha"))
            relay.lost = b"COMMIT;"
            with pytest.raises(StoreUnsure, match="it may have been done, or nothing was"):
                await put(store, note("ch/a.md", "alpha"))
            # What was read is there all the same.
            assert len((await store.vault()).titles) == 1
            relay.lost = b""
            assert await store.get_note(key_of("ch/a.md"))


async def test_what_fails_after_the_commit_makes_no_failed_load(
    place: DatabaseServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = write_vault(tmp_path / "vault", {"ch/a.md": note_text("Alpha", "Ants march")})
    async with open_store(place) as store:
        library = await Library.open(store, vault=vault, settings=SETTINGS)

        async def gone() -> Never:
            raise StoreUnavailable("the server can't be reached")

        monkeypatch.setattr(store, "serial", gone)
        monkeypatch.setattr(store, "status", gone)
        assert (await library.load()).added == 1
        assert len(await library.find_notes("alpha", limit=5)) == 1


@pytest.mark.parametrize("name", ["OtherBot", "other-bot"])
async def test_a_schema_may_have_any_name(postgres: Server, name: str) -> None:
    async with open_store(DatabaseServer(f"{postgres.url}&search_path={name}")) as store:
        await put(store, note("ch/a.md", "alpha"))
        status = await store.status()
        assert (status.notes, status.database_bytes > 0) == (1, True)
        assert await store.get_note(key_of("ch/a.md"))


def test_question_marks_become_numbers() -> None:
    assert numbered("SELECT 1") == "SELECT 1"
    assert numbered("a = ? AND b IN (?, ?)") == "a = $1 AND b IN ($2, $3)"
