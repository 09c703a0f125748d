"""Questions of those who wait, to a replica where there is one, else to the primary.

It may lag, or be gone: whatever it does not hold or can't answer, the primary is asked.
Which load is the last, only the primary knows.
"""

import time
from collections.abc import Sequence
from typing import Any

from bot.errors import StoreError
from bot.model import StoredExcerpt, StoredNote
from bot.store.postgres.pool import Pool
from bot.store.postgres.session import POSTGRES, PostgresSession
from bot.store.reading import SqlReading

LET_ALONE = 10.0
"""Seconds in which a server that failed is not asked: each attempt costs whoever waits."""


class ReplicatedReading(SqlReading):
    """Implements `Reading`."""

    def __init__(self, primary: Pool, replica: Pool | None) -> None:
        super().__init__(primary.fetch, POSTGRES)
        self._replica = SqlReading(self._ask_replica, POSTGRES) if replica else None
        self._pool = replica
        self._failed_at = float("-inf")

    @staticmethod
    def on(session: PostgresSession) -> SqlReading:
        """The same questions, within a transaction."""
        return SqlReading(session.fetch, POSTGRES)

    async def get_notes(self, keys: Sequence[int]) -> dict[int, StoredNote]:
        """Those of the notes that are still there, by key."""
        if self._replica is None:
            return await super().get_notes(keys)
        found = await self._replica.get_notes(keys)
        missing = [key for key in keys if key not in found]
        return found | await super().get_notes(missing) if missing else found

    async def get_excerpts(self, keys: Sequence[int]) -> dict[int, StoredExcerpt]:
        """Those of the excerpts that are still there, by key."""
        if self._replica is None:
            return await super().get_excerpts(keys)
        found = await self._replica.get_excerpts(keys)
        missing = [key for key in keys if key not in found]
        return found | await super().get_excerpts(missing) if missing else found

    async def excerpts_of(self, note_id: int, *, limit: int | None = None) -> list[StoredExcerpt]:
        """All excerpts of a note in its order, or the first of them."""
        if self._replica:
            found = await self._replica.excerpts_of(note_id, limit=limit)
            if found:
                return found
        return await super().excerpts_of(note_id, limit=limit)

    async def excerpts_about(self, video_id: str) -> list[StoredExcerpt]:
        """All excerpts of the notes of a video."""
        if self._replica:
            found = await self._replica.excerpts_about(video_id)
            if found:
                return found
        return await super().excerpts_about(video_id)

    async def _ask_replica(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        if self._pool and time.monotonic() - self._failed_at > LET_ALONE:
            try:
                return await self._pool.fetch(sql, parameters)
            except StoreError:
                self._failed_at = time.monotonic()
        return await self._fetch(sql, parameters)
