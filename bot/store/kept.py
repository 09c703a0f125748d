"""What servers chose, and what was asked and not found: nothing that a load touches."""

import json
import time
from dataclasses import asdict

from bot.model import GuildSettings, Miss, Replies
from bot.store.session import NO_LIMIT, Dialect, Fetch, Write

MOST_MISSES = 2_000
"""Different ones that are kept; the oldest go first."""
LONGEST_MISS = 100
"""Characters."""

_COUNT_MISS = """
    INSERT INTO misses (kind, text, times, last_at) VALUES (?, ?, 1, ?)
    ON CONFLICT (kind, text) DO UPDATE SET times = misses.times + 1, last_at = excluded.last_at
"""
_FORGET_MISSES = """
    DELETE FROM misses WHERE (kind, text) IN
    (SELECT kind, text FROM misses ORDER BY last_at DESC, times DESC, kind, text LIMIT ? OFFSET ?)
"""


CHOSEN = "chosen"
"""The name of the row that holds all that a server chose, as JSON."""


class SqlKept:
    """Implements `KeptStore`."""

    def __init__(self, fetch: Fetch, write: Write, dialect: Dialect) -> None:
        self._fetch = fetch
        self._write = write
        self._dialect = dialect

    async def settings(self, guild: int) -> GuildSettings:
        """What a server chose; the defaults where it chose nothing."""
        rows = await self._fetch(
            "SELECT value FROM guild_settings WHERE guild_id = ? AND name = ?", (guild, CHOSEN)
        )
        return settings_of(rows[0][0]) if rows else GuildSettings()

    async def put_settings(self, guild: int, settings: GuildSettings | None) -> None:
        """Keep what a server chose; None forgets it."""
        if settings is None:
            await self._write("DELETE FROM guild_settings WHERE guild_id = ?", (guild,))
            return
        await self._write(
            "INSERT INTO guild_settings (guild_id, name, value) VALUES (?, ?, ?) "
            "ON CONFLICT (guild_id, name) DO UPDATE SET value = excluded.value",
            (guild, CHOSEN, json.dumps(asdict(settings), ensure_ascii=False)),
        )

    async def state(self, name: str) -> str | None:
        """See `Store.get_state`."""
        rows = await self._fetch("SELECT value FROM state WHERE name = ?", (name,))
        return rows[0][0] if rows else None

    async def set_state(self, name: str, value: str) -> None:
        """See `Store.set_state`."""
        await self._write(
            "INSERT INTO state (name, value) VALUES (?, ?) "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, value),
        )

    async def channels(self) -> list[tuple[str, int]]:
        """(key of a channel, how many servers look there first)."""
        rows = await self._fetch(
            "SELECT channel, count(*) FROM "
            f"(SELECT {self._dialect.channel_of} AS channel FROM guild_settings WHERE name = ?) "
            "AS chosen WHERE channel <> '' GROUP BY channel ORDER BY channel",
            (CHOSEN,),
        )
        return [(str(channel), int(servers)) for channel, servers in rows]

    async def add_miss(self, kind: str, text: str) -> None:
        """Count that something was asked and not found; who asked is not kept."""
        # Not every engine takes a NUL within text.
        words = " ".join(text.casefold().replace("\0", "").split())[:LONGEST_MISS]
        await self._write(_COUNT_MISS, (kind, words, int(time.time())))
        await self._write(_FORGET_MISSES, (NO_LIMIT, MOST_MISSES))

    async def misses(self, *, limit: int) -> list[Miss]:
        """What was asked and not found, the most frequent first."""
        rows = await self._fetch(
            "SELECT kind, text, times, last_at FROM misses "
            "ORDER BY times DESC, last_at DESC, text LIMIT ?",
            (limit,),
        )
        return [Miss(*row) for row in rows]


def settings_of(value: str) -> GuildSettings:
    """What a row named `CHOSEN` tells, of an older version or a newer one too.

    Raises ValueError for what no version wrote.
    """
    chosen = json.loads(value)
    if not isinstance(chosen, dict):
        raise ValueError("not what a server chooses")
    settings = GuildSettings(
        channel=chosen.get("channel", ""),
        replies=Replies.PRIVATE if chosen.get("replies") == "private" else Replies.PUBLIC,
        lead_in=chosen.get("lead_in"),
        plain=chosen.get("plain"),
    )
    match settings:
        case GuildSettings(channel=str(), lead_in=int() | None, plain=bool() | None):
            return settings
    raise ValueError("not what a server chooses")
