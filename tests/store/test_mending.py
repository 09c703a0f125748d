"""A database that can't go on is moved aside as it is, with all that can be read kept."""

import errno
import logging
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.errors import StoreBroken, StoreError
from bot.model import GuildSettings
from bot.store.sqlite import mending
from bot.store.sqlite.faults import mark_of
from bot.store.sqlite.mending import Mending, diagnose, mend
from bot.store.sqlite.schema import APPLICATION_ID
from bot.store.sqlite.store import SqliteStore, open_store
from tests.store.build import counts, look, note, put
from tests.store.damage import (
    DAILY,
    NOBODY,
    SERVERS,
    as_nobody,
    asides,
    contents,
    cut_off,
    fill_with_noise,
    make_database,
    make_newer,
    needs_root,
    overwrite,
    readable_folder,
    spoil_excerpts,
    spoil_settings,
    zero_header,
)

ROOT = Path(__file__).parents[2]
Damage = Callable[[Path], None]


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    await make_database(tmp_path / "vault.db")
    return tmp_path / "vault.db"


async def settings_kept(store: SqliteStore) -> int:
    kept = [await store.kept.settings(guild) for guild in range(SERVERS)]
    wanted = [GuildSettings(f"channel-{guild}" * 5) for guild in range(SERVERS)]
    assert all(one in (two, GuildSettings()) for one, two in zip(kept, wanted, strict=True))
    return sum(one == two for one, two in zip(kept, wanted, strict=True))


@pytest.mark.parametrize("damage", [make_newer, spoil_excerpts])
@pytest.mark.parametrize("suffix", [".db", ".data"])
async def test_all_that_loads_never_touch_is_kept_and_the_vault_is_empty(
    path: Path, damage: Damage, suffix: str, caplog: pytest.LogCaptureFixture
) -> None:
    damage(path)
    path = path.rename(path.with_suffix(suffix))
    before = contents(path.parent, path.name)

    async with open_store(path, mending=Mending.WHOLE) as store:
        assert await settings_kept(store) == SERVERS
        assert await store.daily.get(DAILY.guild_id) == DAILY
        assert await store.get_state("commands") == "hash"
        assert [miss.text for miss in await store.kept.misses(limit=9)] == ["agi"]
        assert set(counts(path).values()) == {0}
        await put(store, note("ch/a.md", "alpha"))

    (aside,) = asides(path)
    assert contents(path.parent, aside.name) == before
    assert [record.levelno for record in caplog.records] == [logging.WARNING] * 2
    assert str(aside) in caplog.text
    assert f"{SERVERS} settings of servers, 1 daily quotes" in caplog.text
    assert "lost" not in caplog.text
    assert "not all" not in caplog.text


@pytest.mark.parametrize("damage", [zero_header, fill_with_noise, cut_off, spoil_settings])
async def test_what_can_not_be_read_is_named_and_the_rest_is_kept(
    path: Path, damage: Damage, caplog: pytest.LogCaptureFixture
) -> None:
    damage(path)
    before = contents(path.parent, path.name)

    async with open_store(path, mending=Mending.WHOLE) as store:
        kept = await settings_kept(store)
        await put(store, note("ch/a.md", "alpha"))

    (aside,) = asides(path)
    assert contents(path.parent, aside.name) == before
    assert f"{kept} settings of servers" in caplog.text
    assert "not all could be read of: settings of servers" in caplog.text
    if damage is spoil_settings:
        assert SERVERS // 2 < kept < SERVERS
        assert "1 daily quotes, 1 values of the bot's own, 1 misses" in caplog.text


async def test_what_is_still_in_the_wal_is_kept_too(path: Path, tmp_path: Path) -> None:
    async with open_store(path) as store:
        await store.kept.put_settings(999, GuildSettings("in the log"))
        for suffix in ("", "-wal"):
            shutil.copy(f"{path}{suffix}", tmp_path / f"left.db{suffix}")
    left = tmp_path / "left.db"
    mark_of(left).touch()

    async with open_store(left, mending=Mending.OPENING) as store:
        assert await store.kept.settings(999) == GuildSettings("in the log")
    (aside,) = asides(left)
    assert aside.with_name(f"{aside.name}-wal").stat().st_size
    assert not mark_of(left).exists()


