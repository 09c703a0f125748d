"""How long searches keep the event loop from everything else: heartbeats, other people's clicks.

    python benchmarks/stall.py --shared ../shared [--database FILE]

Asks fifty things side by side, quotes and notes, while a task sleeps a millisecond again and again
and notes how much later it woke. Beside it, the same without any search: what the machine does.
"""

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Awaitable, Sequence
from pathlib import Path

from peers import Engine, Ours, find
from sets import Query, config_for, read_sets

from bot.app import ensure_loaded, open_app

TICK = 0.001
"""Seconds that the ticker sleeps."""
AT_ONCE = 50
ROUNDS = 10


async def longest_stall(work: Awaitable[object]) -> float:
    """The most milliseconds that a sleep went on beyond its time while `work` was done."""
    longest = 0.0

    async def tick() -> None:
        nonlocal longest
        while True:
            started = time.perf_counter()
            await asyncio.sleep(TICK)
            longest = max(longest, time.perf_counter() - started - TICK)

    ticker = asyncio.create_task(tick())
    await asyncio.sleep(TICK)
    await work
    await asyncio.sleep(2 * TICK)  # the sleep that the work's end fell into counts too
    ticker.cancel()
    return 1000 * longest


async def measure(shared: Path, database: Path) -> None:
    """Print a table."""
    queries = [query for queries in read_sets(shared) for query in queries]
    chosen = random.Random(1)
    async with open_app(config_for(shared, database)) as app:
        await ensure_loaded(app)
        ours = Ours(app)
        await asyncio.gather(*(find(ours, query) for query in chosen.sample(queries, AT_ONCE)))
        print(f"| round | {AT_ONCE} searches at once, ms | longest stall, ms | without any, ms |")
        print("|---|---|---|---|")
        worst = 0.0
        for number in range(1, ROUNDS + 1):
            these = chosen.sample(queries, AT_ONCE)
            started = time.perf_counter()
            stall = await longest_stall(_all(ours, these))
            spent = time.perf_counter() - started
            idle = await longest_stall(asyncio.sleep(spent))
            print(f"| {number} | {1000 * spent:.0f} | {stall:.1f} | {idle:.1f} |", flush=True)
            worst = max(worst, stall)
        print(f"\nLongest stall: {worst:.1f} ms.")


async def _all(engine: Engine, queries: Sequence[Query]) -> None:
    await asyncio.gather(*(find(engine, query) for query in queries))


def main() -> int:
    """Measure; exit code 2 where the shared folder is missing."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--database", type=Path, help="kept and used again; else a temporary one")
    options = parser.parse_args()
    if not (options.shared / "queries").is_dir():
        print(f"skipped: no query sets in {options.shared}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        database = options.database or Path(folder) / "vault.db"
        asyncio.run(measure(options.shared, database))
    return 0


if __name__ == "__main__":
    sys.exit(main())
