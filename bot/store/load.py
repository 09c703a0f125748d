"""Writing: one load, one transaction."""

from collections.abc import Callable, Sequence

import aiosqlite

from bot.model import FileStamp, IndexedFile, IndexPage, Note, Problem
from bot.store.rows import excerpt_rows, items, list_column, note_row

_PUT_NOTE = """
INSERT INTO notes (key, path, title, channel, channel_label, video_id, lead, aliases, tags,
                   headings, uncited, links)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_PUT_EXCERPT = """
INSERT INTO excerpts (id, key, note_id, position, text, moments, repaired, headings, label, kind,
                      spoken, context, line)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
_FORGET_WORDS = "INSERT INTO excerpt_words (excerpt_words, rowid, words) VALUES ('delete', ?, ?)"


class SqliteLoad:
    """The writing side of a store, inside a transaction that the store began."""

    def __init__(self, connection: aiosqlite.Connection, fold: Callable[[str], str]) -> None:
        self._connection = connection
        self._fold = fold
        self._next_excerpt: int | None = None

    async def put(self, files: Sequence[IndexedFile]) -> None:
        """Add files, or replace what their paths held."""
        await self.remove([file.file.stamp.path for file in files])
        await self._connection.executemany(
            "INSERT INTO files (path, size, mtime_ns, digest, kind) VALUES (?, ?, ?, ?, ?)",
            [
                (
                    file.file.stamp.path,
                    file.file.stamp.size,
                    file.file.stamp.mtime_ns,
                    file.file.stamp.digest,
                    "note" if isinstance(file.file.content, Note) else "index",
                )
                for file in files
            ],
        )
        await self._put_problems([problem for file in files for problem in file.file.problems])
        for file in files:
            if isinstance(file.file.content, Note):
                await self._put_note(file, file.file.content)
            else:
                await self._put_index(file.file.content)

    async def _put_note(self, file: IndexedFile, note: Note) -> None:
        cursor = await self._connection.execute(_PUT_NOTE, note_row(file, note))
        note_id = cursor.lastrowid
        assert note_id is not None
        first = await self._reserve(len(note.excerpts))
        rows = excerpt_rows(file, note, note_id)
        await self._connection.executemany(
            _PUT_EXCERPT, [(first + offset, *row) for offset, row in enumerate(rows)]
        )
        await self._connection.executemany(
            "INSERT INTO excerpt_words (rowid, words) VALUES (?, ?)",
            [(first + offset, words) for offset, words in enumerate(file.excerpt_words)],
        )

    async def _reserve(self, count: int) -> int:
        """The first of `count` ids that no excerpt has: ascending, as the word index likes them."""
        if self._next_excerpt is None:
            async with self._connection.execute("SELECT max(id) FROM excerpts") as cursor:
                row = await cursor.fetchone()
            self._next_excerpt = ((row[0] if row else 0) or 0) + 1
        first = self._next_excerpt
        self._next_excerpt += count
        return first

    async def _put_index(self, page: IndexPage) -> None:
        names = [f"{key}\t{name}" for key, name in page.channel_names]
        await self._connection.execute(
            "INSERT INTO index_pages (page, title, channel, channel_names) VALUES (?, ?, ?, ?)",
            (page.path, page.title, page.channel, list_column(names)),
        )
        await self._connection.executemany(
            "INSERT INTO index_videos (page, position, video_id, title) VALUES (?, ?, ?, ?)",
            [
                (page.path, position, video.id, video.title)
                for position, video in enumerate(page.videos)
            ],
        )

    async def remove(self, paths: Sequence[str]) -> None:
        """Forget files and all that came from them."""
        for path in paths:
            cursor = await self._connection.execute("DELETE FROM files WHERE path = ?", (path,))
            if cursor.rowcount:
                await self._forget(path)

    async def _forget(self, path: str) -> None:
        async with self._connection.execute(
            "SELECT excerpts.id, excerpts.text FROM excerpts JOIN notes ON notes.id = note_id "
            "WHERE path = ?",
            (path,),
        ) as cursor:
            old = [(id_, self._fold(text)) for id_, text in await cursor.fetchall()]
        await self._connection.executemany(_FORGET_WORDS, old)
        await self._connection.execute(
            "DELETE FROM excerpts WHERE note_id IN (SELECT id FROM notes WHERE path = ?)", (path,)
        )
        for statement in (
            "DELETE FROM notes WHERE path = ?",
            "DELETE FROM index_pages WHERE page = ?",
            "DELETE FROM index_videos WHERE page = ?",
            "DELETE FROM problems WHERE path = ?",
        ):
            await self._connection.execute(statement, (path,))

    async def touch(self, stamps: Sequence[FileStamp]) -> None:
        """Record a new time of files whose content did not change."""
        await self._connection.executemany(
            "UPDATE files SET size = ?, mtime_ns = ? WHERE path = ?",
            [(stamp.size, stamp.mtime_ns, stamp.path) for stamp in stamps],
        )

    async def finish(self, problems: Sequence[Problem], *, loaded_at: int) -> None:
        """Derive the channels' names; `problems` are those of no read file, replaced whole."""
        await self._connection.execute(
            "DELETE FROM problems WHERE path NOT IN (SELECT path FROM files)"
        )
        await self._put_problems(problems)
        await self._name_channels()
        await self._connection.execute(
            "INSERT OR REPLACE INTO loads (name, value) VALUES ('loaded_at', ?)", (str(loaded_at),)
        )

    async def _put_problems(self, problems: Sequence[Problem]) -> None:
        await self._connection.executemany(
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
        names: dict[str, str] = {}
        async with self._connection.execute(
            "SELECT channel, title, channel_names FROM index_pages ORDER BY page"
        ) as cursor:
            pages = await cursor.fetchall()
        for channel, title, _ in pages:
            if channel and title:
                names[channel] = title
        for _, _, pairs in pages:
            for pair in items(pairs):
                key, _, name = pair.partition("\t")
                names[key] = name
        async with self._connection.execute(
            "SELECT channel, channel_label FROM notes WHERE channel_label <> '' "
            "GROUP BY channel, channel_label ORDER BY count(*)"
        ) as cursor:
            names.update({channel: label for channel, label in await cursor.fetchall()})
        await self._connection.execute("DELETE FROM channels")
        await self._connection.executemany(
            "INSERT INTO channels (key, name) VALUES (?, ?)", list(names.items())
        )
