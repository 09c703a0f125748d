"""Quotes a day for servers of which Discord tells other processes: posted by REST alone."""

from collections.abc import AsyncIterator
from typing import Any

import discord
import pytest

from bot.errors import NotSent, NotThere
from bot.model import Daily, Pause
from bot.reply.message import Reply
from cogs.outlet import LET_ALONE, DiscordOutlet
from tests.e2e.actors import Guild
from tests.e2e.standin import StandIn
from tests.e2e.tiny_bot import TinyBot, connected
from tests.monitoring.test_health import Clock

QUOTE = Reply(content="the mention\nA quote", embeds=(discord.Embed(description="said"),))


@pytest.fixture
def room(standin: StandIn) -> Guild:
    return standin.guild("Reading room", roles={"Readers": []}, channels=("general", "quotes"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def outlet(standin: StandIn, clock: Clock) -> AsyncIterator[DiscordOutlet]:
    """Of a process that knows none of the servers."""
    bot = TinyBot()
    async with connected(bot, standin):
        bot.get_guild = lambda _: None  # type: ignore[method-assign, assignment]
        yield DiscordOutlet(bot, lambda _: False, clock=clock)


def daily(room: Guild, role_id: int = 0) -> Daily:
    return Daily(room.id, room.channel("quotes").id, 0, "UTC", role_id=role_id)


def asked(standin: StandIn) -> list[Any]:
    return standin.calls("GET", r"/guilds/\d+$")


async def test_it_is_posted_and_discord_is_asked_nothing_else(standin, room, outlet):
    assert outlet.is_in(room.id)
    assert await outlet.post(daily(room), QUOTE, nonce="1") is Pause.NOT
    assert await outlet.post(daily(room), QUOTE, nonce="1") is Pause.NOT
    (post,) = standin.posts(room.channel("quotes"))
    assert post.content == "the mention\nA quote"
    assert asked(standin) == []


async def test_a_role_is_mentioned_where_it_is_there_still_or_nobody_knows(standin, room, outlet):
    role = room.role("Readers").id
    await outlet.post(daily(room, role), QUOTE, nonce="1")
    await outlet.post(daily(room, role + 1), QUOTE, nonce="2")
    standin.fail_next("GET", r"/guilds/\d+$", 503)
    await outlet.post(daily(room, role + 1), QUOTE, nonce="3")
    posts = [post.content for post in standin.posts(room.channel("quotes"))]
    assert posts == ["the mention\nA quote", "A quote", "the mention\nA quote"]


@pytest.mark.parametrize("mentions", [False, True])
async def test_a_server_that_the_bot_has_left_is_let_alone_for_an_hour(
    standin, room, outlet, clock, mentions
):
    standin.remove_bot(room)
    role = room.role("Readers").id if mentions else 0
    with pytest.raises(NotThere, match="not there"):
        await outlet.post(daily(room, role), QUOTE, nonce="1")
    assert not outlet.is_in(room.id)
    assert outlet.is_in(room.id + 1)
    clock.now += LET_ALONE
    assert outlet.is_in(room.id)
    assert len(asked(standin)) == 1


async def test_what_keeps_a_bot_that_is_there_from_posting_is_told(standin, room, outlet):
    standin.forbid(room, room.channel("quotes"), "view")
    assert await outlet.post(daily(room), QUOTE, nonce="1") is Pause.NO_ACCESS
    standin.remove_channel(room, room.channel("quotes"))
    assert await outlet.post(daily(room), QUOTE, nonce="1") is Pause.CHANNEL_GONE
    assert outlet.is_in(room.id)


async def test_where_discord_can_not_tell_it_is_for_later(standin, room, outlet):
    standin.forbid(room, room.channel("quotes"), "view")
    standin.fail_next("GET", r"/guilds/\d+$", 503)
    with pytest.raises(NotSent):
        await outlet.post(daily(room), QUOTE, nonce="1")
    assert outlet.is_in(room.id)


async def test_its_system_channel_is_told_where_that_can_be(standin, room, outlet):
    await outlet.warn(room.id, Reply(content="paused"))
    standin.forbid(room, room.channel("general"), "write")
    await outlet.warn(room.id, Reply(content="paused again"))
    standin.remove_bot(room)
    await outlet.warn(room.id, Reply(content="paused for ever"))
    (told,) = standin.posts(room.channel("general"))
    assert told.content == "paused"
