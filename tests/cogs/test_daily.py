"""`/daily`, as those who manage a server use it, and everyone else."""

import asyncio
import dataclasses
import datetime as dt

import discord
import pytest
import simcord

from bot.client import VaultBot
from bot.model import Pause
from bot.tree import Refused
from cogs.daily import INTERVAL
from tests.cogs.conftest import ONE_SHARD

pytestmark = ONE_SHARD

NOON = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


class Clock:
    now = NOON.timestamp()

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def simcord_bot(simcord_bot: VaultBot, clock: Clock) -> VaultBot:
    simcord_bot.dailies = dataclasses.replace(simcord_bot.dailies, clock=clock)
    return simcord_bot


@pytest.fixture
def room(simcord_env, channel) -> simcord.ChannelHandle:
    return simcord_env.guild.create_text_channel("quotes")


@pytest.fixture
def manager(simcord_env, channel) -> simcord.MemberActor:
    role = simcord_env.guild.create_role(
        "Managers", permissions=discord.Permissions(manage_guild=True)
    )
    return simcord_env.guild.add_member(simcord_env.create_user("mara"), roles=[role])


async def set_daily(manager, channel, room, **options) -> simcord.InteractionResult:
    given = {"channel": room, "time": "13:00", "zone": "UTC"} | options
    return await manager.slash(channel, "daily set", **given)


async def stored(bot: VaultBot, env: simcord.Env):
    return await bot.dailies.rows.get(env.guild.id)


def at(hour: int, day: int = 24) -> int:
    return int(NOON.replace(day=day, hour=hour).timestamp())


async def test_set_tells_what_was_set_and_when_it_comes_first(manager, channel, room):
    result = await set_daily(manager, channel, room)

    assert result.ephemeral
    text = result.response.content
    assert f"<#{room.id}> at **13:00** (UTC), from the whole vault" in text
    assert f"<t:{at(13)}:F> (<t:{at(13)}:R>)" in text


async def test_a_city_a_clock_time_a_source_and_a_role(
    manager, channel, room, simcord_env, simcord_bot
):
    role = simcord_env.guild.create_role("Readers", mentionable=True)
    result = await set_daily(
        manager, channel, room, time="9pm", zone="new york", source="The Kitchen Lab", role=role
    )

    text = result.response.content
    assert "at **21:00** (America/New_York), from **The Kitchen Lab**" in text
    assert f"<@&{role.id}>" in text
    daily = await stored(simcord_bot, simcord_env)
    assert (daily.source, daily.role_id, daily.next_at) == ("kitchenlab", role.id, at(2, day=25))


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"time": "25:00"}, "“25:00” is no time of the day"),
        ({"time": "*noon*"}, "“\\*noon\\*” is no time of the day"),
        ({"zone": "Europe/Berln"}, "Nearest: `Europe/Berlin`"),
        ({"zone": "qqq"}, "no time zone “qqq”"),
        ({"source": "nowhere"}, "no channel “nowhere”"),
    ],
)
async def test_what_can_not_be_set_is_named_and_changes_nothing(
    manager, channel, room, simcord_env, simcord_bot, options, told
):
    result = await set_daily(manager, channel, room, **options)

    assert result.ephemeral
    assert told in result.response.content
    assert await stored(simcord_bot, simcord_env) is None


async def test_everyone_can_not_be_mentioned(manager, channel, room, simcord_env):
    result = await set_daily(manager, channel, room, role=simcord_env.guild.default_role)

    assert "can't mention @everyone" in result.response.content


async def test_missing_permissions_are_named(manager, channel, simcord_env, simcord_bot):
    guild = simcord_env.guild
    shut = guild.create_text_channel(
        "shut",
        overwrites={
            guild.default_role: discord.PermissionOverwrite(send_messages=False, embed_links=False)
        },
    )
    result = await set_daily(manager, channel, shut)

    assert "I lack **Send Messages**, **Embed Links**" in result.response.content
    assert await stored(simcord_bot, simcord_env) is None


@pytest.mark.parametrize("command", ["show", "preview", "pause", "clear"])
async def test_before_it_is_set_each_command_says_so(manager, channel, command):
    result = await manager.slash(channel, f"daily {command}")

    assert result.ephemeral
    assert "No quote a day is set here" in result.response.content


