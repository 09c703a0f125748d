"""`/daily`: a quote a day in a server's channel, for those who manage the server."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import VaultBot
from bot.daily.answers import DailyAnswers
from bot.daily.outlet import Outlet
from bot.daily.poster import Poster
from bot.daily.zones import zone_choices
from bot.errors import StoreError
from bot.leading import Leading
from bot.model import Choice
from bot.reply.choices import channel_choices
from bot.reply.daily import NOT_IN_SERVER
from bot.reply.text import CHOICES_LIMIT
from bot.reply.views import respond
from bot.tree import Refused
from cogs.options import Choices, guild_of, offered, require_manager
from cogs.outlet import DiscordOutlet

log = logging.getLogger(__name__)

INTERVAL = 20.0
"""Seconds between two looks at what is due: short, so that a clock that is set does no harm."""
GRACE = 0.75
"""Seconds that a post which is being sent gets when the bot stops, or leads no longer."""


class TextChannel(app_commands.Transformer):
    """A channel of text, also one that the bot can't see: which is then told."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        """Of the option."""
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        """Offered by Discord."""
        return [discord.ChannelType.text, discord.ChannelType.news]

    async def transform(
        self, _: discord.Interaction, value: app_commands.AppCommandChannel, /
    ) -> app_commands.AppCommandChannel:
        """As it is."""
        return value


# Not guild_only(): discord.py adds the client's contexts to what that leaves open.
@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.default_permissions(manage_guild=True)
class DailyQuote(commands.GroupCog, group_name="daily", group_description="A quote a day"):
    """Refuses everyone without Manage Server, whatever the server has made of the commands'
    permissions; and owns the one loop that posts, in the process that leads.
    """

    def __init__(
        self,
        answers: DailyAnswers,
        outlet: Outlet,
        ready: Callable[[], Awaitable[None]],
        leading: Leading,
        *,
        interval: float = INTERVAL,
        observe: Callable[[str], None] = lambda _: None,
    ) -> None:
        super().__init__()
        self._answers = answers
        self._outlet = outlet
        self._ready = ready
        self._leading = leading
        self._interval = interval
        self._observe = observe
        self._posting: asyncio.Task[None] | None = None
        self._busy = asyncio.Lock()

    async def interaction_check(self, interaction: discord.Interaction) -> bool:
        """Whoever may not is told so."""
        require_manager(interaction)
        if not self._outlet.is_in(guild_of(interaction)):
            raise Refused(NOT_IN_SERVER)
        return True

    async def cog_load(self) -> None:
        """Begin to post as soon as Discord has told which servers there are."""
        # The first look at zones reads files, which is not to happen while somebody types.
        await asyncio.to_thread(zone_choices, "utc")
        self._posting = asyncio.create_task(self._post(), name="daily quotes")

    async def cog_unload(self) -> None:
        """Let what is being sent arrive, then stop; the next start goes on with what did not."""
        if self._posting is None:
            return
        await self._let_finish()
        self._posting.cancel()
        await asyncio.gather(self._posting, return_exceptions=True)

    async def _let_finish(self) -> None:
        """Wait for what is being sent, if not for long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(GRACE), self._busy:
                pass

    async def _post(self) -> None:
        await self._ready()
        await self._leading.during(self._post_regularly, ending=self._let_finish)

    async def _post_regularly(self) -> None:
        poster = Poster(
            self._answers, self._outlet, self._observe, may_post=lambda: self._leading.is_leading
        )
        while True:
            try:
                async with self._busy:
                    await poster.post_due()
            except StoreError as error:
                log.warning("daily quotes have to wait: %s", error)
            except Exception:
                error_id = secrets.token_hex(4)
                log.exception("daily quotes failed [%s]", error_id, extra={"error_id": error_id})
            await asyncio.sleep(self._interval)

    @app_commands.command(name="set", description="Post a quote a day in a channel")
    @app_commands.describe(
        channel="Where it is posted",
        time="When, by the clock of the zone: 9:00, 21:30, 9pm",
        zone="Time zone: type a city, such as Berlin or New York",
        source="Only quotes of this channel of the vault",
        role="A role to mention with it",
    )
    async def set_(
        self,
        interaction: discord.Interaction,
        channel: app_commands.Transform[app_commands.AppCommandChannel, TextChannel],
        time: app_commands.Range[str, 1, 20],
        zone: app_commands.Range[str, 1, 60],
        source: app_commands.Range[str, 1, 100] | None = None,
        role: discord.Role | None = None,
    ) -> None:
        """Set it, or set it otherwise; the bag of quotes goes on."""
        guild_id = guild_of(interaction)
        role_id = role.id if role else 0
        coming = self._answers.set(
            guild_id,
            channel_id=channel.id,
            time=time,
            zone=zone,
            source=source or "",
            role_id=role_id,
            may_mention=not role or role.mentionable or interaction.permissions.mention_everyone,
            unheard=not self._outlet.notifies(guild_id, role_id),
            missing=lambda channel_id: self._outlet.missing(guild_id, channel_id),
        )
        await respond(interaction, coming, private=True)

    @set_.autocomplete("zone")
    async def zones(self, interaction: discord.Interaction, current: str) -> Choices:
        """Zones that hold what was typed."""
        return await offered(interaction, _at_once(zone_choices(current)))

    @set_.autocomplete("source")
    async def sources(self, interaction: discord.Interaction, current: str) -> Choices:
        """Channels that hold what was typed."""
        catalogue = self._answers.library.catalogue
        found = catalogue.offer_channels(current, limit=CHOICES_LIMIT)
        return await offered(interaction, _at_once(channel_choices(found)))

    @app_commands.command(name="show", description="What is set, and when the next quote comes")
    async def show(self, interaction: discord.Interaction) -> None:
        """Also whether it is paused, and why."""
        coming = self._answers.show(guild_of(interaction))
        await respond(interaction, coming, private=True)

    @app_commands.command(name="preview", description="Show the next quote, only to you")
    async def preview(self, interaction: discord.Interaction) -> None:
        """As it will be posted, if the vault stays as it is."""
        coming = self._answers.preview(guild_of(interaction))
        await respond(interaction, coming, private=True)

    @app_commands.command(name="pause", description="Pause the quote a day, or resume it")
    async def pause(self, interaction: discord.Interaction) -> None:
        """Whichever it is not."""
        guild_id = guild_of(interaction)
        coming = self._answers.pause(
            guild_id, missing=lambda channel_id: self._outlet.missing(guild_id, channel_id)
        )
        await respond(interaction, coming, private=True)

    @app_commands.command(name="clear", description="No quote a day any more")
    async def clear(self, interaction: discord.Interaction) -> None:
        """End it."""
        coming = self._answers.clear(guild_of(interaction))
        await respond(interaction, coming, private=True)


async def _at_once(choices: list[Choice]) -> list[Choice]:
    return choices


async def setup(bot: VaultBot) -> None:
    """Called by discord.py when the client loads this cog by name."""
    daily = DailyQuote(
        bot.dailies,
        DiscordOutlet(bot, lambda guild_id: bot.own_shards.serves(guild_id)),
        bot.wait_until_told,
        bot.leading,
        observe=bot.watch.metrics.posted,
    )
    await bot.add_cog(daily)
