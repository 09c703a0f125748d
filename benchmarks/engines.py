"""The store on PostgreSQL beside the store in SQLite: the same vault, the same run.

    python benchmarks/engines.py --shared ../shared [--server URL] [--out docs/benchmarks.md]

`--shared` holds `vault/`, `queries/*.jsonl` and `tools/score.py`; `--server` names an empty schema
of a PostgreSQL server, such as `postgresql://me@/bench?search_path=bench`. Without `--server` a
server is made in a temporary folder, where PostgreSQL's programs are installed. Prints Markdown
tables; `--out FILE` writes them into that file, between `<!-- engines -->` and `<!-- /engines -->`.

- Quality and time of an answer for each query set, each query asked of one store after the other.
- Answers a second of 1, 2 and 4 processes that are asked on and on, with their times.
- Loads, and how soon another process answers from one.
- What PostgreSQL's own search finds in the place of ours: its full text, and trigrams.
"""

import argparse
import asyncio
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from search import Measured, write_between
from sets import Query, read_sets, scoring, shown, times_of

from bot.library import Library
from bot.model import DatabaseServer, NoteHit, QuoteHit, VaultSettings
from bot.store.opening import open_store

LIMIT = 10
WARM_UP = 5
SECONDS = 10.0
"""For which processes are asked on and on."""
AT_ONCE = 4
"""Questions that each process has at a time."""
PROCESSES = (1, 2, 4)
MARKERS = ("<!-- engines -->", "<!-- /engines -->")
Place = Path | DatabaseServer
SETTINGS = VaultSettings()


