"""Connections to one server in turn, each question with a deadline, and what fails in words."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from typing import Any, Literal, TypeVar

import asyncpg
from asyncpg.pool import PoolConnectionProxy
from asyncpg.transaction import Transaction

from bot.patience import waiting
from bot.store.postgres.connecting import connect_any
from bot.store.postgres.faults import ERRORS, ITS_ERRORS, fault, fault_of_commit, is_gone, passes
from bot.store.postgres.session import Connection, PostgresSession, numbered
from bot.store.session import Fetch

T = TypeVar("T")
Isolation = Literal["read_committed", "repeatable_read"]

ANSWER = 1.25
"""Seconds for a question of somebody who waits, with all that it takes to be connected. Discord
gives up after 3; after 1.5 an answer is announced, to all who will see it."""
CONNECTING = 1.0
"""Seconds to open one of the pool's connections in."""
TRIED_AGAIN = 0.1
"""Seconds after a connection that broke."""
GIVEN_BACK = 0.5
"""Seconds in which the server must have ended a statement that was given up."""


class Pool:
    """Answers questions to one server; a connection that broke is replaced."""

    def __init__(self, url: str, pool: asyncpg.Pool, *, patience: float = ANSWER) -> None:
        self.url = url
        self._pool = pool
        self._patience = patience
        self._giving_back: set[asyncio.Future[None]] = set()

    async def fetch(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """The rows of a statement. Raises StoreUnavailable after `patience`, or when an answer has
        waited for long enough.
        """

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
        isolation: Isolation = "read_committed" if writing else "repeatable_read"
        async with AsyncExitStack() as stack:
            connection = await self._live(stack)
            transaction = connection.transaction(isolation=isolation, readonly=not writing)
            try:
                await transaction.start()
                # A server may end what is idle in a transaction; a load waits for files.
                await connection.execute(
                    "SET LOCAL idle_in_transaction_session_timeout = 0; "
                    "SET LOCAL statement_timeout = 0"
                )
                yield PostgresSession(connection)
            except BaseException as error:
                await _roll_back(connection, transaction)
                if isinstance(error, ITS_ERRORS):
                    raise fault(self.url, error, unchanged=writing) from error
                raise
            try:
                await transaction.commit()
            except BaseException as error:
                _end(connection)
                if not isinstance(error, ITS_ERRORS):
                    raise
                # What was only read is there, whatever becomes of the transaction.
                if writing:
                    raise fault_of_commit(self.url, error) from error

    def telling(self, fetch: Fetch) -> Fetch:
        """What `fetch` of a session does, but told as a fault of this server even where what asks
        stands within another database's transaction.
        """

        async def told(sql: str, parameters: Sequence[Any]) -> list[Any]:
            try:
                return await fetch(sql, parameters)
            except ITS_ERRORS as error:
                raise fault(self.url, error) from error

        return told

    async def _live(self, stack: AsyncExitStack) -> Connection:
        """A connection that has just answered: one that broke is found out before work begins."""
        try:
            async with asyncio.timeout(self._patience):
                while True:
                    async with AsyncExitStack() as attempt:
                        connection = await attempt.enter_async_context(self._acquired())
                        with suppress(*ITS_ERRORS):
                            await connection.execute("SELECT 1")
                            await stack.enter_async_context(attempt.pop_all())
                            return connection
                    await self._pool.expire_connections()
        except ERRORS as error:
            raise fault(self.url, error) from None

    async def _in_time(self, ask: Callable[[Connection], Awaitable[T]], *, again: bool) -> T:
        """What `ask` answers in time. What could not be sent, or did nothing, is tried for as long
        as that; what was sent and broke, only where it may be asked `again`.
        """
        failed: Exception | None = None
        # What writes is not cut short: somebody would be told that it may not have been done.
        limit = waiting if again else asyncio.timeout
        try:
            async with limit(self._patience):
                while True:
                    sent = False
                    try:
                        async with self._acquired() as connection:
                            sent = True
                            return await ask(connection)
                    except ERRORS as error:
                        refused = isinstance(error, asyncpg.ReadOnlySQLTransactionError)
                        if not passes(error) or (sent and not again and not refused):
                            raise
                        failed = error
                    if sent and is_gone(failed):
                        # The others broke with it, or lead to a server that only follows now.
                        await self._pool.expire_connections()
                    await asyncio.sleep(TRIED_AGAIN)
        except ERRORS as error:
            raise fault(self.url, failed or error) from None

    @asynccontextmanager
    async def _acquired(self) -> AsyncIterator[Connection]:
        connection = await self._pool.acquire(timeout=self._patience)
        try:
            yield connection
        finally:
            # Not awaited: whoever asked need not wait until a statement is given up.
            giving_back = asyncio.ensure_future(self._give_back(connection))
            self._giving_back.add(giving_back)
            giving_back.add_done_callback(self._giving_back.discard)

    async def _give_back(self, connection: PoolConnectionProxy) -> None:
        # Where that fails the connection is closed, and the pool opens another when it is asked.
        with suppress(*ERRORS):
            await self._pool.release(connection, timeout=GIVEN_BACK)


async def _roll_back(connection: Connection, transaction: Transaction) -> None:
    """Or end the connection, which comes to the same: a server that hangs is not waited for."""
    try:
        async with asyncio.timeout(GIVEN_BACK):
            await transaction.rollback()
    except ERRORS:
        _end(connection)


def _end(connection: Connection) -> None:
    # The pool has taken back what broke.
    with suppress(asyncpg.InterfaceError):
        connection.terminate()


async def _leave_as_it_is(_: asyncpg.Connection) -> None:
    """Nothing that is asked here changes a connection, and to set it back is a question more."""


@asynccontextmanager
async def open_pool(url: str, *, connections: int, writing: bool) -> AsyncIterator[Pool]:
    """A pool that is closed at the end; opens no connection before it is asked."""

    async def open_one(*_: object, **__: object) -> asyncpg.Connection:
        return await connect_any(url, writing=writing, patience=CONNECTING)

    pool = asyncpg.create_pool(
        min_size=0, max_size=connections, connect=open_one, reset=_leave_as_it_is
    )
    # Creates nothing, as there is nothing that it must have at least.
    await pool
    try:
        yield Pool(url, pool)
    finally:
        try:
            async with asyncio.timeout(1.0):
                await pool.close()
        except TimeoutError:
            pool.terminate()
