"""The quotes of the day: a row a server, changed only where it stands as it was read."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.model import Claim, Daily, Pause
from bot.store.session import Fetch, Write

PAGE = 1_000
"""Rows of one answer: to read a hundred thousand would hold up everybody who asks meanwhile."""
_COLUMNS = (
    "guild_id, channel_id, minute, zone, source, role_id, paused, next_at, last_date, seed, "
    "cursor, posted, claim_key, claimed_at"
)
_NAMES = _COLUMNS.split(", ")


class SqlDaily:
    """Implements `DailyStore`."""

    def __init__(self, fetch: Fetch, write: Write) -> None:
        self._fetch = fetch
        self._write = write

    async def get(self, guild_id: int) -> Daily | None:
        """That of a server."""
        rows = await self._fetch(f"SELECT {_COLUMNS} FROM daily WHERE guild_id = ?", (guild_id,))
        return daily_of(rows[0]) if rows else None

    async def pending(self, *, now: int, far: int, after: Daily | None = None) -> list[Daily]:
        """Some of those with something to do, the longest due first."""
        last = (after.next_at, after.guild_id) if after else (-1, -1)
        rows = await self._fetch(
            f"SELECT {_COLUMNS} FROM daily WHERE (claim_key IS NOT NULL "
            "OR channel_id <> 0 AND paused = '' AND next_at NOT BETWEEN ? AND ?) "
            "AND (next_at, guild_id) > (?, ?) ORDER BY next_at, guild_id LIMIT ?",
            (now + 1, far, *last, PAGE),
        )
        return [daily_of(row) for row in rows]

    async def swap(self, before: Daily | None, after: Daily) -> bool:
        """Put `after` where `before` still stands."""
        if before is None:
            marks = ", ".join("?" for _ in _NAMES)
            written = await self._write(
                f"INSERT INTO daily ({_COLUMNS}) VALUES ({marks}) ON CONFLICT DO NOTHING",
                _row(after),
            )
        else:
            changes = ", ".join(f"{name} = ?" for name in _NAMES)
            known = dict(zip(_NAMES, _row(before), strict=True))
            unchanged = " AND ".join(
                f"{name} IS NULL" if value is None else f"{name} = ?"
                for name, value in known.items()
            )
            values = [value for value in known.values() if value is not None]
            written = await self._write(
                f"UPDATE daily SET {changes} WHERE {unchanged}", (*_row(after), *values)
            )
        return written == 1


def _row(daily: Daily) -> tuple[int | str | None, ...]:
    """In the order of `_COLUMNS`."""
    claim = daily.claim
    return (
        daily.guild_id, daily.channel_id, daily.minute, daily.zone, daily.source, daily.role_id,
        daily.paused, daily.next_at, daily.last_date, daily.seed, daily.cursor, daily.posted,
        claim.key if claim else None, claim.at if claim else None,
    )  # fmt: skip


def daily_of(row: Sequence[Any]) -> Daily:
    """Of a row in the order of the table; ValueError for a pause that is unknown here."""
    *columns, key, at = row
    daily = Daily(*columns)
    claim = None if key is None else Claim(key, at)
    return replace(daily, paused=Pause(daily.paused), claim=claim)
