"""A folder that is watched: real files, and what the system tells of them."""

import asyncio
import logging
import os
import shutil
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager, suppress
from pathlib import Path

import pytest
import watchfiles

from bot.sources import listener, watch
from bot.sources.listener import concerns_notes
from bot.sources.watch import Pace, changes
from bot.vault.files import scan
from tests.conftest import write_vault

QUICK = Pace(quiet=0.6, latest=2.0, look=0.1, compare=60.0, compare_alone=0.2, listen_again=60.0)
PATIENCE = 15.0
SHORT = 1.2
"""Seconds in which nothing may come."""


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return write_vault(tmp_path / "vault", {"ch/a.md": "Apples", "ch/b.md": "Beetles"})


class Told:
    """How often changes were told."""

    def __init__(self) -> None:
        self.times = 0
        self._more = asyncio.Event()

    def add(self) -> None:
        self.times += 1
        self._more.set()

    async def next(self) -> None:
        async with asyncio.timeout(PATIENCE):
            await self._more.wait()
        self._more.clear()


@asynccontextmanager
async def watched(folder: Path, pace: Pace = QUICK, **options: object) -> AsyncIterator[Told]:
    told = Told()

    async def follow() -> None:
        async with aclosing(changes(folder, pace=pace, **options)) as following:
            async for _ in following:
                told.add()

    task = asyncio.create_task(follow())
    try:
        await asyncio.sleep(0.4)  # until the system tells
        yield told
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.mark.slow
@pytest.mark.parametrize(("max_bytes", "times"), [(1_000, 0), (2_000_000, 1)])
async def test_what_is_too_large_to_be_loaded_is_no_change(
    tmp_path: Path, max_bytes: int, times: int
) -> None:
    write_vault(tmp_path, {"large.md": "x" * 5_000})
    async with watched(tmp_path, known={}, max_bytes=max_bytes) as told:
        await asyncio.sleep(SHORT)
        assert told.times == times


@pytest.mark.slow
async def test_nothing_is_told_while_nothing_changes(vault: Path) -> None:
    async with watched(vault) as told:
        (vault / "ch/a.md").read_text()
        await asyncio.sleep(SHORT)
        assert told.times == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [
        lambda vault: write_vault(vault, {"ch/c.md": "Cats"}),
        lambda vault: write_vault(vault, {"new/deep/er/c.MD": "Cats"}),
        lambda vault: (vault / "ch/a.md").unlink(),
        lambda vault: (vault / "ch/a.md").rename(vault / "ch/z.md"),
        lambda vault: (vault / "ch").rename(vault / "other"),
        lambda vault: (vault / "ch").rename(vault.with_name("out of it")),
        lambda vault: shutil.rmtree(vault / "ch"),
        lambda vault: os.utime(vault / "ch/a.md", (5, 5)),
        lambda vault: shutil.copytree(vault / "ch", vault / "copy"),
    ],
    ids=["add", "add deep", "remove", "rename", "rename folder", "move out", "remove folder",
         "touch", "copy folder"],
)  # fmt: skip
async def test_a_change_of_notes_is_told_once(
    vault: Path, change: Callable[[Path], object]
) -> None:
    async with watched(vault) as told:
        change(vault)
        await told.next()
        await asyncio.sleep(0.7)
        assert told.times == 1


@pytest.mark.slow
async def test_what_is_no_note_is_passed_over(vault: Path) -> None:
    write_vault(vault, {".git/x.md": "", ".obsidian/y.json": ""})
    async with watched(vault) as told:
        write_vault(vault, {
            ".git/objects/a.md": "", ".obsidian/workspace.json": "{}", ".trash/a.md": "",
            "ch/.a.md.swp": "", "ch/a.md~": "", "ch/4913.tmp": "", "ch/picture.png": "",
            "ch/.syncthing.a.md.tmp": "", "ch/.#a.md": "",
        })  # fmt: skip
        (vault / "ch/picture.png").unlink()
        (vault / "ch/a.md~").unlink()
        await asyncio.sleep(SHORT)
        assert told.times == 0


@pytest.mark.slow
async def test_a_file_that_is_written_in_pieces_is_told_when_it_is_whole(vault: Path) -> None:
    async with watched(vault) as told:
        with (vault / "ch/slow.md").open("w") as file:
            for piece in range(6):
                file.write(f"Piece {piece}\n")
                file.flush()
                await asyncio.sleep(0.15)
                assert told.times == 0
        await told.next()
        await asyncio.sleep(0.7)
        assert told.times == 1


@pytest.mark.slow
async def test_changes_without_an_end_are_told_in_between(vault: Path) -> None:
    async with watched(vault, Pace(quiet=1.0, latest=1.2, look=0.1)) as told:
        for number in range(25):
            (vault / "ch/a.md").write_text(str(number))
            await asyncio.sleep(0.1)
        assert told.times >= 1


@pytest.mark.slow
async def test_what_changed_before_anybody_watched_is_told(vault: Path) -> None:
    known = scan(vault).stamps
    async with watched(vault, known=known) as told:
        assert told.times == 0
    write_vault(vault, {"ch/c.md": "Cats"})
    async with watched(vault, known=known) as told:
        await told.next()


