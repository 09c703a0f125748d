"""When a shard may begin a session: Discord allows so many at once, then none for five seconds.

Shards whose numbers leave the same rest share a turn. Where a process has all shards, it keeps
the turns in memory; where other processes have some, they take them in the database they share.
"""

import asyncio
import logging
import math
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from bot.errors import StoreError

log = logging.getLogger(__name__)

EVERY = 5.0
"""Seconds between two sessions of a turn, as Discord counts."""
MARGIN = 1.0
"""Seconds more: for so long a turn is its shard's own, which opens its socket in them."""
PATIENCE = 10.0
"""Seconds for the database to answer."""
LATE = EVERY / 2
"""Seconds that its answer may have been under way, for a turn to be told from the next one."""

Sleep = Callable[[float], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class StartLimit:
    """How many sessions may begin, as Discord says beside the gateway's address."""

    total: int
    remaining: int
    reset_after: float
    """Seconds until `remaining` is `total` again."""
    at_once: int
    """Sessions that may begin in the same five seconds."""

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "StartLimit":
        """As it stands in the answer."""
        return cls(
            told["total"],
            told["remaining"],
            told["reset_after"] / 1000,
            max(told["max_concurrency"], 1),
        )

    def allows(self, sessions: int) -> bool:
        """Whether so many may begin now: Discord resets the token of a bot that begins more."""
        return self.remaining >= min(sessions, self.total)

    def longest(self, shards: int) -> float:
        """Seconds until the last of a bot's shards has its turn, where all begin at once."""
        return ((shards - 1) // self.at_once) * (EVERY + MARGIN)


class Turns(Protocol):
    """Where processes take turns: the store's `Fleet`."""

    async def take_turn(self, name: str, *, every: float) -> float:
        """0 where it is taken, else seconds until it is free. Raises StoreError."""
        ...


class IdentifyGate:
    """Lets one shard after the other pass. One a client."""

    def __init__(
        self,
        at_once: int,
        *,
        fleet: Turns | None = None,
        name: str = "",
        most: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        """`fleet` is None where this process has all shards, `name` tells this bot's turns from
        those of another on the same database; after `most` seconds no other process is waited for.
        """
        self._at_once = at_once
        self._fleet = fleet
        self._name = name
        self._most = most
        self._clock = clock
        self._sleep = sleep
        self._free: dict[int, float] = {}
        """When the next turn of each is free, as far as this process knows."""
        self._waiting: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        """Of this process one waits for each, the others in order behind it."""
        self._is_failing = False

    async def turn(self, shard: int, *, within: float | None = None) -> float | None:
        """Wait until it is this shard's turn, which it then has taken; never for ever.

        When that was by the clock; None where it would not be `within` so many seconds, and none
        is taken.
        """
        until = math.inf if within is None else self._clock() + within
        bucket = shard % self._at_once
        waiting = self._waiting[bucket]
        try:
            async with asyncio.timeout(within):
                await waiting.acquire()
        except TimeoutError:
            return None
        try:
            if self._fleet is not None:
                try:
                    return await self._of_all(self._fleet, bucket, until)
                except StoreError as error:
                    self._fails(str(error))
            return await self._of_ours(bucket, until)
        finally:
            waiting.release()

    async def renew(self, shard: int, taken: float) -> bool:
        """Begin the turn of then anew; False where another shard has taken the next one."""
        bucket, now = shard % self._at_once, self._clock()
        if self._fleet is not None:
            # Nobody takes one so soon after ours: what is older than this is ours.
            age = max(now - taken - LATE, 0.0)
            try:
                async with asyncio.timeout(PATIENCE):
                    wait = await self._fleet.take_turn(self._named(bucket), every=age)
            except (StoreError, TimeoutError):
                return False
            if wait:
                return False
        elif self._free.get(bucket) != taken + EVERY + MARGIN:
            return False
        self._free[bucket] = self._clock() + EVERY + MARGIN
        return True

    def _named(self, bucket: int) -> str:
        return f"identify {self._name} {bucket}"

    async def _of_ours(self, bucket: int, until: float) -> float | None:
        """Wait for the turns that this process has taken."""
        # Looked at again after the wait: the one before may have begun its turn anew.
        while (at := self._free.get(bucket, -math.inf)) > (now := self._clock()):
            if at > until:
                return None
            await self._sleep(at - now)
        self._free[bucket] = now + EVERY + MARGIN
        return now

    async def _of_all(self, fleet: Turns, bucket: int, until: float) -> float | None:
        """Wait for those of all processes. Raises StoreError where the database can't tell."""
        began = self._clock()
        while (now := self._clock()) - began <= self._most + PATIENCE:
            try:
                async with asyncio.timeout(PATIENCE):
                    wait = await fleet.take_turn(self._named(bucket), every=EVERY + MARGIN)
            except TimeoutError:
                raise StoreError("the database takes too long") from None
            if not wait:
                self._is_failing = False
                self._free[bucket] = self._clock() + EVERY + MARGIN
                return now
            if self._clock() + wait > until:
                return None
            await self._sleep(wait)
        raise StoreError("the others take every turn")

    def _fails(self, why: str) -> None:
        if not self._is_failing:
            log.warning("shards connect without waiting for those of other processes: %s", why)
        self._is_failing = True
