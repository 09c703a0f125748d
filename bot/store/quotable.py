"""Which excerpts can stand by themselves, asked of the whole vault at once."""

import asyncio
from array import array
from collections.abc import Sequence

from bot.courtesy import unhurried
from bot.store.session import Dialect, Fetch

NOTES_AT_ONCE = 1_000
"""Keys come as text, many to a row: a row each would take ten times as long."""


async def read_quotable(
    fetch: Fetch,
    dialect: Dialect,
    shortest: int,
    longest: int,
    sites: Sequence[str],
) -> bytes:
    """See `Store.quotable`."""
    rows = await fetch(dialect.quotable, (shortest, longest, dialect.value_of(sites)))
    return await asyncio.to_thread(_numbers, [listed for (listed,) in rows])


def _numbers(lists: Sequence[str]) -> bytes:
    numbers = array("q")
    for listed in unhurried(lists):
        numbers.extend(map(int, listed.split(",")))
    return numbers.tobytes()
