"""A note as an answer: what it is about, then all that it says, a page at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import discord

from bot.keys import format_key
from bot.model import Action, NoteHit, StoredExcerpt, StoredNote, Verb
from bot.reply.embeds import (
    Look,
    closing_button,
    correction,
    moments_line,
    note_frame,
    page_buttons,
)
from bot.reply.message import ActionButton, LinkButton, Menu, Option, Reply, Row
from bot.reply.plain import dressed
from bot.reply.text import (
    FIELD_VALUE_LIMIT,
    MENU_LIMIT,
    OPTION_LIMIT,
    counted,
    escape,
    named,
    shorten,
)

LEAD_ROOM = 1000
PAGE_EXCERPTS = 5
EXCERPT_ROOM = 700
HEADING_ROOM = 120
EXCERPT_MOMENTS = 3

NO_NAME = "\u200b"
"""Discord wants a name for each field; this one shows as nothing."""


@dataclass(frozen=True, slots=True)
class _Passage:
    """One excerpt below its heading."""

    name: str
    value: str


def note_reply(
    hit: NoteHit,
    excerpts: Sequence[StoredExcerpt],
    look: Look,
    *,
    related: Sequence[StoredNote] = (),
    private: bool = False,
    page: int = 0,
) -> Reply:
    """Page 0 is the note's lead and a quote from each of its parts; the rest is all of it."""
    pages = _pages(hit.note, excerpts, look)
    page = min(max(page, 0), len(pages) - 1)
    key, link = hit.note.key, look.video(hit.note.video_id)
    buttons: Row = (
        *([LinkButton("▶ Watch", link)] if link else []),
        *page_buttons(Action(Verb.NOTE_PAGE, key, page), page=page, pages=len(pages)),
        *([ActionButton("Quotes", Action(Verb.QUOTES, key))] if excerpts else []),
        closing_button(private=private),
    )
    rows = (buttons, *_related_menu(related))
    embed = _embed(hit, excerpts, look, pages[page], page=page, pages=len(pages))
    return dressed(Reply(embeds=(embed,), rows=rows, ephemeral=private), look)


def _embed(
    hit: NoteHit,
    excerpts: Sequence[StoredExcerpt],
    look: Look,
    passages: Sequence[_Passage],
    *,
    page: int,
    pages: int,
) -> discord.Embed:
    note = hit.note
    lead = "" if page else _lead(note)
    embed = note_frame(note, look.video(note.video_id) or None, lead)
    for name, value in _fields(passages):
        embed.add_field(name=name, value=value, inline=False)
    footer = f"n:{format_key(note.key)} · {counted(len(excerpts), 'quote')}"
    if pages > 1:
        footer += f" · page {page + 1} of {pages}"
    if any(moment.repaired for stored in excerpts for moment in stored.excerpt.moments):
        footer += " · times corrected"
    embed.set_footer(text=footer + correction(hit.why))
    return embed


def _fields(passages: Sequence[_Passage]) -> Iterator[tuple[str, str]]:
    """(name, value) of each field: passages under one heading share one, as far as it goes."""
    name = value = ""
    for passage in passages:
        joined = f"{value}\n\n{passage.value}"
        if value and passage.name == name and len(joined) <= FIELD_VALUE_LIMIT:
            value = joined
            continue
        if value:
            yield name or NO_NAME, value
        name, value = passage.name, passage.value
    if value:
        yield name or NO_NAME, value


def _lead(note: StoredNote) -> str:
    return shorten(note.lead, LEAD_ROOM, render=escape)


def _pages(note: StoredNote, excerpts: Sequence[StoredExcerpt], look: Look) -> list[list[_Passage]]:
    """What stands on each page; one at least."""
    room = look.room - len(_lead(note))
    first = next(_packed(list(_chosen(excerpts, note.lead)), room, look), [])
    if _size(first) > room:
        # Beside a long lead, not even one has room in a plain message.
        first = []
    if len(first) == len(excerpts):
        return [first]
    return [first, *_packed(excerpts, look.room, look)]


def _packed(excerpts: Sequence[StoredExcerpt], room: int, look: Look) -> Iterator[list[_Passage]]:
    """The excerpts in their order, as many a page as there is room for."""
    page: list[_Passage] = []
    for stored in excerpts:
        passage = _passage(stored, look)
        if page and (len(page) == PAGE_EXCERPTS or _size([*page, passage]) > room):
            yield page
            page = []
        page.append(passage)
    if page:
        yield page


def _size(page: Sequence[_Passage]) -> int:
    return sum(len(passage.name) + len(passage.value) for passage in page)


def _passage(stored: StoredExcerpt, look: Look) -> _Passage:
    excerpt = stored.excerpt
    moments = moments_line(excerpt.moments, look, most=EXCERPT_MOMENTS)
    if len(moments) > FIELD_VALUE_LIMIT // 2:
        # The addresses of a site of one's own may be long.
        moments = moments_line(excerpt.moments, look, most=1)
    room = min(EXCERPT_ROOM, FIELD_VALUE_LIMIT - len(moments) - len("> \n"))
    words = shorten(excerpt.text, room, render=escape)
    name = shorten(" › ".join(excerpt.headings[-2:]), HEADING_ROOM, render=escape)
    return _Passage(name, f"> {words}\n{moments}".rstrip())


def _chosen(excerpts: Sequence[StoredExcerpt], lead: str) -> Iterator[StoredExcerpt]:
    """The first excerpt under each heading, beginning after the lead; then more in order."""
    rest = [stored for stored in excerpts if stored.excerpt.text not in lead]
    firsts: dict[tuple[str, ...], StoredExcerpt] = {}
    for stored in rest:
        firsts.setdefault(stored.excerpt.headings, stored)
    chosen = list(firsts.values())[:PAGE_EXCERPTS]
    keys = {stored.key for stored in chosen}
    others = (stored for stored in rest if stored.key not in keys)
    chosen += islice(others, PAGE_EXCERPTS - len(chosen))
    yield from sorted(chosen, key=lambda stored: stored.position)


def _related_menu(related: Sequence[StoredNote]) -> tuple[Menu, ...]:
    if not related:
        return ()
    options = tuple(
        Option(
            named(note.title.strip() or note.path, OPTION_LIMIT),
            Action(Verb.NOTE, note.key),
            shorten(" · ".join(filter(None, (note.channel_name, note.video_title))), OPTION_LIMIT),
        )
        for note in {note.key: note for note in related}.values()
    )
    return (Menu("Related", options[:MENU_LIMIT]),)
