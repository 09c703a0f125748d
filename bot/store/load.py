"""Writing: one load, one transaction."""

import asyncio
import secrets
from collections.abc import Mapping, Sequence

from bot.courtesy import unhurried
from bot.model import (
    FileIds,
    FileStamp,
    NoteLinks,
    Problem,
    RereadNote,
    StoredMoments,
    StoredTimes,
)
from bot.store.prepared import PreparedFile, problem_row
from bot.store.reading import SqlReading
from bot.store.rows import items, moments_column, read_moments, stored_times, times_column
from bot.store.session import Session
from bot.store.whole import read_serial
from bot.store.words import WordIds, word_rows

_FILE = "path, size, mtime_ns, digest, kind"
_NOTE = (
    "id, key, path, title, channel, channel_label, video_id, lead, aliases, tags, headings, "
    "uncited, links, excerpts, repaired, silent, times"
)
_VIDEO = _NOTE.split(", ").index("video_id")
_EXCERPT = "id, note_id, key, position, text, moments, headings, label, kind, spoken, context, line"
_PROBLEM = "path, line, code, message, severity"
_UNREAD = "file-unreadable"
"""The one code of a load's own problems whose file may be known: its old content stands."""
_OF_TIMES = ("time-unit", "time-doubtful")
"""The codes that depend on other files too."""

_FORGET = (
    *(
        f"DELETE FROM {table} WHERE note_id IN (SELECT id FROM notes WHERE path {{those}})"
        for table in ("note_words", "acronyms", "excerpts")
    ),
    "DELETE FROM notes WHERE path {those}",
    "DELETE FROM index_pages WHERE page {those}",
    "DELETE FROM index_videos WHERE page {those}",
    "DELETE FROM files WHERE path {those}",
)


async def next_ids(session: Session) -> FileIds:
    """Ids above all that stand now: none is reused under who holds one of before."""
    ((note, excerpt),) = await session.fetch(
        "SELECT (SELECT max(id) FROM notes), (SELECT max(id) FROM excerpts)"
    )
    return FileIds((note or 0) + 1, (excerpt or 0) + 1, 0)


