"""Who answers the queries: our search, and the peers beside it, each used as well as it can be.

The peers' indexes are made of the same titles and excerpts, from our database; what they find is
looked up there, as our own search must.
"""

import re
import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

import tantivy
from rapidfuzz import fuzz, process
from sets import SUGGESTED, Query, find_titles, is_unfinished
from tantivy import Occur

from bot.app import App

LIMIT = 10
Hits = list[dict[str, str]]
"""`note` and, of quotes, `text`, best first."""
TITLES = "SELECT id, title FROM notes"
TEXTS = "SELECT id, text FROM excerpts"


class Engine(Protocol):
    """One that finds."""

    name: str

    async def notes(self, text: str, *, unfinished: bool) -> Hits: ...

    async def quotes(self, text: str) -> Hits: ...


async def find(engine: Engine, query: Query) -> Hits:
    """What an engine answers."""
    if query["task"] == "note":
        return await engine.notes(query["query"], unfinished=is_unfinished(query))
    return await engine.quotes(query["query"])


class Ours:
    """What the commands ask."""

    name = "ours"

    def __init__(self, app: App) -> None:
        self._library = app.library

    async def notes(self, text: str, *, unfinished: bool) -> Hits:
        # Submitted; that it may be half typed is for the search to know.
        hits = await self._library.find_notes(text, limit=LIMIT)
        return [{"note": hit.note.path} for hit in hits]

    async def quotes(self, text: str) -> Hits:
        hits = await self._library.find_quotes(text, limit=LIMIT)
        return [{"note": hit.excerpt.note.path, "text": hit.excerpt.excerpt.text} for hit in hits]


class Autocomplete:
    """What is asked with every letter typed: titles only."""

    name = "autocomplete"

    def __init__(self, app: App, database: Path) -> None:
        self._library = app.library
        with _reading(database) as ours:
            self._paths: dict[int, str] = dict(ours.execute("SELECT key, path FROM notes"))

    async def notes(self, text: str, *, unfinished: bool) -> Hits:
        found = await find_titles(self._library, text, unfinished=unfinished)
        return [{"note": self._paths[hit.entry.key]} for hit in found]

    async def quotes(self, text: str) -> Hits:
        raise NotImplementedError


class Fts5:
    """SQLite's own: porter stemmer, all words required, ordered by bm25. What most bots use."""

    name = "FTS5 porter AND"

    def __init__(self, database: Path, folder: Path) -> None:
        self._db = sqlite3.connect(folder / "fts5.db")
        self._db.execute("ATTACH ? AS ours", (str(database),))
        for table, source in (("titles", TITLES), ("texts", TEXTS)):
            self._db.execute(
                f"CREATE VIRTUAL TABLE {table} USING fts5(words, tokenize='porter unicode61')"
            )
            self._db.execute(f"INSERT INTO {table} (rowid, words) {source}")
        self._db.commit()

    async def notes(self, text: str, *, unfinished: bool) -> Hits:
        rows = self._db.execute(
            "SELECT path FROM titles JOIN ours.notes ON id = titles.rowid "
            "WHERE titles MATCH ? ORDER BY rank LIMIT ?",
            (_all_words(text, unfinished=unfinished), LIMIT),
        )
        return [{"note": path} for (path,) in rows]

    async def quotes(self, text: str) -> Hits:
        rows = self._db.execute(
            "SELECT path, text FROM texts JOIN ours.excerpts ON excerpts.id = texts.rowid "
            "JOIN ours.notes ON notes.id = note_id WHERE texts MATCH ? ORDER BY rank LIMIT ?",
            (_all_words(text, unfinished=False), LIMIT),
        )
        return [{"note": path, "text": text} for path, text in rows]


def _all_words(text: str, *, unfinished: bool) -> str:
    words = " ".join(f'"{word}"' for word in re.findall(r"\w+", text)) or '""'
    return f"{words}*" if unfinished and _in_a_word(text) else words


def _in_a_word(text: str) -> bool:
    return text[-1:].isalnum()


class Tantivy:
    """The search engine in Rust; see `_TantivyIndex.find` for how it is asked."""

    name = "tantivy"

    def __init__(self, database: Path, folder: Path) -> None:
        self._db = _reading(database)
        self._titles = _TantivyIndex(folder / "titles", self._db.execute(TITLES))
        self._texts = _TantivyIndex(folder / "texts", self._db.execute(TEXTS))

    async def notes(self, text: str, *, unfinished: bool) -> Hits:
        ids = self._titles.find(text, unfinished=unfinished)
        rows = self._rows("SELECT id, path FROM notes WHERE id IN", ids)
        return [{"note": path} for _, path in rows]

    async def quotes(self, text: str) -> Hits:
        ids = self._texts.find(text, unfinished=False)
        rows = self._rows(
            "SELECT excerpts.id, path, text FROM excerpts JOIN notes ON notes.id = note_id "
            "WHERE excerpts.id IN",
            ids,
        )
        return [{"note": path, "text": text} for _, path, text in rows]

    def _rows(self, sql: str, ids: Sequence[int]) -> list[Any]:
        rows = self._db.execute(f"{sql} ({', '.join('?' * len(ids))})", ids)
        return sorted(rows, key=lambda row: ids.index(row[0]))


