"""Quotes drawn from a library: which can stand by themselves, and every one before any again."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.errors import StoreError
from bot.library import Library
from bot.model import Drawn, VaultSettings, VideoSite
from bot.store.sqlite.store import SqliteStore
from tests.conftest import REAL_VAULT, needs_real_vault, note_text, write_vault
from tests.store.build import look

GOOD = "A sentence that is long enough to stand by itself"
SITES = VaultSettings(
    sites=(
        VideoSite("club", ("https://club.example/{id}",), "https://club.example/{id}#{seconds}"),
    )
)


async def library_of(
    store: SqliteStore, folder: Path, files: dict[str, str], settings: VaultSettings = SITES
) -> Library:
    vault = write_vault(folder / "vault", files)
    library = await Library.open(store, vault=vault, settings=settings)
    await library.load()
    return library


async def drawn(library: Library, count: int, *, channel: str = "") -> list[str]:
    found, seed, cursor = [], 5, -1
    for _ in range(count):
        one = await library.draw(seed=seed, cursor=cursor, channel=channel)
        assert one
        seed, cursor = one.seed, one.cursor
        found.append(one.excerpt.excerpt.text)
    return found


def numbered(count: int) -> Iterator[str]:
    return (f"{GOOD}, number {number}" for number in range(count))


@pytest.fixture
async def library(store: SqliteStore, tmp_path: Path) -> Library:
    return await library_of(
        store,
        tmp_path,
        {
            "one/a.md": note_text("Alpha", *numbered(6)),
            "two/b.md": note_text("Beta", *(f"{text} of two" for text in numbered(4))),
        },
    )


async def test_every_quote_comes_before_any_comes_again(library: Library) -> None:
    texts = await drawn(library, 20)
    assert len(set(texts[:10])) == 10
    assert set(texts[10:]) == set(texts[:10])
    assert texts[10] != texts[9]


async def test_a_channel_alone(library: Library) -> None:
    texts = await drawn(library, 4, channel="two")
    assert len(set(texts)) == 4
    assert all("of two" in text for text in texts)
    assert await library.draw(seed=1, cursor=-1, channel="nowhere") is None


async def test_what_can_not_stand_by_itself_is_never_drawn(
    store: SqliteStore, tmp_path: Path
) -> None:
    library = await library_of(
        store,
        tmp_path,
        {
            "ch/good.md": note_text("Good", GOOD, "Too short"),
            "ch/long.md": note_text("Long", "word " * 150),
            "ch/plain.md": f"---\ntitle: Plain\n---\n\n{GOOD} without a video.\n",
            "ch/club.md": note_text(
                "Club", f"{GOOD} at the club", video="https://club.example/abc"
            ),
            "ch/late.md": note_text("Late", f"{GOOD} much too late").replace(
                "00:01:00", "99:01:00"
            ),
        },
    )
    texts = await drawn(library, 4)
    assert set(texts) == {f"{GOOD}.", f"{GOOD} at the club."}
    # The site was taken out of the settings, so its videos have no address any more.
    without = await Library.open(store, vault=tmp_path / "vault", settings=VaultSettings())
    assert set(await drawn(without, 2)) == {f"{GOOD}."}


async def test_a_silent_note_is_never_drawn(store: SqliteStore, tmp_path: Path) -> None:
    silent = "The video does not mention sourdough at any point in the discussion"
    library = await library_of(store, tmp_path, {"ch/a.md": note_text("Sourdough", silent)})
    (entry,) = (await store.vault()).titles
    assert entry.silent
    assert await library.draw(seed=1, cursor=-1) is None


async def test_an_empty_vault_has_nothing_to_draw(store: SqliteStore, tmp_path: Path) -> None:
    (tmp_path / "vault").mkdir()
    library = await library_of(store, tmp_path, {})
    assert await library.draw(seed=1, cursor=-1) is None


async def test_after_a_load_the_bag_is_that_of_the_vault_as_it_is(
    library: Library, tmp_path: Path
) -> None:
    first = await library.draw(seed=5, cursor=-1)
    assert first
    note = note_text("Gamma", *(f"{text} that is new" for text in numbered(30)))
    write_vault(tmp_path / "vault", {"one/a.md": note, "two/b.md": note_text("Beta", "Short")})
    await library.load()
    again = await library.draw(seed=5, cursor=-1)
    assert again
    assert "that is new" in again.excerpt.excerpt.text
    assert again.left == 29


async def test_what_another_process_took_out_is_not_drawn(
    library: Library, store: SqliteStore, tmp_path: Path
) -> None:
    await library.draw(seed=5, cursor=-1)
    write_vault(tmp_path / "vault", {"one/a.md": note_text("Alpha", "Short")})
    other = await Library.open(store, vault=tmp_path / "vault", settings=SITES)
    await other.load()
    assert all("of two" in text for text in await drawn(library, 6))

    (tmp_path / "vault" / "two" / "b.md").unlink()
    await other.load()
    assert await library.draw(seed=5, cursor=-1) is None


async def test_a_database_that_lost_its_excerpts_is_told(library: Library, tmp_path: Path) -> None:
    await library.draw(seed=5, cursor=-1)
    look(tmp_path / "vault.db", "DELETE FROM excerpts")
    with pytest.raises(StoreError, match="holds less"):
        await library.draw(seed=5, cursor=-1)


@pytest.mark.slow
@needs_real_vault
async def test_the_real_vault_takes_milliseconds(store: SqliteStore) -> None:
    library = await Library.open(store, vault=REAL_VAULT, settings=VaultSettings())
    await library.load()
    one = await library.draw(seed=1, cursor=-1)
    assert isinstance(one, Drawn)
    assert one.left > 300_000
    started = time.perf_counter()
    for _ in range(20):
        assert one
        one = await library.draw(seed=one.seed, cursor=one.cursor)
    assert (time.perf_counter() - started) / 20 < 0.05
