"""Questions of those who wait, to a server that follows where there is one, else to the leader.

What follows may lag, or be gone: whatever it does not hold or can't answer, the leader is asked.
Which load is the last, only the leader knows.
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

    def __init__(self, leading: Pool, following: Pool | None) -> None:
        super().__init__(leading.fetch, POSTGRES)
        self._following = SqlReading(self._follow, POSTGRES) if following else None
        self._pool = following
        self._failed_at = float("-inf")

    @staticmethod
    def on(session: PostgresSession) -> SqlReading:
        """The same questions, within a transaction."""
        return SqlReading(session.fetch, POSTGRES)

    async def get_notes(self, keys: Sequence[int]) -> dict[int, StoredNote]:
        """Those of the notes that are still there, by key."""
        if self._following is None:
            return await super().get_notes(keys)
        found = await self._following.get_notes(keys)
        missing = [key for key in keys if key not in found]
        return found | await super().get_notes(missing) if missing else found

    async def get_excerpts(self, keys: Sequence[int]) -> dict[int, StoredExcerpt]:
        """Those of the excerpts that are still there, by key."""
        if self._following is None:
            return await super().get_excerpts(keys)
        found = await self._following.get_excerpts(keys)
        missing = [key for key in keys if key not in found]
        return found | await super().get_excerpts(missing) if missing else found

    async def excerpts_of(self, note_id: int, *, limit: int | None = None) -> list[StoredExcerpt]:
        """All excerpts of a note in its order, or the first of them."""
        if self._following:
            found = await self._following.excerpts_of(note_id, limit=limit)
            if found:
                return found
        return await super().excerpts_of(note_id, limit=limit)

    async def excerpts_about(self, video_id: str) -> list[StoredExcerpt]:
        """All excerpts of the notes of a video."""
        if self._following:
            found = await self._following.excerpts_about(video_id)
            if found:
                return found
        return await super().excerpts_about(video_id)

    async def _follow(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        if self._pool and time.monotonic() - self._failed_at > LET_ALONE:
            try:
                return await self._pool.fetch(sql, parameters)
            except StoreError:
                self._failed_at = time.monotonic()
        return await self._fetch(sql, parameters)
