"""Values to store, and looks into the database file past the store."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

from bot.keys import key_of
from bot.model import (
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
from bot.search.fold import fold
from bot.store.prepared import PreparedFile, prepare
from bot.store.sqlite import SqliteStore

VIDEO = "iGa-6tpLBXA"
CACHE_TABLES = (
    "files",
    "notes",
    "links",
    "excerpts",
    "index_pages",
    "index_videos",
    "channels",
    "problems",
    "loads",
)
"""Every table that a load fills."""


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
    words = tuple(fold(excerpt.text) for excerpt in content.excerpts)
    keys = tuple(key_of(content.path, str(place)) for place in range(len(words)))
    return prepare(IndexedFile(file, ids, key_of(content.path), keys, words))


async def put(store: SqliteStore, *contents: Note | IndexPage) -> None:
    """One load that adds or replaces these."""
    async with store.load() as load:
        await load.put([indexed(content) for content in contents])
        await load.finish([], loaded_at=1)


def look(database: Path, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """What a statement finds, or does, on a connection of its own."""
    with closing(sqlite3.connect(database)) as connection, connection:
        return connection.execute(sql, parameters).fetchall()


def counts(database: Path) -> dict[str, int]:
    """Rows a table, for every table that a load fills."""
    return {table: look(database, f"SELECT count(*) FROM {table}")[0][0] for table in CACHE_TABLES}  # noqa: S608


def check_word_index(database: Path) -> None:
    """Raises sqlite3.DatabaseError where FTS5 finds its own index broken."""
    look(database, "INSERT INTO excerpt_words (excerpt_words) VALUES ('integrity-check')")
