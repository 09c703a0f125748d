"""Where the quote a day is posted: a server's channel, by Discord's REST API."""

from collections.abc import Sequence

import aiohttp
import discord

from bot.errors import NotSent
from bot.model import Daily, Pause
from bot.reply.message import Reply
from bot.reply.views import make_view

NEEDED = {
    "View Channel": "view_channel",
    "Send Messages": "send_messages",
    "Embed Links": "embed_links",
}
"""What posting takes: as Discord's settings name it, and as discord.py does."""

UNKNOWN_CHANNEL = 10003
UNKNOWN_MESSAGE = 10008
"""Somebody has deleted what was sent with this nonce a moment ago."""
MISSING_ACCESS = 50001
NOT_DISCORDS = (0, 40333)
"""A refusal by what stands before Discord."""


class DiscordOutlet:
    """Implements `Outlet`."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client

    def is_in(self, guild_id: int) -> bool:
        """Whether the bot is still in a server; one with an outage counts."""
        return self._client.get_guild(guild_id) is not None

    def missing(self, guild_id: int, channel_id: int) -> Sequence[str]:
        """The permissions that posting there needs and the bot lacks."""
        guild = self._client.get_guild(guild_id)
        channel = guild.get_channel(channel_id) if guild else None
        if guild is None or channel is None:
            return ["View Channel"]
        has = channel.permissions_for(guild.me)
        return [name for name, flag in NEEDED.items() if not getattr(has, flag)]

    def notifies(self, guild_id: int, role_id: int) -> bool:
        """Whether members of a role hear of its mention."""
        guild = self._client.get_guild(guild_id)
        role = guild.get_role(role_id) if guild else None
        if guild is None or role is None:
            return True
        return role.mentionable or guild.me.guild_permissions.mention_everyone

    async def post(self, daily: Daily, reply: Reply, *, nonce: str) -> Pause:
        """Post, mentioning nobody but the role that was chosen."""
        role = None if self._is_gone(daily) else discord.Object(daily.role_id)
        # The mention of a role that is gone is a line of its own, above what is said.
        mentions_nobody = daily.role_id and role is None
        content = reply.content.partition("\n")[2] if mentions_nobody else reply.content
        mentions = discord.AllowedMentions(
            everyone=False, users=False, roles=[role] if role else False, replied_user=False
        )
        # Not from the cache: whether the channel is there, Discord shall say.
        channel = self._client.get_partial_messageable(daily.channel_id, guild_id=daily.guild_id)
        try:
            await channel.send(
                content or None,
                embeds=reply.embeds,
                view=make_view(reply) or discord.utils.MISSING,
                allowed_mentions=mentions,
                nonce=nonce,
            )
        except discord.HTTPException as error:
            return _reason(error)
        except (aiohttp.ClientError, OSError) as error:
            raise NotSent(f"can't reach Discord: {error}") from error
        return Pause.NOT

    def _is_gone(self, daily: Daily) -> bool:
        """Whether there is no role to mention; of a server with an outage nobody knows."""
        guild = self._client.get_guild(daily.guild_id)
        if not daily.role_id or guild is None or guild.unavailable:
            return not daily.role_id
        return guild.get_role(daily.role_id) is None

    async def warn(self, guild_id: int, reply: Reply) -> None:
        """Tell a server in its system channel, where the bot can write there."""
        guild = self._client.get_guild(guild_id)
        channel = guild.system_channel if guild else None
        if guild is None or channel is None:
            return
        has = channel.permissions_for(guild.me)
        if has.view_channel and has.send_messages:
            await channel.send(reply.content, allowed_mentions=discord.AllowedMentions.none())


def _reason(error: discord.HTTPException) -> Pause:
    """Why Discord refuses for good; raises NotSent for what passes, `error` for what is ours."""
    if error.status == 429 or error.status >= 500:
        raise NotSent(str(error)) from error
    if error.code == UNKNOWN_CHANNEL:
        return Pause.CHANNEL_GONE
    if error.code == UNKNOWN_MESSAGE:
        return Pause.NOT
    if error.status != 403:
        raise error
    if error.code in NOT_DISCORDS:
        raise NotSent(str(error)) from error
    return Pause.NO_ACCESS if error.code == MISSING_ACCESS else Pause.NO_PERMISSION
