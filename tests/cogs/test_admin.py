"""`/vault`, as those who run the bot and everyone else meet it."""

import asyncio
import dataclasses

import discord
import pytest

from bot.tree import Refused
from tests.cogs.acting import seen
from tests.cogs.conftest import ONE_SHARD, SETTINGS, with_permissions

pytestmark = ONE_SHARD
COMMANDS = ("vault reload", "vault status", "vault misses")


@pytest.fixture
async def opened(simcord_env, simcord_bot, channel) -> None:
    """The server lets everyone use the command."""
    (command,) = (each for each in await simcord_bot.tree.fetch_commands() if each.name == "vault")
    guild = simcord_env.guild
    guild.set_command_permissions(command, {guild.default_role: True})


@pytest.mark.parametrize("command", COMMANDS)
async def test_a_servers_administrator_is_refused_privately(simcord_env, channel, command):
    admin = with_permissions(simcord_env.guild, simcord_env.create_user("adam"), administrator=True)

    result = await admin.slash(channel, command)

    assert result.ephemeral
    assert "Only the people who run this bot" in result.response.content
    assert [type(error) for error in simcord_env.errors] == [Refused]


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("command", COMMANDS)
async def test_members_and_moderators_are_refused_where_a_server_opened_it(
    simcord_env, alice, channel, command
):
    moderator = with_permissions(
        simcord_env.guild, simcord_env.create_user("mo"), manage_messages=True, manage_guild=True
    )

    results = [await actor.slash(channel, command) for actor in (alice, moderator)]

    for result in results:
        assert result.ephemeral
        assert "Only the people who run this bot" in result.response.content
    assert [type(error) for error in simcord_env.errors] == [Refused, Refused]


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("command", COMMANDS)
async def test_a_member_of_the_team_that_owns_the_bot_may(
    simcord_env, simcord_bot, channel, command
):
    tina = simcord_env.guild.add_member(simcord_env.create_user("tina"))
    simcord_bot.owner_ids = {tina.id, 1}

    result = await tina.slash(channel, command)

    assert result.ephemeral
    assert "Only" not in result.response.content


@pytest.mark.usefixtures("opened")
@pytest.mark.parametrize("command", COMMANDS)
async def test_the_configured_role_may_as_well(simcord_env, simcord_bot, channel, command):
    role = simcord_env.guild.create_role("Keepers")
    simcord_bot.settings = dataclasses.replace(SETTINGS, admin_role=role.id)
    keeper = simcord_env.guild.add_member(simcord_env.create_user("kim"), roles=[role])

    result = await keeper.slash(channel, command)

    assert result.ephemeral
    assert "Only" not in result.response.content


async def test_the_configured_role_is_shown_it_once_the_server_says_so(
    simcord_env, simcord_bot, channel
):
    role = simcord_env.guild.create_role("Keepers")
    keeper = simcord_env.guild.add_member(simcord_env.create_user("kim"), roles=[role])
    before = keeper.available_commands(channel)
    (command,) = (each for each in await simcord_bot.tree.fetch_commands() if each.name == "vault")

    simcord_env.guild.set_command_permissions(command, {role: True})

    assert not {*COMMANDS} & {*before}
    assert {*COMMANDS} <= {*keeper.available_commands(channel)}


async def test_the_owner_reloads_and_is_told_what_changed(owner, channel, vault):
    (vault / "kitchenlab" / "why_meat_rests.md").unlink()

    result = await owner.slash(channel, "vault reload")

    assert result.ephemeral
    assert "+0 ~0 −1" in result.response.content
    assert "17 notes" in result.response.content


async def test_a_full_reload_reads_every_file_again(owner, channel):
    result = await owner.slash(channel, "vault reload", full=True)

    assert "18 notes" in result.response.content


async def test_a_second_reload_while_one_runs_says_so(owner, channel, simcord_bot):
    library = simcord_bot.answers.desk.library
    first = asyncio.create_task(library.load(full=True))
    await asyncio.sleep(0)

    result = await owner.slash(channel, "vault reload")

    assert "being loaded already" in result.response.content
    await first


async def test_a_failed_reload_says_why_and_answers_go_on(owner, channel, vault):
    vault.rename(vault.with_name("elsewhere"))

    result = await owner.slash(channel, "vault reload")
    answer = await owner.slash(channel, "note", topic="agi")

    assert result.ephemeral
    assert "nothing changed" in result.response.content
    assert "AGI" in answer.response.embeds[0].title


async def test_more_than_ten_problems_come_as_a_file(owner, channel, vault):
    for number in range(11):
        (vault / "kitchenlab" / f"broken{number}.md").write_text("---\ntitle: [\n---\n", "utf-8")
    await owner.slash(channel, "vault reload")

    result = await owner.slash(channel, "vault status")

    assert result.response.content.count("frontmatter-yaml") <= 11
    (file,) = result.response.attachments
    assert isinstance(file, discord.Attachment)
    assert file.filename == "problems.txt"


async def test_what_was_asked_and_not_found_is_kept_only_where_that_is_configured(
    owner, alice, channel, simcord_bot
):
    await alice.slash(channel, "note", topic="qqqqzzzz")
    without = await owner.slash(channel, "vault misses")
    simcord_bot.answers.desk.keep_misses = True
    for command, option in (("note", "topic"), ("quote", "text"), ("search", "query")):
        await alice.slash(channel, command, **{option: "Xyzzy *Plugh*"})
    await alice.slash(channel, "quote", text="xyzzy  *plugh*")
    about = await alice.slash(channel, "about")

    kept = await owner.slash(channel, "vault misses")

    assert "not kept" in without.response.content
    assert kept.ephemeral
    assert "qqqqzzzz" not in kept.response.content
    assert kept.response.content.splitlines()[1] == r"- 2 × `/quote` xyzzy \*plugh\*"
    assert "`/note`" in kept.response.content
    assert "`/search`" in kept.response.content
    assert "alice" not in seen(kept.response)
    assert "what was asked and not found, without names" in about.response.content
    assert "\nIn **1** server.\n" in about.response.content