async def test_of_a_newer_shape_columns_that_both_know_are_taken(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for statement in (
        "ALTER TABLE daily ADD COLUMN mood TEXT NOT NULL DEFAULT 'good'",
        "ALTER TABLE guild_settings RENAME TO old_settings",
        "CREATE TABLE guild_settings (value TEXT, mood TEXT, name TEXT, guild_id INTEGER)",
        "INSERT INTO guild_settings SELECT value, 'good', name, guild_id FROM old_settings",
        "ALTER TABLE misses DROP COLUMN last_at",
        "DROP TABLE state",
    ):
        look(path, statement)
    make_newer(path)

    async with open_store(path, mending=Mending.OPENING) as store:
        assert await settings_kept(store) == SERVERS
        assert await store.daily.get(DAILY.guild_id) == DAILY
        assert await store.kept.misses(limit=9) == []
    assert "lost: 1 rows that do not fit" in caplog.text
    assert "not all" not in caplog.text


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE daily SET paused = 'on sundays'",
        "UPDATE daily SET minute = 1440",
        "UPDATE daily SET zone = CAST(x'ff' AS TEXT)",
        "UPDATE daily SET claim_key = 5",
        "UPDATE daily SET minute = 'noon'",
    ],
)
async def test_a_daily_quote_that_does_not_fit_is_left_out_and_counted(
    path: Path, statement: str, caplog: pytest.LogCaptureFixture
) -> None:
    look(path, statement)
    make_newer(path)
    async with open_store(path, mending=Mending.OPENING) as store:
        assert await store.daily.get(DAILY.guild_id) is None
        assert await store.daily.pending(now=1, far=2) == []
    assert "lost: 1 rows that do not fit" in caplog.text


@pytest.mark.parametrize("value", ["5", "no json", '{"channel": [1]}', '{"lead_in": "x"}'])
async def test_settings_that_do_not_fit_are_left_out_and_counted(
    path: Path, value: str, caplog: pytest.LogCaptureFixture
) -> None:
    look(path, "UPDATE guild_settings SET value = ? WHERE guild_id = 3", value)
    make_newer(path)
    async with open_store(path, mending=Mending.OPENING) as store:
        assert await store.kept.settings(3) == GuildSettings()
        assert await settings_kept(store) == SERVERS - 1
    assert "lost: 1 rows that do not fit" in caplog.text


@pytest.mark.parametrize(
    "damage", [make_newer, spoil_excerpts, spoil_settings, zero_header, cut_off, fill_with_noise]
)
async def test_nothing_is_moved_where_that_was_not_allowed(path: Path, damage: Damage) -> None:
    damage(path)
    before = contents(path.parent, path.name)
    with pytest.raises(StoreError, match="the next start moves it aside"):
        mending.refuse_broken(path)
    if damage not in (spoil_excerpts, spoil_settings):
        with pytest.raises(StoreError, match="the next start moves it aside"):
            async with open_store(path):
                pass
    assert contents(path.parent, path.name) == before
    assert asides(path) == []
    assert not mark_of(path).exists()


