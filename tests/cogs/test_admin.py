"""`/vault`, as its operators and everyone else meet it."""

import asyncio
import dataclasses

import discord
import pytest
import simcord

from bot.client import VaultBot
from bot.tree import Refused
from tests.cogs.conftest import ONE_SHARD, SETTINGS

pytestmark = ONE_SHARD


@pytest.fixture
def owner(simcord_env, simcord_bot: VaultBot, channel) -> simcord.MemberActor:
    user = simcord_env.create_user("olga")
    simcord_bot.owner_id = user.id
    return simcord_env.guild.add_member(user)


@pytest.mark.parametrize("command", ["vault reload", "vault status"])
async def test_everyone_else_is_refused_privately(simcord_env, alice, channel, command):
    result = await alice.slash(channel, command)

    assert result.ephemeral
    assert "Only the people who run this bot" in result.response.content
    assert [type(error) for error in simcord_env.errors] == [Refused]


async def test_a_servers_administrator_is_refused_too(simcord_env, channel):
    permissions = discord.Permissions(administrator=True)
    role = simcord_env.guild.create_role("Admins", permissions=permissions)
    admin = simcord_env.guild.add_member(simcord_env.create_user("adam"), roles=[role])

    result = await admin.slash(channel, "vault reload")

    assert "Only the people who run this bot" in result.response.content
    assert [type(error) for error in simcord_env.errors] == [Refused]


async def test_the_owner_reloads_and_is_told_what_changed(owner, channel):
    result = await owner.slash(channel, "vault reload")

    assert result.ephemeral
    assert "+0 ~0 −0" in result.response.content
    assert "18 notes" in result.response.content


async def test_the_owner_sees_the_vaults_state(owner, channel):
    result = await owner.slash(channel, "vault status")

    assert result.ephemeral
    assert "**18** notes" in result.response.content


async def test_a_configured_role_may_as_well(simcord_env, simcord_bot, channel):
    role = simcord_env.guild.create_role("Keepers")
    simcord_bot.settings = dataclasses.replace(SETTINGS, admin_role=role.id)
    keeper = simcord_env.guild.add_member(simcord_env.create_user("kim"), roles=[role])

    result = await keeper.slash(channel, "vault status")

    assert "**18** notes" in result.response.content


async def test_a_second_reload_while_one_runs_says_so(owner, channel, simcord_bot):
    first = asyncio.create_task(simcord_bot.answers.desk.library.load(full=True))
    await asyncio.sleep(0)

    result = await owner.slash(channel, "vault reload")

    assert "being loaded already" in result.response.content
    await first


async def test_a_failed_reload_says_why_and_answers_go_on(owner, channel, simcord_bot, tmp_path):
    simcord_bot.answers.desk.library._vault = tmp_path / "gone"

    result = await owner.slash(channel, "vault reload")
    answer = await owner.slash(channel, "note", topic="agi")

    assert "nothing changed" in result.response.content
    assert "gone" in result.response.content
    assert "AGI" in answer.response.embeds[0].title
