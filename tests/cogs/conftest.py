"""The real bot over a copy of the sample vault, in a simulated Discord: tests act as its users."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import discord
import pytest
import simcord

from bot.answers import Answers, Desk
from bot.client import ClientSettings, VaultBot
from bot.library import Library
from bot.model import VaultSettings
from bot.reply.embeds import Look
from bot.store.sqlite.store import open_store
from tests.conftest import SAMPLE

ONE_SHARD = pytest.mark.simcord(shard_count=1)
"""The bot leaves its number of shards to Discord; the simulation wants to be told."""
SETTINGS = ClientSettings(cooldown_uses=1_000, cooldown_seconds=10.0)
"""Nobody waits, but where a test is about waiting."""

MakeBot = Callable[[], Awaitable[VaultBot]]


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    """What the bot reads; a test may change it and have it loaded again."""
    return shutil.copytree(SAMPLE, tmp_path / "vault")


@pytest.fixture
def database(sample_database: Path, tmp_path: Path) -> Path:
    return shutil.copy(sample_database, tmp_path / "vault.db")


@pytest.fixture
async def make_bot(vault: Path, database: Path) -> AsyncIterator[MakeBot]:
    """Start the bot anew over the same database, as after a restart."""
    async with AsyncExitStack() as opened:

        async def make() -> VaultBot:
            store = await opened.enter_async_context(open_store(database))
            library = await Library.open(store, vault=vault, settings=VaultSettings())
            opened.callback(library.close)
            return VaultBot(Answers(Desk(library, store, Look())), store, SETTINGS)

        yield make


@pytest.fixture
async def simcord_bot(make_bot: MakeBot) -> VaultBot:
    return await make_bot()


@pytest.fixture
def channel(simcord_env: simcord.Env) -> simcord.ChannelHandle:
    return simcord_env.create_guild().create_text_channel("reading-room")


@pytest.fixture
def alice(simcord_env: simcord.Env, channel: simcord.ChannelHandle) -> simcord.MemberActor:
    return simcord_env.guild.add_member(simcord_env.create_user("alice"))


@pytest.fixture
def bob(simcord_env: simcord.Env, channel: simcord.ChannelHandle) -> simcord.MemberActor:
    return simcord_env.guild.add_member(simcord_env.create_user("bob"))


@pytest.fixture
def owner(
    simcord_env: simcord.Env, simcord_bot: VaultBot, channel: simcord.ChannelHandle
) -> simcord.MemberActor:
    """Whoever runs the bot, in a server that is theirs."""
    user = simcord_env.create_user("olga")
    simcord_bot.owner_id = user.id
    return with_permissions(simcord_env.guild, user, administrator=True)


def with_permissions(
    guild: simcord.GuildHandle, user: simcord.UserHandle, **permissions: bool
) -> simcord.MemberActor:
    """Have a user join a server with these permissions."""
    role = guild.create_role(user.name, permissions=discord.Permissions(**permissions))
    return guild.add_member(user, roles=[role])
