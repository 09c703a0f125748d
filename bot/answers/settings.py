"""`/settings`: what a server wants, shown and changed."""

import asyncio
from dataclasses import replace

from bot.answers.desk import Desk
from bot.model import Choice, GuildSettings, Replies
from bot.reply import reports
from bot.reply.message import Reply
from bot.reply.text import CHOICES_LIMIT

WHOLE_VAULT = "*"
"""The value of the choice that takes a server's channel away again."""


class Settings:
    """Answers about one server's settings."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        # Two changes at once would each put back what the other changed.
        self._changing = asyncio.Lock()

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
        async with self._changing:
            return await self._set(guild, channel, replies, lead_in, display)

    async def _set(
        self,
        guild: int,
        channel: str | None,
        replies: str | None,
        lead_in: int | None,
        display: str | None,
    ) -> Reply:
        settings = await self._desk.settings(guild)
        if channel is not None:
            find = self._desk.library.catalogue.find_channel
            key = "" if channel == WHOLE_VAULT else find(channel)
            if key is None:
                return self._desk.unknown_channel(channel)
            settings = replace(settings, channel=key)
        if replies is not None:
            settings = replace(settings, replies=Replies(replies))
        if lead_in is not None:
            settings = replace(settings, lead_in=lead_in)
        if display is not None:
            settings = replace(settings, plain=display == "plain")
        await self._desk.change_settings(guild, settings)
        return self._shown(settings)

    async def channel_choices(self, typed: str) -> list[Choice]:
        """Channels, and the way back to all of them."""
        everything = Choice("The whole vault", WHOLE_VAULT)
        found = self._desk.channel_choices(typed)
        return ([] if typed.strip() else [everything]) + found[: CHOICES_LIMIT - 1]

    async def reset(self, guild: int) -> Reply:
        """`/settings reset`: as the bot came."""
        async with self._changing:
            await self._desk.change_settings(guild, None)
        return self._shown(GuildSettings())

    def _shown(self, settings: GuildSettings) -> Reply:
        names = dict(self._desk.library.catalogue.channels)
        return reports.guild_settings(
            settings, channel_name=names.get(settings.channel, settings.channel)
        )
