"""Search, ours beside SQLite's own: the same vault, the same queries, the same run.

    python benchmarks/search.py --shared ../shared [--database FILE] [--set quote_words …]

`--shared` holds `vault/`, `queries/*.jsonl` and `tools/score.py`. Prints a Markdown table:
R@1 / R@5 and the median, 95th and 99th percentile of milliseconds a query, for each set. The peer
is FTS5 with the porter stemmer, all words required, ordered by bm25: what most bots would use.
"""

import argparse
import asyncio
import importlib.util
import json
import re
import sqlite3
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from bot.app import App, ensure_loaded, open_app
from bot.config import read_config

LIMIT = 10
Hits = list[dict[str, str]]
Finder = Callable[[str], Awaitable[Hits]]


def main() -> int:
    """Run the sets; exit code 2 where the shared folder is missing."""
    parser = argparse.ArgumentParser(description="Search quality and speed, beside SQLite's own.")
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--database", type=Path, help="kept and used again; else a temporary one")
    parser.add_argument("--set", action="append", help="only this query set; may be repeated")
    options = parser.parse_args()
    if not (options.shared / "queries").is_dir():
        print(f"skipped: no query sets in {options.shared}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        database = options.database or Path(folder) / "vault.db"
        asyncio.run(compare(options.shared, database, options.set))
    return 0


async def compare(shared: Path, database: Path, wanted: Sequence[str] | None) -> None:
    """Print the table."""
    score = _scoring(shared / "tools" / "score.py")
    config = read_config(None, vault=shared / "vault", database=database)
    async with open_app(config) as app:
        await ensure_loaded(app)
        peer = _Peer(database)
        print("| set | n | ours R@1 / R@5 · ms p50 / p95 / p99 | FTS5 porter AND |")
        print("|---|---|---|---|")
        for file in sorted((shared / "queries").glob("*.jsonl")):
            if wanted and file.stem not in wanted:
                continue
            queries = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
            notes = queries[0]["task"] == "note"
            ours = await _measure(queries, _our_notes(app) if notes else _our_quotes(app), score)
            theirs = await _measure(queries, peer.notes if notes else peer.quotes, score)
            print(f"| {file.stem} | {len(queries)} | {ours} | {theirs} |", flush=True)


def _scoring(file: Path) -> ModuleType:
    """The shared scorer, so that both sides and everybody else are measured alike."""
    spec = importlib.util.spec_from_file_location("score", file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


async def _measure(queries: Sequence[dict[str, Any]], find: Finder, score: ModuleType) -> str:
    ranks, spent = [], []
    for query in queries:
        started = time.perf_counter()
        hits = await find(query["query"])
        spent.append((time.perf_counter() - started) * 1000)
        right = (n for n, hit in enumerate(hits) if score.counts(hit, query["relevant"]))
        ranks.append(next(right, None))
    first = sum(rank == 0 for rank in ranks) / len(ranks)
    fifth = sum(rank is not None and rank < 5 for rank in ranks) / len(ranks)
    times = " / ".join(f"{score.percentile(spent, p):.1f}" for p in (50, 95, 99))
    return f"{first:.3f} / {fifth:.3f} · {times}"


def _our_notes(app: App) -> Finder:
    async def find(query: str) -> Hits:
        hits = await app.library.find_notes(query, limit=LIMIT)
        return [{"note": hit.note.path} for hit in hits]

    return find


def _our_quotes(app: App) -> Finder:
    async def find(query: str) -> Hits:
        hits = await app.library.find_quotes(query, limit=LIMIT)
        return [{"note": hit.excerpt.note.path, "text": hit.excerpt.excerpt.text} for hit in hits]

    return find


class _Peer:
    """FTS5, porter, AND, bm25, over the same titles and excerpts."""

    def __init__(self, database: Path) -> None:
        self._db = sqlite3.connect(":memory:")
        self._db.execute("ATTACH ? AS ours", (str(database),))
        for table, column, source in (
            ("titles", "words", "SELECT id, title FROM ours.notes"),
            ("texts", "words", "SELECT id, text FROM ours.excerpts"),
        ):
            self._db.execute(
                f"CREATE VIRTUAL TABLE {table} USING fts5({column}, tokenize='porter unicode61')"
            )
            self._db.execute(f"INSERT INTO {table} (rowid, {column}) {source}")

    async def notes(self, query: str) -> Hits:
        rows = self._db.execute(
            "SELECT path FROM titles JOIN ours.notes ON id = titles.rowid "
            "WHERE titles MATCH ? ORDER BY rank LIMIT ?",
            (_all_words(query), LIMIT),
        )
        return [{"note": path} for (path,) in rows]

    async def quotes(self, query: str) -> Hits:
        rows = self._db.execute(
            "SELECT path, text FROM texts JOIN ours.excerpts ON excerpts.id = texts.rowid "
            "JOIN ours.notes ON notes.id = note_id WHERE texts MATCH ? ORDER BY rank LIMIT ?",
            (_all_words(query), LIMIT),
        )
        return [{"note": path, "text": text} for path, text in rows]


def _all_words(query: str) -> str:
    return " ".join(f'"{word}"' for word in re.findall(r"\w+", query)) or '""'


if __name__ == "__main__":
    sys.exit(main())
