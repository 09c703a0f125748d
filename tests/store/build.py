"""Values to store, and looks into the database file past the store."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np

from bot.keys import key_of
from bot.model import (
    DatabaseServer,
    Excerpt,
    FileIds,
    FileStamp,
    IndexedFile,
    IndexPage,
    Moment,
    Note,
    ParsedFile,
    Problem,
)
from bot.search.acronyms import definitions
from bot.search.fold import fold, words
from bot.search.index import TextIndex, put_in_order
from bot.store.prepared import PreparedFile, prepare
from bot.store.protocol import Store
from tests.postgres import query

Place = Path | DatabaseServer
VIDEO = "iGa-6tpLBXA"
CACHE_TABLES = (
    "files",
    "notes",
    "links",
    "excerpts",
    "note_words",
    "acronyms",
    "index_pages",
    "index_videos",
    "channels",
    "problems",
    "loads",
)
"""Every table that a load fills and empties; `words` is only ever added to."""


def excerpt(text: str, **fields: Any) -> Excerpt:
    return replace(Excerpt(text, (Moment(VIDEO, 60, "00:01:00"),)), **fields)


def note(path: str, *texts: str, **fields: Any) -> Note:
    """A note titled like its path, with an excerpt a text."""
    plain = Note(path=path, title=path, channel=path.rpartition("/")[0], video_id=VIDEO)
    return replace(plain, **{"excerpts": tuple(map(excerpt, texts)), **fields})


_IDS = count(1)


def indexed(content: Note | IndexPage, *problems: Problem, digest: str = "d1") -> PreparedFile:
    """A file as the indexer hands it over."""
    id_ = next(_IDS)
    ids = FileIds(id_, 1_000 * id_, 1_000)
    file = ParsedFile(FileStamp(content.path, 100, 1_000, digest), content, problems)
    if not isinstance(content, Note):
        return prepare(IndexedFile(file, ids))
    texts = [excerpt.text for excerpt in content.excerpts]
    keys = tuple(key_of(content.path, str(place)) for place in range(len(texts)))
    acronyms = sorted({found for text in texts for found in definitions(text)})
    return prepare(
        IndexedFile(
            file,
            ids,
            key_of(content.path),
            keys,
            excerpt_words=tuple(map(fold, texts)),
            about=fold(content.lead),
            acronyms=tuple(acronyms),
        )
    )


async def put(store: Store, *contents: Note | IndexPage) -> None:
    """One load that adds or replaces these."""
    async with store.load() as load:
        await load.put([indexed(content) for content in contents])
        await load.finish([], loaded_at=1)


def look(database: Place, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """What a statement finds, or does, on a connection of its own."""
    if isinstance(database, DatabaseServer):
        return query(database.url, sql, *parameters)
    with closing(sqlite3.connect(database)) as connection, connection:
        return connection.execute(sql, parameters).fetchall()


def counts(database: Place) -> dict[str, int]:
    """Rows a table, for every table that a load fills."""
    return {table: look(database, f"SELECT count(*) FROM {table}")[0][0] for table in CACHE_TABLES}  # noqa: S608


async def index_of(store: Store) -> TextIndex:
    """The index of every excerpt that the store holds."""
    stored = (await store.vault()).words
    known, (tokens,) = put_in_order(stored.vocabulary, np.frombuffer(stored.words, "<u4"))
    return TextIndex(known, tokens, np.frombuffer(stored.lengths, "<u4"))


async def vocabulary(store: Store) -> dict[str, int]:
    """How many excerpts hold each word."""
    index = await index_of(store)
    return dict(zip(index.words, index.counts().tolist(), strict=True))


def check_words(database: Place) -> None:
    """The stored words are those of the stored excerpts, note by note and key by key."""
    known = dict(look(database, "SELECT id, word FROM words"))
    said: dict[int, list[tuple[int, list[str]]]] = {
        id_: [] for (id_,) in look(database, "SELECT id FROM notes ORDER BY id")
    }
    for note_id, key, text in look(
        database, "SELECT note_id, key, text FROM excerpts ORDER BY note_id, position"
    ):
        said[note_id].append((key, words(text)))
    kept = {}
    for note_id, ids, lengths, keys in look(
        database, "SELECT note_id, words, lengths, keys FROM note_words ORDER BY note_id"
    ):
        left = iter(np.frombuffer(ids, "<u4").tolist())
        kept[note_id] = [
            (key, [known[next(left)] for _ in range(length)])
            for key, length in zip(
                np.frombuffer(keys, "<i8").tolist(),
                np.frombuffer(lengths, "<u4").tolist(),
                strict=True,
            )
        ]
        assert list(left) == []
    assert kept == said
