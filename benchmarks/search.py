"""Search, ours beside two peers: the same vault, the same queries, the same run.

    python benchmarks/search.py --shared ../shared [--database FILE] [--set quote_words …]
    python benchmarks/search.py --shared ../shared --judged [FILE_OR_FOLDER …]

`--shared` holds `vault/`, `queries/*.jsonl` and `tools/score.py`. Prints Markdown tables: R@1 /
R@5 and the median, 95th and 99th percentile of milliseconds a query, for each set; `--out FILE`
writes them into that file, between `<!-- search -->` and `<!-- /search -->`.

The queries go round: each is asked of one engine after the other, so that what else the machine
does meets all alike.

`--judged` is for queries whose answers have grades, those in `benchmarks/judged` where none are
named: nDCG@5, the share whose first hit is one of the best answers, and how many got no answer. A
grade names a note by its path, or an excerpt by its key: `{"quote": "4tq9x0c2mz", "grade": 3}`.
"""

import argparse
import asyncio
import math
import sqlite3
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

from peers import Autocomplete, Engine, Fts5, Hits, Ours, Tantivy, WRatio, find
from sets import (
    Query,
    Times,
    config_for,
    is_unfinished,
    ratios,
    read_queries,
    read_sets,
    scoring,
    shown,
    times_of,
)

from bot.app import ensure_loaded, open_app
from bot.keys import parse_key

WARM_UP = 5
"""Queries of a set that are asked before it is measured."""
JUDGED = Path(__file__).with_name("judged")
DEPTH = 5
"""Hits that a grade is looked for among."""
NONE = "none"
"""The kind of query that nothing should answer."""
MARKERS = ("<!-- search -->", "<!-- /search -->")


def main() -> int:
    """Run the sets; exit code 2 where the shared folder is missing."""
    parser = argparse.ArgumentParser(description="Search quality and speed, beside two peers.")
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--database", type=Path, help="kept and used again; else a temporary one")
    parser.add_argument("--set", action="append", help="only this query set; may be repeated")
    parser.add_argument("--limit", type=int, help="only the first queries of each set")
    parser.add_argument(
        "--judged", type=Path, nargs="*", help="graded queries, instead of the sets"
    )
    parser.add_argument("--out", type=Path, help="a Markdown file to write the tables into")
    options = parser.parse_args()
    if not (options.shared / "queries").is_dir():
        print(f"skipped: no query sets in {options.shared}", file=sys.stderr)
        return 2
    is_judged = options.judged is not None
    if is_judged:
        paths = options.judged or [JUDGED]
        sets = [read_queries(file) for path in paths for file in _files(path)]
    else:
        sets = [
            queries
            for queries in read_sets(options.shared, limit=options.limit)
            if not options.set or queries[0]["kind"] in options.set
        ]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = options.database or folder / "vault.db"
        measure = judge if is_judged else compare
        lines = asyncio.run(measure(options.shared, database, folder, sets))
    print("\n".join(lines))
    if options.out:
        write_between(options.out, lines)
    return 0


def _files(path: Path) -> list[Path]:
    return sorted(path.glob("*.jsonl")) if path.is_dir() else [path]


def write_between(file: Path, lines: Sequence[str], markers: tuple[str, str] = MARKERS) -> None:
    """Replace what stands between the markers."""
    begin, end = markers
    before, _, rest = file.read_text("utf-8").partition(begin)
    _, found, after = rest.partition(end)
    if not found:
        sys.exit(f"{file}: no {begin} … {end} in it")
    text = "\n".join(lines)
    file.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", "utf-8")


@dataclass
class Measured:
    """What one engine made of one set."""

    ranks: list[int | None] = field(default_factory=list)
    """Where the first right hit stands, from 0."""
    spent: list[float] = field(default_factory=list)
    """Milliseconds."""

    def __str__(self) -> str:
        first = sum(rank == 0 for rank in self.ranks) / len(self.ranks)
        fifth = sum(rank is not None and rank < 5 for rank in self.ranks) / len(self.ranks)
        return f"{first:.3f} / {fifth:.3f} · {shown(self.times)}"

    @property
    def times(self) -> Times:
        """Of a query."""
        return times_of(self.spent)


async def compare(
    shared: Path, database: Path, folder: Path, sets: Sequence[Sequence[Query]]
) -> list[str]:
    """The tables of the sets, as lines."""
    score = scoring(shared)
    async with open_app(config_for(shared, database)) as app:
        await ensure_loaded(app)
        ours, tantivy, fts5 = Ours(app), Tantivy(database, folder), Fts5(database, folder)
        typing, fuzzy = Autocomplete(app, database), WRatio(database)
        rows, typed, slowest = [], [], []
        for queries in sets:
            kind, unfinished = queries[0]["kind"], is_unfinished(queries[0])
            engines: list[Engine] = [ours, tantivy, fts5, *([typing] if unfinished else [])]
            measured = await _measure(engines, queries, score)
            beside = ratios(measured[0].times, measured[1].times)
            cells = [kind, len(queries), *measured[:3], beside]
            rows.append(_row(cells))
            slowest.append((max(measured[0].spent), kind))
            if unfinished:
                naive = times_of(fuzzy.milliseconds(queries))[0]
                typed.append(_row([kind, len(queries), measured[3], f"{naive:.1f}"]))
                slowest.append((max(measured[3].spent), f"autocomplete, {kind}"))
            print(f"measured: {kind}", file=sys.stderr, flush=True)
    times = "R@1 / R@5 · ms p50 / p95 / p99"
    head = ["set", "n", f"ours {times}", tantivy.name, fts5.name, f"ours ÷ {tantivy.name}"]
    worst, of = max(slowest)
    return [
        *_table(head, rows),
        *_table(["set", "n", f"autocomplete {times}", "WRatio over all titles, p50"], typed),
        f"Slowest of all our queries: {worst:.1f} ms ({of}).",
    ]


