"""What no load touches: what servers chose, what was asked and not found, small facts."""

import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

from bot.model import GuildSettings, Miss, Replies

MOST_MISSES = 2_000
"""Different ones that are kept; the oldest go first."""
LONGEST_MISS = 100
"""Characters."""

Statement = tuple[str, Sequence[Any]]

COUNT_MISS = """
    INSERT INTO misses (kind, text, times, last_at) VALUES (?, ?, 1, ?)
    ON CONFLICT (kind, text) DO UPDATE SET times = times + 1, last_at = excluded.last_at
"""
FORGET_MISSES = """
    DELETE FROM misses WHERE rowid IN
    (SELECT rowid FROM misses ORDER BY last_at DESC, rowid DESC LIMIT -1 OFFSET ?)
"""


class KeptTables(ABC):
    """The part of the store that is no cache of the vault."""

    @abstractmethod
    async def _all(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """The rows of a query."""

    @abstractmethod
    async def _write(self, *statements: Statement) -> None:
        """Carry out statements, all or none."""

    async def get_state(self, name: str) -> str | None:
        """A value that no load touches."""
        rows = await self._all("SELECT value FROM state WHERE name = ?", (name,))
        return rows[0][0] if rows else None

    async def set_state(self, name: str, value: str) -> None:
        """Keep a value that no load touches."""
        await self._write(
            ("INSERT OR REPLACE INTO state (name, value) VALUES (?, ?)", (name, value))
        )

    async def guild_settings(self, guild: int) -> GuildSettings:
        """What a server chose; the defaults where it chose nothing."""
        rows = await self._all(
            "SELECT name, value FROM guild_settings WHERE guild_id = ?", (guild,)
        )
        chosen = dict(rows)
        lead_in, plain = chosen.get("lead_in"), chosen.get("plain")
        return GuildSettings(
            channel=chosen.get("channel", ""),
            replies=Replies(chosen.get("replies", Replies.PUBLIC)),
            lead_in=None if lead_in is None else int(lead_in),
            plain=None if plain is None else plain == "1",
        )

    async def put_guild_settings(self, guild: int, settings: GuildSettings | None) -> None:
        """Keep what a server chose; None forgets it."""
        chosen = {} if settings is None else _chosen(settings)
        await self._write(
            ("DELETE FROM guild_settings WHERE guild_id = ?", (guild,)),
            *(
                (
                    "INSERT INTO guild_settings (guild_id, name, value) VALUES (?, ?, ?)",
                    (guild, name, value),
                )
                for name, value in chosen.items()
            ),
        )

    async def add_miss(self, kind: str, text: str) -> None:
        """Count that something was asked and not found."""
        words, now = " ".join(text.casefold().split())[:LONGEST_MISS], int(time.time())
        await self._write((COUNT_MISS, (kind, words, now)), (FORGET_MISSES, (MOST_MISSES,)))

    async def misses(self, *, limit: int) -> list[Miss]:
        """What was asked and not found, the most frequent first."""
        rows = await self._all(
            "SELECT kind, text, times, last_at FROM misses "
            "ORDER BY times DESC, last_at DESC, text LIMIT ?",
            (limit,),
        )
        return [Miss(*row) for row in rows]


def _chosen(settings: GuildSettings) -> dict[str, str]:
    """What differs from the defaults."""
    chosen: dict[str, str] = {}
    if settings.channel:
        chosen["channel"] = settings.channel
    if settings.replies is not Replies.PUBLIC:
        chosen["replies"] = settings.replies
    if settings.lead_in is not None:
        chosen["lead_in"] = str(settings.lead_in)
    if settings.plain is not None:
        chosen["plain"] = str(int(settings.plain))
    return chosen
