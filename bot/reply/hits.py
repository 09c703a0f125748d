"""What a search found, and what a note says, a line each."""

from collections.abc import Sequence

from bot.model import Action, QuoteHit, StoredExcerpt, StoredNote, Verb
from bot.reply.embeds import Look, correction, frame, label, linked, note_frame
from bot.reply.lists import Line, list_reply, page_of
from bot.reply.message import LinkButton, Reply
from bot.reply.text import clock, emphasise, escape, shorten, visible

PAGE = 5
LINE_ROOM = 170
TITLE_ROOM = 90
ASKED_ROOM = 150

FoundNote = tuple[StoredNote, StoredExcerpt | None]
"""A note, and the excerpt that its line opens the video at; None where it has none."""


def search_reply(
    asked: str,
    found: Sequence[FoundNote | QuoteHit],
    look: Look,
    *,
    turn: Action,
    page: int,
    pages: int,
    private: bool,
    why: Sequence[str] = (),
) -> Reply:
    """One page of what was found; `why` tells how the query was read."""
    lines = [
        quote_line(hit, look) if isinstance(hit, QuoteHit) else _note_line(*hit, look)
        for hit in found
    ]
    embed = frame(f"Search: {shorten(visible(asked), ASKED_ROOM)}", "")
    if read := correction(why).removeprefix(" · "):
        embed.set_footer(text=read)
    return list_reply(
        embed, lines, look,
        turn=turn, page=page, pages=pages, pick="Open one in full", private=private,
    )  # fmt: skip


def quotes_reply(
    note: StoredNote, excerpts: Sequence[StoredExcerpt], look: Look, *, page: int, private: bool
) -> Reply:
    """All quotes of a note, a line each."""
    shown, page, pages = page_of(excerpts, page, PAGE)
    link = look.video(note.video_id)
    return list_reply(
        note_frame(note, link or None, ""),
        [quote_line(QuoteHit(stored), look, named=False) for stored in shown],
        look,
        turn=Action(Verb.QUOTES_PAGE, note.key),
        page=page,
        pages=pages,
        pick="Open a quote",
        private=private,
        buttons=(LinkButton("▶ Watch", link),) if link else (),
    )


def quote_line(hit: QuoteHit, look: Look, *, named: bool = True) -> Line:
    """`▶ 22:20 the words`, and the note's title where it is `named`."""
    stored = hit.excerpt
    text, note = stored.excerpt.text, stored.note
    words = shorten(
        text,
        look.narrowed(LINE_ROOM),
        render=lambda part: emphasise(part, [s for s in hit.emphasis if s[1] <= len(part)]),
    )
    title = shorten(note.title, look.narrowed(TITLE_ROOM), render=escape)
    source = f" — *{title}*" if named else ""
    moment = linked(stored, look)
    detail = " · ".join(
        filter(None, (clock(moment.seconds) if moment else "", note.title if named else ""))
    )
    return Line(
        f"{_link(stored, look)}{words}{source}", text, Action(Verb.QUOTE, stored.key), detail
    )


def _note_line(note: StoredNote, first: StoredExcerpt | None, look: Look) -> Line:
    link = _link(first, look) if first else ""
    room = look.narrowed(TITLE_ROOM)
    source = shorten(note.channel_name, room, render=escape)
    title = f"**{shorten(note.title, room, render=escape)}**"
    detail = " · ".join(filter(None, ("note", note.channel_name, note.video_title)))
    shown = f"{link}{title} — note" + (f" in {source}" if source else "")
    return Line(shown, note.title or note.path, Action(Verb.NOTE, note.key), detail)


def _link(stored: StoredExcerpt, look: Look) -> str:
    """`▶ 22:20 `, a link; empty where nothing can be opened."""
    moment = linked(stored, look)
    return f"▶ [{label(moment)}]({look.moment(moment)}) " if moment else ""
