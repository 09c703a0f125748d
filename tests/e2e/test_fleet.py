"""Two processes of one bot on one database, two shards each."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from bot.model import Daily
from bot.store.sqlite.store import open_store
from tests.e2e.actors import Guild, User
from tests.e2e.process import DATABASE, running, stopped
from tests.e2e.standin import StandIn

pytestmark = pytest.mark.slow

SHARDS = 4
CONNECTED = 60.0
"""Seconds for four sessions, five seconds from one to the next, on a busy machine."""


@pytest.fixture
async def discord() -> AsyncIterator[StandIn]:
    """Discord as it is: it lets one shard begin in five seconds."""
    async with StandIn(shards=SHARDS, identify_seconds=5.0, patience=CONNECTED) as started:
        yield started
        assert started.violations == []


@pytest.fixture
def rooms(discord: StandIn, alice: User) -> list[Guild]:
    """One a shard."""
    found: dict[int, Guild] = {}
    while len(found) < SHARDS:
        room = discord.guild(
            "Room", members=[alice], administrators=[discord.owner], channels=("general", "quotes")
        )
        shard = (room.id >> 22) % SHARDS
        if shard in found:
            discord.remove_bot(room)
        found.setdefault(shard, room)
        # Its id is of the millisecond.
        time.sleep(0.001)
    return [found[shard] for shard in range(SHARDS)]


@pytest.fixture
def alice(discord: StandIn) -> User:
    return discord.user("alice")


async def set_due(database: Path, room: Guild) -> None:
    """A quote a day that was due ten seconds ago."""
    now = int(time.time())
    minute = time.gmtime(now - 10).tm_hour * 60 + time.gmtime(now - 10).tm_min
    daily = Daily(
        room.id, room.channel("quotes").id, minute, "UTC", next_at=now - 10, seed=5
    )  # fmt: skip
    async with open_store(database) as store:
        assert await store.daily.swap(None, daily)


async def test_two_processes_are_one_bot(discord, rooms, alice, tmp_path):
    left = discord.guild("Left", members=[alice], channels=("general", "quotes"))
    for room in (*rooms, left):
        await set_due(tmp_path / DATABASE, room)
    discord.remove_bot(left)
    async with AsyncExitStack() as stack:
        one, other = [
            await stack.enter_async_context(
                running(tmp_path, discord, ready=False, options=("--shards", ids))
            )
            for ids in ("0-1/4", "2-3/4")
        ]
        await discord.wait_ready()

        # Each answers in the servers of its own shards, and knows of the others'.
        for room in rooms:
            answer = await discord.slash(alice, room, "quote", text="checks its own homework")
            assert answer.embeds
        abouts = [await told(discord, alice, room) for room in (rooms[0], rooms[3])]
        assert abouts == ["In **4** servers, on 4 shards."] * 2

        # Whichever process posts, each server gets one quote.
        for room in rooms:
            await discord.wait_call("POST", f"/channels/{room.channel('quotes').id}/messages$")
        assert [len(discord.posts(room.channel("quotes"))) for room in rooms] == [1] * SHARDS

        ends = await asyncio.gather(stopped(one), stopped(other))
    for code, log in ends:
        assert code == 0
        assert "Traceback" not in log
        assert "another process has shard" not in log
        assert "may have been posted" not in log
    assert len(discord.calls("WS", "IDENTIFY")) == SHARDS
    async with open_store(tmp_path / DATABASE) as store:
        rows = [await store.daily.get(room.id) for room in rooms]
        assert [(row.posted, row.claim) for row in rows if row] == [(1, None)] * SHARDS
        never = await store.daily.get(left.id)
    assert never
    assert (never.posted, never.last_date, never.claim, never.paused) == (0, "", None, "")


async def told(discord: StandIn, alice: User, room: Guild) -> str:
    """How many servers /about says, once the other process has told of its shards."""
    async with asyncio.timeout(CONNECTED):
        while True:
            answer = await discord.slash(alice, room, "about")
            (line,) = [line for line in answer.content.splitlines() if line.startswith("In **")]
            if "heard" not in line:
                return line
            await asyncio.sleep(1.0)


async def test_a_process_alone_says_how_much_of_the_bot_it_hears(discord, rooms, alice, tmp_path):
    discord.allow_sessions(1, reset=0.5)
    async with running(tmp_path, discord, ready=False, options=("--shards", "2-3/4")) as process:
        # It may begin one session and has two shards: it waits and asks again.
        await discord.wait_call("GET", "/gateway/bot", count=2)
        assert discord.calls("WS", "IDENTIFY") == []
        discord.allow_sessions(999, reset=9.0)
        await discord.wait_call("WS", "IDENTIFY", count=2)
        async with asyncio.timeout(CONNECTED):
            answer = None
            while answer is None or "2 of 4 shards heard" not in answer.content:
                await asyncio.sleep(0.5)
                answer = await discord.slash(alice, rooms[3], "about")
        _, log = await stopped(process)
    assert "In **2** servers (2 of 4 shards heard)." in answer.content
    assert "Discord lets only 1 more of 1000 sessions begin, and 2 are to: waiting for" in log


async def test_two_processes_do_not_overdraw_a_day_s_sessions(discord, rooms, tmp_path):
    discord.allow_sessions(3, reset=2.0)
    async with AsyncExitStack() as stack:
        # Each may begin its two, as far as it was told when it started.
        processes = [
            await stack.enter_async_context(
                running(tmp_path, discord, ready=False, options=("--shards", ids))
            )
            for ids in ("0-1/4", "2-3/4")
        ]
        await discord.wait_call("WS", "IDENTIFY", count=3)
        asked = len(discord.calls("GET", "/gateway/bot"))
        await discord.wait_call("GET", "/gateway/bot", count=asked + 3)
        assert len(discord.calls("WS", "IDENTIFY")) == 3
        discord.allow_sessions(999, reset=9.0)
        await discord.wait_ready()
        ends = await asyncio.gather(*(stopped(process) for process in processes))
    assert len(discord.calls("WS", "IDENTIFY")) == SHARDS
    assert [code for code, _ in ends] == [0, 0]
    assert "Discord lets only 0 more of 1000 sessions begin" in "".join(log for _, log in ends)


async def test_a_process_with_all_shards_lets_them_begin_in_turn(rooms, discord, alice, tmp_path):
    async with running(tmp_path, discord) as process:
        for room in rooms:
            assert (await discord.slash(alice, room, "quote", text="checks its own")).embeds
        config = json.loads((tmp_path / "config.yaml").read_text("utf-8"))
        code, _ = await stopped(process)
    assert "shards" not in config["discord"]
    assert code == 0