def of_another_program(path: Path) -> None:
    look(path, "CREATE TABLE somebody (elses)")
    look(path, "INSERT INTO somebody VALUES (zeroblob(20000))")
    overwrite(path, 100, b"\xa5" * 3000)


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("notes.txt", lambda path: path.write_text("Dear diary, " * 200)),
        ("short.txt", lambda path: path.write_text("xy")),
        ("other.db", of_another_program),
    ],
)
async def test_a_broken_file_that_never_was_ours_is_refused_and_untouched(
    tmp_path: Path, name: str, make: Damage
) -> None:
    path = tmp_path / name
    make(path)
    mark_of(path).touch()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="name another file") as raised:
        async with open_store(path, mending=Mending.WHOLE):
            pass
    assert not isinstance(raised.value, StoreBroken)
    assert path.read_bytes() == before
    assert asides(path) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("vault", bytes(68) + APPLICATION_ID.to_bytes(4, "big") + b"noise" * 900),
        ("vault", bytes(4096) + b"noise" * 900),
        ("vault.SQLITE3", b"noise" * 900),
        ("vault.sqlite", b"noise" * 900),
    ],
)
async def test_a_file_that_was_ours_is_known_by_mark_by_nothing_or_by_name(
    tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    async with open_store(path, mending=Mending.OPENING) as store:
        await put(store, note("ch/a.md", "alpha"))
    (aside,) = asides(path)
    assert aside.read_bytes() == content


@pytest.mark.parametrize("there", [True, False])
async def test_an_empty_file_s_log_is_not_lost(path: Path, there: bool) -> None:
    path.write_bytes(b"")
    if not there:
        path.unlink()
    wal = path.with_name("vault.db-wal")
    wal.write_bytes(b"noise" * 900)
    async with open_store(path, mending=Mending.OPENING) as store:
        await put(store, note("ch/a.md", "alpha"))
    (kept,) = path.parent.glob("vault.db.corrupt-*-wal")
    assert kept.read_bytes() == b"noise" * 900


async def test_no_name_that_is_taken_is_used(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "strftime", lambda _: "20261124-171019")
    others = ["vault.db.newer-20261124-171019-wal", "vault.db.newer-20261124-171019-2"]
    for other in others:
        (path.parent / other).write_text("somebody's")
    make_newer(path)
    mend(path, whole=False)
    assert (path.parent / "vault.db.newer-20261124-171019-3").exists()
    assert [(path.parent / other).read_text() for other in others] == ["somebody's"] * 2


async def test_mending_again_finds_nothing_to_do(path: Path) -> None:
    fill_with_noise(path)
    assert mend(path, whole=True)
    assert diagnose(path, whole=True) is None
    assert mend(path, whole=True) is None
    assert len(asides(path)) == 1


async def test_owner_and_mode_stay_and_a_link_is_followed(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "elsewhere" / "link.db"
    link.parent.mkdir()
    link.symlink_to(path)
    path.chmod(0o640)
    if os.geteuid() == 0:
        os.chown(path, NOBODY, NOBODY)
    before = path.stat()
    fill_with_noise(path)
    async with open_store(link, mending=Mending.OPENING) as store:
        await put(store, note("ch/a.md", "alpha"))
    after = path.stat()
    assert stat.S_IMODE(after.st_mode) == 0o640
    assert (after.st_uid, after.st_gid) == (before.st_uid, before.st_gid)
    assert link.is_symlink()
    assert len(asides(path)) == 1


@pytest.mark.parametrize("damage", [make_newer, spoil_excerpts])
def test_what_another_process_has_open_stays(path: Path, damage: Damage) -> None:
    damage(path)
    reading = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); "
    reading += "c.execute('PRAGMA user_version').fetchone(); print(flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", reading, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout
        other.stdout.readline()
        before = contents(path.parent, path.name)
        with pytest.raises(StoreError, match="another process has it open"):
            mend(path, whole=True)
        assert contents(path.parent, path.name) == before
        other.communicate(b"\n", timeout=20)
    assert mend(path, whole=True)


def test_of_many_processes_at_once_one_moves_it(path: Path) -> None:
    spoil_excerpts(path)
    opening = """if True:
        import asyncio, sys
        from pathlib import Path
        from bot.store.sqlite.mending import Mending
        from bot.store.sqlite.store import open_store
        async def main():
            print(flush=True)
            input()
            async with open_store(Path(sys.argv[1]), mending=Mending.WHOLE) as store:
                print(await store.get_state("commands"))
        asyncio.run(main())
    """
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", opening, path],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(6)
    ]  # fmt: skip
    for process in processes:
        assert process.stdout
        process.stdout.readline()
    for process in processes:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    ends = [process.communicate(timeout=60) for process in processes]
    assert [out for out, _ in ends] == ["hash\n"] * 6, ends
    assert len(asides(path)) == 1
    assert diagnose(path, whole=True) is None


async def test_a_swap_that_fails_half_way_is_undone(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_newer(path)
    path.with_name("vault.db-wal").touch()
    before = contents(path.parent, path.name)
    names = sorted(path.parent.iterdir())

    def fail(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(StoreError, match="can't be moved aside: Input/output error"):
        mend(path, whole=False)
    assert contents(path.parent, path.name) == before
    assert set(names) <= set(path.parent.iterdir())
    assert not list(path.parent.glob("*.mending-*"))


@pytest.mark.parametrize("with_links", [True, False])
async def test_where_there_are_no_hard_links_it_is_renamed(
    path: Path, monkeypatch: pytest.MonkeyPatch, with_links: bool
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    if not with_links:
        monkeypatch.setattr(Path, "hardlink_to", refuse)
    make_newer(path)
    before = contents(path.parent, path.name)
    aside = mend(path, whole=False)
    assert aside
    assert contents(path.parent, aside.name) == before
    assert diagnose(path, whole=True) is None


async def test_a_mark_of_another_process_is_enough(path: Path) -> None:
    mark_of(path).touch()
    async with open_store(path, mending=Mending.OPENING) as store:
        assert await settings_kept(store) == SERVERS
    assert len(asides(path)) == 1
    assert not mark_of(path).exists()


@needs_root
def test_a_folder_that_can_not_be_written_is_told_in_one_line() -> None:
    with readable_folder() as folder:
        path = folder / "vault.db"
        fill_with_noise(path)
        before = contents(folder, path.name)
        with as_nobody(), pytest.raises(StoreError) as raised:
            mend(path, whole=True)
        assert str(raised.value) == (
            f"{path}: broken (file is not a database), and can't be moved aside: Permission "
            "denied; let this user write its folder, or move it away yourself"
        )
        assert contents(folder, path.name) == before
        assert [file.name for file in folder.iterdir()] == ["vault.db"]


async def test_a_database_that_is_well_is_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("SELECT 1 FROM notes").fetchone()
        async with open_store(path, mending=Mending.WHOLE) as store:
            assert await settings_kept(store) == SERVERS
    assert asides(path) == []
