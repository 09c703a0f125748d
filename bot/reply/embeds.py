"""Notes and excerpts as embeds: readable on a phone, within every limit whatever the text."""

import colorsys
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import discord

from bot.keys import format_key
from bot.model import Moment, NoteHit, QuoteHit, StoredExcerpt, StoredNote, VideoSite
from bot.reply.message import LinkButton, Reply
from bot.reply.text import (
    AUTHOR_LIMIT,
    EMBEDS_LIMIT,
    FIELD_VALUE_LIMIT,
    TITLE_LIMIT,
    clock,
    emphasise,
    escape,
    moment_link,
    shorten,
    thumbnail,
    watch_link,
)

# Room for each part, in characters after escaping, so that the parts of one embed together stay
# below Discord's 6,000 and each below its own limit.
EXCERPT_ROOM = 2000
PATH_ROOM = 256
LEAD_ROOM = 900
NOTE_EXCERPTS = 5
NOTE_EXCERPT_ROOM = 450
NOTE_HEADING_ROOM = 120
NOTE_MOMENTS = 3
NOTE_RELATED = 5
RELATED_ROOM = 80
RAW_ROOM = 40

CORRECTION_ROOM = 200

MOST_MOMENTS = 5
"""Moments linked under one quote at the most; one real sentence has 1,803."""

NO_NAME = "\u200b"
"""Discord wants a name for each field; this one shows as nothing."""


@dataclass(frozen=True, slots=True)
class Look:
    """How answers look, from the configuration."""

    lead_in: int = 0
    """Seconds that a link starts before its moment."""
    moments: int = MOST_MOMENTS
    """Moments linked under one quote; the rest are counted."""
    sites: tuple[VideoSite, ...] = ()
    """That host videos, beside those that everyone knows."""

    def video(self, video_id: str) -> str:
        """Where a video opens; empty where it has no address."""
        return watch_link(video_id, sites=self.sites)

    def moment(self, moment: Moment) -> str:
        """Where a click on a moment goes; empty where its video has no address."""
        return moment_link(moment, lead_in=self.lead_in, sites=self.sites)


def quote_reply(hit: QuoteHit, look: Look, *, private: bool = False) -> Reply:
    """The excerpt with its place in the note and in the video."""
    return Reply(
        embeds=(quote_embed(hit, look),),
        buttons=_watch_buttons(hit.excerpt, look),
        ephemeral=private,
    )


def quote_embed(hit: QuoteHit, look: Look) -> discord.Embed:
    """The excerpt as a block quote, its heading path above it, its moments below."""
    stored, excerpt = hit.excerpt, hit.excerpt.excerpt
    words = shorten(
        excerpt.text,
        EXCERPT_ROOM,
        render=lambda text: emphasise(text, _within(hit.emphasis, len(text))),
    )
    lines = [f"> {words}"]
    if path := _path(stored):
        lines.insert(0, f"-# {path}")
    if moments := _moments_line(excerpt.moments, look):
        lines.append(moments)
    if correction := _correction_line(excerpt.moments):
        lines.append(correction)
    embed = _embed(stored.note, _first_link(stored, look), "\n".join(lines))
    said = "said in the video" if excerpt.spoken else "from the note"
    embed.set_footer(text=f"q:{format_key(stored.key)} · {said}{_correction(hit.why)}")
    return embed


def note_reply(
    hit: NoteHit,
    excerpts: Sequence[StoredExcerpt],
    look: Look,
    *,
    related: Sequence[StoredNote] = (),
    private: bool = False,
) -> Reply:
    """The note's lead and what it says next, each with its moments."""
    link = look.video(hit.note.video_id)
    return Reply(
        embeds=(note_embed(hit, excerpts, look, related=related),),
        buttons=(LinkButton("▶ Watch", link),) if link else (),
        ephemeral=private,
    )


def note_embed(
    hit: NoteHit,
    excerpts: Sequence[StoredExcerpt],
    look: Look,
    *,
    related: Sequence[StoredNote] = (),
) -> discord.Embed:
    """A field for each of a few excerpts from different parts of the note."""
    note = hit.note
    lead = shorten(note.lead, LEAD_ROOM, render=escape)
    embed = _embed(note, look.video(note.video_id) or None, lead)
    above: tuple[str, ...] = ()
    for stored in _chosen(excerpts, note.lead):
        excerpt = stored.excerpt
        words = shorten(excerpt.text, NOTE_EXCERPT_ROOM, render=escape)
        moments = _moments_line(excerpt.moments, look, most=NOTE_MOMENTS)
        name = shorten(" › ".join(excerpt.headings[-2:]), NOTE_HEADING_ROOM, render=escape)
        value = "\n".join(part for part in (f"> {words}", moments) if part)
        if len(value) > FIELD_VALUE_LIMIT:
            value = f"> {words}"
        repeated = excerpt.headings == above
        above = excerpt.headings
        embed.add_field(name=NO_NAME if repeated or not name else name, value=value, inline=False)
    if related:
        names = (shorten(other.title, RELATED_ROOM, render=escape) for other in related)
        embed.add_field(name="See also", value=" · ".join(names), inline=False)
    count = len(excerpts)
    footer = f"n:{format_key(note.key)} · {count} {'quote' if count == 1 else 'quotes'}"
    if any(moment.repaired for stored in excerpts for moment in stored.excerpt.moments):
        footer += " · times corrected"
    embed.set_footer(text=footer + _correction(hit.why))
    # The rooms are for common addresses; those of a site of one's own may be longer.
    while len(embed) > EMBEDS_LIMIT and embed.fields:
        embed.remove_field(-1)
    return embed


