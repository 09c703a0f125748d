"""The vault as a whole: about it, and for those who run the bot its reload, state and misses."""

import logging

from bot.answers.desk import Desk
from bot.errors import LoadRunning, LoadStopped, VaultbotError
from bot.model import Reach
from bot.reply import notices, reports
from bot.reply.message import Reply
from bot.workers import Progress

log = logging.getLogger(__name__)

MOST_PROBLEMS = 10_000
MOST_MISSES = 500


class Vault:
    """Answers about the vault."""

    def __init__(self, desk: Desk, *, version: str = "") -> None:
        self._desk = desk
        self._library = desk.library
        self._version = version

    async def about(self, *, invite: str = "", reach: Reach | None = None) -> Reply:
        """`/about`; `reach` is None where there is no Discord."""
        return reports.about(
            await self._library.status(),
            version=self._version,
            invite=invite,
            keeps_misses=self._desk.keep_misses,
            reach=reach,
        )

    async def reload(self, *, full: bool = False, progress: Progress | None = None) -> Reply:
        """`/vault reload`; says so where one runs already, or where it failed."""
        try:
            report = await self._library.load(full=full, progress=progress)
            return reports.load_report(report)
        except (LoadRunning, LoadStopped) as error:
            return notices.notice(f"Not now: {error}.")
        except VaultbotError as error:
            log.error("reload failed: %s", error)
            return reports.load_failed(error)

    async def status(self) -> Reply:
        """`/vault status`."""
        problems = await self._library.problems(limit=MOST_PROBLEMS)
        return reports.vault_status(await self._library.status(), problems)

    async def misses(self) -> Reply:
        """`/vault misses`: what was asked and not found."""
        found = await self._desk.store.kept.misses(limit=MOST_MISSES)
        return reports.misses(found, kept=self._desk.keep_misses)
