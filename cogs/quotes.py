"""`/quote`: find a cited passage by its words."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.answers import Answers
from bot.client import VaultBot
from bot.reply.views import respond
from cogs.options import offered, typed_channel


class Quotes(commands.Cog):
    """Looks excerpts up by their words."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    @app_commands.command(name="quote", description="Find a passage and the second it was said")
    @app_commands.describe(
        text='Words of the passage; "exact phrase" and -without work too',
        channel="Only quotes of this channel",
        private="Show the answer only to you",
    )
    async def quote(
        self,
        interaction: discord.Interaction,
        text: app_commands.Range[str, 1, 300],
        channel: str | None = None,
        private: bool = False,
    ) -> None:
        """Answer with the best passage and links to its moments."""
        coming = self._answers.quote(text, channel=channel or "", private=private)
        await respond(interaction, coming, private=private)

    @quote.autocomplete("text")
    async def texts(
        self, interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """Passages, best first."""
        channel = typed_channel(interaction)
        return await offered(self._answers.quote_choices(current, channel=channel))

    @quote.autocomplete("channel")
    async def channels(
        self, _: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """Channels that hold what was typed."""
        return await offered(self._answers.channel_choices(current))


async def setup(bot: VaultBot) -> None:
    """Called by discord.py when the client loads this cog by name."""
    await bot.add_cog(Quotes(bot.answers))
