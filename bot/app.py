"""The composition root: the only place that knows every room; opens, wires and closes in order."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version

import discord

from bot.access import barred, is_folder
from bot.answers import Answers, Desk
from bot.client import ClientSettings, VaultBot
from bot.errors import ConfigError
from bot.indexer import edition_of, load_vault
from bot.languages import read_languages
from bot.leading import Leading
from bot.library import Library
from bot.model import LoadReport
from bot.monitoring import Watch
from bot.reply.embeds import Look
from bot.settings import Config, VaultSection
from bot.shards import Shards
from bot.sources import Checkout, Folder, Source, bring_up
from bot.sources.watch import changes
from bot.store.opening import open_store
from bot.store.protocol import Store
from bot.store.sqlite.mending import Mending
from bot.upkeep import Upkeep
from bot.workers import Progress


@dataclass(frozen=True, slots=True)
class App:
    """Everything opened; alive inside `open_app`."""

    config: Config
    store: Store
    library: Library
    answers: Answers
    watch: Watch
    source: Source
    leading: Leading
    """In posting."""
    loading: Leading
    """In keeping the vault up to date."""


@asynccontextmanager
async def open_app(
    config: Config, watch: Watch | None = None, *, mending: Mending = Mending.OPENING
) -> AsyncIterator[App]:
    """Open the database and what stands on it; close it at the end. Raises StoreError."""
    watch = watch or Watch()
    async with open_store(config.database.place, mending=mending) as store:
        watch.read_status = store.status
        source = source_of(config.vault)
        library = await Library.open(
            store,
            vault=source,
            settings=config.vault.settings,
            observe=watch.metrics.loaded,
        )
        replies = config.replies
        look = Look(
            replies.lead_in,
            replies.moments,
            config.vault.settings.sites,
            plain=replies.display == "plain",
        )
        try:
            desk = Desk(library, store, look, keep_misses=config.usage.misses)
            answers = Answers(desk, version=version("vaultbot"))
            leading = Leading(partial(store.fleet.lead, "post"), "posts the quotes of the day")
            # Another lead, for not every process need have the vault.
            loading = Leading(partial(store.fleet.lead, "load"), "keeps the vault up to date")
            yield App(config, store, library, answers, watch, source, leading, loading)
        finally:
            library.close()


async def load(
    config: Config, *, full: bool = False, progress: Progress | None = None
) -> LoadReport:
    """Bring the database up to the vault, and nothing else: no answers are prepared."""
    require_vault(config)
    async with open_store(config.database.place, mending=Mending.WHOLE) as store:
        source, settings = source_of(config.vault), config.vault.settings
        fetch_failed = await bring_up(source)
        report = await load_vault(source.path, store, settings, full=full, progress=progress)
        return replace(report, fetch_failed=fetch_failed)


def source_of(vault: VaultSection) -> Source:
    """Where the vault comes from."""
    git = vault.git
    if not git.url:
        return Folder(vault.path)
    return Checkout(git.url, vault.path, branch=git.branch, notes=git.folder)


def upkeep_of(app: App) -> Upkeep:
    """What keeps the vault of a running bot up to date, as the configuration has it."""
    vault = app.config.vault

    async def watched() -> AsyncGenerator[None]:
        known = await app.store.stamps()
        async with aclosing(
            changes(vault.notes, known, max_bytes=vault.max_file_bytes)
        ) as following:
            async for _ in following:
                yield

    return Upkeep(
        partial(app.library.load, fetch=False),
        app.source,
        changes=watched if vault.watch else None,
        every=vault.git.every * 60.0 if vault.git.url else None,
        is_shared=app.store.fleet.is_shared,
    )


async def ensure_loaded(app: App, progress: Progress | None = None) -> None:
    """Load the vault where that never happened, or where it was read otherwise than now."""
    if (await app.library.status()).loaded_at is None:
        require_vault(app.config)
        await app.library.load(progress=progress)
    elif await is_outdated(app) and is_folder(app.source.path):
        await app.library.load(fetch=False, progress=progress)


async def is_outdated(app: App) -> bool:
    """Whether the vault was read by another version or under other settings."""
    return await app.store.edition() != edition_of(app.config.vault.settings)


def is_vault_here(vault: VaultSection) -> bool:
    """Whether it is this process's to load: its folder is there, something is to fetch it, or
    nobody can tell, which whoever loads it is told.
    """
    return bool(vault.git.url) or bool(barred(vault.path)) or vault.path.is_dir()


def is_loaded_elsewhere(config: Config) -> bool:
    """Whether other processes, on hosts that have the vault, are to load what this one answers."""
    shards = config.discord.shards
    return shards != "auto" and not shards.is_all and not is_vault_here(config.vault)


def require_vault(config: Config) -> None:
    """Raise ConfigError where the vault's folder is not there or may not be looked into, and
    nothing is to fetch it.
    """
    if not config.vault.git.url and (why := barred(config.vault.path)):
        raise ConfigError(f'"vault.path": can\'t read {config.vault.path}: {why}')
    if not is_vault_here(config.vault):
        raise ConfigError(
            f'"vault.path": no folder {config.vault.path}; name your vault there or with --vault'
        )


def make_client(app: App, *, sync: bool = True, leading: Leading | None = None) -> VaultBot:
    """The bot over an open app; `sync=False` where the caller registers its commands, `leading`
    where other processes may lead.
    """
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
        shards=discord_.shards if isinstance(discord_.shards, Shards) else None,
    )
    return VaultBot(app.answers, app.store, settings, app.watch, leading)
