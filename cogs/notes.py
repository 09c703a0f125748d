"""`/note`: find a note by its topic."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.answers import Answers
from bot.client import VaultBot
from bot.reply.views import respond
from cogs.options import offered, typed_channel


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
        channel: str | None = None,
        private: bool = False,
    ) -> None:
        """Answer with the note's lead and its first quotes."""
        coming = self._answers.note(topic, channel=channel or "", private=private)
        await respond(interaction, coming, private=private)

    @note.autocomplete("topic")
    async def topics(
        self, interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """Titles, best first."""
        channel = typed_channel(interaction)
        return await offered(self._answers.note_choices(current, channel=channel))

    @note.autocomplete("channel")
    async def channels(
        self, _: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        """Channels that hold what was typed."""
        return await offered(self._answers.channel_choices(current))


async def setup(bot: VaultBot) -> None:
    """Called by discord.py when the client loads this cog by name."""
    await bot.add_cog(Notes(bot.answers))
