"""`/about`: what this bot is and knows."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import VaultBot
from bot.reply.message import Reply
from bot.reply.views import respond


class About(commands.Cog):
    """Introduces the bot."""

    def __init__(self, bot: VaultBot) -> None:
        self._bot = bot

    @app_commands.command(name="about", description="What this bot knows, and what it keeps of you")
    async def about(self, interaction: discord.Interaction) -> None:
        """Answer with counts, age, privacy and the way to invite it."""
        await respond(interaction, self._answer(), private=True)

    async def _answer(self) -> Reply:
        reach = await self._bot.roster.reach()
        return await self._bot.answers.vault.about(invite=self._bot.invite_link(), reach=reach)


async def setup(bot: VaultBot) -> None:
    """Called by discord.py when the client loads this cog by name."""
    await bot.add_cog(About(bot))