class SqlLoad:
    """The writing side of a store, inside a transaction that the store began."""

    def __init__(self, session: Session, next_ids: FileIds) -> None:
        self.next_ids = next_ids
        self.seen = SqlReading(session.fetch, session.dialect)
        self._session = session
        self._videos: set[str] = set()
        """Those that notes are of which were put or removed."""
        self._words: WordIds | None = None
        """Read when first needed: most loads find little changed."""

    async def index(self) -> None:
        """Nothing that every engine needs."""

    async def put(self, files: Sequence[PreparedFile]) -> None:
        """Add files, or replace what their paths held.

        A few statements for many files: each call crosses to the database's thread and back.
        """
        if not files:
            return
        await self.remove([file.stamp.path for file in files])
        await self._session.insert(
            "files",
            _FILE,
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
        notes = [file.note for file in files if file.note]
        self._videos.update(note[_VIDEO] for note in notes)
        await self._session.insert("notes", _NOTE, notes)
        await self._session.insert(
            "excerpts", _EXCERPT, [row for file in files for row in file.excerpts]
        )
        words = await self._word_ids()
        await self._session.insert(
            "note_words",
            "note_id, words, lengths, keys, about",
            await asyncio.to_thread(word_rows, files, words),
        )
        await self._session.insert("words", "id, word", words.take_new())
        await self._session.insert(
            "acronyms", "note_id, short, long", [row for file in files for row in file.acronyms]
        )
        await self._session.insert(
            "index_pages",
            "page, title, channel, channel_names",
            [file.page for file in files if file.page],
        )
        await self._session.insert(
            "index_videos",
            "page, position, video_id, title",
            [video for file in files for video in file.videos],
        )
        await self._session.insert(
            "problems", _PROBLEM, [row for file in files for row in file.problems]
        )

    async def _word_ids(self) -> WordIds:
        if self._words is None:
            rows = await self._session.fetch("SELECT word, id FROM words")
            self._words = await asyncio.to_thread(WordIds, rows)
        return self._words

    async def remove(self, paths: Sequence[str]) -> None:
        """Forget files and all that came from them."""
        these = (self._session.dialect.value_of(paths),)
        one_of_these = self._session.dialect.any_text
        # Of files that were never read too: a load may have said why.
        await self._session.execute(f"DELETE FROM problems WHERE path {one_of_these}", these)
        known = await self._session.fetch(f"SELECT 1 FROM files WHERE path {one_of_these}", these)
        if known:
            videos = await self._session.fetch(
                f"SELECT DISTINCT video_id FROM notes WHERE path {one_of_these}", these
            )
            self._videos.update(video for (video,) in videos)
            for statement in _FORGET:
                await self._session.execute(statement.format(those=one_of_these), these)

    async def touch(self, stamps: Sequence[FileStamp]) -> None:
        """Record a new time of files whose content did not change."""
        await self._session.execute_many(
            "UPDATE files SET size = ?, mtime_ns = ? WHERE path = ?",
            [(stamp.size, stamp.mtime_ns, stamp.path) for stamp in stamps],
        )

    async def distrust(self, paths: Sequence[str]) -> None:
        """Have files read again by the next load, whatever it finds: this one could not."""
        await self._session.execute_many(
            "UPDATE files SET size = -1, digest = '' WHERE path = ?", [(path,) for path in paths]
        )

    async def times(self) -> list[StoredTimes]:
        """What the times of notes tell, and how they were read: of all notes of each video of
        which this load has put or removed any.
        """
        dialect = self._session.dialect
        rows = await self._session.fetch(
            "SELECT path, video_id, times FROM notes WHERE times <> '' "
            f"AND video_id {dialect.any_text} ORDER BY path",
            (dialect.value_of(sorted(self._videos)),),
        )
        return await asyncio.to_thread(lambda: [stored_times(*row) for row in unhurried(rows)])

    async def moments(self, paths: Sequence[str]) -> dict[str, list[StoredMoments]]:
        """The moments of notes' excerpts by the note's path, in its order."""
        found: dict[str, list[StoredMoments]] = {path: [] for path in paths}
        rows = await self._session.fetch(
            "SELECT path, excerpts.id, line, moments, video_id FROM excerpts "
            f"JOIN notes ON notes.id = note_id WHERE path {self._session.dialect.any_text} "
            "ORDER BY note_id, position",
            (self._session.dialect.value_of(paths),),
        )
        for path, id_, line, moments, video_id in rows:
            found[path].append(StoredMoments(id_, line, read_moments(moments, video_id)))
        return found

    async def reread(self, notes: Sequence[RereadNote]) -> None:
        """Store what other readings of notes' times change."""
        await self._session.execute_many(
            "UPDATE notes SET times = ?, repaired = ? WHERE path = ?",
            [
                (times_column(note.times, note.reading), note.repaired, note.times.path)
                for note in notes
            ],
        )
        await self._session.execute_many(
            "UPDATE excerpts SET moments = ? WHERE id = ?",
            [
                (moments_column(stored.moments, note.times.video_id), stored.excerpt_id)
                for note in notes
                for stored in note.changed
            ],
        )
        await self._session.execute_many(
            "DELETE FROM problems WHERE path = ? AND code = ?",
            [(note.times.path, code) for note in notes for code in _OF_TIMES],
        )
        problems = [problem_row(problem) for note in notes for problem in note.problems]
        await self._session.insert("problems", _PROBLEM, problems)

    async def links(self) -> list[NoteLinks]:
        """What the links of every note are resolved by."""
        rows = await self._session.fetch(
            "SELECT path, channel, title, aliases, links FROM notes ORDER BY id"
        )
        return await asyncio.to_thread(
            lambda: [
                NoteLinks(path, channel, title, items(aliases), items(links))
                for path, channel, title, aliases, links in unhurried(rows)
            ]
        )

    async def put_links(self, links: Mapping[str, Sequence[str]]) -> None:
        """Replace all links between notes; given as path → paths."""
        ids = dict(await self._session.fetch("SELECT path, id FROM notes"))
        await self._session.execute("DELETE FROM links")
        rows = await asyncio.to_thread(
            lambda: sorted(
                (ids[path], position, ids[target])
                for path, targets in links.items()
                for position, target in enumerate(targets)
            )
        )
        await self._session.insert("links", "note_id, position, target_id", rows)

    async def finish(
        self,
        problems: Sequence[Problem],
        *,
        loaded_at: int,
        edition: str = "",
        changed: bool = True,
    ) -> None:
        """Derive the channels' names; `problems` are those of no read file, replaced whole."""
        await self._session.execute(
            "DELETE FROM problems WHERE code = ? OR path NOT IN (SELECT path FROM files)",
            (_UNREAD,),
        )
        await self._session.insert("problems", _PROBLEM, list(map(problem_row, problems)))
        await self._name_channels()
        serial = secrets.randbits(52) + 1 if changed else await read_serial(self._session.fetch)
        await self._session.execute_many(
            "INSERT INTO loads (name, value) VALUES (?, ?) "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            [("loaded_at", str(loaded_at)), ("edition", edition), ("serial", str(serial))],
        )

    async def _name_channels(self) -> None:
        """A channel's name: its notes' own label, else a directory's, else its index page's title.

        Later statements win over earlier ones.
        """
        pages = await self._session.fetch(
            "SELECT channel, title, channel_names FROM index_pages ORDER BY page"
        )
        names = {channel: title for channel, title, _ in pages if channel and title}
        for _, _, pairs in pages:
            for pair in items(pairs):
                key, _, name = pair.partition("\t")
                names[key] = name
        labels = await self._session.fetch(
            "SELECT channel, channel_label FROM notes WHERE channel_label <> '' "
            "GROUP BY channel, channel_label ORDER BY count(*), channel_label"
        )
        names.update((channel, label) for channel, label in labels)
        await self._session.execute("DELETE FROM channels")
        await self._session.insert("channels", "key, name", list(names.items()))
