"""The Discord client: no privileged intents, no mentions, commands synced only when changed."""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import discord
import discord.gateway
import yarl
from discord.ext import commands

from bot.answers import Answers
from bot.beginning import Beginning, PatientShard
from bot.connection import Connection
from bot.daily.answers import DailyAnswers
from bot.identify import IdentifyGate, StartLimit
from bot.languages import Language
from bot.leading import Leading
from bot.monitoring import Watch
from bot.registering import Registration
from bot.reply.views import DYNAMIC_ITEMS
from bot.roster import Roster
from bot.shards import Shards, shard_of
from bot.store.protocol import Store
from bot.translator import CommandTranslator
from bot.tree import Cooldown, VaultTree

log = logging.getLogger(__name__)

COGS = (
    "cogs.quotes",
    "cogs.notes",
    "cogs.searches",
    "cogs.videos",
    "cogs.about",
    "cogs.daily",
    "cogs.settings",
    "cogs.admin",
    "cogs.buttons",
)

OWNERS_KNOWN = 300.0
"""Seconds after which Discord is asked again who owns the application."""

PRESSES = 4
"""Times as many presses as commands that one person may do: pages are turned quickly."""


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """What the client needs of the configuration."""

    cooldown_uses: int
    cooldown_seconds: float
    admin_role: int | None = None
    admin_guild: int | None = None
    sync: bool = True
    """Whether to register commands at start when they changed."""
    languages: tuple[Language, ...] = ()
    """Beside English."""
    shards: Shards | None = None
    """Those of this process; None for as many as Discord recommends."""


