"""A running bot's vault kept up to date: watched, fetched, and loaded when there is reason to."""

import asyncio
import logging
import random
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, NoReturn

from bot.errors import LoadRunning, LoadStopped, VaultbotError
from bot.model import LoadReport
from bot.sources import Source

log = logging.getLogger(__name__)

PATIENCE = 20
"""Loads that another one keeps from beginning, one after the other, before that is told."""


@dataclass(frozen=True, slots=True)
class Delays:
    """Seconds to wait before a load is tried again."""

    running: float = 2.0
    """While somebody else loads."""
    first: float = 10.0
    """After the first failure; twice as long after each that follows."""
    longest: float = 300.0

    def after(self, failures: int) -> float:
        """How long to wait after so many failures, one or more."""
        # 2.0 ** 30 is long enough, and a float still holds it.
        return min(self.first * 2.0 ** min(failures - 1, 30), self.longest)


class Upkeep:
    """The work beside the answers. One a process; `works` run until they are cancelled.

    What fails is one warning line for each reason, and one line when it is over.
    """

    def __init__(
        self,
        load: Callable[[], Awaitable[LoadReport]],
        source: Source,
        *,
        changes: Callable[[], AsyncGenerator[None]] | None = None,
        every: float | None = None,
        is_shared: bool = False,
        delays: Delays = Delays(),
    ) -> None:
        """`load` brings the database up to the files; `every` is how many seconds are between two
        fetches, None where nothing is fetched; `is_shared` is whether processes on other hosts
        fetch into folders of their own and load from them.
        """
        self._load = load
        self._source = source
        self._changes = changes
        self._every = every
        self._is_shared = is_shared
        self._delays = delays
        self._wanted = asyncio.Event()
        self._fetched = asyncio.Event()
        """Set by each fetch that works."""
        self._at = ""
        """The commit that was fetched last."""
        self._loaded_at: str | None = None
        """The commit that was loaded last, as far as it is known."""
        self._loading = Trouble("the vault can't be loaded", "the vault is loaded again")
        self._fetching = Trouble("the vault is not up to date", "the vault is fetched again")

    @property
    def works(self) -> list[Callable[[], Coroutine[Any, Any, object]]]:
        """What is to go on side by side."""
        works: list[Callable[[], Coroutine[Any, Any, object]]] = [self.load_when_wanted]
        if self._changes:
            works.append(self.watch)
        if self._every:
            works.append(self.fetch_regularly)
        return works

    def want_load(self) -> None:
        """Have the vault loaded soon; once more where a load is running."""
        self._wanted.set()

    async def load_when_wanted(self) -> NoReturn:
        """Load when asked to, and again until it works."""
        if self._is_shared and self._every:
            await self._catch_up()
        failures = refused = 0
        while True:
            if failures:
                # What changed meanwhile may have mended it.
                await _is_set_within(self._delays.after(failures), self._wanted)
            else:
                await self._wanted.wait()
            self._wanted.clear()
            at = self._at
            try:
                report = await self._load()
            except LoadRunning as error:
                refused += 1
                if refused > PATIENCE:
                    self._loading.tell(str(error))
                await asyncio.sleep(self._delays.running)
                self._wanted.set()
                continue
            except LoadStopped:
                # The bot is being ended, and this with it.
                await asyncio.Event().wait()
            except VaultbotError as error:
                failures += 1
                self._loading.tell(str(error))
                continue
            except Exception:
                self._wanted.set()  # for whoever begins this again
                raise
            failures, refused, self._loaded_at = 0, 0, at
            self._loading.over()
            if report.added or report.changed or report.removed:
                log.info(
                    "vault loaded: +%s ~%s −%s, %s notes",
                    report.added, report.changed, report.removed, report.notes,
                )  # fmt: skip

    async def watch(self) -> None:
        """Have it loaded when files changed."""
        if self._changes:
            async with aclosing(self._changes()) as changes:
                async for _ in changes:
                    self.want_load()

    async def fetch_regularly(self) -> NoReturn:
        """Fetch, and have it loaded where that, or somebody else's fetch, brought something new."""
        every = self._every or 0.0
        while True:
            # Of many bots not all ask the same server in the same second.
            await asyncio.sleep(every * random.uniform(0.9, 1.1))  # noqa: S311
            await self._fetch()

    async def _catch_up(self) -> None:
        """Fetch until it works, before anything is loaded: while another process did this work it
        may have loaded what is newer than the files here.
        """
        # What it loaded is not known.
        self._loaded_at = None
        failures = 0
        self._fetched.clear()
        while not await self._fetch():
            failures += 1
            # One of the regular fetches may work meanwhile.
            if await _is_set_within(self._delays.after(failures), self._fetched):
                return

    async def _fetch(self) -> bool:
        """Fetch, and want a load where there is something new; whether it worked."""
        try:
            fetched = await self._source.fetch()
        except VaultbotError as error:
            self._fetching.tell(str(error))
            return False
        self._fetching.over()
        self._fetched.set()
        if fetched and fetched.after != self._loaded_at:
            self._at = fetched.after
            self.want_load()
        return True


async def _is_set_within(seconds: float, event: asyncio.Event) -> bool:
    try:
        return await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False


class Trouble:
    """Something that fails again and again: told once for each reason, and when it is over."""

    def __init__(self, what: str, over: str) -> None:
        self._what = what
        self._over = over
        self._told: set[str] = set()

    def tell(self, why: str) -> None:
        """It failed. Reasons that differ in numbers alone, as milliseconds do, are one."""
        reason = re.sub(r"\d+", "", why)
        if reason not in self._told:
            log.warning("%s: %s", self._what, why)
        self._told.add(reason)

    def over(self) -> None:
        """It worked."""
        if self._told:
            log.info("%s", self._over)
        self._told.clear()
