"""`/video` and `/browse`: what there is about a video, and the way down to it."""

import discord
from discord import app_commands
from discord.ext import commands

from bot.answers import Answers
from bot.client import VaultBot
from bot.reply.views import respond
from cogs.options import Choices, asker_of, offered


class Videos(commands.Cog):
    """Shows the vault video by video."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    @app_commands.command(name="video", description="What a video says, in order of time")
    @app_commands.describe(
        video="Its title, id or address; an address with a time shows what is said around it",
        private="Show the answer only to you",
    )
    async def video(
        self,
        interaction: discord.Interaction,
        video: app_commands.Range[str, 1, 300],
        private: bool | None = None,
    ) -> None:
        """Answer with the table of contents, or with what is said around a second."""
        coming = self._answers.videos.video(video, asker=asker_of(interaction, private))
        await respond(interaction, coming, private=bool(private))

    @app_commands.command(
        name="browse", description="Look through the vault: channels, videos, notes"
    )
    @app_commands.describe(channel="Begin with the videos of this channel")
    async def browse(self, interaction: discord.Interaction, channel: str = "") -> None:
        """Answer with a menu of channels, or of one channel's videos."""
        coming = self._answers.videos.browse(channel=channel, asker=asker_of(interaction, True))
        await respond(interaction, coming, private=True)

    @video.autocomplete("video")
    async def titles(self, interaction: discord.Interaction, current: str) -> Choices:
        """Videos, best first."""
        return await offered(interaction, self._answers.videos.choices(current))

    @browse.autocomplete("channel")
    async def channels(self, interaction: discord.Interaction, current: str) -> Choices:
        """Channels that hold what was typed."""
        return await offered(interaction, self._answers.channel_choices(current))


async def setup(bot: VaultBot) -> None:
    """Called by discord.py when the client loads this cog by name."""
    await bot.add_cog(Videos(bot.answers))