class VaultBot(commands.AutoShardedBot):
    """Loads the cogs and hands them the answers; knows nothing of notes itself."""

    tree: VaultTree  # type: ignore[assignment]

    def __init__(
        self,
        answers: Answers,
        store: Store,
        settings: ClientSettings,
        watch: Watch | None = None,
        leading: Leading | None = None,
    ) -> None:
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=VaultTree,
            # Slash commands arrive without any intent; guilds names roles and channels.
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            allowed_contexts=discord.app_commands.AppCommandContext(
                guild=True, dm_channel=True, private_channel=True
            ),
            allowed_installs=discord.app_commands.AppInstallationType(guild=True, user=True),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
        )
        self.answers = answers
        desk = answers.desk
        self.dailies = DailyAnswers(store.daily, desk.library, desk.fresh_look)
        self.settings = settings
        self.leading = leading or Leading.alone()
        self.watch = watch or Watch()
        self.connection = self.watch.connection = Connection()
        self.was_ready = False
        """Whether Discord has ever said that all is told."""
        self.own_shards = settings.shards or Shards(1, (0,))
        """Those of this process, once Discord was asked where it leaves them to that."""
        self.roster = Roster(store.fleet, lambda: self.own_shards, self._servers)
        self._store = store
        self._beginning: Beginning
        """Once Discord was asked how fast."""
        self._launching: set[asyncio.Task[None]] = set()
        """Of shards that may not begin yet."""
        self._is_closing = False
        self._told = asyncio.Event()
        """Set once Discord has told of all servers that may be told of."""
        self._reporting: asyncio.Task[None] | None = None
        uses, seconds = settings.cooldown_uses, settings.cooldown_seconds
        self.tree.cooldown = Cooldown(uses, seconds)
        self.tree.press_cooldown = Cooldown(uses * PRESSES, seconds)
        self.tree.in_flight = self.watch.in_flight
        self.registration = Registration(self.tree, store, settings.admin_guild)
        self._owners_asked_at: float | None = None
        """When Discord was asked who the owners are; None where it was not."""

    async def setup_hook(self) -> None:
        """Load the cogs, then register the commands where they changed."""
        self.add_dynamic_items(*DYNAMIC_ITEMS)
        for cog in COGS:
            await self.load_extension(cog)
        declared = [
            command
            for guild in self.registration.scopes
            for command in self.tree.walk_commands(guild=guild)
        ]
        await self.tree.set_translator(CommandTranslator(self.settings.languages, declared))
        if self.settings.sync:
            await self.registration.start()

    async def ask_gateway(self) -> StartLimit:
        """Ask Discord where to connect, with how many shards, and how fast; to be done before
        `connect`, which then doesn't. Raises GatewayNotFound.
        """
        recommended, address, told = await self.http.get_bot_gateway()
        # discord.py has a default of its own where it was told a number of shards, or has lost a
        # session; through a proxy that would be past it.
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(address)
        limit = StartLimit.of(told)
        if self.settings.shards is None:
            self.own_shards = Shards(recommended, tuple(range(recommended)))
        self.shard_count, self.shard_ids = self.own_shards.count, list(self.own_shards.ids)
        count = self.own_shards.count
        fleet = None if self.own_shards.is_all else self._store.fleet
        name, most = str(self.application_id), limit.longest(count)
        gate = IdentifyGate(limit.at_once, fleet=fleet, name=name, most=most)
        ask = self.http.get_bot_gateway
        self._beginning = Beginning(gate, limit, ask, shards=count, put_off=self._put_off)
        self.connection.begin(self.own_shards.ids)
        return limit

    def _put_off(self, shard_id: int, seconds: float) -> None:
        self.connection.put_off(shard_id, seconds)
        self._look_whether_told()

    def _look_whether_told(self) -> None:
        if not self.connection.lost_for:
            self._told.set()

    async def wait_until_told(self) -> None:
        """Until Discord has told of the servers of all shards, but of those that may not begin yet:
        discord.py waits for these too, for hours.
        """
        await self._told.wait()

    async def launch_shard(
        self, gateway: yarl.URL, shard_id: int, *, initial: bool = False
    ) -> None:
        """Begin a shard's first session in its turn, or later where none may begin now: discord.py
        launches one after the other, and looks after none before all are.
        """
        seconds = await self._beginning.take_turn(shard_id)
        if self._is_closing:
            return
        if seconds:
            later = asyncio.create_task(self._launch_after(seconds, gateway, shard_id))
            self._launching.add(later)
            later.add_done_callback(self._launching.discard)
            return
        await super().launch_shard(gateway, shard_id, initial=initial)
        if shard := self.get_shard(shard_id):
            PatientShard.of(shard._parent, self._beginning)

    async def _launch_after(self, seconds: float, gateway: yarl.URL, shard_id: int) -> None:
        await asyncio.sleep(seconds)
        await self.launch_shard(gateway, shard_id)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Called by discord.py when a session is about to begin, with the socket open."""
        await self._beginning.begin(shard_id or 0)

    async def close(self) -> None:
        """End the connection."""
        self.registration.stop()
        self._is_closing = True
        for task in self._launching:
            task.cancel()
        if self._reporting:
            self._reporting.cancel()
        await super().close()

    async def on_ready(self) -> None:
        """Say so in the log, with the address that invites the bot."""
        self.was_ready = True
        log.info("connected as %s; invite: %s", self.user, self.invite_link())

    async def on_shard_ready(self, shard_id: int) -> None:
        """A session began."""
        self.connection.found(shard_id)
        self._look_whether_told()
        self.watch.metrics.sessions.labels("new").inc()
        self.look()
        if self._reporting is None and (self._store.fleet.is_shared or not self.own_shards.is_all):
            self._reporting = asyncio.create_task(self.roster.report_regularly())
        self.roster.report_soon()

    async def on_shard_resumed(self, shard_id: int) -> None:
        """A session goes on."""
        self.connection.found(shard_id)
        self.watch.metrics.sessions.labels("resumed").inc()

    async def on_shard_disconnect(self, shard_id: int) -> None:
        """Discord can't be heard; discord.py tries to change that."""
        self.connection.lost(shard_id)

    def look(self) -> None:
        """Tell what has no event: heartbeats, how many servers there are, and who leads."""
        for shard_id, latency in self.latencies:
            self.connection.measured(shard_id, latency)
        self.watch.metrics.guilds.set(len(self.guilds))
        self.watch.metrics.shards.set(len(self.own_shards.ids))
        self.watch.metrics.leading.set(self.leading.is_leading)

    def _servers(self) -> dict[int, int]:
        """How many servers are on each shard of this process that is connected."""
        counted = Counter(shard_of(guild.id, self.own_shards.count) for guild in self.guilds)
        connected = filter(self.connection.is_connected, self.own_shards.ids)
        return {shard: counted[shard] for shard in connected}

    async def is_admin(self, user: discord.User | discord.Member) -> bool:
        """Owner, admin or developer of the owning team, or holder of the configured role."""
        role = self.settings.admin_role
        if role and isinstance(user, discord.Member) and user.get_role(role):
            return True
        # discord.py would remember them for as long as it runs.
        asked = self._owners_asked_at
        if asked is not None and time.monotonic() - asked > OWNERS_KNOWN:
            self.owner_id, self.owner_ids = None, set()
        is_known = bool(self.owner_id or self.owner_ids)
        is_owner = await self.is_owner(user)
        if not is_known:
            self._owners_asked_at = time.monotonic()
        return is_owner

    def invite_link(self) -> str:
        """Where a server's admin adds the bot; what it may do is for the quote a day alone."""
        scopes = ("bot", "applications.commands")
        needed = discord.Permissions(view_channel=True, send_messages=True, embed_links=True)
        return discord.utils.oauth_url(self.application_id or 0, scopes=scopes, permissions=needed)


AdminCheck = Callable[[discord.User | discord.Member], Awaitable[bool]]
