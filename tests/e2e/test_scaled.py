"""Two processes of one bot with two shards each, on one PostgreSQL server and what befalls it."""

import asyncio
import math
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import pytest

from bot.model import DatabaseServer
from tests.conftest import note_text, write_vault
from tests.e2e.actors import Guild, User
from tests.e2e.process import ROOT, running, stopped
from tests.e2e.standin import StandIn
from tests.postgres import Server, query, require_programs, running_server
from tests.sources.repositories import commit, make_repository

pytestmark = [pytest.mark.slow, pytest.mark.alone]

SHARDS = 4
CONNECTED = 60.0
"""Seconds for all to be connected, on a busy machine."""
NEW_WITHIN = 2.0
"""Seconds after the commit of a load within which every process answers from it."""
FETCHED_EVERY = 60
"""Seconds, the fewest that can be set."""
KEEPS = "leads: keeps the vault up to date"
ASKED_EVERY = 0.05
"""Seconds between two questions to each process."""
AGAIN = "The database can't be reached just now; try again in a moment."
QUESTION, ANSWER = "checks its own homework", "checks its own homework"


@pytest.fixture
def server() -> Iterator[Server]:
    with running_server(require_programs()) as started:
        yield started


@pytest.fixture
def place(server: Server) -> DatabaseServer:
    return server.fresh()


@pytest.fixture
async def discord() -> AsyncIterator[StandIn]:
    """All shards may begin at once: that they wait is tested elsewhere."""
    async with StandIn(shards=SHARDS, at_once=SHARDS, patience=CONNECTED) as started:
        yield started
        assert started.violations == []


@pytest.fixture
def alice(discord: StandIn) -> User:
    return discord.user("alice")


@pytest.fixture
def rooms(discord: StandIn, alice: User) -> list[Guild]:
    """One of each process."""
    found: dict[int, Guild] = {}
    while len(found) < 2:
        room = discord.guild("Room", members=[alice], administrators=[discord.owner])
        process = (room.id >> 22) % SHARDS // 2
        if process in found:
            discord.remove_bot(room)
        found.setdefault(process, room)
        # Its id is of the millisecond.
        time.sleep(0.001)
    return [found[0], found[1]]


@dataclass
class Bots:
    """The processes, and the folder of their vault."""

    folder: Path
    processes: list[asyncio.subprocess.Process] = field(default_factory=list)


@pytest.fixture
async def bots(
    discord: StandIn, rooms: list[Guild], place: DatabaseServer, tmp_path: Path
) -> AsyncIterator[Bots]:
    bots = Bots(tmp_path)
    async with AsyncExitStack() as stack:
        for ids in ("0-1/4", "2-3/4"):
            options = ("--shards", ids, "--database", place.url)
            bots.processes.append(
                await stack.enter_async_context(
                    running(tmp_path, discord, ready=False, options=options, cooldown=UNLIMITED)
                )
            )
        await discord.wait_ready()
        yield bots
        for process in bots.processes:
            if process.returncode is None:
                code, log = await stopped(process)
                assert code == 0
                assert "Traceback" not in log


UNLIMITED: dict[str, object] = {"uses": 1_000_000, "seconds": 1}


async def load(bots: Bots, place: DatabaseServer) -> asyncio.subprocess.Process:
    """Begin a load in a process of its own."""
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "load", "--vault", str(bots.folder / "vault"),
        "--database", place.url, cwd=ROOT,
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip


async def test_what_one_process_loads_both_answer_within_two_seconds(
    discord: StandIn, rooms: list[Guild], alice: User, bots: Bots
) -> None:
    waits = []
    for number in range(5):
        word = f"zebra{number}"
        write_vault(bots.folder / "vault", {f"new/{word}.md": note_text(word, f"A {word} crosses")})
        # From before the load, which is more than from its commit.
        began = time.monotonic()
        report = await discord.slash(discord.owner, rooms[number % 2], "vault reload")
        assert "+1" in report.content, report.content
        for room in rooms:
            while word not in str((await discord.slash(alice, room, "quote", text=word)).embeds):
                assert time.monotonic() - began < 5 * NEW_WITHIN
                await asyncio.sleep(ASKED_EVERY)
        waits.append(time.monotonic() - began)
    print(f"\nanswered by both after {', '.join(f'{wait:.2f}' for wait in waits)} s")
    assert sorted(waits)[2] < NEW_WITHIN


