"""What no load can make again moves whole from any engine to any, or not at all."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest

from bot.errors import StoreError
from bot.model import Claim, Daily, DatabaseServer, GuildSettings, Pause, Replies
from bot.store import moving
from bot.store.kept import CHOSEN
from bot.store.moving import KEPT_TABLES, KeptPage
from bot.store.opening import open_store
from bot.store.protocol import Store
from tests.postgres import query
from tests.store.build import Place, look, note, put

ENGINES = ("sqlite", "postgres")
PLAIN = json.dumps({"channel": "lex"})


def place(engine: str, name: str, request: pytest.FixtureRequest) -> Place:
    if engine == "postgres":
        return request.getfixturevalue("postgres").fresh()
    folder: Path = request.getfixturevalue("tmp_path")
    return folder / f"{name}.db"


@pytest.fixture(params=ENGINES, ids="from-{}".format)
def source(request: pytest.FixtureRequest) -> Place:
    return place(request.param, "source", request)


@pytest.fixture(params=ENGINES, ids="to-{}".format)
def target(request: pytest.FixtureRequest) -> Place:
    return place(request.param, "target", request)


def kept(database: Place) -> dict[str, list[tuple[Any, ...]]]:
    """Every row that is kept, by table."""
    return {
        table.name: sorted(look(database, f"SELECT {', '.join(table.columns)} FROM {table.name}"))  # noqa: S608
        for table in KEPT_TABLES
    }


def add_settings(database: Place, numbers: range) -> None:
    """So many servers' settings, past the store."""
    if isinstance(database, DatabaseServer):
        sql = "INSERT INTO guild_settings SELECT *, $1, $2 FROM generate_series($3::bigint, $4)"
        query(database.url, sql, CHOSEN, PLAIN, numbers.start, numbers.stop - 1)
        return
    series = "WITH RECURSIVE n(i) AS (SELECT ? UNION ALL SELECT i + 1 FROM n WHERE i < ?)"
    sql = f"{series} INSERT INTO guild_settings SELECT i, ?, ? FROM n"  # noqa: S608
    look(database, sql, numbers.start, numbers.stop - 1, CHOSEN, PLAIN)


async def fill(store: Store) -> None:
    """Something of everything that is kept."""
    await store.kept.put_settings(2**63 - 1, GuildSettings("lex", Replies.PRIVATE, 0, True))
    await store.kept.put_settings(5, GuildSettings("学 '習\"\\ \t"))
    running = Daily(5, 50, 570, "Europe/Berlin", "lex", 7, next_at=2**40, seed=2**62)
    await store.daily.swap(None, running)
    claimed = Daily(6, 60, 0, "UTC", paused=Pause.NO_ACCESS, claim=Claim(-(2**63), 1_700_000_000))
    await store.daily.swap(None, claimed)
    await store.set_state("commands 1 everywhere", "digest")
    for text in ("agi", "rl", "agi", "名前"):
        await store.kept.add_miss("note", text)


async def move(source: Place, target: Place, *, replace: bool = False) -> None:
    async with (
        open_store(source) as old,
        open_store(target) as new,
        old.kept_rows() as pages,
    ):
        await new.put_kept_rows(pages, replace=replace)


async def made(database: Place) -> None:
    async with open_store(database):
        pass


async def test_all_that_is_kept_arrives_and_the_vault_does_not(
    source: Place, target: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "ROWS_AT_ONCE", 2)
    async with open_store(source) as store:
        await fill(store)
        await put(store, note("ch/a.md", "one two"))
    await move(source, target)

    assert kept(target) == kept(source)
    assert {table: len(rows) for table, rows in kept(target).items()} == {
        "guild_settings": 2,
        "daily": 2,
        "state": 1,
        "misses": 3,
    }
    async with open_store(target) as store:
        assert await store.note_paths() == set()
        assert await store.kept.settings(5) == GuildSettings("学 '習\"\\ \t")
        assert (await store.kept.misses(limit=1))[0].times == 2


