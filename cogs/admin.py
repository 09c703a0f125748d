"""`/vault`: reload the vault, see how it is, for those who run the bot."""

import asyncio
from dataclasses import dataclass

import discord
from discord import app_commands
from discord.ext import commands

from bot.answers import Answers
from bot.client import AdminCheck, VaultBot
from bot.reply.notices import notice
from bot.reply.views import respond, send
from bot.tree import Refused

TOLD_EVERY = 2.0
"""Seconds between words about how far a reload is."""


@dataclass(slots=True)
class Counted:
    """How far a reload is, as the reader of files tells it."""

    done: int = 0
    files: int = 0

    def __call__(self, done: int, files: int) -> None:
        """Called with every batch of files that was read."""
        self.done, self.files = done, files


@app_commands.allowed_installs(guilds=True, users=False)
# In direct messages Discord would show it to everybody.
@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.default_permissions(administrator=True)
class Admin(commands.GroupCog, group_name="vault", group_description="Run the vault"):
    """Shown to a server's administrators, who can show it to a role; refuses everyone but the bot's
    owner, their team and a configured role, whatever a server's own permission settings say."""

    def __init__(self, answers: Answers, is_admin: AdminCheck) -> None:
        super().__init__()
        self._vault = answers.vault
        self._is_admin = is_admin

    async def interaction_check(self, interaction: discord.Interaction) -> bool:
        """Whoever may not is told so."""
        if not await self._is_admin(interaction.user):
            raise Refused("Only the people who run this bot may use /vault.")
        return True

    @app_commands.command(name="reload", description="Read the vault again")
    @app_commands.describe(full="Read every file again, also those that did not change")
    async def reload(self, interaction: discord.Interaction, full: bool = False) -> None:
        """Announced first: a large vault takes longer than Discord waits."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        read = Counted()
        telling = asyncio.create_task(_tell(interaction, read))
        try:
            reply = await self._vault.reload(full=full, progress=read)
        finally:
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)
        await send(interaction, reply)

    @app_commands.command(name="status", description="What the vault holds, and its problems")
    async def status(self, interaction: discord.Interaction) -> None:
        """Counts, problems, last load."""
        await respond(interaction, self._vault.status(), private=True)

    @app_commands.command(name="misses", description="What was asked and not found")
    async def misses(self, interaction: discord.Interaction) -> None:
        """The most frequent first, where the configuration has them kept."""
        await respond(interaction, self._vault.misses(), private=True)


async def _tell(interaction: discord.Interaction, read: Counted) -> None:
    """Say now and then how far a reload is."""
    while True:
        await asyncio.sleep(TOLD_EVERY)
        if read.files:
            told = f"Reading the vault: {read.done:,} of {read.files:,} files …"
            await send(interaction, notice(told))


async def setup(bot: VaultBot) -> None:
    """Called by discord.py when the client loads this cog by name."""
    guild = bot.settings.admin_guild
    cog = Admin(bot.answers, bot.is_admin)
    await bot.add_cog(cog, guild=discord.Object(guild)) if guild else await bot.add_cog(cog)
