import asyncio
import gc
import weakref
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.errors import (
    FetchFailed,
    LoadRunning,
    LoadStopped,
    StoreBusy,
    StoreError,
    VaultError,
)
from bot.library import Library
from bot.model import Fetched, TitleEntry
from bot.patience import begin_answer
from bot.search.fold import fold
from bot.snapshot import Snapshot, take_snapshot
from bot.store.sqlite.store import SqliteStore, open_store
from tests.conftest import SETTINGS, note_text, write_vault

DEEPSEEK = "DeepSeek without a human in the loop"


async def note_titles(library: Library, text: str, *, channel: str = "") -> list[str]:
    hits = await library.find_notes(text, limit=5, channel=channel)
    return [hit.note.title for hit in hits]


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return write_vault(
        tmp_path / "vault",
        {
            "ch/a.md": note_text("Alpha", "Apples fall"),
            "ch/b.md": note_text("Beta", "Bees fly", "Beetles crawl"),
        },
    )


@pytest.fixture
async def library(store: SqliteStore, vault: Path) -> Library:
    opened = await Library.open(store, vault=vault, settings=SETTINGS)
    await opened.load()
    return opened


async def test_a_note_is_found_by_its_title(sample: Library) -> None:
    hits = await sample.find_notes("deepseek", limit=5)
    assert hits[0].note.title == DEEPSEEK
    assert hits[0].why == ("exact",)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


async def test_a_note_is_found_by_an_alias(sample: Library) -> None:
    (hit, *_) = await sample.find_notes("levain", limit=5)
    assert hit.note.title == "How a sourdough starter comes alive"
    assert hit.why[0] == "alias"


async def test_agi_never_finds_the_note_with_magic_in_its_title(sample: Library) -> None:
    titles = await note_titles(sample, "agi")
    assert "AGI" in titles[0]
    assert not any("magic" in title for title in titles)
    assert await note_titles(sample, "magic") == ["There is no magic in the Maillard reaction"]
    quotes = await sample.find_quotes("agi", limit=25)
    assert quotes
    assert all("agi" in fold(quote.excerpt.excerpt.text).split() for quote in quotes)


async def test_deepsek_means_deepseek(sample: Library) -> None:
    (note, *_) = await sample.find_notes("deepsek", limit=5)
    assert (note.note.title, note.why) == (DEEPSEEK, ("spelling: deepsek → deepseek",))
    (quote, *_) = await sample.find_quotes("deepsek", limit=5)
    assert "DeepSeek" in quote.excerpt.excerpt.text
    assert quote.why == ("spelling: deepsek → deepseek",)


async def test_a_note_whose_title_says_nothing_of_it_is_found_by_its_excerpts(
    sample: Library,
) -> None:
    hits = await sample.find_notes("leuconostoc", limit=5)
    assert sorted(hit.note.title for hit in hits) == [
        "How a sourdough starter comes alive",
        "Salt and lactic fermentation",
    ]
    assert all(hit.why[0] == "text" for hit in hits)


async def test_a_limit_is_kept(sample: Library) -> None:
    assert len(await sample.find_notes("the", limit=3)) <= 3
    assert len(await sample.find_quotes("the", limit=3)) == 3
    assert len(await sample.find_notes("bacteria", limit=1)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "zzyzxqq",
        "",
        " ",
        '"',
        "-",
        "-deepseek",
        "…",
        "\x00",
        "\ud800",
        "😀",
        "()*^:",
        "'; --",
        "?" * 999,
    ],
)
async def test_text_that_means_nothing_here_finds_nothing(sample: Library, text: str) -> None:
    assert await sample.find_notes(text, limit=5) == []
    assert await sample.find_quotes(text, limit=5) == []
    assert await sample.find_titles(text, limit=5) == []
    assert await sample.find_titles(text, limit=5, unfinished=True) == []
    assert sample.catalogue.find_channel(text) is None
    await sample.nearest_titles(text)


@pytest.mark.parametrize("text", ["NEAR", "AND", "NOT the", "the*", '"the', "a OR b", "words:the"])
async def test_a_search_engine_s_own_syntax_is_plain_words(sample: Library, text: str) -> None:
    await sample.find_notes(text, limit=5)
    await sample.find_quotes(text, limit=5)


