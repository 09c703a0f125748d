"""Who is shown and may use what, in the real process: operators, managers, everyone else."""

from collections.abc import Awaitable
from itertools import product

import pytest

from tests.e2e.actors import Answer, NotOfferedError
from tests.e2e.process import PATIENCE, running, stopped
from tests.e2e.standin import StandIn
from tests.hostile.forging import command_data, forge_command

REFUSED = "Only the people who run this bot"


async def is_hidden(use: Awaitable[Answer]) -> bool:
    with pytest.raises(NotOfferedError):
        await use
    return True


async def test_the_vault_is_run_by_the_owner_and_a_role_and_nobody_else(discord, tmp_path):
    adam, alice, kim = (discord.user(name) for name in ("adam", "alice", "kim"))
    room = discord.guild(
        "Room",
        members=[alice],
        administrators=[adam, discord.owner],
        roles={"Keepers": [kim]},
    )
    role = room.role("Keepers").id
    async with running(tmp_path, discord, discord={"admin_role": role}) as process:
        owner = await discord.slash(discord.owner, room, "vault status")
        in_dm = await is_hidden(discord.slash(discord.owner, None, "vault status"))
        admin = await discord.slash(adam, room, "vault reload")
        hidden = [await is_hidden(discord.slash(who, room, "vault reload")) for who in (alice, kim)]
        discord.open_command(room, "vault")
        member = await discord.slash(alice, room, "vault reload")
        keeper = await discord.slash(kim, room, "vault reload")
        code, log = await stopped(process)

    assert hidden == [True, True]
    assert in_dm
    assert owner.ephemeral
    assert "**18** notes" in owner.content
    for answer in (admin, member):
        assert answer.ephemeral
        assert REFUSED in answer.content
    assert keeper.ephemeral
    assert "+0 ~0 −0" in keeper.content
    assert code == 0
    assert "Traceback" not in log


async def test_a_team_runs_the_vault_in_the_one_server_that_is_configured(tmp_path):
    async with StandIn(patience=PATIENCE, team=["tina", "tom"]) as discord:
        tom = discord.team[1]
        adam = discord.user("adam")
        home = discord.guild("Home", administrators=[tom, adam])
        other = discord.guild("Other", administrators=[tom])
        async with running(tmp_path, discord, discord={"admin_guild": home.id}):
            reloaded = await discord.slash(tom, home, "vault reload")
            refused = await discord.slash(adam, home, "vault reload")
            elsewhere = await is_hidden(discord.slash(tom, other, "vault reload"))
            dm = await is_hidden(discord.slash(tom, None, "vault reload"))
        assert discord.violations == []

    assert "+0 ~0 −0" in reloaded.content
    assert REFUSED in refused.content
    assert elsewhere
    assert dm


async def test_settings_are_for_who_may_manage_the_server(discord, tmp_path):
    mia, alice = discord.user("mia"), discord.user("alice")
    room = discord.guild("Room", members=[alice], administrators=[mia])
    async with running(tmp_path, discord) as process:
        changed = await discord.slash(mia, room, "settings set", display="plain", lead_in=10)
        plain = await discord.slash(alice, room, "quote", text="checks its own homework")
        hidden = await is_hidden(discord.slash(alice, room, "settings show"))
        dm = await is_hidden(discord.slash(mia, None, "settings show"))
        discord.open_command(room, "settings")
        refused = await discord.slash(alice, room, "settings reset")
        await stopped(process)
    async with running(tmp_path, discord):
        after = await discord.slash(alice, room, "quote", text="checks its own homework")

    assert "plain text" in changed.content
    for answer in (plain, after):
        assert answer.embeds == []
        assert "[22:50](<https://youtu.be/iGa-6tpLBXA?t=1360>)" in answer.content
    assert hidden
    assert dm
    assert refused.ephemeral
    assert "permission Manage Server may use /settings" in refused.content


async def test_no_forged_interaction_runs_the_vault_or_a_server(tmp_path):
    async with StandIn(patience=PATIENCE) as discord:
        alice, adam = discord.user("alice"), discord.user("adam")
        room = discord.guild("Room", members=[alice], administrators=[adam])
        away = discord.guild("Away", members=[alice, adam], installed=False)
        places = (room, away, None, discord.chat(alice, adam))
        for command in ("vault", "settings", "daily"):
            discord.open_command(room, command)
        loaded = ("vault reload", {"full": True}), ("vault status", {}), ("vault misses", {})
        managed = ("settings reset", {}), ("daily clear", {})
        async with running(tmp_path, discord, cooldown={"uses": 1_000}) as process:
            answers = [
                await forge_command(discord, who, place, command_data(command, options))
                for command, options in loaded
                for who, place in product((alice, adam), places)
            ]
            others = [
                await forge_command(discord, alice, place, command_data(command, options))
                for command, options in managed
                for place in places
            ]
            kept = await discord.slash(discord.owner, None, "about")
            code, log = await stopped(process)
        assert discord.violations == []

    for answer in answers:
        assert answer.ephemeral
        assert answer.buttons == []
        assert REFUSED in answer.content
    for answer in others:
        assert answer.ephemeral
        assert "permission Manage Server may use" in answer.content
    assert "**18** notes" in kept.content
    assert code == 0
    assert "Traceback" not in log
