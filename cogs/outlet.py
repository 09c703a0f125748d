"""Where the quote a day is posted: a server's channel, by Discord's REST API."""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

import aiohttp
import discord

from bot.errors import NotSent, NotThere
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
UNKNOWN_GUILD = 10004
NOT_DISCORDS = (0, 40333)
"""A refusal by what stands before Discord."""
LET_ALONE = 60 * 60.0
"""Seconds until a server of other processes is tried again that the bot was found not to be in."""


class DiscordOutlet:
    """Implements `Outlet`. Discord tells a process of the servers on its own shards alone; of the
    others it is asked, when something is to be posted there.
    """

    def __init__(
        self,
        client: discord.Client,
        serves: Callable[[int], bool] = lambda _: True,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`serves`: whether Discord tells this process of a server."""
        self._client = client
        self._serves = serves
        self._clock = clock
        self._left: dict[int, float] = {}
        """When servers of other processes were found to be left."""

    def is_in(self, guild_id: int) -> bool:
        """Whether the bot is still in a server; one with an outage counts, and so does one of which
        only other processes are told.
        """
        if self._serves(guild_id):
            return self._client.get_guild(guild_id) is not None
        at = self._left.get(guild_id)
        if at is not None and self._clock() - at < LET_ALONE:
            return False
        self._left.pop(guild_id, None)
        return True

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
        role = None if await self._is_gone(daily) else discord.Object(daily.role_id)
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
            # So Discord also answers where the bot has left.
            unclear = error.code in {MISSING_ACCESS, UNKNOWN_CHANNEL}
            unclear = unclear and not self._serves(daily.guild_id)
            if unclear and not await self._asked(daily.guild_id):
                raise NotSent(str(error)) from error
            return _reason(error)
        except (aiohttp.ClientError, OSError) as error:
            raise NotSent(f"can't reach Discord: {error}") from error
        return Pause.NOT

    async def _is_gone(self, daily: Daily) -> bool:
        """Whether there is no role to mention; of a server with an outage nobody knows."""
        if not daily.role_id:
            return True
        if not self._serves(daily.guild_id):
            told = await self._asked(daily.guild_id)
            roles = [int(role["id"]) for role in told["roles"]] if told else [daily.role_id]
            return daily.role_id not in roles
        guild = self._client.get_guild(daily.guild_id)
        if guild is None or guild.unavailable:
            return False
        return guild.get_role(daily.role_id) is None

    async def _asked(self, guild_id: int) -> Mapping[str, Any] | None:
        """What Discord tells of a server of other processes; None where it doesn't just now. Raises
        NotThere where the bot is not in it.
        """
        try:
            return await self._client.http.get_guild(guild_id, with_counts=False)
        except discord.HTTPException as error:
            if error.code in {UNKNOWN_GUILD, MISSING_ACCESS}:
                self._left[guild_id] = self._clock()
                raise NotThere("the bot is not there, and lets it alone for an hour") from error
            return None
        except (aiohttp.ClientError, OSError):
            return None

    async def warn(self, guild_id: int, reply: Reply) -> None:
        """Tell a server in its system channel, where the bot can write there."""
        if not self._serves(guild_id):
            with suppress(NotThere, discord.HTTPException, aiohttp.ClientError, OSError):
                await self._warn_unseen(guild_id, reply)
            return
        guild = self._client.get_guild(guild_id)
        channel = guild.system_channel if guild else None
        if guild is None or channel is None:
            return
        has = channel.permissions_for(guild.me)
        if has.view_channel and has.send_messages:
            await channel.send(reply.content, allowed_mentions=discord.AllowedMentions.none())

    async def _warn_unseen(self, guild_id: int, reply: Reply) -> None:
        """The same by Discord's word alone, which knows whether the bot can write there."""
        told = await self._asked(guild_id)
        if told and (channel_id := told["system_channel_id"]):
            channel = self._client.get_partial_messageable(int(channel_id), guild_id=guild_id)
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
