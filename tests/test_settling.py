"""What depends on other notes too: after any changes, a database is what a fresh load makes."""

from pathlib import Path

import pytest

from bot.errors import UnreadableFile
from bot.indexer import load_vault
from bot.keys import key_of
from bot.model import VaultSettings
from bot.store.sqlite.store import SqliteStore, open_store
from tests.conftest import SETTINGS, write_vault
from tests.store.build import look

VIDEO = "abcdefghijk"
CONTENT = (
    "SELECT path, repaired, times, silent FROM notes ORDER BY path",
    "SELECT path, position, text, excerpts.moments FROM excerpts JOIN notes ON notes.id = note_id "
    "ORDER BY path, position",
    "SELECT source.path, position, target.path FROM links JOIN notes AS source ON source.id = "
    "note_id JOIN notes AS target ON target.id = target_id ORDER BY source.path, position",
    "SELECT * FROM problems ORDER BY path, line, code",
)


def cited(*times: str, links: str = "") -> str:
    sentences = " ".join(f"Sentence {number} [{time}]." for number, time in enumerate(times))
    return f"---\nvideoId: {VIDEO}\n---\n{sentences}\n\nSee {links or 'nothing'}.\n"


SHORT = {
    f"ch/short_{number}.md": cited("00:00:10", "00:05:12", f"00:18:4{number}")
    for number in range(3)
}
LONG = {"ch/long.md": cited("00:10:10", "01:05:12", "02:48:40")}
LATE = {"ch/late.md": cited("00:30:11", "03:11:42", "04:40:21", links="[[short_1]], [[Nowhere]]")}
ROUND = {"ch/round.md": cited("00:30:00", "01:10:00", "02:50:00", links="[[late]]")}


async def contents(store: SqliteStore, database: Path) -> list[list[tuple[object, ...]]]:
    return [look(database, statement) for statement in CONTENT]


async def check_as_if_fresh(store: SqliteStore, vault: Path, tmp_path: Path) -> None:
    async with open_store(tmp_path / "fresh.db") as fresh:
        await load_vault(vault, fresh, SETTINGS)
        assert await contents(store, tmp_path / "vault.db") == await contents(
            fresh, tmp_path / "fresh.db"
        )
    for left in tmp_path.glob("fresh.db*"):
        left.unlink()


async def seconds(store: SqliteStore, path: str) -> list[int]:
    note = await store.get_note(key_of(path))
    assert note
    return [
        moment.seconds
        for stored in await store.excerpts_of(note.id)
        for moment in stored.excerpt.moments
    ]


async def test_notes_that_come_and_go_change_how_those_beside_are_read(
    store: SqliteStore, tmp_path: Path
) -> None:
    vault = write_vault(tmp_path / "vault", LATE | ROUND)
    await load_vault(vault, store, SETTINGS)
    assert await seconds(store, "ch/late.md") == [1811, 11_502, 16_821]
    assert await seconds(store, "ch/round.md") == [1800, 4200, 10_200]

    write_vault(vault, LONG)
    await load_vault(vault, store, SETTINGS)
    assert await seconds(store, "ch/round.md") == [1800, 4200, 10_200]
    await check_as_if_fresh(store, vault, tmp_path)

    (vault / "ch/long.md").unlink()
    write_vault(vault, SHORT)
    report = await load_vault(vault, store, SETTINGS)
    assert await seconds(store, "ch/late.md") == [30, 191, 280]
    assert await seconds(store, "ch/round.md") == [30, 70, 170]
    assert (report.repaired_notes, report.repaired) == (2, 6)
    assert [problem.path for problem in await store.problems()] == ["ch/late.md", "ch/round.md"]
    await check_as_if_fresh(store, vault, tmp_path)

    for path in SHORT:
        (vault / path).unlink()
    report = await load_vault(vault, store, SETTINGS)
    assert await seconds(store, "ch/late.md") == [1811, 11_502, 16_821]
    await check_as_if_fresh(store, vault, tmp_path)


