"""Examines the replies about a whole vault, in as many processes as there are cores; prints what
making each took.

    python -m tests.replies.examination DATABASE [EVERY]

With EVERY, only one of so many videos is examined.
"""

import asyncio
import multiprocessing
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tests.replies.examiner import Examiner, Tally
from tests.replies.renderings import examine_catalogue, examine_video
from tests.replies.ways import open_ways, remember_pages

PROCESSES = max(2, os.cpu_count() or 1)


def examine_vault(database: Path, *, every: int = 1) -> Tally:
    """Examine the replies about all videos of a vault, or about one of so many."""
    shares = [(database, first * every, PROCESSES * every) for first in range(PROCESSES)]
    with ProcessPoolExecutor(PROCESSES, multiprocessing.get_context("spawn")) as pool:
        tallies = list(pool.map(_examine_alone, *zip(*shares, strict=True)))
    total = tallies[0]
    for tally in tallies[1:]:
        total.add(tally)
    return total


def _examine_alone(database: Path, first: int, step: int) -> Tally:
    """A share, in a process that does nothing else."""
    remember_pages()
    return examine_share(database, first, step)


def examine_share(database: Path, first: int = 0, step: int = 1) -> Tally:
    """Every `step`th video, in this process."""
    return asyncio.run(_examine_share(database, first, step))


async def _examine_share(database: Path, first: int, step: int) -> Tally:
    examiner = Examiner()
    async with open_ways(database) as ways:
        catalogue = ways.library.catalogue
        channels = ["", *(key for key, _ in catalogue.channels)]
        videos = [video for key in channels for video in catalogue.videos_of(key)]
        if not first:
            await examine_catalogue(examiner, ways)
        for video in videos[first::step]:
            await examine_video(examiner, ways, video)
    return examiner.tally


def table(tally: Tally) -> str:
    """What was examined, by kind."""
    rows = [f"{'kind':16}{'messages':>10}{'µs each':>10}"]
    for kind, count in tally.payloads.most_common():
        rows.append(f"{kind:16}{count:>10,}{tally.seconds[kind] / count * 1e6:>10.0f}")
    rows.append(f"{'all':16}{tally.payloads.total():>10,}")
    rows.append(
        f"{tally.found:,} faults; the longest plain message has {tally.longest:,} characters"
    )
    return "\n".join(rows)


if __name__ == "__main__":
    judged = examine_vault(Path(sys.argv[1]), every=int((*sys.argv, 1)[2]))
    sys.stdout.write("\n".join([*judged.faults, table(judged), ""]))
