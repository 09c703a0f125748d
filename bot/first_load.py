"""The vault before the first answer: loaded, or as the database has it."""

import asyncio
import logging
import secrets

from bot.app import App, is_loaded_elsewhere, require_vault
from bot.errors import LoadRunning, StoreBroken, VaultbotError
from bot.model import LoadReport

log = logging.getLogger(__name__)

LOOKED_EVERY = 5.0
"""Seconds between two looks at what another process loads."""


async def prepare(app: App) -> bool:
    """Load the vault. Where that fails, or another process does so, an older state of it will do,
    if the database has one.

    Whether it was loaded; raises VaultbotError where the database has none.
    """
    loaded = False
    if is_loaded_elsewhere(app.config):
        await _until_loaded(app)
    try:
        require_vault(app.config)
        report = await _load(app)
    except StoreBroken:
        raise
    except Exception as error:
        if not (await app.library.status()).notes:
            raise
        if isinstance(error, LoadRunning):
            log.info("answering from the last load: %s", error)
        elif is_loaded_elsewhere(app.config):
            log.warning("answering from what other processes load: %s", error)
        else:
            log.error("answering from the last load, for this one failed: %s", _told(error))
        # Of another process, or of this one where nobody told that it was committed.
        await app.library.catch_up()
    else:
        loaded = True
        if report.fetch_failed:
            log.warning("loaded what was there: %s", report.fetch_failed)
        log.info("vault loaded: %s notes, %s quotes", report.notes, report.excerpts)
    await app.library.warm()
    app.watch.is_loaded = True
    return loaded


async def _until_loaded(app: App) -> None:
    """Wait until a process that has the vault has loaded it for the first time."""
    is_waiting = False
    while not (await app.library.status()).notes:
        if not is_waiting:
            folder = app.config.vault.path
            log.warning("no folder %s here: waiting until another process loads a vault", folder)
        is_waiting = True
        await asyncio.sleep(LOOKED_EVERY)
    await app.library.catch_up()


async def _load(app: App) -> LoadReport:
    """Load; while another process does so for the first time, wait for that to be over."""
    is_waiting = False
    while True:
        try:
            return await app.library.load()
        except LoadRunning as error:
            if (await app.library.status()).notes:
                raise
            if not is_waiting:
                log.info("%s", error)
            is_waiting = True
        await asyncio.sleep(LOOKED_EVERY)


def _told(error: Exception) -> str:
    """What went wrong, in a line; logs a fault of ours."""
    if isinstance(error, VaultbotError):
        return str(error)
    error_id = secrets.token_hex(4)
    log.error("loading failed [%s]", error_id, exc_info=error, extra={"error_id": error_id})
    return f"a fault of ours [{error_id}]"