async def test_there_and_back_is_where_it_began(source: Place, target: Place) -> None:
    async with open_store(source) as store:
        await fill(store)
    before = kept(source)
    await move(source, target)
    await move(target, source, replace=True)
    assert kept(source) == before


async def test_what_is_kept_at_the_target_is_named_and_stays(source: Place, target: Place) -> None:
    async with open_store(source) as store:
        await fill(store)
    async with open_store(target) as store:
        await store.kept.put_settings(9, GuildSettings("own"))
        await store.set_state("name", "value")
    before = kept(target)
    with pytest.raises(StoreError) as raised:
        await move(source, target)
    assert "(settings of servers: 1, values of the bot's own: 1)" in str(raised.value)
    assert "--replace" in str(raised.value)
    assert kept(target) == before

    await move(source, target, replace=True)
    assert kept(target) == kept(source)


async def ending(pages: AsyncIterator[KeptPage], error: BaseException) -> AsyncIterator[KeptPage]:
    """The first of some pages, and then an error."""
    async for page in pages:
        yield page
        raise error


@pytest.mark.slow
@pytest.mark.parametrize("error", [StoreError("gone"), RuntimeError("odd"), KeyboardInterrupt()])
async def test_what_ends_early_leaves_the_target_as_it_was(
    source: Place, target: Place, error: BaseException
) -> None:
    for database in (source, target):
        async with open_store(database) as store:
            await fill(store)
    look(target, "DELETE FROM daily WHERE guild_id = 5")
    before = kept(target)
    with pytest.raises(type(error)):
        async with (
            open_store(source) as old,
            open_store(target) as new,
            old.kept_rows() as pages,
            aclosing(ending(pages, error)) as cut,
        ):
            await new.put_kept_rows(cut, replace=True)
    assert kept(target) == before


@pytest.mark.slow
async def test_cancelled_it_leaves_the_target_as_it_was(source: Place, target: Place) -> None:
    for database in (source, target):
        async with open_store(database) as store:
            await fill(store)
    look(target, "DELETE FROM daily WHERE guild_id = 5")
    before = kept(target)
    reached = asyncio.Event()

    async def stuck(pages: AsyncIterator[KeptPage]) -> AsyncIterator[KeptPage]:
        yield await anext(pages)
        reached.set()
        await asyncio.Event().wait()

    async def copy() -> None:
        async with (
            open_store(source) as old,
            open_store(target) as new,
            old.kept_rows() as pages,
            aclosing(stuck(pages)) as cut,
        ):
            await new.put_kept_rows(cut, replace=True)

    copying = asyncio.create_task(copy())
    await reached.wait()
    copying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await copying
    assert kept(target) == before


@pytest.mark.slow
async def test_of_a_source_that_is_written_meanwhile_one_moment_is_copied(
    source: Place, target: Place
) -> None:
    await made(source)
    add_settings(source, range(1, 20_001))
    async with (
        open_store(source) as old,
        open_store(source) as bot,
        open_store(target) as new,
        old.kept_rows() as pages,
    ):

        async def disturbed() -> AsyncIterator[KeptPage]:
            async for page in pages:
                await bot.kept.put_settings(20_000, None)
                await bot.kept.put_settings(30_000, GuildSettings("late"))
                await bot.kept.add_miss("note", "late")
                yield page

        async with aclosing(disturbed()) as seen:
            await new.put_kept_rows(seen)
    found = kept(target)
    assert [row[0] for row in found["guild_settings"]] == list(range(1, 20_001))
    assert found["misses"] == []


@pytest.mark.slow
async def test_a_crowd_of_rows_is_read_in_pages(source: Place, target: Place) -> None:
    await made(source)
    add_settings(source, range(-7_000, 7_000))
    async with open_store(source) as old, open_store(target) as new, old.kept_rows() as pages:
        sizes = []

        async def measured() -> AsyncIterator[KeptPage]:
            async for page in pages:
                sizes.append(len(page.rows))
                yield page

        async with aclosing(measured()) as seen:
            await new.put_kept_rows(seen)
    assert sizes == [5_000, 5_000, 4_000]
    assert kept(target) == kept(source)


