"""The quote a day by the real process: once, whatever ends or goes in between."""

import sqlite3
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from bot.model import Daily, Pause
from bot.store.sqlite.store import open_store
from tests.e2e.actors import Guild
from tests.e2e.process import running, stopped
from tests.e2e.standin import StandIn

pytestmark = pytest.mark.slow


@pytest.fixture
def room(discord: StandIn) -> Guild:
    return discord.guild(
        "Reading room", administrators=[discord.owner], channels=("general", "quotes")
    )


async def due(folder: Path, guild: Guild, **fields: object) -> None:
    """A quote a day that was due ten seconds ago."""
    now = int(time.time())
    today = time.gmtime(now - 10)
    daily = Daily(
        guild.id,
        guild.channel("quotes").id,
        today.tm_hour * 60 + today.tm_min,
        "UTC",
        next_at=now - 10,
        seed=5,
    )
    async with open_store(folder / "bot.db") as store:
        assert await store.daily.swap(None, replace(daily, **fields))  # type: ignore[arg-type]


async def stored(folder: Path, guild: Guild) -> Daily:
    async with open_store(folder / "bot.db") as store:
        daily = await store.daily.get(guild.id)
    assert daily
    return daily


def posts_to(guild: Guild, channel: str) -> str:
    return f"/channels/{guild.channel(channel).id}/messages$"


async def test_it_posts_once_and_a_restart_posts_no_second(discord, room, tmp_path):
    await due(tmp_path, room)
    for _ in range(2):
        async with running(tmp_path, discord) as process:
            await discord.wait_call("POST", posts_to(room, "quotes"))
            shown = await discord.slash(discord.owner, room, "daily show")
            code, log = await stopped(process)
            assert code == 0
            assert "Traceback" not in log

    (post,) = discord.posts(room.channel("quotes"))
    assert post.embeds[0]["footer"]["text"].startswith("q:")
    assert post.buttons[0].startswith("▶ Watch at ")
    assert "1 of " in shown.content
    daily = await stored(tmp_path, room)
    assert (daily.posted, daily.claim) == (1, None)
    assert daily.next_at > time.time()


async def test_one_that_was_claimed_when_the_process_was_killed_is_sent_as_the_same(
    discord, room, tmp_path
):
    await due(tmp_path, room)
    discord.fail_next("POST", posts_to(room, "quotes"), 503)
    async with running(tmp_path, discord) as process:
        await discord.wait_call("POST", posts_to(room, "quotes"))
        process.kill()
        await process.wait()
    assert (await stored(tmp_path, room)).claim
    async with running(tmp_path, discord) as process:
        await discord.wait_call("POST", posts_to(room, "quotes"), count=2)
        await stopped(process)

    nonces = {call.payload["nonce"] for call in discord.calls("POST", posts_to(room, "quotes"))}
    assert len(nonces) == 1
    assert len(discord.posts(room.channel("quotes"))) == 1


async def test_one_that_arrived_just_before_the_process_was_killed_is_not_doubled(
    discord, room, tmp_path
):
    await due(tmp_path, room)
    async with running(tmp_path, discord) as process:
        await discord.wait_call("POST", posts_to(room, "quotes"))
        await stopped(process)
    (post,) = discord.posts(room.channel("quotes"))
    with closing(sqlite3.connect(tmp_path / "bot.db")) as database:
        # As it stood when it had been sent: claimed, not yet written down.
        ((key,),) = database.execute("SELECT key FROM excerpts LIMIT 1")
        database.execute("UPDATE daily SET claim_key = ?, claimed_at = ?", (key, int(time.time())))
        database.commit()
    async with running(tmp_path, discord) as process:
        await discord.wait_call("POST", posts_to(room, "quotes"), count=2)
        await stopped(process)

    assert [each.id for each in discord.posts(room.channel("quotes"))] == [post.id]
    assert (await stored(tmp_path, room)).claim is None


@pytest.mark.parametrize(
    ("what", "reason", "told"),
    [
        ("gone", Pause.CHANNEL_GONE, "its channel is gone"),
        ("write", Pause.NO_PERMISSION, "I may no longer post"),
        ("view", Pause.NO_ACCESS, "I can no longer see its channel"),
    ],
)
async def test_a_channel_that_can_not_be_posted_to_pauses_it_and_the_system_channel_is_told(
    discord, room, tmp_path, what, reason, told
):
    await due(tmp_path, room)
    if what == "gone":
        now = discord.remove_channel(room, room.channel("quotes"))
    else:
        now = discord.forbid(room, room.channel("quotes"), what)
    async with running(tmp_path, discord) as process:
        await discord.wait_call("POST", posts_to(room, "general"))
        shown = await discord.slash(discord.owner, now, "daily show")
        _, log = await stopped(process)

    (notice,) = discord.posts(room.channel("general"))
    assert told in notice.content
    assert told in shown.content
    assert f"paused: {reason}" in log
    assert (await stored(tmp_path, room)).paused is reason


async def test_where_the_bot_may_not_write_the_log_alone_is_told(discord, room, tmp_path):
    await due(tmp_path, room)
    now = discord.forbid(room, room.channel("general"), "write")
    discord.remove_channel(now, room.channel("quotes"))
    async with running(tmp_path, discord) as process:
        await discord.wait_call("POST", posts_to(room, "quotes"))
        _, log = await stopped(process)

    assert "paused: channel gone" in log
    assert discord.calls("POST", posts_to(room, "general")) == []


async def test_a_server_that_the_bot_is_not_in_is_left_as_it_is(discord, room, tmp_path):
    await due(tmp_path, room)
    before = await stored(tmp_path, room)
    discord.remove_bot(room)
    async with running(tmp_path, discord) as process:
        await discord.wait_ready()
        shown = discord.guild("Another", administrators=[discord.owner])
        await discord.slash(discord.owner, shown, "daily show")
        await stopped(process)

    assert await stored(tmp_path, room) == before
    assert discord.calls("POST", "/channels/") == []


async def test_it_is_set_by_those_who_manage_the_server_and_in_no_dm(discord, room, tmp_path):
    alice = discord.user("alice")
    room = discord.guild("Room", members=[alice], administrators=[discord.owner])
    options = {"channel": room.channels[0], "time": "9", "zone": "berlin"}
    async with running(tmp_path, discord):
        await discord.wait_ready()
        answer = await discord.slash(discord.owner, room, "daily set", **options)
        zones = await discord.autocomplete(discord.owner, room, "daily set", "zone", "newyork")
        with pytest.raises(AssertionError, match="permissions are missing"):
            await discord.slash(alice, room, "daily set", **options)
        with pytest.raises(AssertionError, match="not offered in DMs"):
            await discord.slash(discord.owner, None, "daily show")

    assert answer.ephemeral
    assert "at **09:00** (Europe/Berlin)" in answer.content
    assert zones[0]["value"] == "America/New_York"
