"""All that search is made of, read in one go."""

import asyncio
from collections.abc import Sequence

from bot.courtesy import unhurried
from bot.model import StoredVault
from bot.store.rows import NOTE_TABLES, TITLE_COLUMNS, title_entry
from bot.store.session import Fetch
from bot.store.words import read_words


async def read_vault(fetch: Fetch) -> StoredVault:
    """`fetch` returns the rows of a statement; all of them see the same load."""
    titles = await fetch(f"SELECT {TITLE_COLUMNS} FROM {NOTE_TABLES} ORDER BY notes.id", ())
    channels = await fetch(
        f"SELECT DISTINCT channel, coalesce(channels.name, channel) FROM {NOTE_TABLES} "
        "WHERE channel <> ''",
        (),
    )
    acronyms = await fetch(
        "SELECT short, long, count(*) FROM acronyms GROUP BY short, long ORDER BY short, long", ()
    )
    return StoredVault(
        serial=await read_serial(fetch),
        words=await read_words(fetch),
        titles=await asyncio.to_thread(lambda: tuple(map(title_entry, unhurried(titles)))),
        channels=tuple(
            sorted(map(_pair, channels), key=lambda channel: (channel[1].casefold(), channel[0]))
        ),
        acronyms=tuple((short, long, times) for short, long, times in acronyms),
    )


def _pair(row: Sequence[str]) -> tuple[str, str]:
    first, second = row
    return first, second


async def read_serial(fetch: Fetch) -> int:
    """Which load the store holds; 0 before the first."""
    rows = await fetch("SELECT value FROM loads WHERE name = 'serial'", ())
    return int(rows[0][0]) if rows else 0