async def test_a_loader_that_is_killed_in_the_middle_changes_nothing_and_holds_up_nobody(
    discord: StandIn, rooms: list[Guild], alice: User, bots: Bots, place: DatabaseServer
) -> None:
    vault = bots.folder / "vault"
    before = query(place.url, "SELECT value FROM loads WHERE name = 'serial'")
    shutil.rmtree(vault / "Sachin & Adam", ignore_errors=True)
    write_vault(vault, {"new/zebra.md": note_text("Zebra", "A zebra crosses the road")})
    # What a load does last is held up, so that it is killed when all else is done.
    holding = await asyncpg.connect(place.url)
    held = holding.transaction()
    await held.start()
    await holding.execute("LOCK TABLE channels IN EXCLUSIVE MODE")
    loading = await load(bots, place)
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    async with asyncio.timeout(CONNECTED):
        while query(place.url, waiting) == [(0,)]:  # noqa: ASYNC110
            await asyncio.sleep(ASKED_EVERY)
    for room in rooms:
        assert ANSWER in str((await discord.slash(alice, room, "quote", text=QUESTION)).embeds)
        refused = await discord.slash(discord.owner, room, "vault reload")
        assert "wait for it to finish" in refused.content
    loading.kill()
    await loading.communicate()
    await held.rollback()
    await holding.close()

    assert query(place.url, "SELECT value FROM loads WHERE name = 'serial'") == before
    for room in rooms:
        assert not (await discord.slash(alice, room, "quote", text="zebra crosses")).embeds
    again = await load(bots, place)
    _, error = await again.communicate()
    assert again.returncode == 0, error
    async with asyncio.timeout(5 * NEW_WITHIN):
        for room in rooms:
            while not (await discord.slash(alice, room, "quote", text="zebra crosses")).embeds:  # noqa: ASYNC110
                await asyncio.sleep(ASKED_EVERY)


@dataclass
class Asked:
    """What somebody who asks on and on was answered."""

    right: list[float] = field(default_factory=list)
    """When: seconds of the clock that is never set."""
    again: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


async def ask_on(discord: StandIn, alice: User, room: Guild, asked: Asked) -> None:
    while True:
        answer = await discord.slash(alice, room, "quote", text=QUESTION)
        now = time.monotonic()
        if ANSWER in str(answer.embeds):
            asked.right.append(now)
        elif answer.content.startswith(AGAIN) and answer.ephemeral:
            asked.again.append(now)
        else:
            asked.wrong.append(f"{answer.content} {answer.embeds}")
        await asyncio.sleep(ASKED_EVERY)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT], ids=["restarted", "crashed"])
async def test_a_server_that_restarts_under_load_costs_no_wrong_answer(
    discord: StandIn,
    rooms: list[Guild],
    alice: User,
    bots: Bots,
    server: Server,
    how: signal.Signals,
) -> None:
    asked = [Asked() for _ in rooms]
    asking = [
        asyncio.create_task(ask_on(discord, alice, room, each))
        for room, each in zip(rooms, asked, strict=True)
    ]
    await asyncio.sleep(2)
    await asyncio.to_thread(server.stop, how)
    gone = time.monotonic()
    await asyncio.sleep(4)
    await asyncio.to_thread(server.start)
    back = time.monotonic()
    await asyncio.sleep(6)
    for each in asking:
        each.cancel()
    await asyncio.gather(*asking, return_exceptions=True)

    recovered = [
        min((at for at in each.right if at > back), default=math.inf) - back for each in asked
    ]
    outcomes = Counter(right=sum(len(each.right) for each in asked))
    outcomes["try again"] = sum(len(each.again) for each in asked)
    waits = [wait for wait in discord.waits.values() if wait is not None]
    print(
        f"\n{dict(outcomes)} in {back - gone:.1f} s without a server; first right answers "
        f"{', '.join(f'{each:.2f}' for each in recovered)} s after it was back; "
        f"slowest first word {max(waits):.2f} s"
    )
    assert [each.wrong for each in asked] == [[], []]
    assert all(each.again for each in asked)
    assert max(recovered) < 5
    # The last of each may have been under way.
    assert sum(wait is None for wait in discord.waits.values()) <= len(rooms)
    assert max(waits) < 3


