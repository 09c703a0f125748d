"""Whether the bot can answer now: Discord hears it, the database can be read, a vault is loaded."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.connection import Connection
from bot.inflight import InFlight
from bot.model import VaultStatus
from bot.monitoring.metrics import Metrics

PATIENCE = 2.0
"""Seconds for the database to answer one small question."""
HEARTBEAT = 41.25
"""Seconds between two of Discord's heartbeats, for as long as it has had them."""
MOST_SILENT = 2.5 * HEARTBEAT
"""Seconds that Discord may leave them unanswered."""
WELL = "ok"


@dataclass(frozen=True, slots=True)
class Health:
    """Of each part `ok`, or in a few words what is wrong: no path, no name, nothing secret."""

    gateway: str = WELL
    database: str = WELL
    vault: str = WELL
    starting: bool = False
    """Whether the vault is still being loaded for the first time."""

    @property
    def is_well(self) -> bool:
        """Whether people get answers."""
        return not self.starting and self.gateway == self.database == self.vault == WELL

    def as_dict(self) -> dict[str, str]:
        """For `/healthz`."""
        status = "starting" if self.starting else WELL if self.is_well else "failing"
        return {
            "status": status,
            "gateway": self.gateway,
            "database": self.database,
            "vault": self.vault,
        }


class Watch:
    """Looks at the parts of a running bot; each is set once it is there. Owns what is counted."""

    def __init__(self) -> None:
        self.metrics = Metrics()
        self.in_flight = InFlight(self.metrics.answered)
        self.connection: Connection | None = None
        """Of the client of now."""
        self.read_status: Callable[[], Awaitable[VaultStatus]] | None = None
        """Asks the database."""
        self.is_loaded = False
        """Whether the first load is over."""
        self._asked: asyncio.Task[VaultStatus] | None = None

    async def status(self, patience: float = PATIENCE) -> VaultStatus | None:
        """What the vault holds; None where the database can't tell in time.

        One question at a time, however many ask: a database that hangs is not asked again.
        """
        if self.read_status is None:
            return None
        if self._asked is None:
            self._asked = asyncio.create_task(_told(self.read_status))
        asked = self._asked
        await asyncio.wait({asked}, timeout=patience)
        if not asked.done():
            return None
        self._asked = None if self._asked is asked else self._asked
        return None if asked.cancelled() or asked.exception() else asked.result()

    async def text(self) -> bytes:
        """The metrics of now, as Prometheus reads them."""
        status = await self.status()
        return self.metrics.text(status, self.connection, in_flight=len(self.in_flight))

    async def health(self) -> Health:
        """Look now."""
        status = await self.status()
        if not self.is_loaded:
            return Health("not connected yet", WELL if status else "not read yet",
                          "is being loaded", starting=True)  # fmt: skip
        return Health(self._gateway(), WELL if status else "can't be read", _vault(status))

    def _gateway(self) -> str:
        connection = self.connection
        if connection is None:
            return "not connected"
        if not connection.is_alive:
            return f"not connected for {connection.lost_for:.0f} s"
        if connection.silent_for > MOST_SILENT:
            return f"no heartbeat answered for {connection.silent_for:.0f} s"
        return WELL

    def close(self) -> None:
        """Ask no more."""
        if self._asked:
            self._asked.cancel()


async def _told(read: Callable[[], Awaitable[VaultStatus]]) -> VaultStatus:
    return await read()


def _vault(status: VaultStatus | None) -> str:
    if status is None:
        return "not known"
    if status.loaded_at is None:
        return "never loaded"
    return WELL if status.notes else "holds no notes"
