"""When a shard begins a session: in its turn, and while Discord lets any begin.

discord.py says that a session is to begin once the socket is open and nobody reads it: a shard that
waits there for long is taken for dead by its own heartbeat. So all waiting is done before.
"""

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import aiohttp
import discord
from discord.gateway import ReconnectWebSocket
from discord.shard import EventItem, EventType, Shard

from bot.identify import MARGIN, PATIENCE, IdentifyGate, Sleep, StartLimit

log = logging.getLogger(__name__)

PAUSES = (1.0, 5.0)
"""Seconds, from and to, that Discord has a shard wait whose session it ended."""
HELD = 20.0
"""Seconds that a socket may wait unread for another turn. With what it is asked before and after,
discord.py still has it in the minute that it gives a session to begin.
"""

Ask = Callable[[], Awaitable[tuple[int, str, Mapping[str, Any]]]]
"""How many shards Discord recommends, the gateway's address, and what `StartLimit` reads."""


class Beginning:
    """Lets the shards of one client begin."""

    def __init__(
        self,
        gate: IdentifyGate,
        limit: StartLimit,
        ask: Ask,
        *,
        shards: int,
        put_off: Callable[[int, float], None],
        clock: Callable[[], float] = time.monotonic,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        """`limit` is what Discord said last, `ask` has it say so again; `shards` is how many all
        processes have; `put_off` is told of a shard that has to wait for so many seconds, for no
        session may begin.
        """
        self._gate = gate
        self._limit = limit
        self._ask = ask
        self._shards = shards
        self._put_off = put_off
        self._clock = clock
        self._sleep = sleep
        self._taken: dict[int, float] = {}
        """When each shard took a turn that it has not used."""
        self._begun: set[int] = set()

    def is_due(self, shard: int) -> bool:
        """Whether it has a turn that is still its own."""
        return self._clock() - self._taken.get(shard, -1e9) <= MARGIN

    async def wait(self, shard: int) -> None:
        """Wait until a shard may begin, for hours where Discord says so; to be done with no socket
        open.
        """
        while seconds := await self.take_turn(shard):
            await self._sleep(seconds)

    async def take_turn(self, shard: int) -> float:
        """Wait for a shard's turn, which it then has; else, where no session may begin, the
        seconds until it is to be tried again.
        """
        if self.is_due(shard):
            return 0.0
        if shard in self._begun:
            await self._sleep(random.uniform(*PAUSES))  # noqa: S311
        taken = await self._gate.turn(shard)
        if seconds := await self._until_allowed(shard):
            log.warning(
                "Discord lets only %s more of %s sessions begin: shard %s waits for %.0f s, for it "
                "resets the token of a bot that begins more",
                self._limit.remaining, self._limit.total, shard, seconds,
            )  # fmt: skip
            self._put_off(shard, seconds)
        elif taken is not None:
            self._taken[shard] = taken
        return seconds

    async def begin(self, shard: int) -> None:
        """A session begins now. Where the way to Discord took longer than a turn lasts, and others
        have begun meanwhile, it takes another turn; raises TimeoutError where there is none in
        time, for discord.py to try again.
        """
        due, taken = self.is_due(shard), self._taken.pop(shard, None)
        if not (due or (taken is not None and await self._gate.renew(shard, taken))):
            taken = await self._gate.turn(shard, within=HELD)
            if taken is None or await self._until_allowed(shard):
                raise TimeoutError(f"shard {shard} had no turn to begin in")
        self._begun.add(shard)

    async def _until_allowed(self, shard: int) -> float:
        """Seconds until sessions may begin again; 0 where one may now, or Discord can't tell.

        Asked in a turn, so that no other shard uses up meanwhile what is left.
        """
        if shard not in self._begun and self._limit.remaining >= 2 * self._shards:
            return 0.0
        try:
            async with asyncio.timeout(PATIENCE):
                _, _, told = await self._ask()
            self._limit = StartLimit.of(told)
        except (
            aiohttp.ClientError, OSError, TimeoutError, discord.DiscordException,
            # What stands between may have answered in Discord's place.
            LookupError, TypeError, ValueError,
        ):  # fmt: skip
            return 0.0
        # As many may be in their turns as Discord lets begin at once.
        if self._limit.allows(self._limit.at_once):
            return 0.0
        return self._limit.reset_after + 1.0


class PatientShard(Shard):
    """Waits to begin another session before its socket is opened, and holds up no other shard."""

    beginning: Beginning
    _has_waited = False
    """Its next session is to begin: what is left of its turn by then, `Beginning.begin` sees to."""

    @classmethod
    def of(cls, shard: Shard, beginning: Beginning) -> None:
        """Make it one: discord.py makes its shards itself."""
        shard.__class__ = cls
        shard.beginning = beginning  # type: ignore[attr-defined]

    async def reidentify(self, exc: ReconnectWebSocket) -> None:
        """Resume, or begin another session."""
        if exc.resume or self._may_begin():
            await super().reidentify(exc)
        else:
            self._when_due(EventItem(EventType.identify, self, exc))

    async def reconnect(self) -> None:
        """Begin another session."""
        if self._may_begin():
            await super().reconnect()
        else:
            self._when_due(EventItem(EventType.reconnect, self, None))

    def _may_begin(self) -> bool:
        waited, self._has_waited = self._has_waited, False
        return waited or self.beginning.is_due(self.id)

    def _when_due(self, item: EventItem) -> None:
        self._dispatch("shard_disconnect", self.id)
        # The task that read the old socket is over; this one ends with the shard as that did.
        self._task = asyncio.create_task(self._queue_when_due(item))

    async def _queue_when_due(self, item: EventItem) -> None:
        try:
            await self.beginning.wait(self.id)
        except Exception as error:  # noqa: BLE001 - it ends the client, as in discord.py's own tasks
            item = EventItem(EventType.terminate, self, error)
        else:
            self._has_waited = True
        self._queue_put(item)
