"""What a load does in SQLite beside writing: more memory, and no indexes while it is the first."""

from collections.abc import Sequence

import aiosqlite

from bot.model import FileIds
from bot.store.load import SqlLoad, next_ids
from bot.store.sqlite.session import SqliteSession

LOAD_CACHE_KB = 64_000
"""Of pages, while a load writes: with SQLite's own 2 MB, a fifth of the time goes into spilling."""


class SqliteLoad(SqlLoad):
    """Implements `Load`."""

    def __init__(
        self, session: SqliteSession, ids: FileIds, indexes: Sequence[tuple[str, str]]
    ) -> None:
        super().__init__(session, ids)
        self._indexes = indexes

    @classmethod
    async def begin(cls, connection: aiosqlite.Connection) -> "SqliteLoad":
        """Prepare a connection whose transaction has begun."""
        session = SqliteSession(connection)
        await session.execute(f"PRAGMA cache_size = {-LOAD_CACHE_KB}")
        ids = await next_ids(session)
        indexes = await _drop_indexes(session) if ids.note == 1 else []
        return cls(session, ids, indexes)

    async def index(self) -> None:
        """Make the indexes that a first load goes without while it puts rows in."""
        for _, statement in self._indexes:
            await self._session.execute(statement)
        self._indexes = ()


async def end_load(connection: aiosqlite.Connection) -> None:
    """Give back the memory that a load took."""
    await connection.execute("PRAGMA cache_size = -2000")
    await connection.execute("PRAGMA shrink_memory")


async def _drop_indexes(session: SqliteSession) -> list[tuple[str, str]]:
    """Drop the indexes of the large tables; returns how each is made again.

    Sorting all keys at the end costs half of keeping them sorted row by row.
    """
    rows = await session.fetch(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL "
        "AND tbl_name IN ('notes', 'excerpts')"
    )
    for name, _ in rows:
        await session.execute(f"DROP INDEX {name}")
    return [(name, statement) for name, statement in rows]
