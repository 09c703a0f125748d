import asyncio
import sqlite3
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.store.sqlite import connection, schema
from bot.store.sqlite.schema import APPLICATION_ID, MIGRATIONS
from bot.store.sqlite.store import open_store
from tests.store.build import CACHE_TABLES, counts, look, note, put, vocabulary

KEPT_TABLES = {"guild_settings", "state", "daily", "misses"}
LOCKED = "another process keeps the database locked; try again when it is done"
TABLES = {*CACHE_TABLES, *KEPT_TABLES, "words", "shards", "turns"}


async def open_and_close(path: Path) -> None:
    async with open_store(path):
        pass


def pragma(path: Path, name: str) -> object:
    return look(path, f"PRAGMA {name}")[0][0]


def tables(path: Path) -> set[str]:
    found = look(path, "SELECT name FROM sqlite_schema WHERE type = 'table'")
    return {name for (name,) in found}


def files_in(folder: Path) -> list[str]:
    return sorted(found.name for found in folder.iterdir())


async def test_a_fresh_database_has_every_table_our_mark_and_the_newest_version(
    tmp_path: Path,
) -> None:
    path = tmp_path / "new" / "folder" / "vault.db"
    await open_and_close(path)
    assert tables(path) == TABLES
    assert pragma(path, "application_id") == APPLICATION_ID
    assert pragma(path, "user_version") == len(MIGRATIONS)
    assert pragma(path, "journal_mode") == "wal"
    assert set(counts(path).values()) == {0}


async def test_an_empty_file_becomes_a_database(tmp_path: Path) -> None:
    path = tmp_path / "vault.db"
    path.touch()
    await open_and_close(path)
    assert pragma(path, "user_version") == len(MIGRATIONS)


async def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "vault.db"
    async with open_store(path) as store:
        await put(store, note("ch/a.md", "one two"))
    before = look(path, "SELECT * FROM sqlite_schema"), counts(path)
    await open_and_close(path)
    assert (look(path, "SELECT * FROM sqlite_schema"), counts(path)) == before


async def test_each_newer_step_is_applied_once_and_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "vault.db"
    await open_and_close(path)
    steps = (*MIGRATIONS, ("CREATE TABLE later (a)",), ("INSERT INTO later VALUES (1)",))
    monkeypatch.setattr(schema, "MIGRATIONS", steps)
    await open_and_close(path)
    await open_and_close(path)
    assert look(path, "SELECT a FROM later") == [(1,)]
    assert pragma(path, "user_version") == len(steps)


async def test_a_failing_step_leaves_nothing_and_the_steps_before_it_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "vault.db"
    broken = ("CREATE TABLE half_done (a)", "INSERT INTO no_such_table VALUES (1)")
    monkeypatch.setattr(schema, "MIGRATIONS", (*MIGRATIONS, broken))
    with pytest.raises(StoreError, match=r"vault\.db: no such table: no_such_table"):
        await open_and_close(path)
    assert pragma(path, "user_version") == len(MIGRATIONS)
    assert "half_done" not in tables(path)
    assert tables(path) >= TABLES


async def test_a_failing_first_step_leaves_an_empty_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "vault.db"
    monkeypatch.setattr(schema, "MIGRATIONS", (("CREATE TABLE a (b)", "nonsense"),))
    with pytest.raises(StoreError):
        await open_and_close(path)
    assert (tables(path), pragma(path, "application_id"), pragma(path, "user_version")) == (
        set(),
        0,
        0,
    )


async def test_a_newer_database_is_refused_with_both_versions_and_untouched(
    tmp_path: Path,
) -> None:
    path = tmp_path / "vault.db"
    await open_and_close(path)
    look(path, f"PRAGMA user_version = {len(MIGRATIONS) + 7}")
    before = path.read_bytes()
    with pytest.raises(StoreError) as raised:
        await open_and_close(path)
    assert str(raised.value) == (
        f"{path}: made by a newer Vaultbot (shape {len(MIGRATIONS) + 7}, this one knows "
        f"{len(MIGRATIONS)}); upgrade, or the next start moves it aside, keeps what servers set, "
        "and loads the vault again"
    )
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "statement",
    ["CREATE TABLE somebody (elses)", "PRAGMA user_version = 1", "PRAGMA application_id = 5"],
)
async def test_a_database_of_another_program_is_refused_and_untouched(
    tmp_path: Path, statement: str
) -> None:
    path = tmp_path / "other.db"
    look(path, statement)
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"other\.db: not a Vaultbot database; name another file"):
        await open_and_close(path)
    assert path.read_bytes() == before
    assert files_in(tmp_path) == ["other.db"]


