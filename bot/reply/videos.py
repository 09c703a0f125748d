"""A video as an answer: its table of contents, or what the vault says around a second of it."""

from collections.abc import Sequence

import discord

from bot.keys import format_key
from bot.model import Action, QuoteHit, StoredExcerpt, StoredNote, Verb, VideoEntry
from bot.reply.embeds import Look, frame
from bot.reply.hits import quote_line
from bot.reply.lists import Line, list_reply, page_of
from bot.reply.message import LinkButton, Reply
from bot.reply.text import MENU_LIMIT, clock, counted, escape, italic, shorten, thumbnail

PAGE = 5
TITLE_ROOM = 120
NOTE_MOMENTS = 8
PLAIN_MOMENTS = 3
"""The same in a message without embeds, where every address counts."""

Chapter = tuple[StoredNote, Sequence[int]]
"""A note of a video and the seconds that it cites, in order of time."""


def contents_reply(
    video: VideoEntry, chapters: Sequence[Chapter], look: Look, *, page: int, private: bool
) -> Reply:
    """The video's notes in order of time, each with its moments."""
    shown, page, pages = page_of(chapters, page, PAGE)
    return list_reply(
        _frame(video, look),
        [_chapter_line(note, seconds, look) for note, seconds in shown],
        look,
        turn=Action(Verb.VIDEO_PAGE, video.key),
        page=page,
        pages=pages,
        pick="Open a note",
        private=private,
        buttons=_watch(video, look),
    )


def around_reply(
    video: VideoEntry,
    excerpts: Sequence[StoredExcerpt],
    look: Look,
    *,
    seconds: int,
    page: int,
    pages: int,
    private: bool,
) -> Reply:
    """What the vault says around a second, in order of time."""
    embed = _frame(video, look, f"Around {clock(seconds)}")
    return list_reply(
        embed,
        [quote_line(QuoteHit(stored), look) for stored in excerpts],
        look,
        turn=Action(Verb.AROUND, video.key, text=str(seconds)),
        page=page,
        pages=pages,
        pick="Open a quote",
        private=private,
        buttons=_watch(video, look, seconds),
    )


def _frame(video: VideoEntry, look: Look, above: str = "") -> discord.Embed:
    embed = frame(
        video.title,
        italic(above),
        channel=video.channel,
        author=video.channel_name,
        url=look.video(video.video_id) or None,
    )
    embed.set_footer(text=f"v:{format_key(video.key)} · {counted(video.notes, 'note')}")
    if still := thumbnail(video.video_id):
        embed.set_thumbnail(url=still)
    return embed


def _watch(video: VideoEntry, look: Look, seconds: int | None = None) -> tuple[LinkButton, ...]:
    if not (link := look.video(video.video_id)):
        return ()
    if seconds is None:
        return (LinkButton("▶ Watch", link),)
    return (LinkButton(f"▶ Watch at {clock(seconds)}", look.second(video.video_id, seconds)),)


def _chapter_line(note: StoredNote, seconds: Sequence[int], look: Look) -> Line:
    """`**Title**` and its moments below it."""
    most = PLAIN_MOMENTS if look.plain else NOTE_MOMENTS
    links = [
        f"[{clock(second)}]({link})"
        for second in seconds[:most]
        if (link := look.second(note.video_id, second))
    ]
    if links and len(seconds) > most:
        links.append(f"+{len(seconds) - most}")
    title = f"**{shorten(note.title, TITLE_ROOM, render=escape)}**"
    shown = f"{title}\n▶ {' · '.join(links)}" if links else title
    detail = f"from {clock(seconds[0])}" if seconds else "without a moment"
    return Line(shown, note.title or note.path, Action(Verb.NOTE, note.key), detail)


def browse_reply(
    title: str,
    lines: Sequence[Line],
    look: Look,
    *,
    turn: Action,
    what: str,
    back: Line | None = None,
) -> Reply:
    """A page of things to pick from, with the way `back` as its first choice; always private."""
    shown, page, pages = page_of(lines, turn.page, MENU_LIMIT - (back is not None))
    return list_reply(
        frame(title, f"{counted(len(lines), what)}. Pick one from the menu."),
        [*([back] if back else []), *shown],
        look,
        turn=turn,
        page=page,
        pages=pages,
        pick=f"Pick a {what}",
        private=True,
        closes=False,
    )
