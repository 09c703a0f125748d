"""What is asked of the database: every question, whichever connection answers it."""

from collections.abc import Sequence
from typing import Any

from bot.aside import aside
from bot.model import (
    FileStamp,
    Problem,
    Severity,
    StoredExcerpt,
    StoredNote,
    StoredVault,
    TitleEntry,
    VaultStatus,
)
from bot.store.quotable import read_quotable
from bot.store.rows import (
    EXCERPT_COLUMNS,
    NOTE_COLUMNS,
    NOTE_TABLES,
    TITLE_COLUMNS,
    stored_excerpts,
    stored_note,
    title_entry,
)
from bot.store.session import NO_LIMIT, Dialect, Fetch
from bot.store.whole import read_serial, read_vault

_LEADING = """
    SELECT id, weight, row_number() OVER (
        PARTITION BY CASE video_id WHEN '' THEN path ELSE video_id END
        ORDER BY weight DESC, title, path
    ) AS place
    FROM (
        SELECT id, path, title, video_id, 100 * coalesce(linked, 0) + excerpts AS weight
        FROM notes
        LEFT JOIN (SELECT target_id, count(*) AS linked FROM links GROUP BY target_id) AS counted
            ON target_id = id
        WHERE ? IN ('', channel) AND excerpts > 0
    ) AS counted_up
"""
"""Of each video the note that most others link to, or with most to quote, has place 1."""


