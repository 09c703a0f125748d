"""How long a load takes, beside the floor under it: `python benchmarks/load.py --vault DIR`.

The floor reads every file's bytes and inserts the same rows into the same schema in one
transaction, with nothing between: no parsing, no folding, no process but its own. It and the cold
load take turns, each a process of its own. Then, in one process, loads of a vault that did not
change take turns with the scan that any reload must do: list and stat every file.
"""

import argparse
import asyncio
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.indexer import load_vault
from bot.model import VaultSettings
from bot.store.sqlite.schema import MIGRATIONS
from bot.store.sqlite.store import open_store
from bot.vault import scan

TABLES = (
    "files", "notes", "words", "note_words", "acronyms", "links", "excerpts",
    "index_videos", "index_pages", "channels", "problems", "loads",
)  # fmt: skip
SCANS = 15


def cold_load(vault: Path, database: Path) -> float:
    """Seconds of one load into a new database, as an operator's script does it."""
    _remove(database)
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "bot", "load", "--json", "--vault", vault, "--database", database],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return time.perf_counter() - started


def floor(vault: Path, rows: Path, database: Path) -> float:
    """Seconds of reading all bytes and inserting the rows that another database holds."""
    code = f"import load; load.insert({str(vault)!r}, {str(rows)!r}, {str(database)!r})"
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(map(str, (Path(__file__).parent, Path.cwd()))),
        },
    )
    return float(done.stdout)


def insert(vault: str, source: str, target: str) -> None:
    """The floor itself; prints its seconds. What it inserts is in memory before it starts."""
    with sqlite3.connect(source) as old:
        rows = {name: old.execute(f"SELECT * FROM {name}").fetchall() for name in TABLES}
    paths = [Path(vault) / row[0] for row in rows["files"]]
    _remove(Path(target))
    started = time.perf_counter()
    for path in paths:
        path.read_bytes()
    new = sqlite3.connect(target, isolation_level=None)
    new.execute("PRAGMA synchronous = NORMAL")
    new.execute("PRAGMA temp_store = MEMORY")
    new.execute("PRAGMA journal_mode = WAL")
    for step in MIGRATIONS:
        for statement in step:
            new.execute(statement)
    new.execute("BEGIN IMMEDIATE")
    for name, values in rows.items():
        if values:
            marks = ", ".join("?" for _ in values[0])
            new.executemany(f"INSERT INTO {name} VALUES ({marks})", values)
    new.execute("COMMIT")
    new.close()
    print(time.perf_counter() - started)


async def unchanged(vault: Path, database: Path) -> tuple[list[float], list[float]]:
    """Seconds of scans, and of loads that find nothing changed, in turns."""
    scans, loads = [], []
    async with open_store(database) as store:
        for _ in range(SCANS):
            scans.append(_timed(lambda: scan(vault)))
            started = time.perf_counter()
            report = await load_vault(vault, store, VaultSettings())
            loads.append(time.perf_counter() - started)
            assert report.unchanged == report.notes
    return scans, loads


class Memory:
    """The most that this process's children held together, in MB, while it watched."""

    def __init__(self) -> None:
        self.peak = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch)

    def __enter__(self) -> "Memory":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.05):
            self.peak = max(self.peak, sum(map(_resident, _descendants(os.getpid()))) / 1e6)


def _descendants(process: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(fields[1]), []).append(int(entry.parent.name))
    found, waiting = [], [process]
    while waiting:
        children = parents.get(waiting.pop(), [])
        found += children
        waiting += children
    return found


def _resident(process: int) -> int:
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _remove(database: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        Path(f"{database}{suffix}").unlink(missing_ok=True)


def _shown(seconds: Sequence[float], digits: int = 1) -> str:
    low, high = min(seconds), max(seconds)
    return f"{statistics.median(seconds):.{digits}f} ({low:.{digits}f}-{high:.{digits}f})"


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--vault", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    loads, floors = [], []
    with tempfile.TemporaryDirectory() as folder:
        database, other = Path(folder, "load.db"), Path(folder, "floor.db")
        with Memory() as memory:
            for _ in range(options.rounds):
                loads.append(cold_load(options.vault, database))
                peak = memory.peak
                floors.append(floor(options.vault, database, other))
                memory.peak = peak
        size = database.stat().st_size / 1e6
        scans, again = asyncio.run(unchanged(options.vault, database))
    ratio = statistics.median(loads) / statistics.median(floors)
    times = statistics.median(again) / statistics.median(scans)
    print("| | median s (min-max) | ratio |\n|---|---|---|")
    print(f"| floor: read all bytes, insert the rows | {_shown(floors)} | 1 |")
    print(f"| cold load, start of the process included | {_shown(loads)} | {ratio:.2f} |")
    print(f"| scan: list and stat every file | {_shown(scans, 3)} | 1 |")
    print(f"| load, nothing changed | {_shown(again, 3)} | {times:.2f} |")
    print(
        f"\npeak memory of a load's processes together {memory.peak:.0f} MB, database {size:.0f} MB"
    )
    print(json.dumps({"cold": ratio, "unchanged": times, "peak_mb": memory.peak}), file=sys.stderr)


if __name__ == "__main__":
    main()
