"""`/settings`, and that answers follow it: at once, in that server only, and after a restart."""

import logging
import sqlite3
from contextlib import closing

import pytest

from bot.errors import StoreBusy
from bot.tree import Refused
from tests.cogs.acting import buttons, seen
from tests.cogs.conftest import ONE_SHARD, with_permissions

pytestmark = ONE_SHARD


@pytest.fixture
def mia(simcord_env, channel):
    """May manage the server."""
    return with_permissions(simcord_env.guild, simcord_env.create_user("mia"), manage_guild=True)


@pytest.fixture
def elsewhere(simcord_env, alice):
    """(alice in another server, a channel there)."""
    other = simcord_env.create_guild("Other")
    return other.add_member(alice.user), other.create_text_channel("general")


@pytest.mark.parametrize("command", ["settings show", "settings set", "settings reset"])
async def test_who_may_not_manage_the_server_is_refused_even_where_it_was_opened(
    simcord_env, simcord_bot, alice, channel, command
):
    registered = {each.name: each for each in await simcord_bot.tree.fetch_commands()}
    guild = simcord_env.guild
    guild.set_command_permissions(registered["settings"], {guild.default_role: True})

    result = await alice.slash(channel, command)

    assert result.ephemeral
    assert "permission Manage Server may use /settings" in result.response.content
    assert [type(error) for error in simcord_env.errors] == [Refused]


async def test_private_replies_are_seen_by_the_asker_only_unless_they_say_otherwise(
    mia, alice, channel, elsewhere
):
    before = await alice.slash(channel, "quote", text="deepseek")
    await mia.slash(channel, "settings set", replies="private")

    after = await alice.slash(channel, "quote", text="deepseek")
    public = await alice.slash(channel, "quote", text="deepseek", private=False)
    there = await elsewhere[0].slash(elsewhere[1], "quote", text="deepseek")
    dm = await alice.user.slash("quote", text="deepseek")

    assert [each.ephemeral for each in (before, after, public, there, dm)] == [
        False, True, False, False, False,
    ]  # fmt: skip
    assert buttons(after.response)[-1] == "Share"


async def test_a_lead_in_moves_where_links_start_and_never_what_they_say(
    mia, alice, channel, elsewhere
):
    await mia.slash(channel, "settings set", lead_in=10)

    here = await alice.slash(channel, "quote", text="checks its own homework")
    there = await elsewhere[0].slash(elsewhere[1], "quote", text="checks its own homework")

    assert "[22:50](https://youtu.be/iGa-6tpLBXA?t=1360)" in seen(here.response)
    assert "[22:50](https://youtu.be/iGa-6tpLBXA?t=1370)" in seen(there.response)


async def test_plain_display_says_the_same_without_an_embed(mia, alice, channel, elsewhere):
    await mia.slash(channel, "settings set", display="plain")

    for command, options in (
        ("quote", {"text": "checks its own homework"}),
        ("note", {"topic": "agi"}),
        ("search", {"query": "sourdough"}),
        ("video", {"video": "sourdough"}),
        ("browse", {}),
        ("random", {}),
    ):
        here = await alice.slash(channel, command, **options)
        there = await elsewhere[0].slash(elsewhere[1], command, **options)
        assert here.response.embeds == []
        assert len(there.response.embeds) == 1
        if command != "random":
            assert there.response.embeds[0].title in here.response.content
            assert buttons(here.response)[-1:] == buttons(there.response)[-1:]


async def test_a_plain_answer_is_turned_through_shared_and_opened_as_well(mia, alice, channel):
    await mia.slash(channel, "settings set", display="plain")
    found = await alice.slash(channel, "quote", text="sourdough", private=True)

    following = await alice.click(found.response, label="Next match (1 of 8)")
    shared = await alice.click(following.response, label="Share")
    note = await alice.click(following.response, label="Note")

    assert following.response.id == found.response.id
    assert following.response.embeds == []
    (public,) = shared.followups
    assert "shared by alice" in public.content
    assert note.response.embeds == []


async def test_the_servers_channel_is_looked_in_first_and_not_alone(mia, alice, channel, elsewhere):
    await mia.slash(channel, "settings set", channel="kitchenlab")

    here = await alice.slash(channel, "quote", text="temperature")
    only_elsewhere = await alice.slash(channel, "quote", text="longitude")
    chance = [await alice.slash(channel, "random") for _ in range(5)]
    offered = await alice.autocomplete(channel, "note", "topic", "")
    there = await elsewhere[0].autocomplete(elsewhere[1], "note", "topic", "")

    assert here.response.embeds[0].author.name.startswith("The Kitchen Lab")
    assert "The Long Way Round" in seen(only_elsewhere.response)
    assert all("The Kitchen Lab" in seen(each.response) for each in chance)
    assert {choice["name"].rpartition(" — ")[2] for choice in offered} == {"The Kitchen Lab"}
    assert len({choice["name"].rpartition(" — ")[2] for choice in there}) == 3


async def test_what_is_set_while_another_process_loads_is_put_off_in_words(
    simcord_env, mia, channel, simcord_bot, database, caplog
):
    await simcord_bot._store._connections.writer.execute("PRAGMA busy_timeout = 100")
    with closing(sqlite3.connect(database, isolation_level=None)) as loading:
        loading.execute("BEGIN IMMEDIATE")
        refused = await mia.slash(channel, "settings set", replies="private")
        shown = await mia.slash(channel, "settings show")
    again = await mia.slash(channel, "settings set", replies="private")

    assert refused.ephemeral
    assert refused.response.content == (
        "The vault is being loaded just now; try again in a moment."
    )
    assert "public" in shown.response.content
    assert "private" in again.response.content
    (line,) = [each for each in caplog.records if each.levelno >= logging.WARNING]
    assert (line.levelname, line.exc_info) == ("WARNING", None)
    assert "/settings set put off: " in line.getMessage()
    assert [type(error.original) for error in simcord_env.errors] == [StoreBusy]


async def test_an_unknown_channel_is_named_and_changes_nothing(mia, channel):
    result = await mia.slash(channel, "settings set", channel="nowhere", replies="private")
    shown = await mia.slash(channel, "settings show")

    assert "“nowhere”" in result.response.content
    assert "public" in shown.response.content


async def test_channels_are_offered_while_typing(mia, channel):
    choices = await mia.autocomplete(channel, "settings set", "channel", "kit")

    assert choices == [{"name": "The Kitchen Lab", "value": "kitchenlab"}]


async def test_what_is_set_outlives_a_restart_and_is_forgotten_by_a_reset(
    simcord_env, make_bot, mia, alice, channel
):
    await mia.slash(channel, "settings set", replies="private", lead_in=5, channel="kitchenlab")
    await mia.slash(channel, "settings set", display="plain")

    await simcord_env.restart_bot(await make_bot())

    shown = await mia.slash(channel, "settings show")
    after = await alice.slash(channel, "quote", text="sourdough")
    await mia.slash(channel, "settings reset")
    reset = await alice.slash(channel, "quote", text="sourdough")

    for words in ("**The Kitchen Lab** first", "private", "5 s before", "plain text"):
        assert words in shown.response.content
    assert after.ephemeral
    assert after.response.embeds == []
    assert not reset.ephemeral
    assert reset.response.embeds
