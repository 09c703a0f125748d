"""How SQLite says what not every engine says alike, and its connection as loads use it."""

import json
from collections.abc import Sequence
from typing import Any

import aiosqlite

from bot.model import PLAUSIBLE_SECONDS
from bot.store.quotable import NOTES_AT_ONCE
from bot.store.session import Dialect, Row

_QUOTABLE = f"""
    SELECT group_concat(key) FROM (
        SELECT excerpts.key, note_id, json_extract(moments, '$[0][0]') AS seconds,
            json_extract(moments, '$[0][2]') AS state,
            coalesce(json_extract(moments, '$[0][3]'), video_id) AS video
        FROM excerpts JOIN notes ON notes.id = note_id
        WHERE NOT silent AND length(text) BETWEEN ? AND ?
    )
    WHERE seconds < {PLAUSIBLE_SECONDS} AND NOT state & 2 AND video <> '' AND (
        instr(video, ':') = 0
        OR substr(video, 1, instr(video, ':') - 1) IN (SELECT value FROM json_each(?))
    )
    GROUP BY note_id / {NOTES_AT_ONCE}
"""

SQLITE = Dialect(
    now="(julianday('now') - 2440587.5) * 86400.0",
    size="SELECT page_count * page_size FROM pragma_page_count, pragma_page_size",
    quotable=_QUOTABLE,
    channel_of="json_extract(value, '$.channel')",
    any_text="IN (SELECT value FROM json_each(?))",
    any_integer="IN (SELECT value FROM json_each(?))",
    value_of=json.dumps,
)


class SqliteSession:
    """Implements `Session`."""

    dialect = SQLITE

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def fetch(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """The rows of a statement."""
        return list(await self._connection.execute_fetchall(sql, parameters))

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Run a statement."""
        await self._connection.execute(sql, parameters)

    async def execute_many(self, sql: str, rows: Sequence[Row]) -> None:
        """Run a statement once for each row of values."""
        if rows:
            await self._connection.executemany(sql, rows)

    async def insert(self, table: str, columns: str, rows: Sequence[Row]) -> None:
        """Add rows."""
        marks = ", ".join("?" for _ in columns.split(","))
        await self.execute_many(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)
