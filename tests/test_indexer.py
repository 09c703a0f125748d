"""Vault to store: the diff as a pure function, then loads of real folders."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot import indexer, workers
from bot.errors import VaultError
from bot.indexer import diff, load_vault, read_batch
from bot.keys import key_of
from bot.model import FileIds, FileStamp, LoadReport, ParsedFile, VaultSettings
from bot.store.sqlite.store import SqliteStore
from tests.conftest import SETTINGS, note_text, write_vault
from tests.store.build import check_words, look, vocabulary

OLD, NEW = FileStamp("a.md", 10, 1_000, "d"), FileStamp("a.md", 10, 1_000)
INDEX = "---\ntitle: Index\n---\n### [A video](https://www.youtube.com/watch?v=iGa-6tpLBXA)\n"


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return write_vault(
        tmp_path / "vault",
        {
            "ch/a.md": note_text("Alpha", "Apples fall", "Apricots too"),
            "ch/b.md": note_text("Beta", "Bees fly"),
            "ch/ch.md": INDEX,
            "plain.md": "# Plain\n\nNo video here.\n",
        },
    )


async def load(
    vault: Path, store: SqliteStore, *, full: bool = False, max_bytes: int = 2_000_000
) -> LoadReport:
    return await load_vault(vault, store, VaultSettings(max_bytes=max_bytes), full=full)


def tally(report: LoadReport) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.removed, report.unchanged


async def titles(store: SqliteStore) -> list[str]:
    return sorted(entry.title for entry in (await store.vault()).titles)


def later(path: Path) -> None:
    """Give a file a time that no file had before."""
    found = path.stat()
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns + 1_000_000_000))


@pytest.mark.parametrize(
    ("known", "found", "full", "read", "removed"),
    [
        ({}, {}, False, [], []),
        ({}, {"a.md": NEW}, False, ["a.md"], []),
        ({"a.md": OLD}, {"a.md": NEW}, False, [], []),
        ({"a.md": OLD}, {"a.md": NEW}, True, ["a.md"], []),
        ({"a.md": OLD}, {"a.md": FileStamp("a.md", 11, 1_000)}, False, ["a.md"], []),
        ({"a.md": OLD}, {"a.md": FileStamp("a.md", 10, 1_001)}, False, ["a.md"], []),
        ({"a.md": OLD}, {"a.md": FileStamp("a.md", 10, 999)}, False, ["a.md"], []),
        ({"a.md": OLD}, {}, False, [], ["a.md"]),
        ({"a.md": OLD}, {}, True, [], ["a.md"]),
        ({"a.md": OLD}, {"A.md": FileStamp("A.md", 10, 1_000)}, False, ["A.md"], ["a.md"]),
        (
            dict.fromkeys(("z.md", "y.md", "a.md"), OLD),
            {name: FileStamp(name, 1, 1) for name in ("c.md", "b.md", "a.md")},
            False,
            ["a.md", "b.md", "c.md"],
            ["y.md", "z.md"],
        ),
    ],
)
def test_the_diff_names_what_to_read_and_what_is_gone(
    known: Mapping[str, FileStamp],
    found: Mapping[str, FileStamp],
    full: bool,
    read: list[str],
    removed: list[str],
) -> None:
    work = diff(known, found, full=full)
    assert [stamp.path for stamp in work.read] == read
    assert list(work.removed) == removed


async def test_a_first_load_adds_every_note(store: SqliteStore, vault: Path) -> None:
    report = await load(vault, store)
    assert tally(report) == (3, 0, 0, 0)
    assert (report.notes, report.excerpts, report.problems) == (3, 3, 0)
    assert report.seconds > 0
    assert await titles(store) == ["Alpha", "Beta", "Plain"]
    status = await store.status()
    assert status.loaded_at
    assert (status.notes, status.excerpts, status.channels) == (3, 3, 2)


async def test_a_second_load_finds_everything_unchanged_and_reads_nothing(
    store: SqliteStore, vault: Path
) -> None:
    await load(vault, store)
    calls: list[tuple[int, int]] = []
    report = await load_vault(vault, store, SETTINGS, progress=lambda *call: calls.append(call))
    assert tally(report) == (0, 0, 0, 3)
    assert (report.notes, report.excerpts) == (3, 3)
    assert calls == []


async def test_added_changed_removed_and_unchanged_notes_are_counted(
    store: SqliteStore, vault: Path
) -> None:
    await load(vault, store)
    write_vault(vault, {"ch/a.md": note_text("Alpha", "Avocados"), "ch/c.md": note_text("Gamma")})
    (vault / "ch" / "b.md").unlink()
    report = await load(vault, store)
    assert tally(report) == (1, 1, 1, 1)
    assert (report.notes, report.excerpts) == (3, 1)
    assert await titles(store) == ["Alpha", "Gamma", "Plain"]
    assert set(await vocabulary(store)) == {"avocados"}


async def test_index_pages_are_counted_nowhere(store: SqliteStore, vault: Path) -> None:
    await load(vault, store)
    write_vault(vault, {"ch/ch.md": INDEX.replace("A video", "Another"), "ch/d.md": INDEX})
    assert tally(await load(vault, store)) == (0, 0, 0, 3)
    found = await store.get_note(key_of("ch/a.md"))
    assert found
    assert found.video_title == "Another"
    (vault / "ch" / "d.md").unlink()
    assert tally(await load(vault, store)) == (0, 0, 0, 3)


async def test_an_index_page_that_becomes_a_note_is_added_and_back_is_removed(
    store: SqliteStore, vault: Path
) -> None:
    await load(vault, store)
    write_vault(vault, {"ch/ch.md": note_text("Now a note", "Words")})
    assert tally(await load(vault, store)) == (1, 0, 0, 3)
    write_vault(vault, {"ch/ch.md": INDEX})
    assert tally(await load(vault, store)) == (0, 0, 1, 3)


async def test_a_renamed_note_is_removed_and_added(store: SqliteStore, vault: Path) -> None:
    await load(vault, store)
    (vault / "ch" / "a.md").rename(vault / "ch" / "z.md")
    assert tally(await load(vault, store)) == (1, 0, 1, 2)
    assert await store.get_note(key_of("ch/a.md")) is None
    assert await store.get_note(key_of("ch/z.md"))


async def test_a_file_with_a_new_time_and_the_same_words_is_touched_only(
    store: SqliteStore, vault: Path, tmp_path: Path
) -> None:
    await load(vault, store)
    ids = look(tmp_path / "vault.db", "SELECT id, path FROM notes")
    later(vault / "ch" / "a.md")
    assert tally(await load(vault, store)) == (0, 0, 0, 3)
    assert look(tmp_path / "vault.db", "SELECT id, path FROM notes") == ids
    stamp = (await store.stamps())["ch/a.md"]
    assert stamp.mtime_ns == (vault / "ch" / "a.md").stat().st_mtime_ns
    assert stamp.digest


async def test_a_full_load_writes_everything_again_and_counts_it_unchanged(
    store: SqliteStore, vault: Path, tmp_path: Path
) -> None:
    database = tmp_path / "vault.db"
    await load(vault, store)
    await store.set_state("daily", "kept")
    look(database, "INSERT INTO guild_settings VALUES (1, 'private', 'kept')")
    look(database, "UPDATE notes SET title = 'spoiled'")
    before = await vocabulary(store)
    assert tally(await load(vault, store, full=True)) == (0, 0, 0, 3)
    assert await titles(store) == ["Alpha", "Beta", "Plain"]
    assert await vocabulary(store) == before
    assert await store.get_state("daily") == "kept"
    assert look(database, "SELECT value FROM guild_settings") == [("kept",)]
    check_words(database)


async def test_an_emptied_vault_empties_the_store(store: SqliteStore, vault: Path) -> None:
    await load(vault, store)
    for path in vault.rglob("*.md"):
        path.unlink()
    report = await load(vault, store)
    assert tally(report) == (0, 0, 3, 0)
    assert await vocabulary(store) == {}
    assert await store.stamps() == {}


async def test_what_is_in_a_folder_that_cannot_be_listed_is_kept(
    store: SqliteStore, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await load(vault, store)
    list_folder = os.scandir

    def refuse(path: object) -> object:
        if str(path).endswith("/ch"):
            raise PermissionError(13, "Permission denied")
        return list_folder(path)

    monkeypatch.setattr(os, "scandir", refuse)
    report = await load(vault, store)
    assert (tally(report), report.problems) == ((0, 0, 0, 3), 1)
    (problem,) = await store.problems()
    assert (problem.path, problem.code) == ("ch", "file-unreadable")
    monkeypatch.undo()
    (vault / "ch" / "a.md").unlink()
    assert tally(await load(vault, store)) == (0, 0, 1, 2)


async def test_a_folder_where_nothing_is_mounted_forgets_no_note_unless_told_to(
    store: SqliteStore, vault: Path
) -> None:
    await load(vault, store)
    shutil.rmtree(vault)
    vault.mkdir()
    with pytest.raises(VaultError, match="is empty, and 3 notes were loaded from it: is it mount"):
        await load(vault, store)
    assert len(await store.stamps()) == 4
    assert tally(await load(vault, store, full=True)) == (0, 0, 3, 0)


async def test_a_note_that_the_reader_fails_on_costs_no_other(
    store: SqliteStore, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = indexer.read_file

    def failing(root: Path, stamp: FileStamp, settings: VaultSettings) -> ParsedFile:
        if stamp.path == "ch/b.md":
            raise IndexError("no such thing")
        return read(root, stamp, settings)

    monkeypatch.setattr(indexer, "read_file", failing)
    report = await load(vault, store)
    assert (report.notes, report.problems) == (2, 1)
    (problem,) = await store.problems()
    assert (problem.path, problem.code) == ("ch/b.md", "file-unreadable")
    assert "a fault of ours: IndexError('no such thing')" in problem.message
    monkeypatch.undo()
    assert tally(await load(vault, store)) == (1, 0, 0, 2)


async def test_a_missing_vault_is_an_error_and_changes_nothing(
    store: SqliteStore, vault: Path
) -> None:
    await load(vault, store)
    before = await store.status()
    vault.rename(vault.with_name("away"))
    with pytest.raises(VaultError, match="does not exist or is not a folder"):
        await load(vault, store)
    assert await store.status() == before
    assert await titles(store) == ["Alpha", "Beta", "Plain"]


async def test_a_file_in_the_vault_s_place_is_an_error(store: SqliteStore, vault: Path) -> None:
    with pytest.raises(VaultError, match="not a folder"):
        await load(vault / "ch" / "a.md", store)


async def test_a_failure_in_the_middle_of_a_load_changes_nothing(
    store: SqliteStore, vault: Path
) -> None:
    await load(vault, store)
    before = await store.status(), await vocabulary(store)
    write_vault(vault, {"ch/a.md": note_text("Other", "Words")})
    (vault / "ch" / "b.md").unlink()

    def fail(done: int, total: int) -> None:
        raise RuntimeError(f"{done} of {total}")

    with pytest.raises(RuntimeError, match="1 of 1"):
        await load_vault(vault, store, SETTINGS, progress=fail)
    assert (await store.status(), await vocabulary(store)) == before
    assert tally(await load(vault, store)) == (0, 1, 1, 1)


async def test_progress_counts_up_to_the_number_of_files(
    store: SqliteStore, tmp_path: Path
) -> None:
    count = 2 * workers.BATCH + 7
    vault = write_vault(tmp_path / "v", {f"ch/{number}.md": "words" for number in range(count)})
    calls: list[tuple[int, int]] = []
    await load_vault(vault, store, SETTINGS, progress=lambda *call: calls.append(call))
    assert [done for done, _ in calls] == [workers.BATCH, 2 * workers.BATCH, count]
    assert {total for _, total in calls} == {count}


async def test_many_files_are_read_in_other_processes_to_the_same_effect(
    store: SqliteStore, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await load(vault, store)
    before = await vocabulary(store), (await store.status()).excerpts
    monkeypatch.setattr(workers, "WORTH_PROCESSES", 1)
    monkeypatch.setattr(workers, "BATCH", 2)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    assert tally(await load(vault, store, full=True)) == (0, 0, 0, 3)
    assert (await vocabulary(store), (await store.status()).excerpts) == before


class Vanishing:
    """A vault of files read one by one, the last of which is gone when its turn comes."""

    def __init__(self, vault: Path, count: int = 8) -> None:
        self.vault = vault
        self.names = [f"ch/{number}.md" for number in range(count)]
        self.last = vault / self.names[-1]
        write_vault(vault, dict.fromkeys(self.names, note_text("N", "Old words stay")))

    async def load(self, store: SqliteStore) -> LoadReport:
        return await load_vault(self.vault, store, SETTINGS, progress=self._vanish)

    def _vanish(self, done: int, total: int) -> None:
        self.last.unlink(missing_ok=True)

    def change(self, words: str) -> None:
        """Every file gets a later time, and the last one other words."""
        write_vault(self.vault, {self.names[-1]: note_text("N", words)})
        for name in self.names:
            later(self.vault / name)


@pytest.fixture
def vanishing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Vanishing:
    monkeypatch.setattr(workers, "BATCH", 1)
    return Vanishing(tmp_path / "v")


async def test_an_unreadable_file_is_reported_and_its_old_content_kept(
    store: SqliteStore, vanishing: Vanishing
) -> None:
    await load(vanishing.vault, store)
    vanishing.change("New words never read")
    report = await vanishing.load(store)
    assert tally(report) == (0, 0, 0, 8)
    assert report.problems == 1
    (problem,) = await store.problems()
    assert (problem.path, problem.line, problem.code) == (vanishing.names[-1], 0, "file-unreadable")
    assert await store.get_note(key_of(vanishing.names[-1]))
    assert (await vocabulary(store))["old"] == 8


async def test_an_unreadable_file_is_read_again_and_its_problem_goes(
    store: SqliteStore, vanishing: Vanishing
) -> None:
    await load(vanishing.vault, store)
    for _ in range(2):
        vanishing.change("Old words stay")
        assert (await vanishing.load(store)).problems == 1
    vanishing.change("Old words stay")
    assert tally(await load(vanishing.vault, store)) == (0, 0, 0, 8)
    assert await store.problems() == []


async def test_an_unreadable_file_that_was_never_read_adds_nothing(
    store: SqliteStore, vanishing: Vanishing
) -> None:
    report = await vanishing.load(store)
    assert tally(report) == (7, 0, 0, 0)
    assert (report.notes, report.problems) == (7, 1)
    report = await load(vanishing.vault, store)
    assert (report.notes, report.problems) == (7, 0)


def test_a_batch_goes_on_past_what_can_t_be_opened(vault: Path) -> None:
    (vault / "folder.md").mkdir()
    paths = ("folder.md", "gone.md", "ch/a.md")
    stamps = [(FileIds(1, 1, 9), FileStamp(path, 1, 1)) for path in paths]
    batch = read_batch(vault, SETTINGS, stamps)
    assert [file.stamp.path for file in batch.files] == ["ch/a.md"]
    assert [(failure.path, failure.code) for failure in batch.failures] == [
        ("folder.md", "file-unreadable"),
        ("gone.md", "file-unreadable"),
    ]


async def test_what_is_no_readable_file_is_reported_and_the_rest_loads(
    store: SqliteStore, vault: Path
) -> None:
    (vault / "folder.md").mkdir()
    (vault / "dangling.md").symlink_to(vault / "nowhere.md")
    (vault / "loop.md").symlink_to(vault / "loop.md")
    os.mkfifo(vault / "pipe.md")
    (vault / os.fsdecode(b"caf\xe9.md")).write_text("not a UTF-8 name")
    write_vault(vault, {"big.md": "x" * 3_000})
    report = await load(vault, store, max_bytes=2_000)
    assert report.notes == 3
    assert sorted((problem.path, problem.code) for problem in await store.problems()) == [
        ("big.md", "file-size"),
        ("caf?.md", "file-unreadable"),
        ("dangling.md", "file-unreadable"),
        ("loop.md", "file-unreadable"),
        ("pipe.md", "file-unreadable"),
    ]


async def test_a_file_that_grew_too_large_is_reported_and_gone(
    store: SqliteStore, vault: Path
) -> None:
    await load(vault, store)
    write_vault(vault, {"ch/a.md": "x" * 3_000})
    report = await load(vault, store, max_bytes=2_000)
    assert (tally(report), report.problems) == ((0, 0, 1, 2), 1)
    write_vault(vault, {"ch/a.md": "small"})
    report = await load(vault, store, max_bytes=2_000)
    assert (tally(report), report.problems) == ((1, 0, 0, 2), 0)


async def test_problems_of_unchanged_files_still_count(store: SqliteStore, vault: Path) -> None:
    write_vault(vault, {"ch/w.md": "---\ntitle: W\nvideoId: nonsense\n---\nwords\n"})
    assert (await load(vault, store)).problems == 1
    assert (await load(vault, store)).problems == 1
    assert (await load(vault, store, full=True)).problems == 1
    write_vault(vault, {"ch/w.md": note_text("W", "words")})
    assert (await load(vault, store)).problems == 0


async def test_bytes_that_are_no_text_load_and_are_reported(
    store: SqliteStore, vault: Path
) -> None:
    (vault / "ch" / "x.md").write_bytes(b"\xff\xfe\x00\x80 words\r\n\x00")
    (vault / "ch" / "empty.md").write_bytes(b"")
    assert (await load(vault, store)).notes == 5
    assert {problem.code for problem in await store.problems()} == {"file-encoding"}


async def test_an_excerpt_is_found_by_the_key_that_its_words_and_moment_gave(
    store: SqliteStore, vault: Path
) -> None:
    await load(vault, store)
    note = await store.get_note(key_of("ch/a.md"))
    assert note
    (key,) = [
        excerpt.key
        for excerpt in await store.excerpts_of(note.id)
        if "Apricots" in excerpt.excerpt.text
    ]
    text = (vault / "ch" / "a.md").read_text()
    write_vault(vault, {"ch/a.md": text.replace("Apples fall", "Pears fall")})
    await load(vault, store, full=True)
    found = await store.get_excerpt(key)
    assert found
    assert found.excerpt.text == "Apricots too."
