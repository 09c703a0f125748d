"""The real bot over the sample vault, in a simulated Discord: tests act as its users."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import simcord

from bot.answers import Answers, Desk
from bot.client import ClientSettings, VaultBot
from bot.library import Library
from bot.model import VaultSettings
from bot.reply.embeds import Look
from bot.store.sqlite import open_store

SAMPLE = Path(__file__).parents[2] / "examples" / "vault"
ONE_SHARD = pytest.mark.simcord(shard_count=1)
"""The bot leaves its number of shards to Discord; the simulation wants to be told."""
SETTINGS = ClientSettings(cooldown_uses=5, cooldown_seconds=10.0)


@pytest.fixture
async def simcord_bot(tmp_path: Path) -> AsyncIterator[VaultBot]:
    async with open_store(tmp_path / "vault.db") as store:
        library = await Library.open(store, vault=SAMPLE, settings=VaultSettings())
        await library.load()
        yield VaultBot(Answers(Desk(library, store, Look())), store, SETTINGS)


@pytest.fixture
def channel(simcord_env: simcord.Env) -> simcord.ChannelHandle:
    return simcord_env.create_guild().create_text_channel("reading-room")


@pytest.fixture
def alice(simcord_env: simcord.Env, channel: simcord.ChannelHandle) -> simcord.MemberActor:
    return simcord_env.guild.add_member(simcord_env.create_user("alice"))
