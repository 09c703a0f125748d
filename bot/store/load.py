"""Writing: one load, one transaction."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Any

import aiosqlite

from bot.model import (
    FileIds,
    FileStamp,
    NoteLinks,
    Problem,
    RereadNote,
    StoredMoments,
    StoredTimes,
)
from bot.store.prepared import PreparedFile, Row, problem_row
from bot.store.reading import SqliteReading
from bot.store.rows import items, moments_column, read_moments, stored_times, times_column
from bot.store.whole import read_serial
from bot.store.words import WordIds, word_rows

_PUT_FILE = "INSERT INTO files (path, size, mtime_ns, digest, kind) VALUES (?, ?, ?, ?, ?)"
_PUT_NOTE = """
INSERT INTO notes (id, key, path, title, channel, channel_label, video_id, lead, aliases, tags,
                   headings, uncited, links, excerpts, repaired, silent, times)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_PUT_EXCERPT = """
INSERT INTO excerpts (id, note_id, key, position, text, moments, headings, label, kind, spoken,
                      context, line)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_PUT_WORD = "INSERT INTO words (id, word) VALUES (?, ?)"
_PUT_NOTE_WORDS = (
    "INSERT INTO note_words (note_id, words, lengths, keys, about) VALUES (?, ?, ?, ?, ?)"
)
_PUT_ACRONYM = "INSERT INTO acronyms (note_id, short, long) VALUES (?, ?, ?)"
_PUT_PAGE = "INSERT INTO index_pages (page, title, channel, channel_names) VALUES (?, ?, ?, ?)"
_PUT_VIDEO = "INSERT INTO index_videos (page, position, video_id, title) VALUES (?, ?, ?, ?)"
_PUT_PROBLEM = "INSERT INTO problems (path, line, code, message, severity) VALUES (?, ?, ?, ?, ?)"
LOAD_CACHE_KB = 64_000
"""Of pages, while a load writes: with SQLite's own 2 MB, a fifth of the time goes into spilling."""
_UNREAD = "file-unreadable"
"""The one code of a load's own problems whose file may be known: its old content stands."""
_OF_TIMES = ("time-unit", "time-doubtful")
"""The codes that depend on other files too."""

_FORGET = (
    "DELETE FROM note_words WHERE note_id IN (SELECT id FROM notes WHERE path = ?)",
    "DELETE FROM acronyms WHERE note_id IN (SELECT id FROM notes WHERE path = ?)",
    "DELETE FROM excerpts WHERE note_id IN (SELECT id FROM notes WHERE path = ?)",
    "DELETE FROM notes WHERE path = ?",
    "DELETE FROM index_pages WHERE page = ?",
    "DELETE FROM index_videos WHERE page = ?",
    "DELETE FROM files WHERE path = ?",
)


async def _drop_indexes(connection: aiosqlite.Connection) -> list[tuple[str, str]]:
    """Drop the indexes of the large tables; returns how each is made again.

    Sorting all keys at the end costs half of keeping them sorted row by row.
    """
    async with connection.execute(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL "
        "AND tbl_name IN ('notes', 'excerpts')"
    ) as cursor:
        indexes = [(name, statement) for name, statement in await cursor.fetchall()]
    for name, _ in indexes:
        await connection.execute(f"DROP INDEX {name}")
    return indexes