def _chosen(excerpts: Sequence[StoredExcerpt], lead: str) -> Iterator[StoredExcerpt]:
    """The first excerpt under each heading, beginning after the lead; then more in order."""
    rest = [stored for stored in excerpts if stored.excerpt.text not in lead]
    firsts: dict[tuple[str, ...], StoredExcerpt] = {}
    for stored in rest:
        firsts.setdefault(stored.excerpt.headings, stored)
    chosen = list(firsts.values())[:NOTE_EXCERPTS]
    chosen += [stored for stored in rest if stored not in chosen][: NOTE_EXCERPTS - len(chosen)]
    yield from sorted(chosen, key=lambda stored: stored.position)


def _embed(note: StoredNote, url: str | None, description: str) -> discord.Embed:
    embed = discord.Embed(
        title=shorten(note.title, TITLE_LIMIT, render=escape),
        url=url,
        description=description,
        colour=channel_colour(note.channel),
    )
    source = " · ".join(part for part in (note.channel_name, note.video_title) if part)
    if source:
        embed.set_author(name=shorten(source, AUTHOR_LIMIT))
    if still := thumbnail(note.video_id):
        embed.set_thumbnail(url=still)
    return embed


def channel_colour(channel: str) -> discord.Colour:
    """The same colour for a channel every time, readable on light and dark."""
    hue = hashlib.blake2b(channel.encode(errors="replace"), digest_size=2).digest()
    red, green, blue = colorsys.hls_to_rgb(int.from_bytes(hue, "big") / 65536, 0.55, 0.6)
    return discord.Colour.from_rgb(round(red * 255), round(green * 255), round(blue * 255))


def _path(stored: StoredExcerpt) -> str:
    """Where the excerpt stands: its headings, and the label that it does not itself begin with."""
    excerpt = stored.excerpt
    parts = list(excerpt.headings)
    if excerpt.label and not excerpt.text.startswith(excerpt.label):
        parts.append(excerpt.label)
    return shorten(" › ".join(parts), PATH_ROOM, render=escape)


def _moments_line(moments: Sequence[Moment], look: Look, *, most: int = MOST_MOMENTS) -> str:
    """`▶ 22:20 · 44:59 · +3`, each a link; a corrected time is marked."""
    links = [(moment, link) for moment in moments if (link := look.moment(moment))]
    most = min(most, look.moments)
    shown = [f"[{_label(moment)}]({link})" for moment, link in links[:most]]
    if not shown:
        return ""
    more = len(links) - most
    return "▶ " + " · ".join(shown + ([f"+{more}"] if more > 0 else []))


def _correction_line(moments: Sequence[Moment]) -> str:
    """What the note writes for the first time that was corrected; nothing where none was."""
    raw = next((moment.raw for moment in moments if moment.repaired), "")
    written = shorten(raw, RAW_ROOM, render=escape)
    return f"-# time corrected: the note writes {written}" if raw else ""


def _label(moment: Moment) -> str:
    return clock(moment.seconds) if moment.plausible else "video"


def _first_link(stored: StoredExcerpt, look: Look) -> str | None:
    if moment := _linked(stored, look):
        return look.moment(moment)
    return look.video(stored.note.video_id) or None


def _linked(stored: StoredExcerpt, look: Look) -> Moment | None:
    """The first moment that can be opened."""
    return next((moment for moment in stored.excerpt.moments if look.moment(moment)), None)


def _watch_buttons(stored: StoredExcerpt, look: Look) -> tuple[LinkButton, ...]:
    link = _first_link(stored, look)
    if link is None:
        return ()
    moment = _linked(stored, look)
    at = f" at {clock(moment.seconds)}" if moment and moment.plausible else ""
    return (LinkButton(f"▶ Watch{at}", link),)


def _within(spans: Sequence[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    return [(start, end) for start, end in spans if end <= length]


def _correction(why: Sequence[str]) -> str:
    """What was read differently from how it was typed, for people."""
    read = "".join(
        f" · {reason.partition(': ')[2]}"
        for reason in why
        if reason.startswith(("spelling", "acronym"))
    )
    return shorten(read, CORRECTION_ROOM)