async def test_a_quote_tells_where_the_words_stand(sample: Library) -> None:
    (quote, *_) = await sample.find_quotes("sourdough", limit=5)
    text = quote.excerpt.excerpt.text
    assert [text[start:end].casefold() for start, end in quote.emphasis] == ["sourdough"]
    assert quote.excerpt.excerpt.moments


async def test_a_channel_narrows_every_search(sample: Library) -> None:
    assert await note_titles(sample, "deepseek", channel="kitchenlab") == []
    assert await sample.find_quotes("deepseek", limit=5, channel="kitchenlab") == []
    assert await note_titles(sample, "deepseek", channel="sachinandadam")
    for quote in await sample.find_quotes("time", limit=25, channel="kitchenlab"):
        assert quote.excerpt.note.channel == "kitchenlab"
    for entry in await sample.leading_titles(5, channel="longwayround"):
        assert entry.channel == "longwayround"


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("kitchenlab", "kitchenlab"),
        ("KitchenLab", "kitchenlab"),
        ("The Kitchen Lab", "kitchenlab"),
        ("  the kitchen lab ", "kitchenlab"),
        ("SACHIN & ADAM", "sachinandadam"),
        ("kitchen", "kitchenlab"),
        ("the", None),
        ("nowhere", None),
    ],
)
async def test_a_channel_is_found_by_key_or_name_in_any_case(
    sample: Library, typed: str, key: str | None
) -> None:
    assert sample.catalogue.find_channel(typed) == key


async def test_a_channel_s_key_comes_before_another_s_name(
    store: SqliteStore, tmp_path: Path
) -> None:
    files = {f"{key}/x.md": note_text(key, "Words") for key in ("one", "two", "ai", "AI")}
    names = "- [[one | two]]\n- [[two | zwei]]\n"
    vault = write_vault(tmp_path / "v", {"names.md": names, **files})
    library = await Library.open(store, vault=vault, settings=SETTINGS)
    await library.load()
    catalogue = library.catalogue
    assert dict(catalogue.channels) == {"one": "two", "two": "zwei", "ai": "ai", "AI": "AI"}
    assert [catalogue.find_channel(typed) for typed in ("two", "zwei", "TWO")] == ["two"] * 3
    assert [catalogue.find_channel(typed) for typed in ("ai", "AI")] == ["ai", "AI"]


async def test_channels_stand_by_name(sample: Library) -> None:
    assert list(sample.catalogue.channels) == [
        ("sachinandadam", "Sachin & Adam"),
        ("kitchenlab", "The Kitchen Lab"),
        ("longwayround", "The Long Way Round"),
    ]


async def test_titles_near_a_word_are_offered_where_nothing_was_found(sample: Library) -> None:
    nearest = await sample.nearest_titles("deepsek zzyzxqq")
    assert DEEPSEEK in [entry.title for entry in nearest]
    assert len(await sample.nearest_titles("the a in of and what how is that")) <= 5


async def test_a_note_and_a_quote_are_found_again_by_their_keys(sample: Library) -> None:
    (hit, *_) = await sample.find_notes("whetstone", limit=1)
    assert await sample.get_note(hit.note.key) == hit.note
    quotes = await sample.quotes_of(hit.note)
    assert [quote.position for quote in quotes] == list(range(len(quotes)))
    assert await sample.get_quote(quotes[3].key) == quotes[3]
    assert await sample.get_note(0) is None
    assert await sample.get_quote(0) is None


async def test_leading_titles_are_one_a_video(sample: Library) -> None:
    entries = await sample.leading_titles(25)
    found = [await sample.get_note(entry.key) for entry in entries]
    videos = [note.video_id for note in found if note]
    assert len(videos) == len(set(videos)) == (await sample.status()).videos


async def test_the_snapshot_is_replaced_after_a_load(library: Library, vault: Path) -> None:
    assert await note_titles(library, "gamma") == []
    write_vault(vault, {"two/c.md": note_text("Gamma", "Geese swim")})
    (vault / "ch" / "a.md").unlink()
    await library.load()
    assert await note_titles(library, "gamma") == ["Gamma"]
    assert await note_titles(library, "alpha") == []
    assert await library.find_quotes("apples", limit=5) == []
    (quote,) = await library.find_quotes("geeze", limit=5)
    assert quote.why == ("spelling: geeze → geese",)
    assert library.catalogue.channels == (("ch", "ch"), ("two", "two"))


