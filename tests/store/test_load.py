"""Adding, replacing, removing; one load, one transaction."""

import asyncio
import dataclasses
import shutil
from pathlib import Path

import pytest

from bot.errors import LoadRunning, StoreError
from bot.keys import key_of
from bot.model import FileStamp, IndexPage, Note, Problem, Severity, Video
from bot.store.opening import open_store
from bot.store.protocol import Store
from bot.store.sqlite import connection
from tests.store.build import Place, check_words, counts, indexed, look, note, put, vocabulary

PAGE = IndexPage("ch/index.md", "Index", "ch", (Video("iGa-6tpLBXA", "A video"),))
PROBLEM = Problem("ch/a.md", 3, "citation-time", "no time")


async def words_found(store: Store, *words: str) -> list[str]:
    """Those of the words that some excerpt holds."""
    known = await vocabulary(store)
    return [word for word in words if word in known]


async def titles(store: Store) -> list[str]:
    return sorted(entry.title for entry in (await store.vault()).titles)


async def test_removal_leaves_no_row_and_no_word_behind(store: Store, database: Place) -> None:
    async with store.load() as load:
        await load.put([indexed(note("ch/a.md", "alpha beta", "beta"), PROBLEM), indexed(PAGE)])
        await load.finish([], loaded_at=1)
    async with store.load() as load:
        await load.remove(["ch/a.md", PAGE.path])
        await load.finish([], loaded_at=2)
    assert counts(database) == dict.fromkeys(counts(database), 0) | {"loads": 3}
    assert await vocabulary(store) == {}
    assert await words_found(store, "alpha", "beta") == []
    check_words(database)


async def test_removal_keeps_what_other_files_hold(store: Store, database: Place) -> None:
    await put(store, note("ch/a.md", "alpha shared"), note("ch/b.md", "beta shared"))
    async with store.load() as load:
        await load.remove(["ch/a.md"])
        await load.finish([], loaded_at=2)
    assert await titles(store) == ["ch/b.md"]
    assert await vocabulary(store) == {"beta": 1, "shared": 1}
    assert await words_found(store, "alpha", "beta", "shared") == ["beta", "shared"]
    check_words(database)


async def test_replacement_leaves_nothing_of_what_stood_there(
    store: Store, database: Place
) -> None:
    async with store.load() as load:
        await load.put([indexed(note("ch/a.md", "old words", "older words"), PROBLEM)])
        await load.finish([], loaded_at=1)
    await put(store, note("ch/a.md", "new words", title="New"))
    assert await titles(store) == ["New"]
    assert await vocabulary(store) == {"new": 1, "words": 1}
    assert await words_found(store, "old", "older", "new") == ["new"]
    assert await store.problems() == []
    assert counts(database) == dict.fromkeys(counts(database), 0) | {
        "files": 1,
        "notes": 1,
        "excerpts": 1,
        "note_words": 1,
        "loads": 3,
    }
    check_words(database)


async def test_words_outside_ascii_are_forgotten_too(store: Store, database: Place) -> None:
    await put(store, note("ch/a.md", "Über DeepSeek’s 強化学習 – 50 % ½ naïve ＿x"))
    assert len(await vocabulary(store)) > 4
    await put(store, note("ch/a.md", "plain"))
    assert await vocabulary(store) == {"plain": 1}
    check_words(database)


@pytest.mark.parametrize("first_is_note", [True, False])
async def test_a_note_may_become_an_index_page_and_back(
    store: Store, database: Place, first_is_note: bool
) -> None:
    contents: list[Note | IndexPage] = [note("ch/x.md", "words"), IndexPage("ch/x.md", "X", "ch")]
    first, second = contents if first_is_note else reversed(contents)
    await put(store, first)
    await put(store, second)
    found = counts(database)
    assert (found["notes"], found["index_pages"]) == ((0, 1) if first_is_note else (1, 0))
    assert await words_found(store, "words") == ([] if first_is_note else ["words"])


