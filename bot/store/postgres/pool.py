"""Connections to one server in turn, each question with a deadline, and what fails in words."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any, Literal, TypeVar

import asyncpg
from asyncpg.connect_utils import SessionAttribute

from bot.errors import VaultbotError
from bot.store.postgres.faults import fault, passes
from bot.store.postgres.session import Connection, PostgresSession, numbered
from bot.store.session import Fetch

T = TypeVar("T")
Isolation = Literal["read_committed", "repeatable_read"]

ANSWER = 2.0
"""Seconds for a question of somebody who waits, with all that it takes to be connected: Discord
gives up after 3."""
WHOLE = 120.0
"""Seconds for each statement that reads or writes much, and nobody waits for."""
CONNECTING = 1.5
"""Seconds to open one connection in; beside that a question can still be asked elsewhere."""
GIVEN_BACK = 0.5
"""Seconds in which the server must have ended a statement that was given up."""
APPLICATION = "vaultbot"
SCHEMA = "vaultbot"
"""Where the tables are, unless the address names another `search_path`."""


def settings_of(url: str) -> dict[str, str]:
    """What every connection tells the server of itself."""
    settings = {"application_name": APPLICATION, "jit": "off"}
    if "search_path=" not in url:
        settings["search_path"] = SCHEMA
    return settings


async def connect(url: str, **settings: str) -> asyncpg.Connection:
    """A connection by itself, to the server that takes writes. Raises what `fault` tells."""
    try:
        return await asyncpg.connect(
            url,
            timeout=CONNECTING,
            server_settings={**settings_of(url), **settings},
            target_session_attrs=SessionAttribute.read_write,
        )
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as error:
        raise fault(url, error) from None


class Pool:
    """Answers questions to one server; a connection that broke is replaced."""

    def __init__(self, url: str, pool: asyncpg.Pool, *, patience: float = ANSWER) -> None:
        self.url = url
        self._pool = pool
        self._patience = patience

    async def fetch(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """The rows of a statement. Raises StoreUnavailable after `patience`."""

        async def ask(connection: Connection) -> list[Any]:
            return list(await connection.fetch(numbered(sql), *parameters))

        return await self._in_time(ask, again=True)

    async def write(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """One statement, one transaction; returns how many rows it wrote.

        What fails after it was sent may have been written: it is never sent again from here.
        """

        async def ask(connection: Connection) -> int:
            done = await connection.execute(numbered(sql), *parameters)
            return int(done.rpartition(" ")[2])

        return await self._in_time(ask, again=False)

    @asynccontextmanager
    async def session(self, *, writing: bool) -> AsyncIterator[PostgresSession]:
        """One transaction on one connection, for what takes long. Reading sees one moment."""
        try:
            async with self._acquired(self._patience) as connection:
                isolation: Isolation = "read_committed" if writing else "repeatable_read"
                async with connection.transaction(isolation=isolation, readonly=not writing):
                    # A server may end what is idle in a transaction; a load waits for files.
                    await connection.execute(
                        "SET LOCAL idle_in_transaction_session_timeout = 0; "
                        "SET LOCAL statement_timeout = 0"
                    )
                    yield PostgresSession(connection, patience=WHOLE)
        except VaultbotError:
            raise
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise await self._told(error, unchanged=writing) from error

    def telling(self, fetch: Fetch) -> Fetch:
        """What `fetch` of a session does, but told as a fault of this server even where what asks
        stands within another database's transaction.
        """

        async def told(sql: str, parameters: Sequence[Any]) -> list[Any]:
            try:
                return await fetch(sql, parameters)
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                raise await self._told(error) from error

        return told

    async def _in_time(self, ask: Callable[[Connection], Awaitable[T]], *, again: bool) -> T:
        """What `ask` answers within the patience; asked `again` where a connection had broken."""
        try:
            async with asyncio.timeout(self._patience):
                while True:
                    try:
                        async with self._acquired(self._patience) as connection:
                            return await ask(connection)
                    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                        if not again or not passes(error):
                            raise
                        again = False
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise await self._told(error) from None

    @asynccontextmanager
    async def _acquired(self, patience: float) -> AsyncIterator[Connection]:
        connection = await self._pool.acquire(timeout=patience)
        try:
            yield connection
        finally:
            # Not awaited: whoever asked need not wait until a statement is given up.
            _KEPT.keep(self._pool.release(connection, timeout=GIVEN_BACK))

    async def _told(self, error: Exception, *, unchanged: bool = False) -> VaultbotError:
        if isinstance(error, asyncpg.ReadOnlySQLTransactionError):
            # The server was made one that follows: find the one that leads.
            await self._pool.expire_connections()
        return fault(self.url, error, unchanged=unchanged)


class _Kept:
    """Work that goes on beside its context; asyncio itself keeps no hold of it."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Future[None]] = set()

    def keep(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._over)

    def _over(self, task: asyncio.Future[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()


_KEPT = _Kept()


@asynccontextmanager
async def open_pool(url: str, *, connections: int, writing: bool) -> AsyncIterator[Pool]:
    """A pool that is closed at the end; opens no connection before it is asked."""
    pool = asyncpg.create_pool(
        url,
        min_size=0,
        max_size=connections,
        timeout=CONNECTING,
        server_settings=settings_of(url),
        target_session_attrs=SessionAttribute.read_write if writing else SessionAttribute.any,
    )
    try:
        # Creates nothing, as there is nothing that it must have at least.
        await pool
    except ValueError as error:
        raise fault(url, error) from None
    try:
        yield Pool(url, pool)
    finally:
        try:
            async with asyncio.timeout(1.0):
                await pool.close()
        except TimeoutError:
            pool.terminate()
