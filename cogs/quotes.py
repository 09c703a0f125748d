"""`/quote`, `/random` and "Find a quote" on a message: one cited passage."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.answers import Answers
from bot.client import VaultBot
from bot.reply.views import respond
from cogs.options import Choices, asker_of, offered, typed_channel


class Quotes(commands.Cog):
    """Looks excerpts up by their words, or takes one by chance."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        # discord.py takes no menu on messages from a cog by itself; `setup` adds it.
        self.menu = app_commands.ContextMenu(name="Find a quote", callback=self.find_a_quote)

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
        channel: str = "",
        private: bool | None = None,
    ) -> None:
        """Answer with the best passage and links to its moments."""
        asker = asker_of(interaction, private)
        coming = self._answers.quotes.quote(text, channel=channel, asker=asker)
        await respond(interaction, coming, private=bool(private))

    @app_commands.command(name="random", description="Show a passage by chance")
    @app_commands.describe(
        channel="Only quotes of this channel", private="Show the answer only to you"
    )
    async def random(
        self, interaction: discord.Interaction, channel: str = "", private: bool | None = None
    ) -> None:
        """Answer with any passage worth showing."""
        asker = asker_of(interaction, private)
        coming = self._answers.quotes.random(channel=channel, asker=asker)
        await respond(interaction, coming, private=bool(private))

    async def find_a_quote(
        self, interaction: discord.Interaction, message: discord.Message
    ) -> None:
        """What a message says is the query; the answer is the asker's alone."""
        text = message.content or " ".join(
            part for embed in message.embeds for part in (embed.title, embed.description) if part
        )
        coming = self._answers.quotes.like(text, asker=asker_of(interaction, private=True))
        await respond(interaction, coming, private=True)

    @quote.autocomplete("text")
    async def texts(self, interaction: discord.Interaction, current: str) -> Choices:
        """Passages, best first."""
        channel, asker = typed_channel(interaction), asker_of(interaction)
        coming = self._answers.quotes.choices(current, channel=channel, asker=asker)
        return await offered(interaction, coming)

    @quote.autocomplete("channel")
    @random.autocomplete("channel")
    async def channels(self, interaction: discord.Interaction, current: str) -> Choices:
        """Channels that hold what was typed."""
        return await offered(interaction, self._answers.channel_choices(current))


async def setup(bot: VaultBot) -> None:
    """Called by discord.py when the client loads this cog by name."""
    cog = Quotes(bot.answers)
    await bot.add_cog(cog)
    bot.tree.add_command(cog.menu)
