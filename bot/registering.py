"""The commands as Discord knows them: registered where they changed, and again until that works."""

import asyncio
import hashlib
import json
import logging

import aiohttp
import discord
from discord import app_commands

from bot.errors import ConfigError, StoreError
from bot.store.protocol import Store
from bot.tree import VaultTree

log = logging.getLogger(__name__)

PATIENCE = 40.0
"""Seconds for commands to be registered; discord.py would wait for as long as Discord tells it."""
REGISTERED_AGAIN = 60.0
"""Seconds after an attempt that failed; doubled each time, to MOST_DELAY."""
MOST_DELAY = 3600.0
MISSING_ACCESS = 50001
"""Discord's code of a refusal: the bot is not in that server."""


class Registration:
    """Registers the commands of one client, once it has logged in."""

    def __init__(self, tree: VaultTree, store: Store, admin_guild: int | None = None) -> None:
        self._tree = tree
        self._store = store
        self.scopes: tuple[discord.Object | None, ...] = (None,)
        """Where commands are registered: everywhere, and in the admin server where there is one."""
        if admin_guild:
            self.scopes = (None, discord.Object(admin_guild))
        self._later: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Register what changed; where Discord can't just now, later. Answers don't wait for it."""
        if not await self._attempt():
            self._later = asyncio.create_task(self._attempt_later())

    def stop(self) -> None:
        """Register nothing later."""
        if self._later:
            self._later.cancel()

    async def _attempt(self) -> bool:
        """Whether that was the last attempt of this client."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self.sync()
        except ConfigError as error:
            # Of one server: all others have their commands.
            log.warning("%s; tried again at the next start", error)
        except (
            aiohttp.ClientError,
            OSError,
            TimeoutError,
            discord.HTTPException,
            StoreError,
        ) as error:
            why = str(error) or "Discord takes too long"
            log.warning("commands are not registered yet, trying again: %s", why)
            return False
        return True

    async def _attempt_later(self) -> None:
        delay = REGISTERED_AGAIN
        while True:
            await asyncio.sleep(delay)
            delay = min(2 * delay, MOST_DELAY)
            if await self._attempt():
                return

    async def sync(self, *, force: bool = False) -> list[str]:
        """Register the commands with Discord where they differ from what was registered last.

        Returns where they were written: `everywhere`, `server 123`. Raises ConfigError where the
        bot is not in the configured admin server, after all else is written.
        """
        written = []
        for guild in self.scopes:
            name = f"server {guild.id}" if guild else "everywhere"
            state = f"commands {self._tree.client.application_id} {name}"
            digest = await self._digest(guild)
            if not force and await self._store.get_state(state) == digest:
                continue
            try:
                await self._tree.sync(guild=guild)
            except discord.Forbidden as error:
                if not guild or error.code != MISSING_ACCESS:
                    raise
                raise ConfigError(
                    f'"discord.admin_guild": the bot is not in {name}, so /vault is not '
                    "registered there; invite it first"
                ) from None
            await self._store.set_state(state, digest)
            written.append(name)
        log.info("commands registered: %s", ", ".join(written) or "unchanged")
        return written

    async def _digest(self, guild: discord.Object | None) -> str:
        translator = self._tree.translator or app_commands.Translator()
        payload = [
            await command.get_translated_payload(self._tree, translator)
            for command in self._tree.get_commands(guild=guild)
        ]
        text = json.dumps(sorted(payload, key=lambda command: str(command["name"])), sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()
