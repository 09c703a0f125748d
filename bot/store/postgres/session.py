"""How PostgreSQL says what not every engine says alike, and its connection as loads use it."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import count
from typing import Any

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from bot.model import PLAUSIBLE_SECONDS
from bot.store.quotable import NOTES_AT_ONCE
from bot.store.session import Dialect, Row

_QUOTABLE = f"""
    SELECT string_agg(key::text, ',') FROM (
        SELECT excerpts.key, note_id, (moments::json #>> '{{0,0}}')::numeric AS seconds,
            (moments::json #>> '{{0,2}}')::integer AS state,
            coalesce(moments::json #>> '{{0,3}}', video_id) AS video
        FROM excerpts JOIN notes ON notes.id = note_id
        WHERE NOT silent AND length(text) BETWEEN ? AND ?
    ) AS opened
    WHERE seconds < {PLAUSIBLE_SECONDS} AND state & 2 = 0 AND video <> '' AND (
        position(':' IN video) = 0 OR split_part(video, ':', 1) = ANY(?::text[])
    )
    GROUP BY note_id / {NOTES_AT_ONCE}
"""

POSTGRES = Dialect(
    now="extract(epoch FROM clock_timestamp())::double precision",
    size=(
        "SELECT coalesce(sum(pg_total_relation_size(oid)), 0)::bigint FROM pg_class "
        "WHERE relkind = 'r' AND relnamespace = "
        "(SELECT oid FROM pg_namespace WHERE nspname = current_schema())"
    ),
    quotable=_QUOTABLE,
    channel_of="value::json ->> 'channel'",
    any_text="= ANY(?::text[])",
    any_integer="= ANY(?::bigint[])",
    value_of=list,
)


Connection = asyncpg.Connection | PoolConnectionProxy
"""One by itself, or one of a pool."""


@lru_cache(maxsize=256)
def numbered(sql: str) -> str:
    """A statement with `$1`, `$2` in place of its question marks."""
    number = count(1)
    return "".join(f"${next(number)}" if part == "?" else part for part in _parts(sql))


def _parts(sql: str) -> list[str]:
    first, *others = sql.split("?")
    return [first, *(part for other in others for part in ("?", other))]


class PostgresSession:
    """Implements `Session`. What fails is asyncpg's error."""

    dialect = POSTGRES

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def fetch(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """The rows of a statement."""
        rows = await self._connection.fetch(numbered(sql), *parameters)
        return list(rows)

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Run a statement."""
        await self._connection.execute(numbered(sql), *parameters)

    async def execute_many(self, sql: str, rows: Sequence[Row]) -> None:
        """Run a statement once for each row of values."""
        if rows:
            await self._connection.executemany(numbered(sql), rows)

    async def insert(self, table: str, columns: str, rows: Sequence[Row]) -> None:
        """Add rows, by COPY."""
        if rows:
            await self._connection.copy_records_to_table(
                table, columns=columns.split(", "), records=rows
            )