async def test_show_tells_the_rest(manager, channel, room):
    await set_daily(manager, channel, room)
    result = await manager.slash(channel, "daily show")

    assert result.ephemeral
    text = result.response.content
    assert f"<#{room.id}> at **13:00** (UTC)" in text
    assert f"Next <t:{at(13)}:F>" in text
    assert "0 of " in text
    assert "none comes twice before all have been" in text


async def test_preview_is_what_is_posted_then(manager, channel, room, simcord_env, clock):
    await set_daily(manager, channel, room)
    first = await manager.slash(channel, "daily preview")
    again = await manager.slash(channel, "daily preview")
    clock.now = at(13)
    await simcord_env.advance_time(INTERVAL)

    assert first.ephemeral
    assert first.response.embeds[0] == again.response.embeds[0]
    (message,) = room.history()
    assert message.embeds[0].description == first.response.embeds[0].description
    assert message.embeds[0].footer.text == first.response.embeds[0].footer.text
    assert message.content == ""
    next_one = await manager.slash(channel, "daily preview")
    assert next_one.response.embeds[0].footer.text != message.embeds[0].footer.text


async def test_the_role_alone_is_mentioned(manager, channel, room, simcord_env, clock):
    role = simcord_env.guild.create_role("Readers", mentionable=True)
    await set_daily(manager, channel, room, role=role)
    clock.now = at(13)
    await simcord_env.advance_time(INTERVAL)

    (message,) = room.history()
    assert message.content == f"<@&{role.id}>"
    sent = next(
        entry
        for entry in simcord_env.http_requests
        if entry.path == f"/channels/{room.id}/messages"
    )
    assert sent.json["allowed_mentions"] == {"parse": [], "roles": [role.id]}
    assert sent.json["enforce_nonce"] is True


async def test_pause_and_resume_take_turns_and_say_which(
    manager, channel, room, simcord_env, simcord_bot, clock
):
    await set_daily(manager, channel, room)
    paused = await manager.slash(channel, "daily pause")
    clock.now = at(14)
    await simcord_env.advance_time(INTERVAL)
    shown = await manager.slash(channel, "daily show")
    resumed = await manager.slash(channel, "daily pause")

    assert paused.response.content.startswith("Paused")
    assert room.history() == []
    assert "**Paused**: somebody paused it" in shown.response.content
    assert resumed.response.content.startswith("Resumed")
    assert f"<t:{at(13, day=25)}:F>" in resumed.response.content
    assert (await stored(simcord_bot, simcord_env)).paused is Pause.NOT


async def test_what_stopped_it_must_be_set_right_before_it_resumes(
    manager, channel, room, simcord_env, simcord_bot
):
    await set_daily(manager, channel, room)
    row = await stored(simcord_bot, simcord_env)
    await simcord_bot.dailies.rows.swap(
        row, dataclasses.replace(row, channel_id=1, paused=Pause.CHANNEL_GONE)
    )
    shown = await manager.slash(channel, "daily show")
    resumed = await manager.slash(channel, "daily pause")

    assert "**Paused**: its channel is gone" in shown.response.content
    assert "I lack **View Channel**" in resumed.response.content
    assert (await stored(simcord_bot, simcord_env)).paused is Pause.CHANNEL_GONE


async def test_a_day_that_had_its_quote_gets_no_other_whatever_is_set(
    manager, channel, room, simcord_env, clock
):
    await set_daily(manager, channel, room)
    clock.now = at(13)
    await simcord_env.advance_time(INTERVAL)
    await manager.slash(channel, "daily clear")
    result = await set_daily(manager, channel, room, time="14:00")
    clock.now = at(14)
    await simcord_env.advance_time(INTERVAL)

    assert f"<t:{at(14, day=25)}:F>" in result.response.content
    assert len(room.history()) == 1


async def test_clear_ends_it(manager, channel, room, simcord_env, clock):
    await set_daily(manager, channel, room)
    result = await manager.slash(channel, "daily clear")
    clock.now = at(13)
    await simcord_env.advance_time(INTERVAL)

    assert "Cleared" in result.response.content
    assert room.history() == []
    assert "No quote a day" in (await manager.slash(channel, "daily show")).response.content


@pytest.mark.parametrize("command", ["show", "preview", "pause", "clear"])
async def test_discord_does_not_offer_it_to_others(alice, channel, command):
    with pytest.raises(simcord.SetupError):
        await alice.slash(channel, f"daily {command}")


