"""`/vault`: reload the vault and see how it is, for those who run the bot."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.answers import Answers
from bot.client import AdminCheck, VaultBot
from bot.reply.notices import notice
from bot.reply.views import respond, send


class Admin(commands.GroupCog, group_name="vault", group_description="Run the vault"):
    """Refuses everyone but the bot's owner, their team and a configured role, whatever a server's
    own permission settings say."""

    def __init__(self, answers: Answers, is_admin: AdminCheck) -> None:
        super().__init__()
        self._answers = answers
        self._is_admin = is_admin

    @app_commands.command(name="reload", description="Read the vault again")
    @app_commands.describe(full="Read every file again, also those that did not change")
    async def reload(self, interaction: discord.Interaction, full: bool = False) -> None:
        """Announced first: a large vault takes longer than Discord waits."""
        if await self._refused(interaction):
            return
        await interaction.response.defer(ephemeral=True, thinking=True)
        await send(interaction, await self._answers.reload(full=full))

    @app_commands.command(name="status", description="What the vault holds, and its problems")
    async def status(self, interaction: discord.Interaction) -> None:
        """Counts, problems, last load."""
        if await self._refused(interaction):
            return
        await respond(interaction, self._answers.status(), private=True)

    async def _refused(self, interaction: discord.Interaction) -> bool:
        """Tell everyone who may not."""
        if await self._is_admin(interaction.user):
            return False
        await send(interaction, notice("Only the people who run this bot may use /vault."))
        return True


async def setup(bot: VaultBot) -> None:
    """Called by discord.py when the client loads this cog by name."""
    guild = bot.settings.admin_guild
    cog = Admin(bot.answers, bot.is_admin)
    await bot.add_cog(cog, guild=discord.Object(guild)) if guild else await bot.add_cog(cog)
