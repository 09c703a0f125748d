"""What a larger vault costs: the shared one, and several times as much.

    python benchmarks/scale.py --shared ../shared [--database FILE] --times 1 3 10

Every copy of the notes after the first stands in folders of its own, and two fifths of its words,
the most used aside, are words that only it has: the vocabulary grows about as that of a real vault
does. The copies are not read from files but put into a new database as a load puts them. Each
database is then opened by a process of its own, which is asked the query sets.
"""

import argparse
import asyncio
import json
import random
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from sets import Query, config_for, find_titles, ratios, read_sets, shown, times_of

from bot.app import ensure_loaded, open_app
from bot.indexer import _indexed, number
from bot.model import LITERALLY, FileIds, FileStamp, Note, ParsedFile
from bot.store.prepared import PreparedFile, prepare
from bot.store.rows import (
    EXCERPT_COLUMNS,
    NOTE_COLUMNS,
    NOTE_TABLES,
    items,
    stored_excerpts,
    stored_note,
    stored_times,
)
from bot.vault.links import resolve_links

KEPT = 150
"""The most used words stay in every copy: they are the language's."""
CHANGED = 0.4
"""The share of the other words that a copy has its own for."""
AT_ONCE = 200
"""Notes put in at once."""
WARM_UP = 5
LIMIT = 10
WORD = re.compile(r"\w+")
Change = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class File:
    """A note as a load read it."""

    stamp: FileStamp
    note: Note


def read_files(database: Path) -> list[File]:
    """The notes of a loaded database, by path."""
    with closing(sqlite3.connect(database)) as rows:
        stamps = {
            path: FileStamp(path, *columns)
            for path, *columns in rows.execute("SELECT path, size, mtime_ns, digest FROM files")
        }
        notes = rows.execute(
            f"SELECT {NOTE_COLUMNS}, channel_label, headings, uncited, links, times "
            f"FROM {NOTE_TABLES} ORDER BY path"
        ).fetchall()
        return [File(stamps[note.path], note) for note in (_note(rows, row) for row in notes)]


def _note(rows: sqlite3.Connection, row: Sequence[Any]) -> Note:
    *columns, channel_label, headings, uncited, links, times = row
    stored = stored_note(columns)
    excerpts = rows.execute(
        f"SELECT {EXCERPT_COLUMNS} FROM excerpts WHERE note_id = ? ORDER BY position", (stored.id,)
    ).fetchall()
    known = stored_times(stored.path, stored.video_id, times) if times else None
    return Note(
        path=stored.path,
        title=stored.title,
        channel=stored.channel,
        video_id=stored.video_id,
        channel_label=channel_label,
        aliases=stored.aliases,
        tags=stored.tags,
        lead=stored.lead,
        headings=items(headings),
        excerpts=tuple(
            found.excerpt for found in stored_excerpts([(*row, *columns) for row in excerpts])
        ),
        uncited=items(uncited),
        links=items(links),
        silent=stored.silent,
        times=known.times if known else None,
        reading=known.reading if known else LITERALLY,
    )


def copies(files: Sequence[File], times: int) -> Iterator[File]:
    """All files, `times` times; every time but the first with words of its own."""
    yield from files
    counts = Counter(
        word
        for file in files
        for excerpt in file.note.excerpts
        for word in WORD.findall(excerpt.text.casefold())
    )
    kept = frozenset(word for word, _ in counts.most_common(KEPT))
    for copy in range(2, times + 1):
        change = own_words(copy, kept)
        for file in files:
            yield _copy(file, copy, change)


def own_words(copy: int, kept: frozenset[str]) -> Change:
    """What puts a copy's own words into a text: other orders of the letters."""

    @cache
    def own(word: str) -> str:
        folded = word.casefold()
        chosen = random.Random(f"{copy} {folded}")
        if folded in kept or chosen.random() >= CHANGED:
            return word
        return "".join(chosen.sample(folded, len(folded)))

    return lambda text: WORD.sub(lambda match: own(match[0]), text)


def _copy(file: File, copy: int, change: Change) -> File:
    note, path = file.note, f"{copy}-{file.note.path}"
    copied = replace(
        note,
        path=path,
        channel=f"{copy}-{note.channel}" if note.channel else "",
        title=change(note.title),
        aliases=tuple(map(change, note.aliases)),
        tags=tuple(map(change, note.tags)),
        lead=change(note.lead),
        headings=tuple(map(change, note.headings)),
        excerpts=tuple(
            replace(excerpt, text=change(excerpt.text), context=change(excerpt.context))
            for excerpt in note.excerpts
        ),
        times=note.times and replace(note.times, path=path),
    )
    return File(replace(file.stamp, path=path), copied)


