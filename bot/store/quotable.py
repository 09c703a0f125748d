"""Which excerpts can stand by themselves, asked of the whole vault at once."""

import asyncio
import json
from array import array
from collections.abc import Sequence

from bot.model import PLAUSIBLE_SECONDS
from bot.store.connections import Fetch

_NOTES_AT_ONCE = 1_000
"""Keys come as text, for a row each would take ten times as long."""

_QUOTABLE = f"""
    SELECT group_concat(key) FROM (
        SELECT excerpts.key, note_id, json_extract(moments, '$[0][0]') AS seconds,
            json_extract(moments, '$[0][2]') AS state,
            coalesce(json_extract(moments, '$[0][3]'), video_id) AS video
        FROM excerpts JOIN notes ON notes.id = note_id
        WHERE NOT silent AND length(text) BETWEEN ? AND ?
    )
    WHERE seconds < {PLAUSIBLE_SECONDS} AND NOT state & 2 AND video <> '' AND (
        instr(video, ':') = 0
        OR substr(video, 1, instr(video, ':') - 1) IN (SELECT value FROM json_each(?))
    )
    GROUP BY note_id / {_NOTES_AT_ONCE}
"""


async def read_quotable(
    fetch: Fetch,
    shortest: int,
    longest: int,
    sites: Sequence[str],
) -> bytes:
    """See `Store.quotable`; `fetch` returns the rows of a statement."""
    rows = await fetch(_QUOTABLE, (shortest, longest, json.dumps(sites)))
    return await asyncio.to_thread(_numbers, [listed for (listed,) in rows])


def _numbers(lists: Sequence[str]) -> bytes:
    numbers = array("q")
    for listed in lists:
        numbers.extend(map(int, listed.split(",")))
    return numbers.tobytes()