async def test_links_lead_to_notes_as_long_as_they_are_there(
    store: SqliteStore, tmp_path: Path
) -> None:
    vault = write_vault(tmp_path / "vault", LATE | ROUND)
    await load_vault(vault, store, SETTINGS)
    late = await store.get_note(key_of("ch/late.md"))
    assert late
    assert await store.linked_notes(late.id) == []
    assert [note.path for note in await store.linking_notes(late.id)] == ["ch/round.md"]

    write_vault(vault, SHORT)
    await load_vault(vault, store, SETTINGS)
    assert [note.path for note in await store.linked_notes(late.id)] == ["ch/short_1.md"]
    await check_as_if_fresh(store, vault, tmp_path)

    (vault / "ch/short_1.md").unlink()
    await load_vault(vault, store, SETTINGS)
    assert await store.linked_notes(late.id) == []
    await check_as_if_fresh(store, vault, tmp_path)


async def test_times_that_come_to_one_second_for_a_while_are_not_lost(
    store: SqliteStore, tmp_path: Path
) -> None:
    late = {path: f"{text}\nBoth times [03:11:43] [03:11:51].\n" for path, text in LATE.items()}
    vault = write_vault(tmp_path / "vault", late | ROUND)
    await load_vault(vault, store, SETTINGS)
    literally = await seconds(store, "ch/late.md")
    assert literally[-2:] == [11_503, 11_511]

    write_vault(vault, SHORT)
    await load_vault(vault, store, SETTINGS)
    assert (await seconds(store, "ch/late.md"))[-2:] == [280, 191]
    await check_as_if_fresh(store, vault, tmp_path)

    for path in SHORT:
        (vault / path).unlink()
    await load_vault(vault, store, SETTINGS)
    assert await seconds(store, "ch/late.md") == literally
    await check_as_if_fresh(store, vault, tmp_path)


async def test_other_settings_have_the_vault_read_again(store: SqliteStore, tmp_path: Path) -> None:
    vault = write_vault(tmp_path / "vault", ROUND)
    await load_vault(vault, store, SETTINGS)
    read = await seconds(store, "ch/round.md")
    off = await load_vault(vault, store, VaultSettings(repair_times=False))
    assert await seconds(store, "ch/round.md") == [1800, 4200, 10_200]
    assert (off.unchanged, off.repaired, off.problems) == (1, 0, 0)
    on = await load_vault(vault, store, SETTINGS)
    assert (await seconds(store, "ch/round.md"), on.problems) == (read, 1)


async def test_another_reader_has_the_vault_read_again(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = write_vault(tmp_path / "vault", ROUND)
    monkeypatch.setattr("bot.indexer.edition_of", lambda settings: "old")
    await load_vault(vault, store, SETTINGS)
    look(tmp_path / "vault.db", "UPDATE excerpts SET context = 'as an old reader reads'")
    await load_vault(vault, store, SETTINGS)
    contexts = "SELECT DISTINCT context FROM excerpts"
    assert look(tmp_path / "vault.db", contexts) == [("as an old reader reads",)]
    monkeypatch.undo()
    assert (await load_vault(vault, store, SETTINGS)).unchanged == 1
    assert look(tmp_path / "vault.db", contexts) == [("",)]


async def test_a_file_that_could_not_be_read_is_read_by_the_next_load(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise UnreadableFile("ch/round.md", "busy")

    vault = write_vault(tmp_path / "vault", ROUND)
    await load_vault(vault, store, SETTINGS)
    off = VaultSettings(repair_times=False)
    monkeypatch.setattr("bot.indexer.read_file", fail)
    assert (await load_vault(vault, store, off)).repaired == 3
    monkeypatch.undo()
    assert (await load_vault(vault, store, off)).repaired == 0
    assert await seconds(store, "ch/round.md") == [1800, 4200, 10_200]
