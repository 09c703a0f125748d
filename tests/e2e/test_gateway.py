"""Connecting to the stand-in, losing it, and coming back."""

import asyncio
from collections.abc import Callable

import discord
import pytest
from discord.gateway import DiscordWebSocket
from yarl import URL

from tests.e2e.actors import Guild, User
from tests.e2e.standin import StandIn
from tests.e2e.tiny_bot import TinyBot, connected


async def test_login_sync_and_ready(standin: StandIn, tiny: TinyBot) -> None:
    told = [f"{request.method} {request.path}" for request in standin.requests]
    commands_path = f"/applications/{standin.application_id}/commands"
    assert told[:3] == ["GET /users/@me", "GET /oauth2/applications/@me", f"PUT {commands_path}"]
    assert "GET /gateway/bot" in told
    assert told[-1] == "WS IDENTIFY"
    assert len(standin.calls("PUT", "/commands$")) == 1
    assert [command["name"] for command in standin.commands][:2] == ["echo", "defer"]
    assert tiny.application
    assert tiny.application.owner.id == standin.owner.id
    assert tiny.shard_count == 1
    assert standin.violations == []


async def test_guilds_reach_the_bot_before_and_after_ready(standin: StandIn) -> None:
    first = standin.guild("First", channels=["general", "quotes"])
    bot = TinyBot()
    async with connected(bot, standin):
        joined = asyncio.create_task(bot.wait_for("guild_join", timeout=2))
        await bot.wait_until_ready()
        assert [guild.name for guild in bot.guilds] == ["First"]
        assert bot.get_channel(first.channel("quotes").id)
        later = standin.guild("Later")
        standin.guild("By user installation only", installed=False)
        assert (await joined).id == later.id
        left = asyncio.create_task(bot.wait_for("guild_remove", timeout=2))
        standin.remove_bot(first)
        assert (await left).name == "First"


async def test_shards(standin: StandIn) -> None:
    async with StandIn(shards=2) as sharded:
        guilds = [sharded.guild(f"G{n}", members=[sharded.owner]) for n in range(3)]
        async with connected(TinyBot(), sharded) as bot:
            assert bot.shard_count == 2
            for guild in guilds:
                answer = await sharded.slash(sharded.owner, guild, "echo", text="x")
                assert answer.embeds[0]["description"] == "x"


async def test_team() -> None:
    async with (
        StandIn(team=["root", "helper"]) as standin,
        connected(TinyBot(), standin) as bot,
    ):
        assert bot.application
        assert bot.application.team
        assert bot.application.team.owner_id == standin.owner.id
        assert [member.name for member in bot.application.team.members] == ["root", "helper"]
        assert standin.owner.name == "root"


async def test_wrong_token(standin: StandIn) -> None:
    standin.token = "wrong"
    bot = TinyBot()
    with pytest.raises(discord.LoginFailure):
        async with connected(bot, standin):
            pass
    assert standin.calls("GET", "/users/@me")[0].status == 401


async def resumed(standin: StandIn, break_it: Callable[[], None]) -> None:
    count = len(standin.calls("WS", "RESUME"))
    break_it()
    await standin.wait_call("WS", "RESUME", count=count + 1)
    await standin.wait_ready()


async def test_gateway_breaks_and_resumes(standin: StandIn, alice: User, room: Guild) -> None:
    for break_it in (standin.drop_gateway, standin.reconnect, standin.close_gateway):
        await resumed(standin, break_it)
        assert (await standin.slash(alice, room, "echo", text="a")).type == 4
    assert len(standin.calls("WS", "IDENTIFY")) == 1
    assert len(standin.calls("PUT", "commands")) == 1


async def test_events_while_away_are_told_on_resumption(standin: StandIn, tiny: TinyBot) -> None:
    await tiny.wait_until_ready()
    joined = asyncio.create_task(tiny.wait_for("guild_join", timeout=2))
    await asyncio.sleep(0)
    standin.drop_gateway()
    missed = standin.guild("Missed")
    assert (await joined).id == missed.id


async def test_a_shard_that_does_not_wait_its_turn_is_refused_until_it_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with StandIn(shards=3, at_once=2, identify_seconds=0.3, patience=5.0) as sharded:
        # Where discord.py goes without a session.
        gateway = sharded.api_url.replace("http", "ws", 1).replace("/api/v10", "/gateway/")
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", URL(gateway))
        # TinyBot waits for nothing.
        async with connected(TinyBot(), sharded):
            await sharded.wait_ready()
        assert sharded.violations
        assert all("IDENTIFY: shard 2: 0." in violation for violation in sharded.violations)


async def test_a_guild_is_told_by_rest_as_long_as_the_bot_is_in_it(standin: StandIn) -> None:
    room = standin.guild("Room", roles={"Readers": []})
    async with connected(TinyBot(), standin) as bot:
        told = await bot.fetch_guild(room.id)
        assert [role.name for role in told.roles] == ["@everyone", "Readers"]
        standin.remove_bot(room)
        with pytest.raises(discord.NotFound, match="10004"):
            await bot.fetch_guild(room.id)
        with pytest.raises(discord.Forbidden, match="50001"):
            await bot.get_partial_messageable(room.channels[0].id).send("still there?")