async def test_a_fault_of_the_source_is_told_of_the_source(source: Place, target: Place) -> None:
    await made(source)
    async with open_store(source) as old, open_store(target) as new, old.kept_rows() as pages:
        look(source, "DROP TABLE misses")
        with pytest.raises(StoreError, match="misses") as raised:
            await new.put_kept_rows(pages)
        assert not new.broken.is_set()
    assert str(raised.value).startswith(str(source) if isinstance(source, Path) else "postgres")


@pytest.mark.parametrize("engine", ENGINES)
async def test_the_tables_are_those_that_the_engine_has(
    engine: str, request: pytest.FixtureRequest
) -> None:
    database = place(engine, "vault", request)
    await made(database)
    for table in KEPT_TABLES:
        if isinstance(database, DatabaseServer):
            sql = (
                "SELECT column_name::text, data_type, is_nullable = 'NO' "
                "FROM information_schema.columns WHERE table_name = $1 "
                "AND table_schema = current_schema() ORDER BY ordinal_position"
            )
            rows = look(database, sql, table.name)
        else:
            sql = 'SELECT name, lower(type), "notnull" OR pk FROM pragma_table_info(?)'
            rows = look(database, sql, table.name)
        kinds = {"text": str, "integer": int, "bigint": int}
        assert {name: kinds[kind] for name, kind, _ in rows} == table.columns
        assert list(table.columns) == [name for name, *_ in rows]
        assert tuple(name for name, _, needed in rows if not needed) == table.optional


@pytest.mark.parametrize("engine", ENGINES)
async def test_a_database_is_itself_by_whichever_address(
    engine: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    database = place(engine, "vault", request)
    await made(database)
    other: Place = tmp_path / "link.db"
    if isinstance(database, DatabaseServer):
        other = DatabaseServer(f"{database.url}&work_mem=8MB")
    else:
        (tmp_path / "link.db").symlink_to(database)
    async with (
        open_store(database) as one,
        open_store(other) as same,
        open_store(place(engine, "another", request)) as another,
    ):
        assert await one.identity() == await same.identity() != await another.identity()


async def test_what_does_not_fit_is_left_out_and_named(tmp_path: Path, target: Place) -> None:
    source = tmp_path / "odd.db"
    async with open_store(source) as store:
        await fill(store)
    before = kept(source)
    for table, values in (
        ("misses", "'note', 'nul' || char(0), 1, 1"),
        ("misses", "'note', 'many', 'many', 1"),
        ("misses", "'note', x'00ff', 1, 1"),
        ("guild_settings", "8, 'chosen', '[]'"),
        ("guild_settings", "'eight', 'other', ''"),
        ("state", "'bytes', x'00'"),
        ("daily", "8, 1, 5000000000, 'UTC', '', 0, '', 0, '', 0, 0, 0, NULL, NULL"),
        ("daily", "9, 1, 5, 'UTC', '', 0, '', 0, '', 0, 0, 0, 3, NULL"),
    ):
        look(source, f"INSERT INTO {table} VALUES ({values})")  # noqa: S608
    async with open_store(source) as old, open_store(target) as new, old.kept_rows() as pages:
        left_out = []

        async def seen() -> AsyncIterator[KeptPage]:
            async for page in pages:
                left_out.extend((page.table.name, *key) for key in page.unfit)
                yield page

        async with aclosing(seen()) as watched:
            await new.put_kept_rows(watched)
    assert kept(target) == before
    assert left_out == [
        ("guild_settings", 8, "chosen"),
        ("guild_settings", "eight", "other"),
        ("daily", 8),
        ("daily", 9),
        ("state", "bytes"),
        ("misses", "note", "many"),
        ("misses", "note", "nul\0"),
        ("misses", "note", b"\x00\xff"),
    ]
