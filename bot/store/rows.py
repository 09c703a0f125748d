"""Rows to values and back: the only place that knows how a value lies in its columns."""

import json
import re
import sys
from collections.abc import Sequence
from typing import Any

from bot.model import (
    Excerpt,
    ExcerptKind,
    Moment,
    NoteTimes,
    StoredExcerpt,
    StoredNote,
    StoredTimes,
    TimeReading,
    TitleEntry,
    distinct,
)

_decode = json.JSONDecoder().raw_decode
"""As `json.loads`, which looks for blanks around it first: half of what short columns cost."""
_CLOCK = re.compile(r"[0-9:]+").fullmatch

VIDEO_TITLE = (
    "coalesce((SELECT title FROM index_videos WHERE index_videos.video_id = notes.video_id "
    "AND notes.video_id <> '' ORDER BY page, position LIMIT 1), '')"
)
NOTE_COLUMNS = (
    "notes.id, notes.key, notes.path, notes.title, notes.channel, "
    "coalesce(channels.name, notes.channel), notes.video_id, "
    f"{VIDEO_TITLE}, notes.lead, notes.aliases, notes.tags, notes.silent"
)
NOTE_TABLES = "notes LEFT JOIN channels ON channels.key = notes.channel"

TITLE_COLUMNS = (
    "notes.id, notes.key, notes.title, notes.channel, "
    "coalesce(channels.name, notes.channel), notes.aliases, notes.silent, "
    f"notes.video_id, {VIDEO_TITLE}"
)

EXCERPT_COLUMNS = (
    "excerpts.id, excerpts.key, excerpts.note_id, excerpts.position, excerpts.text, "
    "excerpts.moments, excerpts.headings, excerpts.label, excerpts.kind, excerpts.spoken, "
    "excerpts.context, excerpts.line"
)


def stored_note(row: Sequence[Any]) -> StoredNote:
    """A row of NOTE_COLUMNS."""
    (
        id_, key, path, title, channel, channel_name, video_id, video_title, lead, aliases, tags,
        silent,
    ) = row  # fmt: skip
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
        silent=bool(silent),
    )


def title_entry(row: Sequence[Any]) -> TitleEntry:
    """A row that begins with TITLE_COLUMNS."""
    id_, key, title, channel, channel_name, aliases, silent, video_id, video_title, *_ = row
    return TitleEntry(
        id_, key, title, sys.intern(channel), sys.intern(channel_name), items(aliases),
        bool(silent), sys.intern(video_title), sys.intern(video_id),
    )  # fmt: skip


def stored_excerpts(rows: Sequence[Sequence[Any]]) -> list[StoredExcerpt]:
    """Rows of EXCERPT_COLUMNS, each followed by the NOTE_COLUMNS of its note."""
    notes: dict[int, StoredNote] = {}
    found = []
    for row in rows:
        id_, key, note_id, position, text, moments, headings, label, kind, *rest = row
        spoken, context, line, *note_row = rest
        note = notes.get(note_id) or notes.setdefault(note_id, stored_note(note_row))
        excerpt = Excerpt(
            text=text,
            moments=distinct(read_moments(moments, note.video_id)),
            headings=items(headings),
            label=label,
            kind=ExcerptKind(kind),
            spoken=bool(spoken),
            context=context,
            line=line,
        )
        found.append(StoredExcerpt(id_, key, note, position, excerpt))
    return found


def items(text: str) -> tuple[str, ...]:
    """A list column; empty text is an empty list."""
    return tuple(_decode(text)[0]) if text else ()


def list_column(values: Sequence[str]) -> str:
    """The column that `items` reads."""
    return json.dumps(values, ensure_ascii=False) if values else ""


def moments_column(moments: Sequence[Moment], video_id: str) -> str:
    """The column that `read_moments` reads."""
    # The JSON that the encoder would make, at a fifth of the cost, for nearly all are such.
    parts = [
        part
        for moment in moments
        if moment.video_id == video_id
        and (part := _clock_column(moment.seconds, moment.raw, _state(moment)))
    ]
    if len(parts) == 1 == len(moments):
        return f"[{parts[0]}]"
    if len(parts) == len(moments):
        return f"[{','.join(parts)}]"
    return json.dumps(
        [
            [moment.seconds, moment.raw, _state(moment)]
            + ([moment.video_id] if moment.video_id != video_id else [])
            for moment in moments
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _state(moment: Moment) -> int:
    """Both flags of a moment in one number."""
    return moment.repaired + 2 * moment.doubtful


def _clock_column(seconds: int, raw: str, state: int) -> str:
    """One moment of a note's own video; empty where its time is no clock."""
    return f'[{seconds},"{raw}",{state}]' if _CLOCK(raw) else ""


def read_moments(column: str, video_id: str) -> tuple[Moment, ...]:
    """The moments of an excerpt; `video_id` is its note's."""
    return tuple(
        Moment(other[0] if other else video_id, seconds, raw, bool(state & 1), bool(state & 2))
        for seconds, raw, state, *other in _decode(column)[0]
    )


def times_column(times: NoteTimes | None, reading: TimeReading) -> str:
    """The column that `stored_times` reads; empty for a note without a video."""
    if times is None:
        return ""
    return json.dumps(
        [
            times.clocks,
            times.longest,
            times.hours,
            times.round,
            times.minutes,
            times.doubtful,
            reading.minutes,
            reading.length,
            reading.limit,
        ]
    )


def stored_times(path: str, video_id: str, column: str) -> StoredTimes:
    """What a note's times tell, and how they were read."""
    *times, minutes, length, limit = json.loads(column)
    return StoredTimes(NoteTimes(path, video_id, *times), TimeReading(minutes, length, limit))
