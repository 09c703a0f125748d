"""Rows to values and back: the only place that knows how a value lies in its columns."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from bot.model import (
    Excerpt,
    ExcerptKind,
    IndexedFile,
    Moment,
    Note,
    StoredExcerpt,
    StoredNote,
    TitleEntry,
)

NOTE_COLUMNS = (
    "notes.id, notes.key, notes.path, notes.title, notes.channel, "
    "coalesce(channels.name, notes.channel), notes.video_id, "
    "coalesce((SELECT title FROM index_videos WHERE index_videos.video_id = notes.video_id "
    "AND notes.video_id <> '' LIMIT 1), ''), notes.lead, notes.aliases, notes.tags"
)
NOTE_TABLES = "notes LEFT JOIN channels ON channels.key = notes.channel"

TITLE_COLUMNS = (
    "notes.id, notes.key, notes.title, notes.channel, "
    "coalesce(channels.name, notes.channel), notes.aliases"
)

EXCERPT_COLUMNS = (
    "excerpts.id, excerpts.key, excerpts.note_id, excerpts.position, excerpts.text, "
    "excerpts.moments, excerpts.headings, excerpts.label, excerpts.kind, excerpts.spoken, "
    "excerpts.context, excerpts.line"
)


def note_row(file: IndexedFile, note: Note) -> tuple[Any, ...]:
    """Columns key … links of `notes`."""
    return (
        file.key,
        note.path,
        note.title,
        note.channel,
        note.channel_label,
        note.video_id,
        note.lead,
        list_column(note.aliases),
        list_column(note.tags),
        list_column(note.headings),
        list_column(note.uncited),
        list_column(note.links),
    )


def excerpt_rows(file: IndexedFile, note: Note, note_id: int) -> Iterable[tuple[Any, ...]]:
    """Columns key … line of `excerpts`, a row each."""
    headings = {path: list_column(path) for path in {excerpt.headings for excerpt in note.excerpts}}
    for position, (key, excerpt) in enumerate(zip(file.excerpt_keys, note.excerpts, strict=True)):
        yield (
            key,
            note_id,
            position,
            excerpt.text,
            _moments(excerpt.moments, note.video_id),
            sum(moment.repaired for moment in excerpt.moments),
            headings[excerpt.headings],
            excerpt.label,
            excerpt.kind.value,
            excerpt.spoken,
            excerpt.context,
            excerpt.line,
        )


def stored_note(row: Sequence[Any]) -> StoredNote:
    """A row of NOTE_COLUMNS."""
    id_, key, path, title, channel, channel_name, video_id, video_title, lead, aliases, tags = row
    return StoredNote(
        id=id_,
        key=key,
        path=path,
        title=title,
        channel=channel,
        channel_name=channel_name,
        video_id=video_id,
        video_title=video_title,
        lead=lead,
        aliases=items(aliases),
        tags=items(tags),
    )


def title_entry(row: Sequence[Any]) -> TitleEntry:
    """A row that begins with TITLE_COLUMNS."""
    id_, key, title, channel, channel_name, aliases, *_ = row
    return TitleEntry(id_, key, title, channel, channel_name, items(aliases))


def stored_excerpt(row: Sequence[Any], note: StoredNote) -> StoredExcerpt:
    """A row of EXCERPT_COLUMNS."""
    id_, key, _, position, text, moments, headings, label, kind, spoken, context, line = row
    excerpt = Excerpt(
        text=text,
        moments=tuple(
            Moment(other[0] if other else note.video_id, seconds, raw, bool(repaired))
            for seconds, raw, repaired, *other in json.loads(moments)
        ),
        headings=items(headings),
        label=label,
        kind=ExcerptKind(kind),
        spoken=bool(spoken),
        context=context,
        line=line,
    )
    return StoredExcerpt(id_, key, note, position, excerpt)


def items(text: str) -> tuple[str, ...]:
    """A list column; empty text is an empty list."""
    return tuple(json.loads(text)) if text else ()


def list_column(values: Sequence[str]) -> str:
    """The column that `items` reads."""
    return json.dumps(values, ensure_ascii=False) if values else ""


def _moments(moments: Sequence[Moment], video_id: str) -> str:
    return json.dumps(
        [
            [moment.seconds, moment.raw, int(moment.repaired)]
            + ([moment.video_id] if moment.video_id != video_id else [])
            for moment in moments
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    )
