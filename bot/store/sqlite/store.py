"""The store in SQLite: one connection writes, a few read, so that answers go on during a load."""

import asyncio
import sqlite3
from collections.abc import AsyncIterable, AsyncIterator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager, suppress
from pathlib import Path

from bot.errors import LoadRunning
from bot.model import StoredVault
from bot.store.daily import SqlDaily
from bot.store.fleet import SqlReports
from bot.store.kept import SqlKept
from bot.store.moving import KeptPage, put_pages, read_pages
from bot.store.reading import SqlReading
from bot.store.sqlite.connection import migrate, open_connection
from bot.store.sqlite.connections import Connections
from bot.store.sqlite.load import SqliteLoad, end_load
from bot.store.sqlite.mending import Mending, hold_ready
from bot.store.sqlite.session import SQLITE, SqliteSession
from bot.store.whole import read_vault

READERS = 2
NOTICED_WITHIN = 1.0
"""Seconds until what another process loaded is noticed."""


@asynccontextmanager
async def open_store(
    path: Path, *, mending: Mending = Mending.NONE
) -> AsyncIterator["SqliteStore"]:
    """Open, or make, the database at `path`, bring it to the newest shape, close it at the end.

    Raises StoreError; StoreBroken where it is damaged and `mending` does not allow for it.
    """
    async with AsyncExitStack() as stack:
        with await asyncio.to_thread(hold_ready, path, mending):
            writer = await stack.enter_async_context(open_connection(path))
            await migrate(writer, path)
            readers = [
                await stack.enter_async_context(open_connection(path, read_only=True))
                for _ in range(READERS)
            ]
        yield SqliteStore(Connections(path, writer, readers))


class SqliteFleet(SqlReports):
    """Implements `Fleet`. Every process on a database file leads: what is to be done once is done
    by whoever swaps its row first.
    """

    is_shared = False

    @asynccontextmanager
    async def lead(self, what: str) -> AsyncIterator[asyncio.Event]:
        """At once, and until the end."""
        yield asyncio.Event()


class SqliteStore(SqlReading):
    """Implements `Store`; see there for what each method promises."""

    def __init__(self, connections: Connections) -> None:
        super().__init__(connections.fetch, SQLITE)
        self._connections = connections
        self.broken = connections.broken
        self.kept = SqlKept(connections.fetch, connections.write, SQLITE)
        self.daily = SqlDaily(connections.fetch, connections.write)
        self.fleet = SqliteFleet(connections.fetch, connections.write, SQLITE)

    @asynccontextmanager
    async def load(self) -> AsyncIterator[SqliteLoad]:
        """One load, one transaction."""
        path, writer = self._connections.path, self._connections.writer
        busy = f"another process is loading the vault into {path}; wait for it to finish"
        try:
            async with self._connections.transaction(LoadRunning(busy)):
                load = await SqliteLoad.begin(writer)
                yield load
                await load.index()
        finally:
            # Where even that fails, what went wrong before is on its way out.
            with suppress(sqlite3.Error):
                await end_load(writer)

    async def vault(self) -> StoredVault:
        """All that search is made of, of one load: another one may be committed meanwhile."""
        async with self._connections.one_moment() as fetch:
            return await read_vault(fetch)

    async def wait_for_load(self) -> None:
        """For as long as another process's load may go unnoticed: a file tells nobody."""
        await asyncio.sleep(NOTICED_WITHIN)

    async def get_state(self, name: str) -> str | None:
        """A value that no load touches."""
        return await self.kept.state(name)

    async def set_state(self, name: str, value: str) -> None:
        """Keep a value that no load touches."""
        await self.kept.set_state(name, value)

    async def identity(self) -> str:
        """The file itself, which may have several names."""
        status = await asyncio.to_thread(self._connections.path.stat)
        return f"file {status.st_dev} {status.st_ino}"

    @asynccontextmanager
    async def kept_rows(self) -> AsyncIterator[AsyncIterator[KeptPage]]:
        """All that no load touches, as it is at one moment."""
        async with (
            self._connections.one_moment() as fetch,
            aclosing(read_pages(fetch)) as pages,
        ):
            yield pages

    async def put_kept_rows(self, pages: AsyncIterable[KeptPage], *, replace: bool = False) -> None:
        """Put in what another store has kept, within one transaction."""
        path, writer = self._connections.path, self._connections.writer
        async with self._connections.transaction():
            await put_pages(SqliteSession(writer), pages, where=str(path), replace=replace)
