"""Values to reply with."""

from dataclasses import replace
from typing import Any

from bot.model import Excerpt, Moment, NoteHit, QuoteHit, StoredExcerpt, StoredNote

VIDEO = "iGa-6tpLBXA"
LINK = f"https://youtu.be/{VIDEO}"

NOTE = StoredNote(
    id=1,
    key=101,
    path="lex/deepseek.md",
    title="DeepSeek",
    channel="lex",
    channel_name="Lex Fridman",
    video_id=VIDEO,
    video_title="DeepSeek and the economics of AI",
    lead="What it is.",
)


def moment(seconds: int, **fields: Any) -> Moment:
    return Moment(**{"video_id": VIDEO, "seconds": seconds, "raw": str(seconds), **fields})


def stored(text: str, *seconds: int, note: StoredNote = NOTE, **fields: Any) -> StoredExcerpt:
    """An excerpt at these seconds; other fields are those of `Excerpt`."""
    moments = tuple(map(moment, seconds))
    return StoredExcerpt(1, 202, note, 0, Excerpt(**{"text": text, "moments": moments, **fields}))


def quote(text: str, *seconds: int, **fields: Any) -> QuoteHit:
    return QuoteHit(stored(text, *seconds, **fields), 1.0, ("exact",))


def note(*why: str, **fields: Any) -> NoteHit:
    return NoteHit(replace(NOTE, **fields), 1.0, why or ("exact",))
