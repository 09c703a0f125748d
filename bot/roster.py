"""How all shards of the bot are, over its processes: each tells the others of its own."""

import asyncio
import logging
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from typing import NoReturn, Protocol

from bot.errors import StoreError
from bot.model import Reach, ShardReport
from bot.shards import Shards

log = logging.getLogger(__name__)

EVERY = 15.0
"""Seconds between two reports."""
PATIENCE = 1.0
"""Seconds for the database to tell of the others, while somebody waits for an answer."""
REPORTING = 10.0
"""Seconds for the database to take a report."""
SETTLED = 75.0
"""Seconds after which what is told was not left by processes of before a change."""


class Reports(Protocol):
    """Where processes tell each other: the store's `Fleet`."""

    async def report(self, shards: Sequence[ShardReport]) -> None:
        """Tell the others."""
        ...

    async def reports(self) -> list[ShardReport]:
        """What was told lately."""
        ...


class Roster:
    """Reports the shards of this process, and adds up what the others report. One a client."""

    def __init__(
        self,
        reports: Reports,
        shards: Callable[[], Shards],
        servers: Callable[[], Mapping[int, int]],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`shards` are those of this process, `servers` the number of servers on each of those that
        is connected.
        """
        self._reports = reports
        self._shards = shards
        self._servers = servers
        self._clock = clock
        self._name = secrets.token_hex(8)
        self._reported: dict[int, float] = {}
        """When each shard was reported first."""
        self._soon = asyncio.Event()
        self._told: set[str] = set()
        self._is_failing = False

    async def reach(self) -> Reach:
        """In how many servers the bot is; without other processes where the database fails."""
        shards, others = self._shards(), list[ShardReport]()
        if not shards.is_all:
            try:
                async with asyncio.timeout(PATIENCE):
                    others = await self._reports.reports()
            except (StoreError, TimeoutError) as error:
                why = str(error) or "the database takes too long"
                log.warning("servers of other processes are not known: %s", why)
        return reach_of(shards, self._servers(), others)

    def report_soon(self) -> None:
        """A shard was connected."""
        self._soon.set()

    async def report_regularly(self) -> NoReturn:
        """Report until cancelled; what fails is told once, and tried again."""
        while True:
            self._soon.clear()
            try:
                async with asyncio.timeout(REPORTING):
                    await self.report()
            except (StoreError, TimeoutError) as error:
                if not self._is_failing:
                    why = str(error) or "the database takes too long"
                    log.warning("other processes are not told of these shards: %s", why)
                self._is_failing = True
            else:
                self._is_failing = False
            try:
                async with asyncio.timeout(EVERY):
                    await self._soon.wait()
            except TimeoutError:
                continue

    async def report(self) -> None:
        """Tell the others of the shards that are connected, and the log of what does not fit."""
        shards, now = self._shards(), self._clock()
        for each in await self._reports.reports():
            self._compare(each, shards.count, now)
        own = [
            ShardReport(shard, shards.count, servers, self._name)
            for shard, servers in self._servers().items()
        ]
        await self._reports.report(own)
        for report in own:
            self._reported.setdefault(report.shard, now)

    def _compare(self, report: ShardReport, count: int, now: float) -> None:
        if report.process == self._name or not self._reported:
            return
        if report.shard in self._reported:
            # It was ours: somebody has reported it since.
            self._tell(f"another process has shard {report.shard} too: its servers get two answers")
        elif report.count != count and now - min(self._reported.values()) > SETTLED:
            self._tell(
                f"another process goes by {report.count} shards, this one by {count}: "
                "some servers get two answers, some none"
            )

    def _tell(self, what: str) -> None:
        if what not in self._told:
            log.warning("%s", what)
        self._told.add(what)


def reach_of(shards: Shards, own: Mapping[int, int], reports: Sequence[ShardReport]) -> Reach:
    """The servers of this process's shards, and those that others report of theirs."""
    known = {
        each.shard: each.servers
        for each in reports
        if each.count == shards.count and each.shard not in shards.ids
    }
    known.update(own)
    return Reach(sum(known.values()), len(known), shards.count)
