"""What can befall a database: one line for whoever runs the bot, answers as long as there can be
any, and recovery by itself where that is possible."""

import asyncio
import logging
import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.cli import main
from bot.errors import LoadRunning, StoreBroken, StoreBusy, StoreError
from bot.library import Library
from bot.model import GuildSettings
from bot.store.sqlite import connection
from bot.store.sqlite.faults import mark_of
from bot.store.sqlite.mending import Mending, diagnose
from bot.store.sqlite.store import SqliteStore, open_store
from tests.conftest import SAMPLE, SAMPLE_NOTES, SETTINGS, note_text, write_vault
from tests.store.build import look, note, put
from tests.store.damage import (
    DAILY,
    SERVERS,
    as_nobody,
    asides,
    cut_off,
    fill_with_noise,
    make_database,
    make_newer,
    needs_root,
    pages_of,
    readable_folder,
    spoil_excerpts,
    spoil_page,
    spoil_settings,
    zero_header,
)

ROOT = Path(__file__).parents[2]
Damage = Callable[[Path], None]
MEGABYTE = 1_000_000


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    """A database with settings of servers in it."""
    await make_database(tmp_path / "vault.db")
    return tmp_path / "vault.db"


@pytest.fixture(autouse=True)
def _own_handlers() -> Iterator[None]:
    """The command line logs to the standard error of one test."""
    root = logging.getLogger()
    before = list(root.handlers)
    yield
    root.handlers[:] = before


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 3 MB, of which 1 MB is taken; removing `filler` makes room."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", folder]
    if os.geteuid() or subprocess.run(mounting, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a small disk, and not everywhere")
    try:
        (folder / "filler").write_bytes(bytes(MEGABYTE))
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def command(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """(exit code, standard output, standard error) of the command line."""
    capsys.readouterr()
    code = main([str(each) for each in arguments])
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return code, out, err


def load_sample(capsys: pytest.CaptureFixture[str], path: Path) -> tuple[int, str, str]:
    return command(capsys, "load", "--vault", SAMPLE, "--database", path)


def settings_in(path: Path) -> int:
    return int(look(path, "SELECT count(*) FROM guild_settings")[0][0])


def one_line(err: str, path: Path) -> str:
    (line,) = (line for line in err.splitlines() if line.startswith("vaultbot: "))
    assert str(path) in line
    return line


DAMAGES = (
    pytest.param(spoil_excerpts, SERVERS, id="noise in a page of excerpts"),
    pytest.param(spoil_settings, SERVERS // 2, id="noise in a page of settings"),
    pytest.param(cut_off, 0, id="cut off"),
    pytest.param(zero_header, 0, id="header of zeros"),
    pytest.param(fill_with_noise, 0, id="noise"),
    pytest.param(make_newer, SERVERS, id="of a newer version"),
)


@pytest.mark.parametrize(("damage", "least"), DAMAGES)
def test_a_database_that_can_not_go_on_is_mended_by_the_next_load(
    path: Path, damage: Damage, least: int, capsys: pytest.CaptureFixture[str]
) -> None:
    damage(path)
    code, out, _ = command(capsys, "check", "--vault", SAMPLE, "--database", path)
    assert code == 1
    assert "the next start moves it aside" in out
    assert asides(path) == []

    code, out, _ = load_sample(capsys, path)
    assert code == 0
    assert f"+{SAMPLE_NOTES} ~0 -0" in out
    assert len(asides(path)) == 1
    assert settings_in(path) >= least
    code, out, _ = command(capsys, "ask", "--vault", SAMPLE, "--database", path, "/quote longitude")
    assert code == 0
    assert "longitude" in out


@pytest.mark.parametrize("damage", [zero_header, make_newer])
def test_a_question_of_the_command_line_mends_and_loads_too(
    path: Path, damage: Damage, capsys: pytest.CaptureFixture[str]
) -> None:
    damage(path)
    code, out, _ = command(capsys, "ask", "--vault", SAMPLE, "--database", path, "/quote longitude")
    assert code == 0
    assert "longitude" in out
    assert len(asides(path)) == 1


def test_a_log_of_noise_is_passed_over(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path.with_name("vault.db-wal").write_bytes(b"\x5a\xa5" * 50_000)
    assert load_sample(capsys, path)[0] == 0
    assert settings_in(path) == SERVERS
    assert asides(path) == []


@pytest.mark.parametrize("suffix", ["-shm", "-wal"])
def test_what_stands_beside_a_database_may_be_deleted(
    path: Path, suffix: str, capsys: pytest.CaptureFixture[str]
) -> None:
    killed = (
        "import os, sqlite3, sys; c = sqlite3.connect(sys.argv[1]);"
        "c.execute('INSERT INTO state VALUES (1, 2)'); c.commit(); os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", killed, path], check=False)
    path.with_name(f"vault.db{suffix}").unlink()
    assert load_sample(capsys, path)[0] == 0
    assert settings_in(path) == SERVERS
    kept = look(path, "SELECT count(*) FROM state WHERE name = '1'")
    assert kept == [(1 if suffix == "-shm" else 0,)]
    assert asides(path) == []


async def test_what_turns_out_broken_while_in_use_is_mended_by_the_next_start(path: Path) -> None:
    page = pages_of(path, "excerpts")[0]
    async with open_store(path) as store:
        spoil_page(path, page)
        found = (await store.vault()).titles
        with pytest.raises(StoreBroken) as raised:
            await store.excerpts_of(found[0].note_id)
        assert await store.kept.settings(3) == GuildSettings("channel-3" * 5)
    assert str(raised.value) == (
        f"{path}: the database is broken (database disk image is malformed); the next start moves "
        "it aside, keeps what servers set, and loads the vault again"
    )
    async with open_store(path, mending=Mending.OPENING) as store:
        assert (await store.vault()).titles == ()
        assert await store.daily.get(DAILY.guild_id) == DAILY
    assert len(asides(path)) == 1


async def test_a_load_that_finds_it_broken_says_so_and_changes_nothing(path: Path) -> None:
    page = pages_of(path, "excerpts")[0]
    async with open_store(path) as store:
        spoil_page(path, page)
        with pytest.raises(StoreBroken, match="the next start moves it aside"):
            async with store.load() as load:
                await load.remove(["ch/a.md", "ch/b.md"])
        assert len((await store.vault()).titles) == 2
    assert mark_of(path).exists()


async def test_an_index_that_lacks_a_row_is_found_by_a_load_and_mended_by_the_next_start(
    path: Path,
) -> None:
    # A quick check does not compare indexes with their tables.
    ((sql,),) = look(path, "SELECT sql FROM sqlite_schema WHERE name = 'excerpts_by_key'")
    with closing(sqlite3.connect(path)) as opened:
        opened.execute("PRAGMA writable_schema = ON")
        opened.execute(
            "UPDATE sqlite_schema SET sql = ? WHERE name = 'excerpts_by_key'",
            (f"{sql} WHERE position < 3",),
        )
        opened.commit()
    look(path, "REINDEX excerpts_by_key")
    with closing(sqlite3.connect(path)) as opened:
        opened.execute("PRAGMA writable_schema = ON")
        opened.execute("UPDATE sqlite_schema SET sql = ? WHERE name = 'excerpts_by_key'", (sql,))
        opened.commit()
    assert diagnose(path, whole=True) is None
    async with open_store(path, mending=Mending.WHOLE) as store:
        with pytest.raises(StoreBroken):
            async with store.load() as load:
                await load.remove(["ch/a.md"])
    async with open_store(path, mending=Mending.OPENING) as store:
        await put(store, note("ch/a.md", "alpha"))
    assert len(asides(path)) == 1


async def test_a_text_that_is_none_is_a_broken_database_and_not_in_the_line(path: Path) -> None:
    look(path, "UPDATE notes SET title = CAST(x'736563726574ff' AS TEXT)")
    async with open_store(path) as store:
        with pytest.raises(StoreBroken, match=r"broken \(a text in it is not UTF-8\)") as raised:
            await store.vault()
    assert "secret" not in str(raised.value)


async def fill(store: SqliteStore, size: int = 4_000) -> None:
    """A load of some megabytes."""
    words = " ".join(f"word{number}" for number in range(200))
    await put(store, *(note(f"big/{number}.md", words) for number in range(size)))


@pytest.mark.slow
async def test_a_full_disk_stops_a_load_and_nothing_else(small_disk: Path) -> None:
    path = small_disk / "vault.db"
    await make_database(path)
    async with open_store(path) as store:
        for _ in range(2):
            with pytest.raises(StoreError) as raised:
                await fill(store)
            assert str(raised.value) == (
                f"{path}: the disk is full; make room on it; nothing was changed"
            )
            assert len((await store.vault()).titles) == 2
            assert await store.kept.settings(3) == GuildSettings("channel-3" * 5)
        # To the last byte: no setting fits any more, and all is still answered.
        with (small_disk / "rest").open("wb", buffering=0) as rest:
            while _written(rest.fileno()):
                pass
        with pytest.raises(StoreError, match="the disk is full"):
            await store.set_state("x", "y" * 3 * MEGABYTE)
        assert len((await store.vault()).titles) == 2
        (small_disk / "rest").unlink()
        (small_disk / "filler").unlink()
        await put(store, note("ch/c.md", "gamma"))
        assert len((await store.vault()).titles) == 3
    assert diagnose(path, whole=True) is None
    assert settings_in(path) == SERVERS


def _written(handle: int) -> int:
    try:
        return os.write(handle, bytes(512))
    except OSError:
        return 0


async def test_a_disk_without_room_for_a_new_database_leaves_the_broken_one(
    small_disk: Path,
) -> None:
    path = small_disk / "vault.db"
    await make_database(path)
    make_newer(path)
    with (small_disk / "rest").open("wb", buffering=0) as rest:
        while _written(rest.fileno()):
            pass
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"full|No space"):
        async with open_store(path, mending=Mending.OPENING):
            pass
    assert path.read_bytes() == before
    assert asides(path) == []
    (small_disk / "rest").unlink()
    async with open_store(path, mending=Mending.OPENING) as store:
        assert await store.daily.get(DAILY.guild_id) == DAILY
    assert len(list(small_disk.glob("*.mending-*"))) == 0


@pytest.mark.slow
def test_a_limit_to_files_stops_a_load_and_nothing_else(path: Path, tmp_path: Path) -> None:
    """As a full disk, where no small one can be mounted."""
    words = " ".join(f"word{number}" for number in range(200))
    vault = write_vault(
        tmp_path / "vault", {f"{number}.md": note_text("T", words) for number in range(400)}
    )
    limit = path.stat().st_size + MEGABYTE // 10
    done = subprocess.run(
        [sys.executable, "-m", "bot", "load", "--vault", vault, "--database", path],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )  # fmt: skip
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert one_line(done.stderr, path).endswith("; nothing was changed")
    assert look(path, "SELECT count(*) FROM notes") == [(2,)]
    assert diagnose(path, whole=True) is None


def test_no_folder_for_temporary_files_is_needed(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SQLITE_TMPDIR", "/proc")
    monkeypatch.setenv("TMPDIR", "/proc")
    assert load_sample(capsys, path)[0] == 0


@needs_root
async def test_a_read_only_file_is_one_line_and_readers_go_on() -> None:
    with readable_folder() as folder:
        path = folder / "vault.db"
        await make_database(path)
        folder.chmod(0o777)
        path.chmod(0o444)
        with as_nobody():
            async with open_store(path, mending=Mending.WHOLE) as store:
                for _ in range(2):
                    with pytest.raises(StoreError) as raised:
                        await put(store, note("ch/c.md", "gamma"))
                assert len((await store.vault()).titles) == 2
        assert str(raised.value) == (
            f"{path}: the database can't be written; let this user write the file and its folder; "
            "nothing was changed"
        )
        path.chmod(0o666)
        for suffix in ("-wal", "-shm"):
            beside = path.with_name(f"vault.db{suffix}")
            if beside.exists():
                beside.chmod(0o666)
        with as_nobody():
            async with open_store(path, mending=Mending.WHOLE) as store:
                await put(store, note("ch/c.md", "gamma"))


@needs_root
async def test_a_read_only_folder_is_one_line() -> None:
    with readable_folder() as folder:
        path = folder / "vault.db"
        await make_database(path)
        for name in ("vault.db", "fresh.db", "below/fresh.db"):
            with as_nobody(), pytest.raises(StoreError) as raised:
                async with open_store(folder / name, mending=Mending.WHOLE) as store:
                    await put(store, note("ch/c.md", "gamma"))
            assert str(folder) in str(raised.value)
            assert len(str(raised.value).splitlines()) == 1
            assert not isinstance(raised.value, StoreBroken)
        assert sorted(file.name for file in folder.iterdir() if file.suffix == ".db") == [
            "vault.db"
        ]


def test_a_folder_in_the_database_s_place_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, err = load_sample(capsys, tmp_path)
    assert code == 1
    assert "can't open the database; it must be a file" in one_line(err, tmp_path)


def test_a_folder_that_can_not_be_made_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").touch()
    code, _, err = load_sample(capsys, tmp_path / "data" / "vault.db")
    assert code == 1
    assert one_line(err, tmp_path / "data").endswith("can't make the folder: File exists")


async def test_while_another_process_loads_answers_go_on_and_writes_are_put_off(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.2)
    holding = (
        "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "c.execute('BEGIN IMMEDIATE'); print(flush=True); input(); c.execute('COMMIT')"
    )
    other = await asyncio.create_subprocess_exec(
        sys.executable, "-c", holding, path,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert other.stdin
    assert other.stdout
    await other.stdout.readline()
    async with open_store(path) as store:
        with pytest.raises(LoadRunning) as running:
            await put(store, note("ch/c.md", "gamma"))
        with pytest.raises(StoreBusy) as locked:
            await store.set_state("commands", "new")
        assert len((await store.vault()).titles) == 2
        other.stdin.write(b"\n")
        await other.wait()
        await put(store, note("ch/c.md", "gamma"))
        await store.set_state("commands", "new")
        assert len((await store.vault()).titles) == 3
    assert str(running.value) == (
        f"another process is loading the vault into {path}; wait for it to finish"
    )
    assert str(locked.value) == (
        f"{path}: another process keeps the database locked; try again when it is done; "
        "nothing was changed"
    )


async def test_a_database_that_is_deleted_while_in_use_goes_on_until_the_end(
    tmp_path: Path,
) -> None:
    path = tmp_path / "vault.db"
    async with open_store(path) as store:
        library = await Library.open(store, vault=SAMPLE, settings=SETTINGS)
        await library.load()
        for file in tmp_path.glob("vault.db*"):
            file.unlink()
        assert await library.find_quotes("longitude", limit=1)
        assert (await library.status()).notes
        library.close()
    async with open_store(path, mending=Mending.WHOLE) as store:
        assert (await store.vault()).titles == ()