class SqliteLoad:
    """The writing side of a store, inside a transaction that the store began."""

    def __init__(
        self,
        connection: aiosqlite.Connection,
        next_ids: FileIds,
        indexes: Sequence[tuple[str, str]],
    ) -> None:
        self.next_ids = next_ids
        self.seen = SqliteReading(self._fetch)
        self._connection = connection
        self._indexes = indexes
        self._words: WordIds | None = None
        """Read when first needed: most loads find little changed."""

    @classmethod
    async def begin(cls, connection: aiosqlite.Connection) -> "SqliteLoad":
        """Take ids above all that stand now: none is reused under who holds one of before."""
        await connection.execute(f"PRAGMA cache_size = {-LOAD_CACHE_KB}")
        async with connection.execute(
            "SELECT (SELECT max(id) FROM notes), (SELECT max(id) FROM excerpts)"
        ) as cursor:
            ((note, excerpt),) = await cursor.fetchall()
        indexes = [] if note else await _drop_indexes(connection)
        return cls(connection, FileIds((note or 0) + 1, (excerpt or 0) + 1, 0), indexes)

    async def put(self, files: Sequence[PreparedFile]) -> None:
        """Add files, or replace what their paths held.

        A few statements for many files: each call crosses to the database's thread and back.
        """
        if not files:
            return
        await self.remove([file.stamp.path for file in files])
        await self._many(
            _PUT_FILE,
            [
                (
                    file.stamp.path,
                    file.stamp.size,
                    file.stamp.mtime_ns,
                    file.stamp.digest,
                    "note" if file.note else "index",
                )
                for file in files
            ],
        )
        await self._many(_PUT_NOTE, [file.note for file in files if file.note])
        await self._many(_PUT_EXCERPT, [row for file in files for row in file.excerpts])
        words = await self._word_ids()
        await self._many(_PUT_NOTE_WORDS, await asyncio.to_thread(word_rows, files, words))
        await self._many(_PUT_WORD, words.take_new())
        await self._many(_PUT_ACRONYM, [row for file in files for row in file.acronyms])
        await self._many(_PUT_PAGE, [file.page for file in files if file.page])
        await self._many(_PUT_VIDEO, [video for file in files for video in file.videos])
        await self._many(_PUT_PROBLEM, [row for file in files for row in file.problems])

    async def _word_ids(self) -> WordIds:
        if self._words is None:
            async with self._connection.execute("SELECT word, id FROM words") as cursor:
                self._words = WordIds((word, id_) for word, id_ in await cursor.fetchall())
        return self._words

    async def _many(self, sql: str, rows: Sequence[Row]) -> None:
        if rows:
            await self._connection.executemany(sql, rows)

    async def remove(self, paths: Sequence[str]) -> None:
        """Forget files and all that came from them."""
        these = (json.dumps(paths),)
        # Of files that were never read too: a load may have said why.
        await self._connection.execute(
            "DELETE FROM problems WHERE path IN (SELECT value FROM json_each(?))", these
        )
        async with self._connection.execute(
            "SELECT path FROM files WHERE path IN (SELECT value FROM json_each(?))", these
        ) as cursor:
            known = [path for (path,) in await cursor.fetchall()]
        for statement in _FORGET:
            await self._many(statement, [(path,) for path in known])

    async def touch(self, stamps: Sequence[FileStamp]) -> None:
        """Record a new time of files whose content did not change."""
        await self._many(
            "UPDATE files SET size = ?, mtime_ns = ? WHERE path = ?",
            [(stamp.size, stamp.mtime_ns, stamp.path) for stamp in stamps],
        )

    async def distrust(self, paths: Sequence[str]) -> None:
        """Have files read again by the next load, whatever it finds: this one could not."""
        await self._many(
            "UPDATE files SET size = -1, digest = '' WHERE path = ?", [(path,) for path in paths]
        )

    async def index(self) -> None:
        """Make the indexes that a first load goes without while it puts rows in."""
        for _, statement in self._indexes:
            await self._connection.execute(statement)
        self._indexes = ()

    async def times(self) -> list[StoredTimes]:
        """What the times of every note with a video tell, and how they were read."""
        async with self._connection.execute(
            "SELECT path, video_id, times FROM notes WHERE times <> '' ORDER BY path"
        ) as cursor:
            rows = await cursor.fetchall()
        return await asyncio.to_thread(lambda: [stored_times(*row) for row in rows])

    async def moments(self, paths: Sequence[str]) -> dict[str, list[StoredMoments]]:
        """The moments of notes' excerpts by the note's path, in its order."""
        found: dict[str, list[StoredMoments]] = {path: [] for path in paths}
        async with self._connection.execute(
            "SELECT path, excerpts.id, line, moments, video_id FROM excerpts "
            "JOIN notes ON notes.id = note_id WHERE path IN (SELECT value FROM json_each(?)) "
            "ORDER BY note_id, position",
            (json.dumps(paths),),
        ) as cursor:
            for path, id_, line, moments, video_id in await cursor.fetchall():
                found[path].append(StoredMoments(id_, line, read_moments(moments, video_id)))
        return found

    async def reread(self, notes: Sequence[RereadNote]) -> None:
        """Store what other readings of notes' times change."""
        await self._many(
            "UPDATE notes SET times = ?, repaired = ? WHERE path = ?",
            [
                (times_column(note.times, note.reading), note.repaired, note.times.path)
                for note in notes
            ],
        )
        await self._many(
            "UPDATE excerpts SET moments = ? WHERE id = ?",
            [
                (moments_column(stored.moments, note.times.video_id), stored.excerpt_id)
                for note in notes
                for stored in note.changed
            ],
        )
        await self._many(
            "DELETE FROM problems WHERE path = ? AND code = ?",
            [(note.times.path, code) for note in notes for code in _OF_TIMES],
        )
        problems = [problem_row(problem) for note in notes for problem in note.problems]
        await self._many(_PUT_PROBLEM, problems)

    async def links(self) -> list[NoteLinks]:
        """What the links of every note are resolved by."""
        async with self._connection.execute(
            "SELECT path, channel, title, aliases, links FROM notes"
        ) as cursor:
            rows = await cursor.fetchall()
        return await asyncio.to_thread(
            lambda: [
                NoteLinks(path, channel, title, items(aliases), items(links))
                for path, channel, title, aliases, links in rows
            ]
        )

    async def put_links(self, links: Mapping[str, Sequence[str]]) -> None:
        """Replace all links between notes; given as path → paths."""
        async with self._connection.execute("SELECT path, id FROM notes") as cursor:
            ids = {row[0]: row[1] for row in await cursor.fetchall()}
        await self._connection.execute("DELETE FROM links")
        rows = await asyncio.to_thread(
            lambda: sorted(
                (ids[path], position, ids[target])
                for path, targets in links.items()
                for position, target in enumerate(targets)
            )
        )
        await self._many("INSERT INTO links (note_id, position, target_id) VALUES (?, ?, ?)", rows)

    async def finish(
        self,
        problems: Sequence[Problem],
        *,
        loaded_at: int,
        edition: str = "",
        changed: bool = True,
    ) -> None:
        """Derive the channels' names; `problems` are those of no read file, replaced whole."""
        await self._connection.execute(
            "DELETE FROM problems WHERE code = ? OR path NOT IN (SELECT path FROM files)",
            (_UNREAD,),
        )
        await self._many(_PUT_PROBLEM, list(map(problem_row, problems)))
        await self._name_channels()
        serial = await read_serial(self._fetch) + changed
        await self._many(
            "INSERT OR REPLACE INTO loads (name, value) VALUES (?, ?)",
            [("loaded_at", str(loaded_at)), ("edition", edition), ("serial", str(serial))],
        )

    async def _fetch(self, sql: str, parameters: Sequence[Any]) -> list[Any]:
        return list(await self._connection.execute_fetchall(sql, parameters))

    async def _name_channels(self) -> None:
        """A channel's name: its notes' own label, else a directory's, else its index page's title.

        Later statements win over earlier ones.
        """
        async with self._connection.execute(
            "SELECT channel, title, channel_names FROM index_pages ORDER BY page"
        ) as cursor:
            pages = await cursor.fetchall()
        names = {channel: title for channel, title, _ in pages if channel and title}
        for _, _, pairs in pages:
            for pair in items(pairs):
                key, _, name = pair.partition("\t")
                names[key] = name
        async with self._connection.execute(
            "SELECT channel, channel_label FROM notes WHERE channel_label <> '' "
            "GROUP BY channel, channel_label ORDER BY count(*)"
        ) as cursor:
            names.update((channel, label) for channel, label in await cursor.fetchall())
        await self._connection.execute("DELETE FROM channels")
        await self._many("INSERT INTO channels (key, name) VALUES (?, ?)", list(names.items()))