async def test_an_old_snapshot_goes_when_the_next_one_stands(library: Library, vault: Path) -> None:
    old = weakref.ref(library._snapshot.titles.vocabulary)
    write_vault(vault, {"two/c.md": note_text("Gamma", "Geese swim")})
    await library.load()
    assert old() is None


async def test_a_second_load_is_refused_while_one_runs_and_harms_nothing(
    library: Library, vault: Path
) -> None:
    write_vault(vault, {"ch/c.md": note_text("Gamma", "Geese swim")})
    running = asyncio.create_task(library.load())
    await asyncio.sleep(0)
    with pytest.raises(LoadRunning, match="being loaded already"):
        await library.load()
    assert (await running).added == 1
    assert (await library.load()).unchanged == 3


async def test_a_load_may_follow_one_that_failed(library: Library, vault: Path) -> None:
    vault.rename(vault.with_name("away"))
    with pytest.raises(VaultError):
        await library.load()
    assert await note_titles(library, "alpha") == ["Alpha"]
    vault.with_name("away").rename(vault)
    assert (await library.load()).unchanged == 2


async def test_a_load_may_follow_one_that_was_cancelled(library: Library, vault: Path) -> None:
    write_vault(vault, {"ch/c.md": note_text("Gamma", "Geese swim")})
    running = asyncio.create_task(library.load())
    await asyncio.sleep(0.002)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await library.load()
    assert await note_titles(library, "gamma") == ["Gamma"]


async def test_answers_during_a_load_come_from_the_old_vault(
    library: Library, store: SqliteStore
) -> None:
    async with store.load() as load:
        await load.remove(["ch/a.md", "ch/b.md"])
        await load.finish([], loaded_at=2)
        assert await note_titles(library, "alpha") == ["Alpha"]
        assert [hit.note.title for hit in await library.find_notes("beetles", limit=5)] == ["Beta"]
        assert (await library.status()).notes == 2
        assert len(await library.leading_titles(5)) == 1
    assert await note_titles(library, "alpha") == []


async def test_questions_asked_all_through_a_load_get_an_old_or_a_new_answer(
    library: Library, vault: Path
) -> None:
    files = {f"ch/{number}.md": note_text(f"N{number}", "Words") for number in range(200)}
    write_vault(vault, {"ch/a.md": note_text("Alpha anew", "Apples rise"), **files})
    running = asyncio.create_task(library.load())
    seen = []
    while not running.done():
        seen.append((await library.find_quotes("apples", limit=5))[0].excerpt.excerpt.text)
        seen.append((await note_titles(library, "alpha"))[:1] == [])
    await running
    assert seen[0] == "Apples fall."
    texts = [text for text in seen if isinstance(text, str)]
    assert texts == sorted(texts)
    assert set(texts) <= {"Apples fall.", "Apples rise."}
    assert await note_titles(library, "alpha") == ["Alpha anew"]


async def test_loads_of_another_process_never_make_a_title_name_another_note(
    library: Library, vault: Path, tmp_path: Path
) -> None:
    async with open_store(tmp_path / "vault.db") as other_store:
        other = await Library.open(other_store, vault=vault, settings=SETTINGS)
        for name in "ab":
            (vault / "ch" / f"{name}.md").unlink()
        await other.load(full=True)
        write_vault(vault, {f"ch/{name}.md": note_text(name, "Ants march") for name in "xyz"})
        await other.load()
    assert await note_titles(library, "alpha") == []
    assert await note_titles(library, "beta") == []
    assert await note_titles(library, "ants") == ["x", "y", "z"]