async def test_removing_what_was_never_there_is_nothing(store: Store, database: Place) -> None:
    await put(store, note("ch/a.md", "alpha"))
    async with store.load() as load:
        await load.remove([])
        await load.remove(["ch/b.md", "ch/a", "a.md", "%"])
    assert counts(database)["notes"] == 1


@pytest.mark.slow
async def test_more_files_than_sqlite_takes_parameters_can_go_at_once(store: Store) -> None:
    await put(store, note("ch/a.md", "alpha"))
    async with store.load() as load:
        await load.remove([f"ch/{number}.md" for number in range(300_000)] + ["ch/a.md"])
    assert await titles(store) == []


async def test_touch_records_the_time_and_nothing_else(store: Store) -> None:
    await put(store, note("ch/a.md", "alpha"))
    async with store.load() as load:
        await load.touch([FileStamp("ch/a.md", 101, 2_000), FileStamp("ch/none.md", 1, 1)])
    assert await store.stamps() == {"ch/a.md": FileStamp("ch/a.md", 101, 2_000, "d1")}
    assert await words_found(store, "alpha") == ["alpha"]


async def test_keys_stay_the_same_whatever_is_loaded_before(store: Store) -> None:
    await put(store, note("ch/b.md", "beta"))
    (before,) = (await store.vault()).titles
    await put(store, note("ch/a.md", "alpha"), note("ch/b.md", "beta", title="New"))
    found = await store.get_note(before.key)
    assert found
    assert (found.path, found.title) == ("ch/b.md", "New")


async def test_no_id_of_before_names_anything_new_after_a_load(store: Store) -> None:
    await put(store, note("ch/a.md", "alpha"))
    (before,) = (await store.vault()).titles
    async with store.load() as load:
        await load.remove(["ch/a.md"])
        await load.put([indexed(note("ch/b.md", "beta"))])
    assert await store.excerpts_of(before.note_id) == []


async def test_an_exception_in_the_middle_leaves_the_old_vault(
    store: Store, database: Place
) -> None:
    await put(store, note("ch/a.md", "alpha"), PAGE)
    before = counts(database)

    async def fail() -> None:
        async with store.load() as load:
            await load.remove(["ch/a.md", PAGE.path])
            await load.put([indexed(note("ch/b.md", "beta"))])
            await load.finish([PROBLEM], loaded_at=2)
            raise RuntimeError("the power went")

    with pytest.raises(RuntimeError, match="the power went"):
        await fail()
    assert counts(database) == before
    assert await words_found(store, "alpha", "beta") == ["alpha"]
    assert (await store.status()).loaded_at == 1
    check_words(database)
    await put(store, note("ch/b.md", "beta"))
    assert await words_found(store, "alpha", "beta") == ["alpha", "beta"]


async def test_a_database_error_in_the_middle_is_a_store_error_and_changes_nothing(
    store: Store, database: Place
) -> None:
    await put(store, note("ch/a.md", "alpha"))
    twice = [indexed(note("ch/b.md", "beta"))] * 2
    with pytest.raises(StoreError, match=r"(?i)unique constraint.*; nothing was changed"):
        async with store.load() as load:
            await load.put(twice)
    assert await titles(store) == ["ch/a.md"]


async def test_readers_see_the_old_vault_until_a_load_ends(store: Store) -> None:
    await put(store, note("ch/a.md", "alpha"))
    async with store.load() as load:
        await load.remove(["ch/a.md"])
        await load.put([indexed(note("ch/b.md", "beta"))])
        await load.finish([], loaded_at=2)
        assert await titles(store) == ["ch/a.md"]
        assert await words_found(store, "alpha", "beta") == ["alpha"]
        assert (await store.status()).loaded_at == 1
        assert await vocabulary(store) == {"alpha": 1}
    assert await titles(store) == ["ch/b.md"]
    assert await words_found(store, "alpha", "beta") == ["beta"]


async def test_a_process_killed_in_the_middle_leaves_the_old_vault(
    tmp_path: Path,
) -> None:
    async with open_store(tmp_path / "vault.db") as store:
        await put(store, note("ch/a.md", "alpha"))
        await leave(store, tmp_path)
    async with open_store(tmp_path / "left.db") as left:
        assert await titles(left) == ["ch/a.md"]
        assert await words_found(left, "alpha", "beta") == ["alpha"]
    check_words(tmp_path / "left.db")


