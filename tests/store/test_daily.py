"""Quotes of the day in the database: kept whole, changed only where nobody else did."""

import asyncio
from dataclasses import replace

import pytest

from bot.model import Claim, Daily, Pause
from bot.store.opening import open_store
from bot.store.protocol import Store
from bot.store.sqlite.schema import CLEAR_CACHE
from tests.store.build import Place, note, put

PLAIN = Daily(
    guild_id=(1 << 63) - 1, channel_id=2, minute=540, zone="Europe/Berlin", next_at=1_000, seed=7
)
FULL = replace(
    PLAIN,
    source="kitchenlab",
    role_id=3,
    paused=Pause.NO_ACCESS,
    last_date="2026-11-24",
    seed=(1 << 63) - 1,
    cursor=(1 << 63) - 1,
    posted=4,
    claim=Claim((1 << 50) - 1, 900),
)


async def test_there_is_none_before_it_is_set(store: Store) -> None:
    assert await store.daily.get(1) is None
    assert await store.daily.pending(now=10**9, far=10**10) == []


@pytest.mark.parametrize("daily", [PLAIN, FULL])
async def test_what_is_put_comes_back_after_a_restart(database: Place, daily: Daily) -> None:
    async with open_store(database) as store:
        assert await store.daily.swap(None, daily)
    async with open_store(database) as store:
        assert await store.daily.get(daily.guild_id) == daily


async def test_a_row_is_changed_only_where_it_stands_as_it_was_read(store: Store) -> None:
    assert await store.daily.swap(None, PLAIN)
    assert not await store.daily.swap(None, FULL)
    assert not await store.daily.swap(replace(PLAIN, claim=Claim(1, 1)), FULL)
    assert await store.daily.get(PLAIN.guild_id) == PLAIN
    assert await store.daily.swap(PLAIN, FULL)
    assert not await store.daily.swap(PLAIN, PLAIN)
    assert await store.daily.get(PLAIN.guild_id) == FULL


async def test_of_many_who_claim_the_same_run_one_has_it(store: Store, database: Place) -> None:
    await store.daily.swap(None, PLAIN)
    async with open_store(database) as other:
        claims = [replace(PLAIN, claim=Claim(key, 1_000)) for key in range(10)]
        stores = [store, other] * 5
        taken = await asyncio.gather(
            *(each.daily.swap(PLAIN, claim) for each, claim in zip(stores, claims, strict=True))
        )
    assert sum(taken) == 1


async def test_pending_is_what_is_due_or_claimed_or_far_off(store: Store) -> None:
    rows = [
        replace(PLAIN, guild_id=1, next_at=1_000),
        replace(PLAIN, guild_id=2, next_at=1_001),
        replace(PLAIN, guild_id=3, next_at=900),
        replace(PLAIN, guild_id=4, next_at=900, paused=Pause.BY_HAND),
        replace(PLAIN, guild_id=5, next_at=900, channel_id=0),
        replace(PLAIN, guild_id=6, next_at=5_000, claim=Claim(1, 1)),
        replace(PLAIN, guild_id=7, next_at=9_001),
    ]
    for row in rows:
        await store.daily.swap(None, row)
    pending = await store.daily.pending(now=1_000, far=9_000)
    assert [row.guild_id for row in pending] == [3, 1, 6, 7]


async def test_no_load_touches_it(store: Store) -> None:
    await store.daily.swap(None, FULL)
    await put(store, note("ch/a.md", "one two"))
    await put(store, note("ch/a.md", "three"))
    assert await store.daily.get(FULL.guild_id) == FULL
    assert not any("daily" in statement for statement in CLEAR_CACHE)


async def test_a_crowd_that_is_due_comes_in_pages_and_each_once(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.store.daily.PAGE", 3)
    for number in range(1, 9):
        row = replace(PLAIN, guild_id=number, next_at=1_000 - number // 3)
        assert await store.daily.swap(None, row)
    seen: list[int] = []
    last = None
    while rows := await store.daily.pending(now=2_000, far=9_000, after=last):
        assert len(rows) <= 3
        seen += [row.guild_id for row in rows]
        last = rows[-1]
    assert seen == [6, 7, 8, 3, 4, 5, 1, 2]
