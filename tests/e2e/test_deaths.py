"""The process that posts is killed, a hundred times: every server gets its quote, once."""

import asyncio
import os
import random
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.indexer import load_vault
from bot.model import Daily, DatabaseServer
from bot.store.opening import open_store
from bot.store.protocol import Store
from tests.conftest import SAMPLE, SETTINGS
from tests.e2e.actors import Guild
from tests.e2e.standin import StandIn
from tests.postgres import Server

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
TRIALS = 100
SPARE = 2
"""Processes beside the one that leads."""
LONGEST = 0.12
"""Seconds after a quote is due within which whoever leads is killed: it is posted by then."""
SETTLED = 30.0
"""Seconds in which another process has taken over and posted."""


class Posters:
    """Processes, of which one leads."""

    def __init__(self, discord: StandIn, place: DatabaseServer) -> None:
        self._discord = discord
        self._place = place
        self._all: set[asyncio.subprocess.Process] = set()
        self._watching: set[asyncio.Task[None]] = set()
        self.leaders: asyncio.Queue[asyncio.subprocess.Process] = asyncio.Queue()

    async def start(self) -> None:
        """Start one, and wait until it would lead."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.e2e.posting_process",
            self._place.url, self._discord.api_url,
            cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
            env={**os.environ, "DISCORD_TOKEN": self._discord.token},
        )  # fmt: skip
        self._all.add(process)
        assert process.stdout
        assert await process.stdout.readline() == b"ready\n"
        watching = asyncio.create_task(self._hear(process))
        self._watching.add(watching)

    async def _hear(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout
        while await process.stdout.readline():
            self.leaders.put_nowait(process)

    async def kill(self, process: asyncio.subprocess.Process) -> None:
        """kill -9."""
        process.kill()
        await process.wait()
        self._all.discard(process)

    async def end(self) -> None:
        for process in list(self._all):
            await self.kill(process)
        await asyncio.gather(*self._watching)


@pytest.fixture
async def place(postgres: Server) -> DatabaseServer:
    """With the sample vault in it."""
    place = postgres.fresh()
    async with open_store(place) as store:
        await load_vault(SAMPLE, store, SETTINGS)
    return place


@pytest.fixture
async def discord() -> AsyncIterator[StandIn]:
    async with StandIn() as started:
        yield started
        assert started.violations == []


@pytest.fixture
async def posters(discord: StandIn, place: DatabaseServer) -> AsyncIterator[Posters]:
    posters = Posters(discord, place)
    try:
        await asyncio.gather(*(posters.start() for _ in range(1 + SPARE)))
        yield posters
    finally:
        await posters.end()


async def set_due(store: Store, room: Guild) -> None:
    now = int(time.time())
    at = time.gmtime(now)
    daily = Daily(
        room.id, room.channel("quotes").id, at.tm_hour * 60 + at.tm_min, "UTC", next_at=now, seed=5
    )  # fmt: skip
    assert await store.daily.swap(None, daily)


async def stage(store: Store, discord: StandIn, room: Guild) -> str:
    """How far the post had come."""
    row = await store.daily.get(room.id)
    assert row
    sent = "sent" if discord.posts(room.channel("quotes")) else "not sent"
    return f"{'claimed' if row.claim else 'settled' if row.posted else 'due'}, {sent}"


async def test_each_quote_is_posted_once_whenever_the_process_that_posts_is_killed(
    discord: StandIn, place: DatabaseServer, posters: Posters
) -> None:
    stages: Counter[str] = Counter()
    took: list[float] = []
    seeded = random.Random(7)
    rooms: list[Guild] = []
    async with open_store(place) as store:
        leader = await posters.leaders.get()
        for _ in range(TRIALS):
            room = discord.guild("Room", channels=("general", "quotes"))
            rooms.append(room)
            await set_due(store, room)
            await asyncio.sleep(seeded.uniform(0, LONGEST))
            await posters.kill(leader)
            stages[await stage(store, discord, room)] += 1
            began = time.monotonic()
            replacing = asyncio.create_task(posters.start())
            async with asyncio.timeout(SETTLED):
                leader = await posters.leaders.get()
                took.append(time.monotonic() - began)
                while await stage(store, discord, room) != "settled, sent":  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
            await replacing
            assert len(discord.posts(room.channel("quotes"))) == 1
        assert [len(discord.posts(room.channel("quotes"))) for room in rooms] == [1] * TRIALS
    took.sort()
    print(
        f"\nkilled while {dict(stages)}; "
        f"another led after {took[len(took) // 2]:.2f} s, {took[-1]:.2f} s at most"
    )
    assert len(stages) > 1
