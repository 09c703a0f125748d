"""What one process of a bot does for all: which one it is, and its work while it is."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, NoReturn

from bot.errors import StoreError
from bot.stopping import unless

log = logging.getLogger(__name__)

TRIED_AGAIN = 5.0
"""Seconds after the lead was lost, or could not be asked for."""

Lead = Callable[[], AbstractAsyncContextManager[asyncio.Event]]
"""Waits until this process leads; what it gives is set once the lead is lost. Raises StoreError."""


@asynccontextmanager
async def undisputed() -> AsyncIterator[asyncio.Event]:
    """The lead of a process that is alone."""
    yield asyncio.Event()


class Leading:
    """Whether this process leads. One a process; `keep` is to go on beside the work."""

    def __init__(self, lead: Lead, does: str = "does for all what one is to do") -> None:
        """`does` is what the log says of a process that leads."""
        self._lead = lead
        self._does = does
        self._lost = asyncio.Event()
        """Of the lead that is held, or was held last."""
        self._over: asyncio.Event | None = None
        """Set when `keep` has noticed that, or ended; None for a lead that nobody can take."""
        self._held = asyncio.Event()

    @classmethod
    def alone(cls) -> "Leading":
        """Of a process that always leads, without `keep`."""
        leading = cls(undisputed)
        leading._held.set()
        return leading

    @property
    def is_leading(self) -> bool:
        """Whether it does just now."""
        return self._held.is_set() and not self._lost.is_set()

    async def keep(self) -> NoReturn:
        """Lead whenever no other process does, until cancelled."""
        is_failing = False
        while True:
            try:
                async with self._lead() as lost:
                    is_failing = False
                    await self._until(lost)
                log.warning("leads no longer: another process now %s", self._does)
            except StoreError as error:
                if not is_failing:
                    log.warning("can't tell which process leads, trying again: %s", error)
                is_failing = True
            await asyncio.sleep(TRIED_AGAIN)

    async def _until(self, lost: asyncio.Event) -> None:
        log.info("leads: %s", self._does)
        over = asyncio.Event()
        self._lost, self._over = lost, over
        self._held.set()
        try:
            await lost.wait()
        finally:
            self._held.clear()
            over.set()

    async def during(
        self,
        work: Callable[[], Coroutine[Any, Any, object]],
        *,
        ending: Callable[[], Awaitable[object]] | None = None,
    ) -> NoReturn:
        """Do `work`, which goes on until it is cancelled or raises, while this process leads: begun
        with each lead, and cancelled once that is lost, after `ending`.
        """
        while True:
            await self._held.wait()
            if self._over:
                await unless(self._over, work(), first=ending)
            else:
                await work()
