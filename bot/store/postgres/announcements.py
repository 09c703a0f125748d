"""Word of loads, from whoever loads to all others: NOTIFY, which PostgreSQL sends with a commit."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from bot.errors import VaultbotError
from bot.store.postgres.connecting import connect
from bot.store.postgres.faults import ERRORS
from bot.store.postgres.pool import ANSWER
from bot.store.postgres.session import PostgresSession

CONNECTED_AGAIN = 2.0
"""Seconds after the connection that hears broke."""
ASKED_ANYWAY = 5.0
"""Seconds after which the others look whether something was loaded, though they heard nothing, and
whether they would hear: a network may lose both."""
_CHANNEL = "'vaultbot_' || md5(current_schema())"


async def announce(session: PostgresSession) -> None:
    """Tell all who hear that a load is there, once it is committed."""
    await session.execute(f"SELECT pg_notify({_CHANNEL}, '')")


class Announcements:
    """Hears of loads while it is open."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._heard = asyncio.Event()

    async def wait(self) -> None:
        """Until a load was announced, or may have been without being heard."""
        with suppress(TimeoutError):
            async with asyncio.timeout(ASKED_ANYWAY):
                await self._heard.wait()
        self._heard.clear()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Hear until the end of the context; begins at once, connected or not."""
        hearing = asyncio.create_task(self._hear_on())
        try:
            yield
        finally:
            hearing.cancel()
            await asyncio.gather(hearing, return_exceptions=True)

    async def _hear_on(self) -> None:
        while True:
            with suppress(VaultbotError, *ERRORS):
                await self._hear()
            await asyncio.sleep(CONNECTED_AGAIN)

    async def _hear(self) -> None:
        connection = await connect(self._url)
        try:
            name = await connection.fetchval(f"SELECT {_CHANNEL}", timeout=ANSWER)
            await connection.add_listener(name, lambda *_: self._heard.set())
            # What was loaded while nobody heard.
            self._heard.set()
            while True:
                await asyncio.sleep(ASKED_ANYWAY)
                await connection.execute("SELECT 1", timeout=ANSWER)
        finally:
            connection.terminate()
