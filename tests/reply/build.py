"""Values to reply with."""

import re
from dataclasses import replace
from typing import Any

from bot.model import Excerpt, Moment, NoteHit, QuoteHit, StoredExcerpt, StoredNote, VideoEntry
from bot.reply.message import ActionButton, LinkButton, Menu, Reply

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


def numbered(*texts: str, **fields: Any) -> list[StoredExcerpt]:
    """The excerpts of a note in its order, a minute apart, each with a key of its own."""
    return [
        replace(stored(text, 60 * place, **fields), id=place, key=300 + place, position=place)
        for place, text in enumerate(texts)
    ]


def video(**fields: Any) -> VideoEntry:
    given = {"key": 404, "video_id": VIDEO, "title": "DeepSeek and the economics of AI"}
    named = {"channel": "lex", "channel_name": "Lex Fridman", "notes": 3}
    return VideoEntry(**{**given, **named, **fields})


def press_of(reply: Reply, label: str) -> ActionButton:
    """The button whose label begins so."""
    (found,) = (each for each in buttons_of(reply) if each.label.startswith(label))
    assert isinstance(found, ActionButton)
    return found


def buttons_of(reply: Reply) -> list[LinkButton | ActionButton]:
    return [button for row in reply.rows if not isinstance(row, Menu) for button in row]


def addresses_of(reply: Reply) -> list[str]:
    """Where its buttons lead."""
    return [button.url for button in buttons_of(reply) if isinstance(button, LinkButton)]


def menus_of(reply: Reply) -> list[Menu]:
    return [row for row in reply.rows if isinstance(row, Menu)]


def links(text: str | None) -> list[str]:
    """Where the masked links of mark-up lead."""
    return re.findall(r"\]\(<?([^)>\s]+)", text or "")


def live(text: str | None) -> str:
    """Mark-up without what a backslash makes plain; something stands where that was."""
    return re.sub(r"\\.", "\ufffc", text or "")


def shown_of(escaped: str) -> str:
    """What Discord shows of escaped text: a backslash before a mark is dropped."""
    return re.sub(r"\\([^a-zA-Z0-9\s])", r"\1", escaped)
