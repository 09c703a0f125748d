"""`/note`: find a note by its topic."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.answers import Answers
from bot.client import VaultBot
from bot.reply.views import respond
from cogs.options import Choices, asker_of, offered, typed_channel


class Notes(commands.Cog):
    """Looks notes up by their names and by what they say."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    @app_commands.command(name="note", description="Find a note: one topic of one video")
    @app_commands.describe(
        topic="What it is about; pick from the list or type freely",
        channel="Only notes of this channel",
        private="Show the answer only to you",
    )
    async def note(
        self,
        interaction: discord.Interaction,
        topic: app_commands.Range[str, 1, 100],
        channel: str = "",
        private: bool | None = None,
    ) -> None:
        """Answer with the note's lead and quotes from its parts."""
        asker = asker_of(interaction, private)
        coming = self._answers.notes.note(topic, channel=channel, asker=asker)
        await respond(interaction, coming, private=bool(private))

    @note.autocomplete("topic")
    async def topics(self, interaction: discord.Interaction, current: str) -> Choices:
        """Titles, best first."""
        channel, asker = typed_channel(interaction), asker_of(interaction)
        coming = self._answers.notes.choices(current, channel=channel, asker=asker)
        return await offered(interaction, coming)

    @note.autocomplete("channel")
    async def channels(self, interaction: discord.Interaction, current: str) -> Choices:
        """Channels that hold what was typed."""
        return await offered(interaction, self._answers.channel_choices(current))


async def setup(bot: VaultBot) -> None:
    """Called by discord.py when the client loads this cog by name."""
    await bot.add_cog(Notes(bot.answers))
