"""`check`: the settings in force, and what is wrong before Discord finds out."""

import asyncio
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.app import is_outdated, open_app
from bot.config import read_token
from bot.errors import ConfigError, VaultbotError
from bot.languages import LOCALES, read_languages
from bot.remotes import masked
from bot.settings import Config, VaultSection, config_keys, setting
from bot.store.connection import read_shape
from bot.store.mending import Mending, refuse_broken
from bot.store.schema import MIGRATIONS


@dataclass(frozen=True, slots=True)
class Findings:
    """What `check` reports."""

    settings: dict[str, str]
    """Dotted key → value in force; the token only as set or not."""
    health: tuple[str, ...]
    faults: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """For `--json`."""
        return {
            "settings": self.settings,
            "health": list(self.health),
            "faults": list(self.faults),
        }


async def inspect(
    config: Config, environ: Mapping[str, str], *, locales: Path = LOCALES
) -> Findings:
    """Look at vault, database, token and languages; makes no database and contacts nobody."""
    settings = {key: masked(str(setting(config, key))) for key in config_keys()}
    health: list[str] = []
    faults: list[str] = []
    try:
        token = read_token(environ)
        settings["DISCORD_TOKEN"] = f"set, {len(token)} characters"
    except ConfigError as error:
        settings["DISCORD_TOKEN"] = "not set"  # noqa: S105
        faults.append(str(error))
    try:
        read_languages(locales)
    except ConfigError as error:
        faults.append(str(error))
    _inspect_vault(config.vault, health, faults)
    if not config.database.path.exists():
        health.append(f"database {config.database.path} will be made by the first load")
    else:
        await _inspect_database(config, health, faults)
    return Findings(settings, tuple(health), tuple(faults))


def _inspect_vault(vault: VaultSection, health: list[str], faults: list[str]) -> None:
    if vault.git.url and not shutil.which("git"):
        faults.append('"vault.git.url" needs git, which is not installed here')
    if vault.notes.is_dir():
        health.append(f"vault folder {vault.notes}")
    elif vault.git.url:
        health.append(f"vault folder {vault.notes} will be made by the first load")
    else:
        faults.append(f'"vault.path": no folder {vault.path}')


async def _inspect_database(config: Config, health: list[str], faults: list[str]) -> None:
    try:
        await asyncio.to_thread(refuse_broken, config.database.path)
        if 0 < read_shape(config.database.path) < len(MIGRATIONS):
            health.append(
                f"database {config.database.path} is of an older version; "
                "the next load makes it again, and keeps what servers set"
            )
            return
        async with open_app(config, mending=Mending.NONE) as app:
            status = await app.library.status()
            outdated = await is_outdated(app)
    except VaultbotError as error:
        faults.append(str(error))
        return
    if status.loaded_at is None:
        health.append(f"database {config.database.path} is empty; the first load fills it")
        return
    health.append(
        f"database {config.database.path}: {status.notes:,} notes, {status.excerpts:,} quotes, "
        f"{status.problems:,} problems in the vault"
    )
    if outdated:
        health.append("it was read under other settings; the next load reads the vault again")
