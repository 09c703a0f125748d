"""What the processes of one bot settle among themselves: who has which shard, whose turn it is."""

from collections.abc import Sequence

from bot.model import ShardReport
from bot.store.protocol import REPORTED_WITHIN
from bot.store.session import Dialect, Fetch, Write


class SqlReports:
    """Implements `Fleet`, but for its lead."""

    def __init__(self, fetch: Fetch, write: Write, dialect: Dialect) -> None:
        self._fetch = fetch
        self._write = write
        self._now = dialect.now

    async def report(self, shards: Sequence[ShardReport]) -> None:
        """Tell the others how these shards are."""
        for each in shards:
            await self._write(
                "INSERT INTO shards (shard, count, servers, process, seen_at) "
                f"VALUES (?, ?, ?, ?, {self._now}) ON CONFLICT (shard) DO UPDATE SET "
                "count = excluded.count, servers = excluded.servers, process = excluded.process, "
                "seen_at = excluded.seen_at",
                (each.shard, each.count, each.servers, each.process),
            )

    async def reports(self) -> list[ShardReport]:
        """Every shard of which a process has told lately, by number."""
        rows = await self._fetch(
            "SELECT shard, count, servers, process FROM shards "
            f"WHERE {self._now} - seen_at BETWEEN 0 AND {REPORTED_WITHIN} ORDER BY shard",
            (),
        )
        return [ShardReport(*row) for row in rows]

    async def take_turn(self, name: str, *, every: float) -> float:
        """Take a turn that one process may take in so many seconds."""
        # A turn that was taken in the future is of a clock that was set back.
        taken = await self._write(
            f"INSERT INTO turns (name, at) VALUES (?, {self._now}) "
            # The clock is read again, for whoever waited for another's row is late.
            f"ON CONFLICT (name) DO UPDATE SET at = {self._now} "
            f"WHERE {self._now} - turns.at NOT BETWEEN 0 AND ?",
            (name, every),
        )
        if taken:
            return 0.0
        rows = await self._fetch(f"SELECT at - {self._now} FROM turns WHERE name = ?", (name,))
        return max(every + float(rows[0][0]), 0.01) if rows else 0.01
