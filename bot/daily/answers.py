"""What each `/daily` command answers, and what it changes."""

import secrets
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from bot.daily.schedule import next_run, parse_time
from bot.daily.zones import find_zone, near_zones
from bot.library import Library
from bot.model import Daily, Drawn, Pause
from bot.reply import daily as texts
from bot.reply.embeds import Look
from bot.reply.message import Reply
from bot.reply.notices import notice, unknown_channel
from bot.store.protocol import DailyStore

SEED_BITS = 63
NEAR = 3
"""Channels named where one is not known."""
LookOf = Callable[[int], Awaitable[Look]]
"""How a server wants its answers to look."""
Missing = Callable[[int], Sequence[str]]
"""The permissions that the bot lacks to post in a channel."""


@dataclass(frozen=True, slots=True)
class DailyAnswers:
    """One method a command; nothing here knows Discord."""

    rows: DailyStore
    library: Library
    look: LookOf
    clock: Callable[[], float] = time.time

    async def set(
        self,
        guild_id: int,
        *,
        channel_id: int,
        time: str,
        zone: str,
        source: str = "",
        role_id: int = 0,
        may_mention: bool = True,
        unheard: bool = False,
        missing: Missing,
    ) -> Reply:
        """`/daily set`; a day that has had its quote gets no second one, whatever is set.

        `may_mention`: whether whoever sets it could mention the role. `unheard`: whether the role's
        members will not hear of its mention.
        """
        minute, zone_name = parse_time(time), find_zone(zone)
        if minute is None:
            return texts.bad_time(time)
        if zone_name is None:
            return texts.bad_zone(zone, near_zones(zone))
        if role_id == guild_id:
            return notice(texts.EVERYONE)
        if not may_mention:
            return notice(texts.NOT_YOURS)
        key = self.library.catalogue.find_channel(source) if source.strip() else ""
        if key is None:
            return self._unknown(source)
        if lacking := missing(channel_id):
            return texts.can_not_post(channel_id, lacking)
        if await self.library.draw(seed=0, cursor=-1, channel=key) is None:
            return texts.nothing_to_draw(self._name(key))
        while True:
            before = await self.rows.get(guild_id)
            last_date = before.last_date if before else ""
            daily = Daily(
                guild_id,
                channel_id,
                minute,
                zone_name,
                key,
                role_id,
                next_at=next_run(self.clock(), minute=minute, zone=zone_name, last_date=last_date),
                last_date=last_date,
                seed=secrets.randbits(SEED_BITS),
            )
            if before and before.source == key:
                # The same bag: what was drawn of it stays drawn.
                daily = replace(daily, seed=before.seed, cursor=before.cursor, posted=before.posted)
            if await self.rows.swap(before, daily):
                return texts.set_reply(daily, self._name(key), unheard=unheard)

    async def show(self, guild_id: int) -> Reply:
        """`/daily show`."""
        daily = await self._set(guild_id)
        if daily is None:
            return notice(texts.NOT_SET)
        return texts.show_reply(daily, self._name(daily.source), await self.draw(daily))

    async def preview(self, guild_id: int) -> Reply:
        """`/daily preview`: draws and puts back."""
        daily = await self._set(guild_id)
        if daily is None:
            return notice(texts.NOT_SET)
        drawn = await self.draw(daily)
        if drawn is None:
            return texts.nothing_to_draw(self._name(daily.source))
        return texts.preview_reply(daily, drawn, await self.look(guild_id))

    async def pause(self, guild_id: int, *, missing: Missing) -> Reply:
        """`/daily pause`: stops it, or sets it going again whatever it was stopped by."""
        while True:
            before = await self._set(guild_id)
            if before is None:
                return notice(texts.NOT_SET)
            if before.paused:
                if lacking := missing(before.channel_id):
                    return texts.can_not_post(before.channel_id, lacking)
                if before.source and self.library.catalogue.find_channel(before.source) is None:
                    return self._unknown(before.source)
                after = replace(before, paused=Pause.NOT, next_at=self.next_run(before))
            else:
                after = replace(before, paused=Pause.BY_HAND, claim=None)
            if await self.rows.swap(before, after):
                say = texts.paused_reply if after.paused else texts.resumed_reply
                return say(after)

    async def clear(self, guild_id: int) -> Reply:
        """`/daily clear`; which day had its quote is kept, so that setting it again adds none."""
        while True:
            before = await self._set(guild_id)
            if before is None:
                return notice(texts.NOT_SET)
            after = replace(before, channel_id=0, role_id=0, paused=Pause.NOT, claim=None)
            if await self.rows.swap(before, after):
                return texts.cleared_reply()

    async def draw(self, daily: Daily) -> Drawn | None:
        """What comes next."""
        return await self.library.draw(seed=daily.seed, cursor=daily.cursor, channel=daily.source)

    def next_run(self, daily: Daily) -> int:
        """When it is due next, from now on."""
        return next_run(
            self.clock(), minute=daily.minute, zone=daily.zone, last_date=daily.last_date
        )

    async def _set(self, guild_id: int) -> Daily | None:
        daily = await self.rows.get(guild_id)
        return daily if daily and daily.channel_id else None

    def _unknown(self, source: str) -> Reply:
        near = self.library.catalogue.near_channels(source, limit=NEAR)
        return unknown_channel(source, [name for _, name in near])

    def _name(self, source: str) -> str:
        return dict(self.library.catalogue.channels).get(source, source)
