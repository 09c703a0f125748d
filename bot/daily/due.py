"""What is to be done now, a page at a time."""

from collections.abc import AsyncIterator

from bot.model import Daily
from bot.store.protocol import DailyStore


async def due_pages(rows: DailyStore, *, now: int, far: int) -> AsyncIterator[list[Daily]]:
    """Rows as `DailyStore.pending` has them: each once, though what is done moves it."""
    seen: set[int] = set()
    last = None
    while page := await rows.pending(now=now, far=far, after=last):
        yield [row for row in page if row.guild_id not in seen]
        seen.update(row.guild_id for row in page)
        last = page[-1]