async def leave(store: Store, folder: Path) -> None:
    """Copy what a kill in the middle of a load would leave."""
    async with store.load() as load:
        await load.put([indexed(note(f"ch/{number}.md", "beta " * 99)) for number in range(200)])
        await load.finish([], loaded_at=2)
        # The files as they lie on the disk at this moment are what a kill would leave.
        for suffix in ("", "-wal"):
            shutil.copy(folder / f"vault.db{suffix}", folder / f"left.db{suffix}")


async def test_a_load_that_is_cancelled_at_any_step_leaves_the_store_usable(
    store: Store,
) -> None:
    await put(store, note("ch/a.md", "alpha"))

    async def reload() -> None:
        async with store.load() as load:
            await load.remove(["ch/a.md"])
            await load.put([indexed(note("ch/b.md", "beta"))])
            await load.finish([], loaded_at=2)

    for steps in range(12):
        task = asyncio.create_task(reload())
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert await titles(store) in (["ch/a.md"], ["ch/b.md"])
        await put(store, note("ch/a.md", "alpha"))
        async with store.load() as load:
            await load.remove(["ch/b.md"])


async def test_two_loads_of_one_process_wait_for_each_other(store: Store) -> None:
    await asyncio.gather(*(put(store, note(f"ch/{name}.md", name)) for name in "abc"))
    assert await titles(store) == ["ch/a.md", "ch/b.md", "ch/c.md"]


async def test_a_load_while_another_process_loads_says_so(
    database: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "BUSY_SECONDS", 0.05)
    async with open_store(database) as one, open_store(database) as other:
        async with one.load() as load:
            await load.put([indexed(note("ch/a.md", "alpha"))])
            with pytest.raises(LoadRunning, match="another process is loading the vault into "):
                await put(other, note("ch/b.md", "beta"))
        await put(other, note("ch/b.md", "beta"))
        assert await titles(one) == ["ch/a.md", "ch/b.md"]


async def test_settings_and_state_survive_loads_and_removals(store: Store, database: Place) -> None:
    await store.set_state("commands", "hash-1")
    look(database, "INSERT INTO guild_settings VALUES (81, 'channel', 'ch')")
    await put(store, note("ch/a.md", "alpha"))
    async with store.load() as load:
        await load.remove(["ch/a.md"])
        await load.finish([], loaded_at=2)
    assert await store.get_state("commands") == "hash-1"
    assert look(database, "SELECT * FROM guild_settings") == [(81, "channel", "ch")]


async def test_state_is_replaced_and_unknown_state_is_none(store: Store) -> None:
    await store.set_state("daily", "a")
    await store.set_state("daily", "ß")
    assert await store.get_state("daily") == "ß"
    assert await store.get_state("weekly") is None


async def test_a_load_s_own_problems_are_replaced_whole(store: Store) -> None:
    gone = Problem("ch/big.md", 0, "file-size", "too large", Severity.ERROR)
    unread = Problem("ch/a.md", 0, "file-unreadable", "can't be opened", Severity.ERROR)
    async with store.load() as load:
        await load.put([indexed(note("ch/a.md", "alpha"), PROBLEM)])
        await load.finish([gone], loaded_at=1)
    for _ in range(2):
        async with store.load() as load:
            await load.finish([unread], loaded_at=2)
        assert await store.problems() == [unread, PROBLEM]
    async with store.load() as load:
        await load.finish([], loaded_at=3)
    assert await store.problems() == [PROBLEM]


async def test_a_note_s_key_outlives_its_removal(store: Store) -> None:
    await put(store, note("ch/a.md", "alpha"))
    async with store.load() as load:
        await load.remove(["ch/a.md"])
    assert await store.get_note(key_of("ch/a.md")) is None
    await put(store, dataclasses.replace(note("ch/a.md", "alpha"), title="Back"))
    found = await store.get_note(key_of("ch/a.md"))
    assert found
    assert found.title == "Back"
