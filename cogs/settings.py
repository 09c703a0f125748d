"""`/settings`: how answers are in one server, for those who manage it."""

from typing import Literal

import discord
from discord import app_commands
from discord.ext import commands

from bot.answers import Answers
from bot.client import VaultBot
from bot.reply.views import respond
from cogs.options import Choices, guild_of, offered, require_manager


# Not guild_only(): discord.py adds the client's contexts to what that leaves open.
@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.default_permissions(manage_guild=True)
class Settings(
    commands.GroupCog, group_name="settings", group_description="How answers are in this server"
):
    """Refuses who may not manage the server, whatever its own permission settings say."""

    def __init__(self, answers: Answers) -> None:
        super().__init__()
        self._settings = answers.settings
        self._answers = answers

    async def interaction_check(self, interaction: discord.Interaction) -> bool:
        """Whoever may not is told so."""
        require_manager(interaction)
        return True

    @app_commands.command(name="show", description="How answers are in this server now")
    async def show(self, interaction: discord.Interaction) -> None:
        """All settings."""
        await respond(interaction, self._settings.show(guild_of(interaction)), private=True)

    @app_commands.command(name="set", description="Change how answers are in this server")
    @app_commands.describe(
        channel="The channel of the vault that is looked in first",
        replies="Who sees an answer where the asker doesn't say",
        lead_in="Seconds that links start before the moment",
        display="Embeds, or plain text for screen readers",
    )
    async def change(
        self,
        interaction: discord.Interaction,
        channel: str | None = None,
        replies: Literal["public", "private"] | None = None,
        lead_in: app_commands.Range[int, 0, 15] | None = None,
        display: Literal["embed", "plain"] | None = None,
    ) -> None:
        """Change those that are given."""
        coming = self._settings.set(
            guild_of(interaction),
            channel=channel,
            replies=replies,
            lead_in=lead_in,
            display=display,
        )
        await respond(interaction, coming, private=True)

    @app_commands.command(name="reset", description="Answer in this server as the bot came")
    async def reset(self, interaction: discord.Interaction) -> None:
        """Forget all that was set."""
        await respond(interaction, self._settings.reset(guild_of(interaction)), private=True)

    @change.autocomplete("channel")
    async def channels(self, interaction: discord.Interaction, current: str) -> Choices:
        """Channels that hold what was typed."""
        return await offered(interaction, self._settings.channel_choices(current))


async def setup(bot: VaultBot) -> None:
    """Called by discord.py when the client loads this cog by name."""
    await bot.add_cog(Settings(bot.answers))
