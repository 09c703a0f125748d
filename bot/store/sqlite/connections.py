"""The connections to one database: one writes, a few read, so that answers go on during a load."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiosqlite

from bot.errors import LoadRunning, StoreBroken, StoreError
from bot.store.session import Fetch
from bot.store.sqlite.faults import fault, is_locked


class Connections:
    """Hands out the connections in turn, and says what SQLite could not do in words."""

    def __init__(
        self,
        path: Path,
        writer: aiosqlite.Connection,
        readers: Iterable[aiosqlite.Connection],
    ) -> None:
        self.path = path
        self.writer = writer
        self.broken = asyncio.Event()
        """Set once the database turned out to be damaged."""
        self._writing = asyncio.Lock()
        self._readers: asyncio.Queue[aiosqlite.Connection] = asyncio.Queue()
        for reader in readers:
            self._readers.put_nowait(reader)

    @asynccontextmanager
    async def transaction(self, busy: LoadRunning | None = None) -> AsyncIterator[None]:
        """`busy` is raised where another process writes for longer than is waited."""
        async with self._writing:
            try:
                try:
                    await self.writer.execute("BEGIN IMMEDIATE")
                    yield
                    await self.writer.execute("COMMIT")
                except BaseException:
                    # Queued behind a BEGIN that was cancelled while it waited, and ends that too.
                    await self.writer.rollback()
                    raise
            except sqlite3.Error as error:
                if busy and is_locked(error):
                    raise busy from None
                raise self._fault(error, unchanged=True) from error

    async def write(self, sql: str, parameters: Sequence[Any]) -> int:
        """One statement, one transaction; returns how many rows it wrote."""
        async with self.transaction():
            return (await self.writer.execute(sql, parameters)).rowcount

    async def fetch(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """The rows of a statement."""
        async with self.reading() as fetch:
            return await fetch(sql, parameters)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Fetch]:
        """What fetches the rows of a statement, from one connection."""
        reader = await self._readers.get()

        async def fetch(sql: str, parameters: Sequence[Any]) -> list[Any]:
            # Told here: around what asks there may be another database's transaction.
            try:
                return list(await reader.execute_fetchall(sql, parameters))
            except sqlite3.Error as error:
                raise self._fault(error) from error

        try:
            yield fetch
        finally:
            self._readers.put_nowait(reader)

    @asynccontextmanager
    async def one_moment(self) -> AsyncIterator[Fetch]:
        """The same, and what it fetches is of one moment."""
        async with self.reading() as fetch:
            await fetch("BEGIN", ())
            try:
                yield fetch
            finally:
                await fetch("ROLLBACK", ())

    def _fault(self, error: sqlite3.Error, *, unchanged: bool = False) -> StoreError:
        told = fault(self.path, error, unchanged=unchanged)
        if isinstance(told, StoreBroken):
            self.broken.set()
        return told
