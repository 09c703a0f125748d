"""`/settings`: what a server wants, shown and changed."""

from dataclasses import replace

from bot.answers.desk import Desk
from bot.model import GuildSettings, Replies
from bot.reply import notices, reports
from bot.reply.message import Reply


class Settings:
    """Answers about one server's settings."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def show(self, guild: int) -> Reply:
        """`/settings show`."""
        return self._shown(await self._desk.settings(guild))

    async def set(
        self,
        guild: int,
        *,
        channel: str | None = None,
        replies: str | None = None,
        lead_in: int | None = None,
        display: str | None = None,
    ) -> Reply:
        """`/settings set`: those that are given change, the others stay."""
        settings = await self._desk.settings(guild)
        if channel is not None:
            key = self._desk.library.catalogue.find_channel(channel)
            if key is None:
                return notices.unknown_channel(channel)
            settings = replace(settings, channel=key)
        if replies is not None:
            settings = replace(settings, replies=Replies(replies))
        if lead_in is not None:
            settings = replace(settings, lead_in=lead_in)
        if display is not None:
            settings = replace(settings, plain=display == "plain")
        await self._desk.change_settings(guild, settings)
        return self._shown(settings)

    async def reset(self, guild: int) -> Reply:
        """`/settings reset`: as the bot came."""
        await self._desk.change_settings(guild, None)
        return self._shown(GuildSettings())

    def _shown(self, settings: GuildSettings) -> Reply:
        names = dict(self._desk.library.catalogue.channels)
        return reports.guild_settings(
            settings, channel_name=names.get(settings.channel, settings.channel)
        )
