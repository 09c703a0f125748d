"""Which of several processes leads: whoever holds a lock that the server frees with its holder."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import asyncpg

from bot.store.fleet import SqlReports
from bot.store.postgres.connecting import connect
from bot.store.postgres.faults import ERRORS, fault
from bot.store.postgres.pool import ANSWER, Pool
from bot.store.postgres.session import POSTGRES

LOOK_AGAIN = 1.0
"""Seconds between two attempts to take the lead, and between two looks whether it is still held."""


def lock_of(name: str) -> str:
    """The expression for a lock's number: one for each name, and each schema."""
    return f"hashtextextended('vaultbot {name} ' || current_schema(), 0)"


class PostgresFleet(SqlReports):
    """Implements `Fleet`."""

    is_shared = True

    def __init__(self, pool: Pool) -> None:
        super().__init__(pool.fetch, pool.write, POSTGRES)
        self._url = pool.url

    @asynccontextmanager
    async def lead(self, what: str) -> AsyncIterator[asyncio.Event]:
        """Hold the lock on a connection of its own, and look after that."""
        connection = await connect(self._url)
        lost = asyncio.Event()
        watching: asyncio.Task[None] | None = None
        try:
            try:
                await _take(connection, what)
            except ERRORS as error:
                raise fault(self._url, error) from None
            watching = asyncio.create_task(_watch(connection, lost))
            yield lost
        finally:
            if watching:
                watching.cancel()
                await asyncio.gather(watching, return_exceptions=True)
            # The server frees the lock with the connection.
            with suppress(*ERRORS):
                await connection.close(timeout=ANSWER)


async def _take(connection: asyncpg.Connection, what: str) -> None:
    """Wait for the lock. Asking again and again finds out that the server is gone, too."""
    taken = f"SELECT pg_try_advisory_lock({lock_of(f'lead {what}')})"
    while not await connection.fetchval(taken, timeout=ANSWER):  # noqa: ASYNC110
        await asyncio.sleep(LOOK_AGAIN)


async def _watch(connection: asyncpg.Connection, lost: asyncio.Event) -> None:
    try:
        while True:
            await connection.execute("SELECT 1", timeout=ANSWER)
            await asyncio.sleep(LOOK_AGAIN)
    except ERRORS:
        lost.set()
