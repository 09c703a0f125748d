"""Writing: one load, one transaction."""

import json
from collections.abc import Callable, Sequence
from typing import Any

import aiosqlite

from bot.model import FileStamp, IndexedFile, IndexPage, Note, Problem
from bot.store.rows import excerpt_rows, items, list_column, note_row

_PUT_NOTE = """
INSERT INTO notes (id, key, path, title, channel, channel_label, video_id, lead, aliases, tags,
                   headings, uncited, links)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_PUT_EXCERPT = """
INSERT INTO excerpts (id, key, note_id, position, text, moments, repaired, headings, label, kind,
                      spoken, context, line)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_FORGET_WORDS = "INSERT INTO excerpt_words (excerpt_words, rowid, words) VALUES ('delete', ?, ?)"
_UNREAD = "file-unreadable"
"""The one code of a load's own problems whose file may be known: its old content stands."""

_FORGET = (
    "DELETE FROM excerpts WHERE note_id IN (SELECT id FROM notes WHERE path = ?)",
    "DELETE FROM notes WHERE path = ?",
    "DELETE FROM index_pages WHERE page = ?",
    "DELETE FROM index_videos WHERE page = ?",
    "DELETE FROM files WHERE path = ?",
)

Row = tuple[Any, ...]


class SqliteLoad:
    """The writing side of a store, inside a transaction that the store began."""

    def __init__(
        self,
        connection: aiosqlite.Connection,
        fold: Callable[[str], str],
        next_ids: dict[str, int],
    ) -> None:
        self._connection = connection
        self._fold = fold
        self._next_ids = next_ids

    @classmethod
    async def begin(
        cls, connection: aiosqlite.Connection, fold: Callable[[str], str]
    ) -> "SqliteLoad":
        """Take ids above all that stand now: none is reused under who holds one of before."""
        async with connection.execute(
            "SELECT (SELECT max(id) FROM notes), (SELECT max(id) FROM excerpts)"
        ) as cursor:
            ((notes, excerpts),) = await cursor.fetchall()
        return cls(connection, fold, {"notes": (notes or 0) + 1, "excerpts": (excerpts or 0) + 1})

    async def put(self, files: Sequence[IndexedFile]) -> None:
        """Add files, or replace what their paths held."""
        await self.remove([file.file.stamp.path for file in files])
        stamps = [(file.file.stamp, file.file.content) for file in files]
        await self._many(
            "INSERT INTO files (path, size, mtime_ns, digest, kind) VALUES (?, ?, ?, ?, ?)",
            [
                (
                    stamp.path,
                    stamp.size,
                    stamp.mtime_ns,
                    stamp.digest,
                    "note" if isinstance(content, Note) else "index",
                )
                for stamp, content in stamps
            ],
        )
        await self._put_notes(files)
        await self._put_indexes(
            [content for _, content in stamps if isinstance(content, IndexPage)]
        )
        await self._put_problems([problem for file in files for problem in file.file.problems])

    async def _put_notes(self, files: Sequence[IndexedFile]) -> None:
        """A few statements for many notes: each call crosses to the database's thread and back."""
        notes = [(file, file.file.content) for file in files]
        note_id = self._reserve("notes", len(notes))
        excerpt_id = self._reserve("excerpts", sum(len(file.excerpt_words) for file, _ in notes))
        note_rows: list[Row] = []
        excerpts: list[Row] = []
        words: list[Row] = []
        for file, note in notes:
            if not isinstance(note, Note):
                continue
            note_rows.append((note_id, *note_row(file, note)))
            for row, folded in zip(
                excerpt_rows(file, note, note_id), file.excerpt_words, strict=True
            ):
                excerpts.append((excerpt_id, *row))
                words.append((excerpt_id, folded))
                excerpt_id += 1
            note_id += 1
        await self._many(_PUT_NOTE, note_rows)
        await self._many(_PUT_EXCERPT, excerpts)
        await self._many("INSERT INTO excerpt_words (rowid, words) VALUES (?, ?)", words)

    def _reserve(self, table: str, count: int) -> int:
        """The first of `count` ids that no row has: ascending, as the word index likes them."""
        first = self._next_ids[table]
        self._next_ids[table] += count
        return first

    async def _put_indexes(self, pages: Sequence[IndexPage]) -> None:
        await self._many(
            "INSERT INTO index_pages (page, title, channel, channel_names) VALUES (?, ?, ?, ?)",
            [
                (
                    page.path,
                    page.title,
                    page.channel,
                    list_column([f"{key}\t{name}" for key, name in page.channel_names]),
                )
                for page in pages
            ],
        )
        await self._many(
            "INSERT INTO index_videos (page, position, video_id, title) VALUES (?, ?, ?, ?)",
            [
                (page.path, position, video.id, video.title)
                for page in pages
                for position, video in enumerate(page.videos)
            ],
        )

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
        for path in known:
            await self._forget(path)

    async def _forget(self, path: str) -> None:
        async with self._connection.execute(
            "SELECT excerpts.id, excerpts.text FROM excerpts JOIN notes ON notes.id = note_id "
            "WHERE path = ?",
            (path,),
        ) as cursor:
            old = [(id_, self._fold(text)) for id_, text in await cursor.fetchall()]
        await self._many(_FORGET_WORDS, old)
        for statement in _FORGET:
            await self._connection.execute(statement, (path,))

    async def touch(self, stamps: Sequence[FileStamp]) -> None:
        """Record a new time of files whose content did not change."""
        await self._many(
            "UPDATE files SET size = ?, mtime_ns = ? WHERE path = ?",
            [(stamp.size, stamp.mtime_ns, stamp.path) for stamp in stamps],
        )

    async def finish(self, problems: Sequence[Problem], *, loaded_at: int) -> None:
        """Derive the channels' names; `problems` are those of no read file, replaced whole."""
        await self._connection.execute(
            "DELETE FROM problems WHERE code = ? OR path NOT IN (SELECT path FROM files)",
            (_UNREAD,),
        )
        await self._put_problems(problems)
        await self._name_channels()
        await self._connection.execute(
            "INSERT OR REPLACE INTO loads (name, value) VALUES ('loaded_at', ?)", (str(loaded_at),)
        )

    async def _put_problems(self, problems: Sequence[Problem]) -> None:
        await self._many(
            "INSERT INTO problems (path, line, code, message, severity) VALUES (?, ?, ?, ?, ?)",
            [
                (problem.path, problem.line, problem.code, problem.message, problem.severity.value)
                for problem in problems
            ],
        )

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