async def until_told(process: asyncio.subprocess.Process, text: str) -> None:
    """Read what a process writes to standard error until there is such a line."""
    assert process.stderr
    async with asyncio.timeout(CONNECTED):
        async for line in process.stderr:
            if text in line.decode():
                return
    raise AssertionError(f"the process ended without: {text}")


async def test_where_the_process_that_loads_is_killed_the_other_fetches_and_loads_at_once(
    discord: StandIn, rooms: list[Guild], alice: User, place: DatabaseServer, tmp_path: Path
) -> None:
    remote = make_repository(
        tmp_path / "remote", {"ch/otter.md": note_text("Otter", "An otter holds hands")}
    )
    async with AsyncExitStack() as stack:
        one, other = [
            await start_with_git(stack, discord, place, tmp_path, ids) for ids in ("0-1/4", "2-3/4")
        ]
        await discord.wait_ready()
        commit(remote, {"ch/zebra.md": note_text("Zebra", "A zebra crosses the road")})
        assert "+1" in (await discord.slash(discord.owner, rooms[0], "vault reload")).content
        commit(remote, {"ch/heron.md": note_text("Heron", "A heron stands still")})
        one.kill()
        killed = time.monotonic()
        await until_told(other, KEEPS)
        led = time.monotonic() - killed
        async with asyncio.timeout(FETCHED_EVERY / 2):
            while not (await discord.slash(alice, rooms[1], "quote", text="heron stands")).embeds:  # noqa: ASYNC110
                await asyncio.sleep(ASKED_EVERY)
        print(f"\nleads after {led:.2f} s, answers after {time.monotonic() - killed:.2f} s")
        assert (await discord.slash(alice, rooms[1], "quote", text="zebra crosses")).embeds
        code, log = await stopped(other)
    assert code == 0
    assert "Traceback" not in log


async def start_with_git(
    stack: AsyncExitStack, discord: StandIn, place: DatabaseServer, folder: Path, ids: str
) -> asyncio.subprocess.Process:
    """A process with a copy of its own of the repository `remote`; the first one leads then."""
    git = {"url": str(folder / "remote"), "every": FETCHED_EVERY // 60}
    process = await stack.enter_async_context(
        running(
            folder, discord, ready=False, cooldown=UNLIMITED,
            options=("--shards", ids, "--database", place.url),
            vault={"path": f"copy-{ids[0]}", "git": git},
        )
    )  # fmt: skip
    await until_told(process, KEEPS if ids.startswith("0") else "vault loaded")
    return process


async def test_a_server_that_hangs_is_answered_for_in_time(
    discord: StandIn, rooms: list[Guild], alice: User, bots: Bots, server: Server
) -> None:
    for room in rooms:
        assert (await discord.slash(alice, room, "quote", text=QUESTION)).embeds
    server.freeze()
    try:
        began = time.monotonic()
        answers = await asyncio.gather(
            *(discord.slash(alice, room, "quote", text=QUESTION) for room in rooms * 5)
        )
        spent = time.monotonic() - began
    finally:
        server.thaw()
    print(f"\nanswered after {spent:.2f} s")
    assert all(each.content.startswith(AGAIN) and each.ephemeral for each in answers)
    assert spent < 3
    async with asyncio.timeout(10):
        for room in rooms:
            while not (await discord.slash(alice, room, "quote", text=QUESTION)).embeds:  # noqa: ASYNC110
                await asyncio.sleep(ASKED_EVERY)
