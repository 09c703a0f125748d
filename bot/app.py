"""The composition root: the only place that knows every room; opens, wires and closes in order."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version

import discord

from bot.answers import Answers, Desk
from bot.client import ClientSettings, VaultBot
from bot.errors import ConfigError
from bot.indexer import edition_of, load_vault
from bot.languages import read_languages
from bot.library import Library
from bot.model import LoadReport
from bot.reply.embeds import Look
from bot.settings import Config
from bot.store.protocol import Store
from bot.store.sqlite import open_store
from bot.workers import Progress


@dataclass(frozen=True, slots=True)
class App:
    """Everything opened; alive inside `open_app`."""

    config: Config
    store: Store
    library: Library
    answers: Answers


@asynccontextmanager
async def open_app(config: Config) -> AsyncIterator[App]:
    """Open the database and what stands on it; close it at the end. Raises StoreError."""
    async with open_store(config.database.path) as store:
        library = await Library.open(store, vault=config.vault.path, settings=config.vault.settings)
        replies = config.replies
        look = Look(
            replies.lead_in,
            replies.moments,
            config.vault.settings.sites,
            plain=replies.display == "plain",
        )
        try:
            desk = Desk(library, store, look, keep_misses=config.usage.misses)
            yield App(config, store, library, Answers(desk, version=version("vaultbot")))
        finally:
            library.close()


async def load(
    config: Config, *, full: bool = False, progress: Progress | None = None
) -> LoadReport:
    """Bring the database up to the vault, and nothing else: no answers are prepared."""
    require_vault(config)
    async with open_store(config.database.path) as store:
        vault = config.vault
        return await load_vault(vault.path, store, vault.settings, full=full, progress=progress)


async def ensure_loaded(app: App, progress: Progress | None = None) -> None:
    """Load the vault where that never happened, or where it was read otherwise than now."""
    if (await app.library.status()).loaded_at is None:
        require_vault(app.config)
        await app.library.load(progress=progress)
    elif await is_outdated(app) and app.config.vault.path.is_dir():
        await app.library.load(progress=progress)


async def is_outdated(app: App) -> bool:
    """Whether the vault was read by another version or under other settings."""
    return await app.store.edition() != edition_of(app.config.vault.settings)


def require_vault(config: Config) -> None:
    """Raise ConfigError where the vault's folder is not there."""
    if not config.vault.path.is_dir():
        raise ConfigError(
            f'"vault.path": no folder {config.vault.path}; name your vault there or with --vault'
        )


def make_client(app: App, *, sync: bool = True) -> VaultBot:
    """The bot over an open app; `sync=False` where the caller registers its commands."""
    discord_ = app.config.discord
    if discord_.api_url:
        discord.http.Route.BASE = discord_.api_url
    settings = ClientSettings(
        cooldown_uses=app.config.cooldown.uses,
        cooldown_seconds=app.config.cooldown.seconds,
        admin_role=discord_.admin_role,
        admin_guild=discord_.admin_guild,
        sync=sync and discord_.sync,
        languages=read_languages(),
    )
    return VaultBot(app.answers, app.store, settings)