async def _measure(
    engines: Sequence[Engine], queries: Sequence[Query], score: ModuleType
) -> list[Measured]:
    for engine in engines:
        for query in queries[:WARM_UP]:
            await find(engine, query)
    measured = [Measured() for _ in engines]
    for query in queries:
        for engine, made in zip(engines, measured, strict=True):
            started = time.perf_counter()
            hits = await find(engine, query)
            made.spent.append((time.perf_counter() - started) * 1000)
            right = (n for n, hit in enumerate(hits) if score.counts(hit, query["relevant"]))
            made.ranks.append(next(right, None))
    return measured


@dataclass
class Judged:
    """What one engine made of graded queries that something answers."""

    gains: list[float] = field(default_factory=list)
    """nDCG of each query."""
    firsts: int = 0
    """Queries whose first hit is one of the best answers."""
    refused: int = 0
    """Queries that got no answer."""

    def add(self, hits: Hits, relevant: Sequence[Query], score: ModuleType) -> None:
        """One query more."""
        best = max(target["grade"] for target in relevant)
        self.gains.append(ndcg(hits, relevant, score))
        self.firsts += next(_grades(hits, relevant, score), 0) == best
        self.refused += not hits

    def __str__(self) -> str:
        count = len(self.gains)
        return f"{math.fsum(self.gains) / count:.3f} / {self.firsts / count:.3f} · {self.refused}"


async def judge(
    shared: Path, database: Path, folder: Path, sets: Sequence[Sequence[Query]]
) -> list[str]:
    """The tables of graded queries, as lines: those that something answers, and the others."""
    score = scoring(shared)
    kinds: dict[tuple[str, str], list[Query]] = defaultdict(list)
    async with open_app(config_for(shared, database)) as app:
        await ensure_loaded(app)
        for query in _with_texts([query for queries in sets for query in queries], database):
            kinds[query["task"], query["kind"]].append(query)
            if query["kind"] != NONE:
                kinds[query["task"], "all"].append(query)
        engines: list[Engine] = [Ours(app), Tantivy(database, folder), Fts5(database, folder)]
        rows, none = [], []
        for (task, kind), queries in sorted(kinds.items()):
            if kind == NONE:
                answered = [await _answered(engine, queries) for engine in engines]
                none.append(_row([task, len(queries), *answered]))
            else:
                judged = [await _judged(engine, queries, score) for engine in engines]
                rows.append(_row([task, kind, len(queries), *judged]))
    first, *others = [engine.name for engine in engines]
    named = f"{first} nDCG@{DEPTH} / best first · no answer"
    return [
        *_table(["task", "kind", "n", named, *others], rows),
        *_table(["task", "n that nothing answers", f"{first}, answered", *others], none),
    ]


async def _judged(engine: Engine, queries: Sequence[Query], score: ModuleType) -> Judged:
    judged = Judged()
    for query in queries:
        judged.add(await find(engine, query), query["relevant"], score)
    return judged


async def _answered(engine: Engine, queries: Sequence[Query]) -> int:
    return sum([bool(await find(engine, query)) for query in queries])


def _with_texts(queries: Sequence[Query], database: Path) -> list[Query]:
    """The queries with path and text for every answer that is named by an excerpt's key.

    An answer that the database does not hold is left out, and so is a query that has no other.
    """
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as ours:
        rows = ours.execute(
            "SELECT excerpts.key, path, text FROM excerpts JOIN notes ON notes.id = note_id"
        )
        known = {key: {"note": path, "text": text} for key, path, text in rows}
    found, lost = [], 0
    for query in queries:
        relevant = []
        for target in query["relevant"]:
            if "quote" not in target:
                relevant.append(target)
            elif excerpt := known.get(parse_key(target["quote"], prefix="")):
                relevant.append({**target, **excerpt})
            else:
                lost += 1
        if relevant or not query["relevant"]:
            found.append({**query, "relevant": relevant})
    if lost:
        print(f"{lost} graded excerpts are not in this database", file=sys.stderr)
    return found


def ndcg(hits: Hits, relevant: Sequence[Query], score: ModuleType) -> float:
    """How near the order is to the best one; each right answer counts once."""
    ideal = sorted((target["grade"] for target in relevant), reverse=True)
    return _gained(_grades(hits, relevant, score)) / (_gained(ideal) or 1.0)


def _grades(hits: Hits, relevant: Sequence[Query], score: ModuleType) -> Iterator[int]:
    left = list(relevant)
    for hit in hits:
        # Of neighbours in a note that say nearly the same, the very text.
        fitting = [target for target in left if score.counts(hit, [target])]
        if not fitting:
            yield 0
            continue
        best = max(fitting, key=lambda each: (each.get("text") == hit.get("text"), each["grade"]))
        left.remove(best)
        yield best["grade"]


def _gained(grades: Iterator[int] | Sequence[int]) -> float:
    ranked = zip(range(DEPTH), grades, strict=False)
    return math.fsum((2**grade - 1) / math.log2(rank + 2) for rank, grade in ranked)


def _row(cells: Sequence[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def _table(head: Sequence[str], rows: Sequence[str]) -> list[str]:
    """Lines, an empty one last; none where there is no row."""
    return [_row(head), "|---" * len(head) + "|", *rows, ""] if rows else []


if __name__ == "__main__":
    sys.exit(main())
