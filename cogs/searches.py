"""`/search`: all that is found, five a page."""

from typing import Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.answers import Answers
from bot.client import VaultBot
from bot.reply.views import respond
from cogs.options import Choices, asker_of, offered


class Searches(commands.Cog):
    """Lists what is found."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    @app_commands.command(name="search", description="List all notes and quotes that are found")
    @app_commands.rename(where="in")
    @app_commands.describe(
        query='What to look for; "exact phrase" and -without work too',
        where="Notes, quotes, or both",
        channel="Only in this channel",
        private="Show the answer only to you, which is what happens unless you say False",
    )
    async def search(
        self,
        interaction: discord.Interaction,
        query: app_commands.Range[str, 1, 300],
        where: Literal["both", "notes", "quotes"] = "both",
        channel: str = "",
        private: bool = True,
    ) -> None:
        """Answer with the first page, and a menu to open one in full."""
        coming = self._answers.searches.search(
            query, where=where, channel=channel, asker=asker_of(interaction, private)
        )
        await respond(interaction, coming, private=private)

    @search.autocomplete("channel")
    async def channels(self, interaction: discord.Interaction, current: str) -> Choices:
        """Channels that hold what was typed."""
        return await offered(interaction, self._answers.channel_choices(current))


async def setup(bot: VaultBot) -> None:
    """Called by discord.py when the client loads this cog by name."""
    await bot.add_cog(Searches(bot.answers))