@pytest.mark.parametrize("command", ["set", "show", "preview", "pause", "clear"])
async def test_who_is_let_in_by_the_server_s_own_settings_is_refused_all_the_same(
    alice, channel, room, simcord_env, simcord_bot, command
):
    daily = next(each for each in await simcord_bot.tree.fetch_commands() if each.name == "daily")
    simcord_env.guild.set_command_permissions(daily, {alice: True})
    if command == "set":
        result = await set_daily(alice, channel, room)
    else:
        result = await alice.slash(channel, f"daily {command}")

    assert result.ephemeral
    assert "permission Manage Server" in result.response.content
    assert await stored(simcord_bot, simcord_env) is None
    assert [type(error) for error in simcord_env.errors] == [Refused]


async def test_it_is_not_offered_in_direct_messages(simcord_env, manager):
    carol = simcord_env.create_user("carol")
    assert "note" in carol.available_commands()
    assert not any(name.startswith("daily") for name in carol.available_commands())
    with pytest.raises(simcord.SetupError):
        await carol.slash("daily show")


async def test_zones_and_sources_are_offered(manager, channel):
    empty = await manager.autocomplete(channel, "daily set", "zone", "")
    typed = await manager.autocomplete(channel, "daily set", "zone", "newyork")
    sources = await manager.autocomplete(channel, "daily set", "source", "kit")

    assert empty[0]["value"] == "UTC"
    assert typed[0]["value"] == "America/New_York"
    assert sources == [{"name": "The Kitchen Lab", "value": "kitchenlab"}]


async def test_a_channel_that_goes_pauses_it_and_the_system_channel_is_told(
    manager, channel, room, simcord_env, simcord_bot, clock
):
    guild = simcord_bot.get_guild(simcord_env.guild.id)
    guild._system_channel_id = channel.id
    await set_daily(manager, channel, room)
    simcord_env.inject_error(
        "POST", f"/channels/{room.id}/messages", status=404, code=10003, message="Unknown Channel"
    )
    clock.now = at(13)
    await simcord_env.advance_time(2 * INTERVAL)

    (message,) = channel.history()
    assert "is paused: its channel is gone" in message.content
    assert (await stored(simcord_bot, simcord_env)).paused is Pause.CHANNEL_GONE


async def test_an_outage_of_discord_is_waited_for(manager, channel, room, simcord_env, clock):
    await set_daily(manager, channel, room)
    simcord_env.inject_error("POST", f"/channels/{room.id}/messages", status=503, times=2)
    clock.now = at(13)
    for _ in range(12):
        await simcord_env.advance_time(INTERVAL)
        clock.now += INTERVAL

    assert len(room.history()) == 1


async def test_a_role_that_is_gone_is_not_mentioned(
    manager, channel, room, simcord_env, simcord_bot, clock
):
    role = simcord_env.guild.create_role("Readers", mentionable=True)
    await set_daily(manager, channel, room, role=role)
    simcord_bot.get_guild(simcord_env.guild.id)._remove_role(role.id)
    clock.now = at(13)
    await simcord_env.advance_time(INTERVAL)

    (message,) = room.history()
    assert message.content == ""


async def test_the_loop_outlives_whatever_fails(
    manager, channel, room, simcord_env, simcord_bot, clock, monkeypatch, caplog
):
    await set_daily(manager, channel, room)
    clock.now = at(13)

    async def fail(**_: object) -> None:
        raise RuntimeError("no such thing")

    with monkeypatch.context() as broken:
        broken.setattr(simcord_bot.dailies.rows, "pending", fail)
        await simcord_env.advance_time(3 * INTERVAL)
    assert room.history() == []
    await simcord_env.advance_time(INTERVAL)

    assert len(room.history()) == 1
    failures = [record for record in caplog.records if "daily quotes failed [" in record.message]
    assert len(failures) >= 2
    assert all(record.exc_info for record in failures)


async def test_the_loop_ends_with_the_cog(simcord_env, simcord_bot, channel):
    def loops() -> list[asyncio.Task]:
        return [task for task in asyncio.all_tasks() if task.get_name() == "daily quotes"]

    assert len(loops()) == 1
    await simcord_bot.reload_extension("cogs.daily")
    assert len(loops()) == 1
    await simcord_bot.unload_extension("cogs.daily")
    assert loops() == []


async def test_the_invite_asks_for_what_posting_takes(simcord_env, simcord_bot):
    link = simcord_bot.invite_link()
    needed = discord.Permissions(view_channel=True, send_messages=True, embed_links=True)
    assert f"permissions={needed.value}" in link