async def test_a_file_that_is_no_database_is_refused_and_untouched(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Dear diary, " * 200)
    with pytest.raises(StoreError, match=r"notes\.txt: .*not a database"):
        await open_and_close(path)
    assert path.read_text() == "Dear diary, " * 200


async def test_a_folder_in_the_database_s_place_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="can't open the database"):
        await open_and_close(tmp_path)


async def test_a_file_in_the_folder_s_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    with pytest.raises(StoreError, match="can't make the folder"):
        await open_and_close(tmp_path / "data" / "vault.db")


async def test_one_fresh_database_opened_by_many_at_once_is_at_worst_locked(
    tmp_path: Path,
) -> None:
    path = tmp_path / "vault.db"
    ends = await asyncio.gather(*(open_and_close(path) for _ in range(4)), return_exceptions=True)
    assert {str(end) for end in ends} <= {"None", f"{path}: {LOCKED}"}
    assert None in ends
    await open_and_close(path)
    assert pragma(path, "user_version") == len(MIGRATIONS)


async def test_readers_can_not_write(tmp_path: Path) -> None:
    path = tmp_path / "vault.db"
    await open_and_close(path)
    async with connection.open_connection(path, read_only=True) as reader:
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            await reader.execute("DELETE FROM notes")


def make_shape(path: Path, shape: int) -> None:
    """A database as an older Vaultbot left it: a row in every table, words, somebody's settings."""
    for statements in MIGRATIONS[:shape]:
        for statement in statements:
            look(path, statement)
    look(path, f"PRAGMA application_id = {APPLICATION_ID}")
    look(path, f"PRAGMA user_version = {shape}")
    for table in {*CACHE_TABLES, "words"} & tables(path):
        columns = len(look(path, f"PRAGMA table_info ({table})"))
        look(path, f"INSERT INTO {table} VALUES ({', '.join('1' * columns)})")  # noqa: S608
    if "excerpt_words" in tables(path):
        look(path, "INSERT INTO excerpt_words (rowid, words) VALUES (1, 'alpha beta')")
    look(path, "INSERT INTO guild_settings VALUES (1, 'private', 'yes')")
    look(path, "INSERT INTO state VALUES ('daily', '7')")


CACHE_SHAPE = 3
"""The last whose step emptied the cache; those after it keep all."""


@pytest.mark.parametrize("shape", range(1, CACHE_SHAPE))
async def test_a_database_of_an_older_shape_keeps_settings_and_is_filled_again(
    tmp_path: Path, shape: int
) -> None:
    path = tmp_path / "vault.db"
    make_shape(path, shape)
    async with open_store(path) as store:
        assert set(counts(path).values()) == {0}
        assert await store.stamps() == {}
        await put(store, note("ch/a.md", "one two"))
        assert (await store.status()).excerpts == 1
        assert await vocabulary(store) == {"one": 1, "two": 1}
    assert tables(path) == TABLES
    assert look(path, "SELECT * FROM state") == [("daily", "7")]
    assert look(path, "SELECT * FROM guild_settings") == [(1, "private", "yes")]


@pytest.mark.parametrize("shape", range(CACHE_SHAPE, len(MIGRATIONS)))
async def test_newer_steps_keep_what_was_read(tmp_path: Path, shape: int) -> None:
    path = tmp_path / "vault.db"
    make_shape(path, shape)
    await open_and_close(path)
    assert set(counts(path).values()) == {1}
    assert tables(path) == TABLES
    assert look(path, "SELECT * FROM state") == [("daily", "7")]


async def test_the_log_of_a_large_load_does_not_stay_as_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "MOST_LOG", 100_000)
    path, log = tmp_path / "vault.db", tmp_path / "vault.db-wal"
    async with open_store(path) as store:
        await put(store, *(note(f"ch/{number}.md", "beta " * 999) for number in range(900)))
        assert log.stat().st_size > 4_000_000
        for name in "ab":
            await put(store, note(f"ch/{name}.md", "alpha"))
        assert log.stat().st_size < 1_000_000