@pytest.mark.slow
async def test_a_folder_may_come_late_go_and_come_back(
    vault: Path, caplog: pytest.LogCaptureFixture
) -> None:
    away = vault.with_name("away")
    vault.rename(away)
    with caplog.at_level(logging.INFO, logger=watch.__name__):
        async with watched(vault) as told:
            away.rename(vault)
            await asyncio.sleep(0.8)
            assert told.times == 0
            write_vault(vault, {"ch/c.md": "Cats"})
            await told.next()
            vault.rename(away)
            await asyncio.sleep(0.5)
            seen = told.times
            write_vault(away, {"ch/d.md": "Dogs"})
            await asyncio.sleep(0.5)
            assert told.times == seen
            away.rename(vault)
            await told.next()
            await asyncio.sleep(0.8)
            write_vault(vault, {"ch/e.md": "Elks"})
            await told.next()
    # An earlier test may have had all others speak too.
    lines = [each.getMessage() for each in caplog.records if each.name == watch.__name__]
    gone, back = (
        f"the vault folder {vault} is not there",
        f"the vault folder {vault} is there again",
    )
    assert [line.startswith(gone) for line in lines] == [True, False, True, False]
    assert [line == back for line in lines] == [False, True, False, True]


def watched_inodes() -> list[int]:
    """Of all that the system tells this process of."""
    found = []
    for file in Path("/proc/self/fdinfo").iterdir():
        with suppress(OSError):
            lines = file.read_text().splitlines()
            told = [line.split()[2] for line in lines if line.startswith("inotify")]
            found += [int(inode.removeprefix("ino:"), 16) for inode in told]
    return found


@pytest.mark.skipif(not Path("/proc/self/fdinfo").is_dir(), reason="tells not what is watched")
async def test_no_link_is_followed_and_nothing_hidden_is_watched(vault: Path) -> None:
    outside = vault.with_name("outside")
    write_vault(outside, {f"deep/{n}/a.md": "Secrets" for n in range(20)})
    write_vault(vault, {"ch/deep/er.md": "Cats", ".git/objects/a": "", "ch/.trash/a.md": ""})
    (vault / "ch/out").symlink_to(outside)
    (vault / "file.md").symlink_to(outside / "deep/0/a.md")
    (vault / "again").symlink_to(vault / "ch")
    (vault / "ch/up").symlink_to(vault)
    before = watched_inodes()
    async with watched(vault):
        watching = Counter(watched_inodes())
    own = [each.stat().st_ino for each in (vault, vault / "ch", vault / "ch/deep")]
    # What an earlier test watched may just have ended.
    assert watching - Counter(before) == Counter(own)