class SqlReading:
    """Implements `Reading`; see there for what each method promises."""

    def __init__(self, fetch: Fetch, dialect: Dialect) -> None:
        self._fetch = fetch
        self._dialect = dialect

    async def _all(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        return await self._fetch(sql, parameters)

    async def stamps(self) -> dict[str, FileStamp]:
        """What was read of which file, by path."""
        rows = await self._all("SELECT path, size, mtime_ns, digest FROM files")
        return {row[0]: FileStamp(*row) for row in rows}

    async def note_paths(self) -> set[str]:
        """The paths of all notes."""
        return {path for (path,) in await self._all("SELECT path FROM notes")}

    async def edition(self) -> str:
        """How the files were read, as the last load named it; empty before the first."""
        rows = await self._all("SELECT value FROM loads WHERE name = 'edition'")
        return rows[0][0] if rows else ""

    async def status(self) -> VaultStatus:
        """Counts, and when the vault was loaded."""
        ((notes, excerpts, repaired_notes, repaired, videos, channels),) = await self._all(
            "SELECT count(*), coalesce(sum(excerpts), 0), count(*) FILTER (WHERE repaired > 0), "
            "coalesce(sum(repaired), 0), count(DISTINCT nullif(video_id, '')), "
            "count(DISTINCT channel) FROM notes"
        )
        ((problems, loaded_at, size),) = await self._all(
            "SELECT (SELECT count(*) FROM problems), "
            f"(SELECT value FROM loads WHERE name = 'loaded_at'), ({self._dialect.size})"
        )
        return VaultStatus(
            notes=notes,
            excerpts=excerpts,
            videos=videos,
            channels=channels,
            problems=problems,
            repaired_notes=repaired_notes,
            repaired=repaired,
            loaded_at=int(loaded_at) if loaded_at else None,
            database_bytes=size,
        )

    async def problems(self, *, limit: int | None = None) -> list[Problem]:
        """All problems, errors first, by path and line."""
        rows = await self._all(
            "SELECT path, line, code, message, severity FROM problems "
            "ORDER BY severity = 'error' DESC, path, line, code LIMIT ?",
            (NO_LIMIT if limit is None else limit,),
        )
        return [
            Problem(path, line, code, message, Severity(severity))
            for path, line, code, message, severity in rows
        ]

    async def serial(self) -> int:
        """Which load it holds."""
        return await read_serial(self._all)

    async def vault(self) -> StoredVault:
        """All that search is made of, of one load."""
        return await read_vault(self._all)

    async def get_notes(self, keys: Sequence[int]) -> dict[int, StoredNote]:
        """Those of the notes that are still there, by key."""
        return {note.key: note for note in await self._notes("key", keys)}

    async def _notes(self, column: str, values: Sequence[int]) -> list[StoredNote]:
        rows = await self._all(
            f"SELECT {NOTE_COLUMNS} FROM {NOTE_TABLES} "
            f"WHERE notes.{column} {self._dialect.any_integer}",
            (self._dialect.value_of(values),),
        )
        return [stored_note(row) for row in rows]

    async def get_note(self, key: int) -> StoredNote | None:
        """The note that a choice or button names."""
        return (await self.get_notes([key])).get(key)

    async def get_excerpts(self, keys: Sequence[int]) -> dict[int, StoredExcerpt]:
        """Those of the excerpts that are still there, by key."""
        found = await self._excerpts(
            f"WHERE excerpts.key {self._dialect.any_integer} ORDER BY note_id DESC, position DESC",
            (self._dialect.value_of(keys),),
        )
        return {excerpt.key: excerpt for excerpt in found}

    async def get_excerpt(self, key: int) -> StoredExcerpt | None:
        """The excerpt that a choice or button names."""
        return (await self.get_excerpts([key])).get(key)

    async def excerpts_of(self, note_id: int, *, limit: int | None = None) -> list[StoredExcerpt]:
        """All excerpts of a note in its order, or the first of them."""
        most = NO_LIMIT if limit is None else limit
        return await self._excerpts("WHERE note_id = ? ORDER BY position LIMIT ?", (note_id, most))

    async def _excerpts(self, which: str, parameters: Sequence[Any]) -> list[StoredExcerpt]:
        """Excerpts with their notes, in one statement, so that no load comes between the two."""
        rows = await self._all(
            f"SELECT {EXCERPT_COLUMNS}, {NOTE_COLUMNS} FROM {NOTE_TABLES} "
            f"JOIN excerpts ON note_id = notes.id {which}",
            parameters,
        )
        return await aside(rows, lambda: stored_excerpts(rows))

    async def excerpts_about(self, video_id: str) -> list[StoredExcerpt]:
        """All excerpts of the notes of a video."""
        return await self._excerpts(
            "WHERE notes.video_id = ? ORDER BY note_id, position", (video_id,)
        )

    async def linked_notes(self, note_id: int) -> list[StoredNote]:
        """The notes that a note links to, in its order."""
        rows = await self._all(
            f"SELECT {NOTE_COLUMNS} FROM {NOTE_TABLES} JOIN links ON target_id = notes.id "
            "WHERE note_id = ? ORDER BY position",
            (note_id,),
        )
        return [stored_note(row) for row in rows]

    async def linking_notes(self, note_id: int) -> list[StoredNote]:
        """The notes that link to a note, by title."""
        rows = await self._all(
            f"SELECT {NOTE_COLUMNS} FROM {NOTE_TABLES} JOIN links ON note_id = notes.id "
            "WHERE target_id = ? ORDER BY notes.title, notes.path",
            (note_id,),
        )
        return [stored_note(row) for row in rows]

    async def leading_titles(self, *, limit: int, channel: str) -> list[TitleEntry]:
        """The notes that most others link to, one a video."""
        rows = await self._all(
            f"SELECT {TITLE_COLUMNS} FROM {NOTE_TABLES} JOIN ({_LEADING}) AS weighed "
            "ON weighed.id = notes.id WHERE place = 1 "
            "ORDER BY weight DESC, notes.title, notes.path LIMIT ?",
            (channel, limit),
        )
        return [title_entry(row) for row in rows]

    async def leading_excerpts(self, *, limit: int, channel: str) -> list[StoredExcerpt]:
        """Somebody's own words, one a note."""
        return await self._excerpts(
            "WHERE excerpts.id IN (SELECT min(id) FROM excerpts WHERE spoken GROUP BY note_id) "
            "AND ? IN ('', notes.channel) ORDER BY excerpts.key LIMIT ?",
            (channel, limit),
        )

    async def quotable(self, *, shortest: int, longest: int, sites: Sequence[str]) -> bytes:
        """The keys of excerpts that can stand by themselves."""
        return await read_quotable(self._all, self._dialect, shortest, longest, sites)