def main() -> int:
    """Run all; exit code 2 where the shared folder, or PostgreSQL, is missing."""
    parser = argparse.ArgumentParser(description="PostgreSQL beside SQLite.")
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--server", help="a PostgreSQL address with an empty schema")
    parser.add_argument("--limit", type=int, help="only the first queries of each set")
    parser.add_argument("--out", type=Path, help="a Markdown file to write the tables into")
    parser.add_argument("--ask", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.ask:
        asyncio.run(be_asked(options.shared, place_of(options.ask)))
        return 0
    if not (options.shared / "queries").is_dir():
        print(f"skipped: no query sets in {options.shared}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as name, a_server(options.server) as url:
        if not url:
            print("skipped: PostgreSQL's programs are not installed", file=sys.stderr)
            return 2
        places = {"SQLite": Path(name) / "vault.db", "PostgreSQL": DatabaseServer(url)}
        lines = asyncio.run(compare(options.shared, Path(name), places, options.limit))
    print("\n".join(lines))
    if options.out:
        write_between(options.out, lines, MARKERS)
    return 0


@contextmanager
def a_server(url: str | None) -> Iterator[str]:
    """The address that was given, or that of a server of our own; empty where there is none."""
    if url:
        yield url
        return
    # The tests' own server serves here too.
    sys.path.insert(0, str(Path(__file__).parents[1]))
    from tests.postgres import programs, running_server

    if (found := programs()) is None:
        yield ""
        return
    with running_server(found, fsync="on", shared_buffers="512MB") as server:
        yield server.url


def place_of(text: str) -> Place:
    """A database as the command line names it."""
    return DatabaseServer(text) if text.startswith("postgres") else Path(text)


def named(place: Place) -> str:
    """The same the other way round."""
    return place.url if isinstance(place, DatabaseServer) else str(place)


@asynccontextmanager
async def opened(place: Place, vault: Path) -> AsyncIterator[Library]:
    """A library over a store as it is."""
    async with open_store(place) as store:
        library = await Library.open(store, vault=vault, settings=SETTINGS)
        try:
            yield library
        finally:
            library.close()


async def compare(
    shared: Path, folder: Path, places: dict[str, Place], limit: int | None
) -> list[str]:
    """All tables, as lines."""
    lines: list[str] = []
    vault = folder / "vault"
    shutil.copytree(shared / "vault", vault)
    score, sets = scoring(shared), read_sets(shared, limit=limit)
    async with AsyncExitStack() as stack:
        libraries: dict[str, Library] = {}
        loads = []
        for name, place in places.items():
            library = await stack.enter_async_context(opened(place, vault))
            report = await library.load()
            loads.append(f"{name} {report.seconds:.1f} s")
            libraries[name] = library
        other = await stack.enter_async_context(opened(places["PostgreSQL"], vault))
        lines += await answers(libraries, sets, score)
        loader = libraries["PostgreSQL"]
        soon = [await heard_after(loader, other, vault, number) for number in range(5)]
        lines += [
            f"First load: {', '.join(loads)}.",
            "",
            f"Seconds until another library answers from a load, in five: {shown(sorted(soon))}.",
            "",
        ]
    rows = []
    for number in PROCESSES:
        cells = [await throughput(shared, place, number) for place in places.values()]
        rows.append(f"| {number} | {' | '.join(cells)} |")
    head = " | ".join(f"{name}: answers a second · ms p50 / p95 / p99" for name in places)
    lines += [f"| processes | {head} |", "|---|---|---|", *rows, ""]
    lines += await its_own_search(shared, places["PostgreSQL"], sets, score)
    return lines


async def heard_after(loader: Library, other: Library, vault: Path, number: int) -> float:
    """Seconds from the end of a load of one new note until another library answers from it."""
    before = other.catalogue
    (vault / f"heard-{number}.md").write_text(f"---\ntitle: Heard {number}\n---\nOf it.\n")
    following = asyncio.create_task(other.follow())
    await loader.load()
    committed = time.perf_counter()
    while other.catalogue is before:  # noqa: ASYNC110
        await asyncio.sleep(0.005)
    following.cancel()
    return time.perf_counter() - committed


async def find(library: Library, query: Query) -> list[dict[str, Any]]:
    """Hits as the scorer takes them."""
    hits: Sequence[NoteHit | QuoteHit]
    if query["task"] == "note":
        hits = await library.find_notes(query["query"], limit=LIMIT)
        return [{"note": hit.note.path, "text": hit.note.title} for hit in hits]
    quotes = await library.find_quotes(query["query"], limit=LIMIT)
    return [{"note": hit.excerpt.note.path, "text": hit.excerpt.excerpt.text} for hit in quotes]


def rank_of(hits: Sequence[dict[str, Any]], query: Query, score: ModuleType) -> int | None:
    """Where the first right hit stands, from 0."""
    right = (place for place, hit in enumerate(hits) if score.counts(hit, query["relevant"]))
    return next(right, None)


async def answers(
    libraries: dict[str, Library], sets: Sequence[Sequence[Query]], score: ModuleType
) -> list[str]:
    """A row a set."""
    rows, different = [], 0
    for queries in sets:
        measured = {name: Measured() for name in libraries}
        for query in queries[:WARM_UP]:
            for library in libraries.values():
                await find(library, query)
        for query in queries:
            found = []
            for name, library in libraries.items():
                began = time.perf_counter()
                hits = await find(library, query)
                measured[name].spent.append(1000 * (time.perf_counter() - began))
                measured[name].ranks.append(rank_of(hits, query, score))
                found.append(hits)
            different += found[0] != found[1]
        cells = " | ".join(str(each) for each in measured.values())
        rows.append(f"| {queries[0]['kind']} | {len(queries)} | {cells} |")
    head = " | ".join(f"{name} R@1 / R@5 · ms p50 / p95 / p99" for name in libraries)
    asked = sum(map(len, sets))
    return [
        f"| set | n | {head} |", "|---|---|---|---|", *rows, "",
        f"Of {asked:,} queries {different} were answered otherwise by one than by the other.", "",
    ]  # fmt: skip


async def throughput(shared: Path, place: Place, number: int) -> str:
    """What so many processes answer, side by side."""
    command = [sys.executable, __file__, "--shared", str(shared), "--ask", named(place)]
    processes = [
        subprocess.Popen(  # noqa: ASYNC220
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(number)
    ]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    spent: list[float] = []
    for process in processes:
        out, _ = process.communicate()
        spent += json.loads(out)
    return f"{len(spent) / SECONDS:.0f} · {shown(times_of(spent), 1)}"


async def be_asked(shared: Path, place: Place) -> None:
    """One of those processes: prints the milliseconds of each of its answers."""
    queries = [query for queries in read_sets(shared) for query in queries]
    seeded = random.Random(4)
    seeded.shuffle(queries)
    spent: list[float] = []
    async with opened(place, shared / "vault") as library:
        for query in queries[:50]:
            await find(library, query)
        print("ready", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        until = time.perf_counter() + SECONDS
        asking = iter(queries * 1_000)

        async def ask() -> None:
            while (began := time.perf_counter()) < until:
                await find(library, next(asking))
                spent.append(1000 * (time.perf_counter() - began))

        await asyncio.gather(*(ask() for _ in range(AT_ONCE)))
    print(json.dumps(spent))


FULL_TEXT = """
    SELECT notes.path, excerpts.text
    FROM excerpts JOIN notes ON notes.id = note_id
    WHERE to_tsvector('english', excerpts.text) @@ {asked}
    ORDER BY ts_rank_cd(to_tsvector('english', excerpts.text), {asked}) DESC LIMIT 10
"""
TRIGRAMS = """
    SELECT notes.path, excerpts.text FROM excerpts JOIN notes ON notes.id = note_id
    WHERE $1 <% excerpts.text ORDER BY $1 <<-> excerpts.text LIMIT 10
"""
TITLES = "SELECT path, title FROM notes WHERE $1 <% title ORDER BY $1 <<-> title LIMIT 10"
EVERY_WORD = "websearch_to_tsquery('english', $1)"
ANY_WORD = "replace(plainto_tsquery('english', $1)::text, '&', '|')::tsquery"


async def its_own_search(
    shared: Path, place: Place, sets: Sequence[Sequence[Query]], score: ModuleType
) -> list[str]:
    """What PostgreSQL finds by itself, with an index for each way."""
    import asyncpg

    assert isinstance(place, DatabaseServer)
    from bot.store.postgres.pool import settings_of

    connection = await asyncpg.connect(place.url, server_settings=settings_of(place.url))
    await connection.execute(
        "CREATE EXTENSION IF NOT EXISTS pg_trgm; "
        "CREATE INDEX ON excerpts USING gin (to_tsvector('english', text)); "
        "CREATE INDEX ON excerpts USING gist (text gist_trgm_ops(siglen=64)); "
        "CREATE INDEX ON notes USING gist (title gist_trgm_ops(siglen=64)); ANALYZE"
    )
    rows = []
    for queries in sets:
        if queries[0]["task"] == "quote":
            ways = {
                "every word": FULL_TEXT.format(asked=EVERY_WORD),
                "any word": FULL_TEXT.format(asked=ANY_WORD),
                "trigrams": TRIGRAMS,
            }
        else:
            ways = {"trigrams": TITLES}
        cells = {"every word": "–", "any word": "–", "trigrams": "–"}
        for way, sql in ways.items():
            measured = Measured()
            for query in queries[:: 1 if way == "every word" else 4]:
                began = time.perf_counter()
                found = await connection.fetch(sql, query["query"])
                measured.spent.append(1000 * (time.perf_counter() - began))
                hits = [{"note": path, "text": text} for path, text in found]
                measured.ranks.append(rank_of(hits, query, score))
            cells[way] = str(measured)
        rows.append(f"| {queries[0]['kind']} | {' | '.join(cells.values())} |")
    await connection.close()
    ways_head = "every word (full text) | any word (full text) | trigrams (pg_trgm)"
    return [f"| set | {ways_head} |", "|---|---|---|---|", *rows]


if __name__ == "__main__":
    sys.exit(main())
