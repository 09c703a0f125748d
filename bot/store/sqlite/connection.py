"""Opening SQLite: settings, our mark in the file, migrations, and errors people can act on."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from pathlib import Path

import aiosqlite

from bot.errors import StoreError
from bot.store.sqlite import schema
from bot.store.sqlite.faults import fault
from bot.store.sqlite.schema import APPLICATION_ID

MOST_LOG = 16_000_000
"""Bytes of the log beside a database that are kept for the next load."""
BUSY_SECONDS = 5.0
"""How long a write waits for another process's write to end."""


@asynccontextmanager
async def open_connection(
    path: Path, *, read_only: bool = False
) -> AsyncIterator[aiosqlite.Connection]:
    """A connection in autocommit mode: transactions begin where the code says so.

    Raises StoreError where the file can't be opened or is no database.
    """
    async with AsyncExitStack() as stack:
        try:
            # Of a connection that fails to open, aiosqlite leaves a thread that outlives the loop.
            await asyncio.to_thread(lambda: sqlite3.connect(path).close())
            connection = await stack.enter_async_context(
                aiosqlite.connect(path, isolation_level=None, timeout=BUSY_SECONDS)
            )
            await connection.execute("PRAGMA synchronous = NORMAL")
            await connection.execute("PRAGMA temp_store = MEMORY")
            if read_only:
                await connection.execute("PRAGMA query_only = ON")
        except sqlite3.Error as error:
            raise fault(path, error) from None
        yield connection


def read_shape(path: Path) -> int:
    """How many steps a database has taken, without taking any. Raises StoreError."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as opened:
            return int(opened.execute("PRAGMA user_version").fetchone()[0])
    except sqlite3.Error as error:
        raise fault(path, error, marking=False) from None


async def migrate(connection: aiosqlite.Connection, path: Path) -> None:
    """Bring the database to the newest shape, a transaction a step.

    If a step fails, the steps before it stand and it left nothing. Raises StoreError for a
    database of another program or of a newer Vaultbot, and changes nothing in it.
    """
    try:
        await _migrate(connection, path)
    except sqlite3.Error as error:
        raise fault(path, error) from None


async def _migrate(connection: aiosqlite.Connection, path: Path) -> None:
    version, mark, tables = await _identify(connection)
    if mark != APPLICATION_ID and (version or mark or tables):
        raise StoreError(f"{path}: not a Vaultbot database; name another file")
    if version > len(schema.MIGRATIONS):
        raise StoreError(
            f"{path}: made by a newer Vaultbot (shape {version}, this one knows "
            f"{len(schema.MIGRATIONS)}); upgrade, or name another file"
        )
    # Written into the file, so only once it is known to be ours.
    await connection.execute_fetchall("PRAGMA journal_mode = WAL")
    # A first load leaves a log of its own size, which nobody would shorten.
    await connection.execute_fetchall(f"PRAGMA journal_size_limit = {MOST_LOG}")
    for number, statements in enumerate(schema.MIGRATIONS[version:], start=version + 1):
        try:
            await connection.execute("BEGIN IMMEDIATE")
            # Another process may have taken the same step while this one waited.
            if await _pragma(connection, "user_version") < number:
                for statement in statements:
                    await connection.execute(statement)
                await connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                await connection.execute(f"PRAGMA user_version = {number}")
            await connection.execute("COMMIT")
        except BaseException:
            await connection.rollback()
            raise


async def _identify(connection: aiosqlite.Connection) -> tuple[int, int, bool]:
    """Version, mark, and whether anything was made: of one moment, as another may be migrating."""
    await connection.execute("BEGIN")
    try:
        tables = await _has_tables(connection)
        version = await _pragma(connection, "user_version")
        return version, await _pragma(connection, "application_id"), tables
    finally:
        await connection.rollback()


async def _pragma(connection: aiosqlite.Connection, name: str) -> int:
    async with connection.execute(f"PRAGMA {name}") as cursor:
        row = await cursor.fetchone()
    return int(row[0]) if row else 0


async def _has_tables(connection: aiosqlite.Connection) -> bool:
    async with connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1") as cursor:
        return await cursor.fetchone() is not None
