"""What servers chose, and what was asked and not found: kept, and nothing of who asked."""

import time

import pytest

from bot.model import GuildSettings, Replies
from bot.store import kept
from bot.store.opening import open_store
from bot.store.protocol import Store
from tests.store.build import Place, look, note, put


@pytest.mark.parametrize(
    "settings",
    [
        GuildSettings(),
        GuildSettings("lex", Replies.PRIVATE, 0, True),
        GuildSettings("学 '習\"", Replies.PUBLIC, 15, False),
        GuildSettings(lead_in=0),
        GuildSettings(plain=False),
    ],
)
async def test_what_a_server_chose_comes_back(store: Store, settings: GuildSettings) -> None:
    await store.kept.put_settings(2**63 - 1, settings)
    await store.kept.put_settings(5, GuildSettings("other"))

    assert await store.kept.settings(2**63 - 1) == settings
    assert await store.kept.settings(5) == GuildSettings("other")
    assert await store.kept.settings(6) == GuildSettings()


async def test_a_choice_replaces_the_one_before_and_none_forgets_it(store: Store) -> None:
    await store.kept.put_settings(5, GuildSettings("one", lead_in=3))
    await store.kept.put_settings(5, GuildSettings("two"))
    assert await store.kept.settings(5) == GuildSettings("two")

    await store.kept.put_settings(5, None)
    await store.kept.put_settings(5, None)
    assert await store.kept.settings(5) == GuildSettings()


async def test_settings_of_an_older_version_or_a_newer_one_are_read(
    store: Store, database: Place
) -> None:
    older = '{"lead_in": 4, "new": [1]}'
    look(database, f"INSERT INTO guild_settings VALUES (1, 'chosen', '{older}')")  # noqa: S608
    look(database, "INSERT INTO guild_settings VALUES (2, 'private', 'yes')")

    assert await store.kept.settings(1) == GuildSettings(lead_in=4)
    assert await store.kept.settings(2) == GuildSettings()


async def test_what_was_not_found_is_counted_the_most_frequent_first(store: Store) -> None:
    for text in ("agi", "rl", "  AGI\n", "Agi"):
        await store.kept.add_miss("note", text)
    await store.kept.add_miss("quote", "agi")

    found = await store.kept.misses(limit=10)
    first, *others = [(miss.kind, miss.text, miss.times) for miss in found]
    assert first == ("note", "agi", 3)
    assert sorted(others) == [("note", "rl", 1), ("quote", "agi", 1)]
    assert len(await store.kept.misses(limit=2)) == 2


async def test_a_long_question_is_kept_by_its_beginning(store: Store) -> None:
    await store.kept.add_miss("quote", "word " * 500)

    (miss,) = await store.kept.misses(limit=10)
    assert miss.text.startswith("word word")
    assert len(miss.text) <= kept.LONGEST_MISS


async def test_only_so_many_are_kept_and_the_oldest_go(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MOST_MISSES", 3)
    now = 1_700_000_000
    for second, text in enumerate(["a", "b", "c", "a", "d", "e"]):
        monkeypatch.setattr(kept.time, "time", lambda second=second: now + second)
        await store.kept.add_miss("note", text)

    found = await store.kept.misses(limit=10)
    assert [(miss.text, miss.times, miss.last_at - now) for miss in found] == [
        *(("a", 2, 3), ("e", 1, 5), ("d", 1, 4)),
    ]


async def test_nothing_in_the_table_of_misses_could_name_who_asked(
    store: Store, database: Place
) -> None:
    await store.kept.add_miss("note", "agi")

    assert look(database, "SELECT kind, text, times FROM misses") == [("note", "agi", 1)]
    ((*_, last_at),) = look(database, "SELECT * FROM misses")
    assert 0 <= time.time() - last_at < 60


async def test_a_load_and_a_restart_keep_both(database: Place) -> None:
    async with open_store(database) as store:
        await store.kept.put_settings(5, GuildSettings("lex"))
        await store.kept.add_miss("note", "agi")
        await put(store, note("ch/a.md", "one two"))
    async with open_store(database) as store:
        assert await store.kept.settings(5) == GuildSettings("lex")
        assert [miss.text for miss in await store.kept.misses(limit=5)] == ["agi"]