@pytest.mark.slow
async def test_what_is_outside_of_the_vault_is_not_told(vault: Path) -> None:
    outside = write_vault(vault.with_name("outside"), {"a.md": "Secrets"})
    (vault / "ch/out").symlink_to(outside)
    moved = vault / "ch/Dr. Who"
    write_vault(moved, {"a.md": "Aliens"})
    async with watched(vault) as told:
        write_vault(outside, {"a.md": "More", "new/b.md": "Secrets"})
        await asyncio.sleep(SHORT)
        assert told.times == 0
        moved.rename(outside / moved.name)
        await told.next()
        write_vault(outside / moved.name, {"b.md": "Still there"})
        await asyncio.sleep(SHORT)
        assert told.times == 1
        write_vault(vault, {"ch/a.md": "Avocados"})
        await told.next()


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [
        lambda vault: (vault / "new/deep/er").mkdir(parents=True),
        lambda vault: write_vault(vault, {"old/deep/er/a.md": "Owls"}),
        lambda vault: (vault / "old").rename(vault / "new"),
        lambda vault: (shutil.rmtree(vault / "old"), (vault / "old/deep").mkdir(parents=True)),
        lambda vault: [(vault / f"n.md/{n}").mkdir(parents=True) for n in range(200)],
    ],
    ids=["made", "filled", "renamed", "replaced", "many, of a note's ending"],
)
async def test_what_comes_into_a_later_folder_is_told(
    vault: Path, change: Callable[[Path], object]
) -> None:
    (vault / "old/deep/er").mkdir(parents=True)
    async with watched(vault) as told:
        change(vault)
        await told.next()
        await asyncio.sleep(SHORT)
        told.times = 0
        folders = [Path(here) for here, _, _ in os.walk(vault)]
        for number, folder in enumerate((folders[-1], folders[len(folders) // 2]), start=1):
            (folder / f"late{number}.md").write_text("Late")
            await told.next()
            await asyncio.sleep(0.7)
            assert told.times == number


async def test_a_folder_that_went_while_all_were_listed_ends_nothing(
    vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = list(listener._folders(vault))
    listed = iter([[*looked, str(vault / "gone")]])
    monkeypatch.setattr(listener, "_folders", lambda _: next(listed, looked))
    monkeypatch.setattr(listener, "SILENCE", 50)
    async with watched(vault, Pace(quiet=0.1, look=0.05)) as told:
        write_vault(vault, {"ch/c.md": "Cats"})
        await told.next()
    assert next(listed, None) is None


async def test_what_changed_before_a_folder_was_found_gone_is_told(
    vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = list(listener._folders(vault))
    listed = iter([[*looked, str(vault / "gone")]])
    begun = threading.Event()

    def folders(_: Path) -> list[str]:
        found = next(listed, looked)
        if found is looked and not begun.is_set():
            # After the pause, and before it listens anew.
            write_vault(vault, {"ch/c.md": "Cats"})
            begun.set()
        return found

    monkeypatch.setattr(listener, "_folders", folders)
    # By then all files were compared, at the start and once more.
    monkeypatch.setattr(listener, "SILENCE", 500)
    async with watched(vault, Pace(quiet=0.1, look=0.05)) as told:
        await asyncio.to_thread(begun.wait, 5)
        await told.next()


async def test_a_folder_that_came_while_all_were_listed_is_listened_to(
    vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = list(listener._folders(vault))
    listed = iter([looked[:1]])
    monkeypatch.setattr(listener, "_folders", lambda _: next(listed, looked))
    monkeypatch.setattr(listener, "SILENCE", 50)
    async with watched(vault, Pace(quiet=0.1, look=0.05)) as told:
        await told.next()
        write_vault(vault, {"ch/c.md": "Cats"})
        await told.next()


async def test_what_the_system_does_not_tell_is_found_by_comparing(
    vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = threading.Event()

    def never(*_: object, stop_event: threading.Event, **__: object) -> list[object]:
        silent.set()
        stop_event.wait()
        return []

    monkeypatch.setattr(watchfiles, "watch", never)
    async with watched(vault, Pace(quiet=0.1, look=0.05, compare=0.2)) as told:
        assert silent.is_set()
        write_vault(vault, {"ch/c.md": "Cats"})
        await told.next()


async def test_where_the_system_can_not_tell_files_are_compared_after_one_warning(
    vault: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError("OS file watch limit reached. about [...]")

    monkeypatch.setattr(watchfiles, "watch", full)
    pace = Pace(quiet=0.1, look=0.05, compare_alone=0.1, listen_again=0.1)
    async with watched(vault, pace) as told:
        write_vault(vault, {"ch/c.md": "Cats"})
        await told.next()
    (warning,) = [record.getMessage() for record in caplog.records]
    assert "raise fs.inotify.max_user_watches" in warning


def wait_for_threads() -> None:
    for thread in threading.enumerate():
        if thread.name == "vault watch":
            thread.join()


async def test_closing_ends_the_threads(vault: Path) -> None:
    async with watched(vault):
        assert [each.name for each in threading.enumerate()].count("vault watch") == 1
    async with asyncio.timeout(1.0):
        await asyncio.to_thread(wait_for_threads)


@pytest.mark.parametrize("limit", ["max_inotify_watches", "max_inotify_instances"])
@pytest.mark.slow
async def test_a_real_limit_of_the_system_ends_nothing(vault: Path, limit: str) -> None:
    program = (
        "import asyncio, pathlib, sys\n"
        "from bot.sources.watch import Pace, changes\n"
        "async def main():\n"
        "    folder = pathlib.Path(sys.argv[1])\n"
        "    pace = Pace(quiet=0.1, look=0.1, compare_alone=0.2)\n"
        "    async for _ in changes(folder, {}, pace=pace):\n"
        "        print('changed', flush=True)\n"
        "asyncio.run(main())\n"
    )
    lowered = f'echo 0 > /proc/sys/user/{limit} && exec "$@"'
    process = await asyncio.create_subprocess_exec(
        "unshare", "--user", "--map-root-user", "sh", "-c", lowered, "sh",
        sys.executable, "-c", program, str(vault),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout
    assert process.stderr
    try:
        async with asyncio.timeout(PATIENCE):
            if not await process.stdout.readline():
                said = (await process.stderr.read()).decode()
                pytest.skip(f"can't lower the limit here: {said}")
            warning = (await process.stderr.readline()).decode()
            assert "raise fs.inotify.max_user_watches" in warning
            write_vault(vault, {"ch/c.md": "Cats"})
            assert await process.stdout.readline() == b"changed\n"
    finally:
        process.kill()
        await process.communicate()


@pytest.mark.parametrize(
    ("change", "path", "concerns"),
    [
        ("modified", "/v/a.md", True),
        ("modified", "/v/ch/A.MD", True),
        ("deleted", "/v/Mr Beast", True),
        ("deleted", "/v/a.png", False),
        ("modified", "/v/.obsidian/a.md", False),
        ("added", "/v/ch/.a.md", False),
        ("added", "/v/none", False),
        ("modified", "/v", False),
        ("deleted", "/v/Dr. Who", True),
        ("modified", "/v/Dr. Who", False),
    ],
)
def test_which_changes_concern_notes(change: str, path: str, concerns: bool) -> None:
    folders = {"/v", "/v/Dr. Who"}
    assert concerns_notes(watchfiles.Change[change], path, Path("/v"), folders) is concerns