def _prepared(file: File, ids: FileIds) -> PreparedFile:
    """What a load's worker makes of a file that it read: the one place that knows how."""
    return prepare(_indexed(ParsedFile(file.stamp, file.note), ids))


async def build(shared: Path, database: Path, files: Sequence[File], times: int) -> None:
    """Put the copies into a new database, in one load."""
    async with open_app(config_for(shared, database)) as app, app.store.load() as load:
        first = load.next_ids
        waiting = copies(files, times)
        while batch := list(islice(waiting, AT_ONCE)):
            numbered = list(number([file.stamp for file in batch], first))
            await load.put(
                [_prepared(file, ids) for file, (ids, _) in zip(batch, numbered, strict=True)]
            )
            last = numbered[-1][0]
            first = FileIds(last.note + 1, last.first_excerpt + last.excerpts, 0)
        await load.index()
        await load.put_links(resolve_links(await load.links()).found)
        await load.finish([], loaded_at=int(time.time()))


async def measure(shared: Path, database: Path, limit: int) -> dict[str, Any]:
    """What a database costs, by one who opens it fresh."""
    async with open_app(config_for(shared, database)) as app:
        library = app.library
        status, opened = await library.status(), _resident()
        quotes = await _spent(
            read_sets(shared, "quote_", limit=limit),
            lambda text: library.find_quotes(text, limit=LIMIT),
        )
        typed = await _spent(
            read_sets(shared, "note_", limit=limit),
            lambda text: find_titles(library, text, unfinished=True),
        )
        return {
            "notes": status.notes,
            "excerpts": status.excerpts,
            "database": status.database_bytes / 1e6,
            "quotes": times_of(quotes),
            "autocomplete": times_of(typed),
            "opened": opened,
            "asked": _resident(),
        }


async def _spent(
    sets: Sequence[Sequence[Query]], find: Callable[[str], Awaitable[object]]
) -> list[float]:
    """Milliseconds of every query."""
    spent = []
    for queries in sets:
        for query in queries[:WARM_UP]:
            await find(query["query"])
        for query in queries:
            started = time.perf_counter()
            await find(query["query"])
            spent.append((time.perf_counter() - started) * 1000)
    return spent


def _resident() -> float:
    """MB that this process holds."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1000


def measured(shared: Path, database: Path, limit: int) -> dict[str, Any]:
    """`measure`, in a process of its own."""
    options = ["--shared", str(shared), "--measure", str(database), "--limit", str(limit)]
    done = subprocess.run(
        [sys.executable, __file__, *options], check=True, stdout=subprocess.PIPE, text=True
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


async def loaded(shared: Path, database: Path) -> list[File]:
    """The files of the shared vault, loaded into `database` if they are not."""
    async with open_app(config_for(shared, database)) as app:
        await ensure_loaded(app)
    return read_files(database)


def main() -> int:
    """Measure and print a table; exit code 2 where the shared folder is missing."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--database", type=Path, help="of the vault as it is; made if missing")
    parser.add_argument("--times", type=int, nargs="+", default=[1, 3, 10])
    parser.add_argument("--limit", type=int, default=200, help="queries of a set")
    parser.add_argument("--measure", type=Path, help="only this database; prints JSON")
    options = parser.parse_args()
    if not (options.shared / "queries").is_dir():
        print(f"skipped: no query sets in {options.shared}", file=sys.stderr)
        return 2
    if options.measure:
        print(json.dumps(asyncio.run(measure(options.shared, options.measure, options.limit))))
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = asyncio.run(loaded(options.shared, options.database or folder / "vault.db"))
        print(
            "| times | notes | excerpts | database MB | quotes, ms p50 / p95 / p99 | ÷ first "
            "| autocomplete | ÷ first | resident MB, opened | after the queries |\n"
            "|---|---|---|---|---|---|---|---|---|---|"
        )
        first = None
        for times in options.times:
            database = folder / f"{times}.db"
            asyncio.run(build(options.shared, database, files, times))
            found = measured(options.shared, database, options.limit)
            first = first or found
            print(_row(times, found, first), flush=True)
            database.unlink()
    return 0


def _row(times: int, found: dict[str, Any], first: dict[str, Any]) -> str:
    cells = [f"{times}", *(f"{found[name]:,.0f}" for name in ("notes", "excerpts", "database"))]
    for name in ("quotes", "autocomplete"):
        cells += [shown(found[name]), ratios(found[name], first[name])]
    cells += [f"{found[name]:.0f}" for name in ("opened", "asked")]
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main())
