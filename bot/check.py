"""`check`: the settings in force, and what is wrong before Discord finds out."""

import asyncio
import os
import shutil
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.access import barred
from bot.app import App, is_outdated, open_app
from bot.config import read_token
from bot.errors import ConfigError, VaultbotError
from bot.languages import LOCALES, read_languages
from bot.masking import Mask
from bot.places import shown
from bot.remotes import masked
from bot.settings import Config, VaultSection, config_keys, setting
from bot.store.opening import steps_missing
from bot.store.sqlite.connection import read_shape
from bot.store.sqlite.mending import Mending, refuse_broken
from bot.store.sqlite.schema import MIGRATIONS

ROOM = 2
"""Times the database's size that should be free beside it: a load may write all of it anew."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What `check` reports."""

    settings: dict[str, str]
    """Dotted key → value in force; the token only as set or not, addresses without passwords."""
    health: tuple[str, ...]
    faults: tuple[str, ...]
    """With these the bot can't answer."""
    warnings: tuple[str, ...] = ()
    """With these it can, not everywhere or not for long."""

    def as_dict(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "settings": self.settings,
            "health": list(self.health),
            "faults": list(self.faults),
            "warnings": list(self.warnings),
        }

    def masked(self, mask: Mask) -> "Findings":
        """The same, with no secret in what was found; the settings show none anyway."""
        lines = (tuple(map(mask, each)) for each in (self.health, self.faults, self.warnings))
        return Findings(self.settings, *lines)


async def inspect(
    config: Config, environ: Mapping[str, str], *, locales: Path = LOCALES
) -> Findings:
    """Look at vault, database, token and languages; makes no database and contacts nobody but the
    database's server, where there is one.
    """
    settings = {key: masked(_shown(setting(config, key))) for key in config_keys()}
    health: list[str] = []
    faults: list[str] = []
    warnings: list[str] = []
    try:
        token = read_token(environ)
        settings["DISCORD_TOKEN"] = f"set, {len(token)} characters"
    except ConfigError as error:
        settings["DISCORD_TOKEN"] = "none that can be used"  # noqa: S105
        faults.append(str(error))
    try:
        read_languages(locales)
    except ConfigError as error:
        faults.append(str(error))
    _inspect_vault(config.vault, health, faults)
    warnings += _port_warnings(config.monitoring.host, config.monitoring.port)
    if config.database.url:
        await _inspect_server(config, config.database.url, health, faults, warnings)
        return Findings(settings, tuple(health), tuple(faults), tuple(warnings))
    if why := barred(config.database.path):
        faults.append(f'"database.path": can\'t read {config.database.path}: {why}')
        return Findings(settings, tuple(health), tuple(faults), tuple(warnings))
    faults += _database_faults(config.database.path)
    if not config.database.path.exists():
        health.append(f"database {config.database.path} will be made by the first load")
    else:
        await _inspect_database(config, health, faults, warnings)
        warnings += _room_warnings(config.database.path)
    return Findings(settings, tuple(health), tuple(faults), tuple(warnings))


def _inspect_vault(vault: VaultSection, health: list[str], faults: list[str]) -> None:
    if vault.git.url and not shutil.which("git"):
        faults.append('"vault.git.url" needs git, which is not installed here')
    if why := barred(vault.notes):
        faults.append(f'"vault.path": can\'t read {vault.notes}: {why}')
    elif vault.git.url and not vault.notes.is_dir():
        health.append(f"vault folder {vault.notes} will be made by the first load")
    elif fault := _vault_fault(vault.notes):
        faults.append(fault)
    else:
        health.append(f"vault folder {vault.notes}")


def _vault_fault(vault: Path) -> str:
    """What is wrong with the folder; empty where it holds a note."""
    if not vault.is_dir():
        return f'"vault.path": no folder {vault}'
    try:
        next(vault.iterdir(), None)
    except OSError as error:
        return f'"vault.path": can\'t read {vault}: {error.strerror}'
    if next(vault.rglob("*.md"), None) is None:
        return f'"vault.path": no note (*.md) in {vault}'
    return ""


def _database_faults(database: Path) -> Iterator[str]:
    """What would keep a load from writing."""
    there = database if database.exists() else database.parent
    while not there.exists() and there != there.parent:
        there = there.parent
    if there != database and not there.is_dir():
        yield f'"database.path": {there} is a file, so {database} can\'t be made in it'
        return
    for place in {there, database.parent if database.exists() else there}:
        if not os.access(place, os.W_OK):
            yield f'"database.path": can\'t write to {place}'


def _room_warnings(database: Path) -> Iterator[str]:
    size, free = database.stat().st_size, shutil.disk_usage(database.parent).free
    if free < ROOM * size:
        yield (
            f"only {free / 1e6:,.0f} MB are free beside {database}, which has {size / 1e6:,.0f}: "
            "a load may need twice that"
        )


def _port_warnings(host: str, port: int) -> Iterator[str]:
    """Whether health and metrics could be told, were the bot started now."""
    if not port:
        return
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
    except OSError as error:
        yield (
            f'"monitoring.port": {host}:{port}: {error.strerror}; unless that is this bot, which '
            "runs, name another port"
        )


async def _inspect_server(
    config: Config, url: str, health: list[str], faults: list[str], warnings: list[str]
) -> None:
    try:
        missing = await steps_missing(url)
        if missing is None or missing > 0:
            health.append(
                f"{shown(url)}: the next start makes its tables, or brings them up to date"
            )
        else:
            await _inspect_contents(config, shown(url), health, warnings)
    except VaultbotError as error:
        faults.append(str(error))
        return
    if config.database.replica:
        try:
            await steps_missing(config.database.replica, writing=False)
        except VaultbotError as error:
            warnings.append(f'"database.replica": {error}; until then the first answers alone')


async def _inspect_database(
    config: Config, health: list[str], faults: list[str], warnings: list[str]
) -> None:
    try:
        await asyncio.to_thread(refuse_broken, config.database.path)
        if 0 < read_shape(config.database.path) < len(MIGRATIONS):
            health.append(
                f"database {config.database.path} is of an older version; "
                "the next load makes it again, and keeps what servers set"
            )
            return
        await _inspect_contents(config, str(config.database.path), health, warnings)
    except VaultbotError as error:
        faults.append(str(error))


async def _inspect_contents(
    config: Config, name: str, health: list[str], warnings: list[str]
) -> None:
    async with open_app(config, mending=Mending.NONE) as app:
        status = await app.library.status()
        outdated = await is_outdated(app)
        gone = await _gone_channels(app)
    if status.loaded_at is None:
        health.append(f"database {name} is empty; the first load fills it")
        return
    health.append(
        f"database {name}: {status.notes:,} notes, {status.excerpts:,} quotes, "
        f"{status.problems:,} problems in the vault"
    )
    warnings += [
        f"{servers} of the servers look in the channel {channel}, which the vault no longer has: "
        "/settings there names another"
        for channel, servers in gone
    ]
    if outdated:
        health.append(
            "it was read by another version or under other settings; "
            "the next load reads the vault again"
        )


async def _gone_channels(app: App) -> list[tuple[str, int]]:
    """(channel, how many servers chose it) of those that the vault lacks."""
    known = dict(app.library.catalogue.channels)
    chosen = await app.store.kept.channels()
    return [(channel, servers) for channel, servers in chosen if channel not in known]


def _shown(value: object) -> str:
    """A value as somebody would write it, not as Python does."""
    if isinstance(value, tuple):
        return ", ".join(f"{site.name} ({site.address})" for site in value) or "none"
    return "none" if value is None else str(value)