async def test_what_another_process_loaded_is_noticed(
    library: Library, vault: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.sqlite.store.NOTICED_WITHIN", 0.01)
    following = asyncio.create_task(library.follow())
    write_vault(vault, {"ch/c.md": note_text("Gamma", "Geese swim")})
    async with open_store(tmp_path / "vault.db") as other_store:
        other = await Library.open(other_store, vault=vault, settings=SETTINGS)
        await other.load()
    async with asyncio.timeout(5):
        while not await note_titles(library, "gamma"):
            await asyncio.to_thread(lambda: None)
    following.cancel()


async def test_what_another_process_took_out_is_searched_for_anew_and_not_missing(
    library: Library, vault: Path, tmp_path: Path
) -> None:
    write_vault(vault, {"ch/c.md": note_text("Gamma", "Bees fly, apples fall")})
    await library.load()
    assert len(await library.find_quotes("bees fly", limit=5)) == 2
    (vault / "ch" / "b.md").unlink()
    async with open_store(tmp_path / "vault.db") as other_store:
        other = await Library.open(other_store, vault=vault, settings=SETTINGS)
        await other.load()
        found, notes = await asyncio.gather(
            library.find_quote("bees fly", place=0, among=5), library.find_notes("beta", limit=5)
        )
    assert (found[0].excerpt.note.title, found[1]) == ("Gamma", 1)
    assert notes == []


async def lose_a_note_elsewhere(vault: Path, tmp_path: Path) -> None:
    """Another process loads the vault without one of its notes."""
    (vault / "ch" / "b.md").unlink()
    async with open_store(tmp_path / "vault.db") as store:
        other = await Library.open(store, vault=vault, settings=SETTINGS)
        await other.load()


async def test_an_answer_that_would_wait_long_for_another_load_is_put_off(
    library: Library, vault: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.patience.IN_ALL", 0.1)
    await lose_a_note_elsewhere(vault, tmp_path)
    answers = asyncio.Event()

    async def slowly(*given: Any, **named: Any) -> Snapshot:
        await answers.wait()
        return await take_snapshot(*given, **named)

    monkeypatch.setattr("bot.finder.take_snapshot", slowly)
    for _ in range(2):
        with pytest.raises(StoreBusy, match="still being read"):
            await begin_answer(library.find_notes("beta", limit=5))
    answers.set()
    # Whoever does not answer waits; and what was begun for the answer went on.
    assert await library.catch_up()
    assert await begin_answer(library.find_notes("beta", limit=5)) == []


async def test_a_draw_that_would_wait_long_for_all_quotes_is_put_off(
    library: Library, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.patience.IN_ALL", 0.1)
    answers = asyncio.Event()
    await library.load()
    library = await Library.open(library._store, vault=vault, settings=SETTINGS)
    quotable = library._store.quotable

    async def slowly(**given: Any) -> bytes:
        await answers.wait()
        return await quotable(**given)

    monkeypatch.setattr(library._store, "quotable", slowly)
    with pytest.raises(StoreBusy, match="still being read"):
        await begin_answer(library.draw(seed=1, cursor=-1))
    answers.set()
    # Nothing in it is long enough to stand by itself.
    assert await begin_answer(library.draw(seed=1, cursor=-1)) is None


async def test_what_another_process_loaded_and_nobody_could_read_is_no_fault_without_an_owner(
    library: Library,
    vault: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr("bot.patience.IN_ALL", 0.1)
    await lose_a_note_elsewhere(vault, tmp_path)
    fails = asyncio.Event()

    async def failing(*_: Any, **__: Any) -> Snapshot:
        await fails.wait()
        raise StoreError("gone")

    monkeypatch.setattr("bot.finder.take_snapshot", failing)
    with pytest.raises(StoreBusy):
        await begin_answer(library.find_notes("beta", limit=5))
    fails.set()
    await asyncio.sleep(0.05)
    assert library._catching is None
    gc.collect()
    assert caplog.messages == []


async def test_a_load_that_changes_nothing_leaves_what_is_in_memory(library: Library) -> None:
    catalogue = library.catalogue
    await library.load()
    assert library.catalogue is catalogue
    await library.load(full=True)
    assert library.catalogue is not catalogue


async def test_what_leads_is_asked_for_once_a_load(
    library: Library, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    ask = SqliteStore.leading_titles

    async def counted(self: SqliteStore, **options: Any) -> list[TitleEntry]:
        asked.append(options)
        return await ask(self, **options)

    monkeypatch.setattr(SqliteStore, "leading_titles", counted)
    first, second = await asyncio.gather(*(library.leading_titles(5) for _ in range(2)))
    assert first == second == await library.leading_titles(5)
    assert len(asked) == 1
    assert len(await library.leading_titles(5, channel="nowhere")) == 0
    write_vault(vault, {"ch/c.md": note_text("Gamma", "Geese swim", video="bbbbbbbbbbb")})
    await library.load()
    assert "Gamma" in {entry.title for entry in await library.leading_titles(5)}
    assert len(asked) == 3


async def test_a_failure_to_find_what_leads_is_not_kept(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def failing(self: SqliteStore, **options: Any) -> list[TitleEntry]:
        raise StoreError("no")

    with monkeypatch.context() as patched:
        patched.setattr(SqliteStore, "leading_titles", failing)
        with pytest.raises(StoreError):
            await library.leading_titles(5)
    assert await library.leading_titles(5)


async def test_who_stops_waiting_for_what_leads_leaves_it_to_others(library: Library) -> None:
    gone = asyncio.create_task(library.leading_quotes(5))
    staying = asyncio.create_task(library.leading_quotes(5))
    await asyncio.sleep(0)
    gone.cancel()
    assert await staying == await library.leading_quotes(5)


@dataclass
class Kept:
    """A vault that is kept elsewhere; fetching writes a note, or fails."""

    path: Path
    fault: Exception | None = None
    is_whole: bool = True

    def still(self) -> AbstractAsyncContextManager[None]:
        return nullcontext()

    async def fetch(self) -> Fetched:
        if self.fault:
            raise self.fault
        write_vault(self.path, {"ch/new.md": note_text("Gamma", "Geese swim")})
        return Fetched("1", "2")


async def test_a_load_fetches_first_unless_told_otherwise(store: SqliteStore, vault: Path) -> None:
    library = await Library.open(store, vault=Kept(vault), settings=SETTINGS)
    assert (await library.load(fetch=False)).added == 2
    report = await library.load()
    assert (report.added, report.fetch_failed) == (1, "")


async def test_what_was_there_is_loaded_where_it_can_not_be_fetched(
    store: SqliteStore, vault: Path
) -> None:
    source = Kept(vault, FetchFailed("can't fetch x: no"))
    library = await Library.open(store, vault=source, settings=SETTINGS)
    report = await library.load()
    assert (report.added, report.fetch_failed) == (2, "can't fetch x: no")
    source.fault = FetchFailed("can't fetch x: full", whole=False)
    write_vault(vault, {"ch/half.md": note_text("Half", "Half")})
    with pytest.raises(FetchFailed, match="full"):
        await library.load()
    assert (await library.status()).notes == 2


async def test_a_vault_that_was_never_fetched_is_the_failure_to_fetch_it(
    store: SqliteStore, tmp_path: Path
) -> None:
    source = Kept(tmp_path / "none", FetchFailed("can't fetch x: no"))
    library = await Library.open(store, vault=source, settings=SETTINGS)
    with pytest.raises(FetchFailed):
        await library.load()


async def test_what_may_be_half_is_fetched_before_it_is_loaded_whoever_asks(
    store: SqliteStore, vault: Path
) -> None:
    source = Kept(vault, FetchFailed("the disk is full", whole=False), is_whole=False)
    library = await Library.open(store, vault=source, settings=SETTINGS)
    with pytest.raises(FetchFailed, match="disk is full"):
        await library.load(fetch=False)
    assert (await library.status()).loaded_at is None
    source.fault = None
    assert (await library.load(fetch=False)).added == 3


async def test_of_two_loads_at_once_one_is_refused_until_the_other_is_over(
    library: Library, vault: Path
) -> None:
    write_vault(vault, {"ch/c.md": note_text("Gamma", "Geese swim")})
    loads = await asyncio.gather(library.load(), library.load(), return_exceptions=True)
    assert [type(load).__name__ for load in loads] == ["LoadReport", "LoadRunning"]
    assert (await library.load()).unchanged == 3


async def test_once_the_bot_is_being_ended_no_load_begins(library: Library) -> None:
    library.stop_loading()
    with pytest.raises(LoadStopped):
        await library.load()


async def test_a_load_gives_way_to_those_who_search(
    library: Library, vault: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.courtesy.PIECE", 0.0)
    monkeypatch.setattr("bot.courtesy.LONGEST", 0.001)
    looked: list[bool] = []
    is_busy = library._searcher.is_busy
    monkeypatch.setattr(library._searcher, "is_busy", lambda: not looked.append(is_busy()))
    write_vault(vault, {"ch/late.md": note_text("Late", "It came late")})
    report = await library.load()
    assert report.added == 1
    assert gc.isenabled()
    assert len(looked) > 20
    assert not any(looked)