class _TantivyIndex:
    """Words by their stems, and as they are: slips and beginnings are looked for in those."""

    def __init__(self, folder: Path, rows: Iterable[tuple[int, str]]) -> None:
        self._schema = (
            tantivy.SchemaBuilder()
            .add_integer_field("id", fast=True)
            .add_text_field("stems", tokenizer_name="stems")
            .add_text_field("words", tokenizer_name="words")
            .build()
        )
        self._words = _words().build()
        self._stems = _words().filter(tantivy.Filter.stemmer("english")).build()
        folder.mkdir()
        index = tantivy.Index(self._schema, str(folder))
        index.register_tokenizer("words", self._words)
        index.register_tokenizer("stems", self._stems)
        # One thread and much memory make one segment, which is searched fastest.
        writer = index.writer(1_000_000_000, 1)
        for id_, text in rows:
            document = {"id": id_, "stems": text, "words": text}
            writer.add_document(tantivy.Document.from_dict(document, self._schema))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self._searcher = index.searcher()

    def find(self, text: str, *, unfinished: bool) -> list[int]:
        """Ids: what holds all words, those in order first; then with slips; then some words."""
        words = self._words.analyze(text)
        if not words:
            return []
        typing = unfinished and _in_a_word(text)
        found: dict[int, None] = {}
        for ask in (self._all, self._nearly_all, self._some):
            query = ask(words, typing)
            hits = self._searcher.search(query, LIMIT, count=False).hits
            ids = self._searcher.fast_field_values("id", [address for _, address in hits])
            found.update((int(id_ or 0), None) for id_ in ids)
            if len(found) >= LIMIT:
                break
        return list(found)[:LIMIT]

    def _all(self, words: Sequence[str], typing: bool) -> tantivy.Query:
        query = self._each(Occur.Must, words, typing, self._word, self._beginning)
        if len(words) == 1:
            return query
        phrase = tantivy.Query.phrase_prefix_query if typing else tantivy.Query.phrase_query
        in_order = phrase(self._schema, "words", list(words))
        return tantivy.Query.boolean_query([(Occur.Must, query), (Occur.Should, in_order)])

    def _nearly_all(self, words: Sequence[str], typing: bool) -> tantivy.Query:
        return self._each(Occur.Must, words, typing, self._near, self._near_beginning)

    def _some(self, words: Sequence[str], typing: bool) -> tantivy.Query:
        # Without slips: with them it takes twice as long and finds hardly more.
        return self._each(Occur.Should, words, typing, self._word, self._beginning)

    def _each(
        self,
        occur: Occur,
        words: Sequence[str],
        typing: bool,
        whole: Callable[[str], tantivy.Query],
        last: Callable[[str], tantivy.Query],
    ) -> tantivy.Query:
        queries = [whole(word) for word in words]
        if typing:
            queries[-1] = last(words[-1])
        return tantivy.Query.boolean_query([(occur, query) for query in queries])

    def _word(self, word: str) -> tantivy.Query:
        return tantivy.Query.term_query(self._schema, "stems", self._stems.analyze(word)[0], "freq")

    def _near(self, word: str) -> tantivy.Query:
        slips = _slips(word)
        return _either(self._word(word), self._fuzzy(word, slips)) if slips else self._word(word)

    def _beginning(self, word: str) -> tantivy.Query:
        return _either(self._word(word), self._fuzzy(word, 0, prefix=True))

    def _near_beginning(self, word: str) -> tantivy.Query:
        # One slip at most: two would make nearly anything the beginning of something.
        slips = min(_slips(word), 1)
        return _either(self._beginning(word), self._fuzzy(word, slips, prefix=True))

    def _fuzzy(self, word: str, slips: int, *, prefix: bool = False) -> tantivy.Query:
        return tantivy.Query.fuzzy_term_query(
            self._schema, "words", word, slips, transposition_cost_one=True, prefix=prefix
        )


def _words() -> tantivy.TextAnalyzerBuilder:
    """What tantivy's own `en_stem` does before it stems, and accents dropped."""
    filters = tantivy.Filter
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    return (
        builder.filter(filters.remove_long(40))
        .filter(filters.lowercase())
        .filter(filters.ascii_fold())
    )


def _slips(word: str) -> int:
    return 0 if len(word) < 4 else 1 if len(word) < 8 else 2


def _either(*queries: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.boolean_query([(Occur.Should, query) for query in queries])


class WRatio:
    """RapidFuzz over all titles: the usual naive choice for autocomplete."""

    def __init__(self, database: Path) -> None:
        with _reading(database) as ours:
            self._titles = [title for _, title in ours.execute(TITLES)]

    def milliseconds(self, queries: Sequence[Query], sample: int = 20) -> list[float]:
        """Of some of the queries, evenly chosen: it is slow."""
        spent = []
        for query in queries[:: max(1, len(queries) // sample)][:sample]:
            started = time.perf_counter()
            process.extract(query["query"], self._titles, scorer=fuzz.WRatio, limit=SUGGESTED)
            spent.append((time.perf_counter() - started) * 1000)
        return spent


def _reading(database: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)
