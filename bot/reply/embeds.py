"""What every embed has: its frame, moments as links, and the buttons below."""

import colorsys
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

import discord

from bot.model import Action, Moment, StoredExcerpt, StoredNote, Verb, VideoSite
from bot.reply.message import ActionButton, LinkButton
from bot.reply.text import (
    AUTHOR_LIMIT,
    TITLE_LIMIT,
    clock,
    escape,
    italic,
    moment_link,
    shorten,
    thumbnail,
    watch_link,
)

# Room for each part, in characters after escaping, so that the parts of one embed together stay
# below Discord's 6,000 and each below its own limit.
PATH_ROOM = 256
RAW_ROOM = 40
CORRECTION_ROOM = 200

MOST_MOMENTS = 5
"""Moments linked under one quote at the most; one real sentence has 1,803."""


@dataclass(frozen=True, slots=True)
class Look:
    """How answers look: the configuration, and what a server chose instead."""

    lead_in: int = 0
    """Seconds that a link starts before its moment."""
    moments: int = MOST_MOMENTS
    """Moments linked under one quote; the rest are counted."""
    sites: tuple[VideoSite, ...] = ()
    """That host videos, beside those that everyone knows."""
    plain: bool = False
    """Whether answers are text without embeds, for screen readers and people who hide embeds."""

    @property
    def room(self) -> int:
        """Characters for the body of an answer: an embed's, or a plain message's."""
        return 1100 if self.plain else 4500

    def narrowed(self, room: int) -> int:
        """Characters for a part of a line in a list: fewer in a plain message, so that all of a
        page's lines are there.
        """
        return room * 2 // 3 if self.plain else room

    def video(self, video_id: str) -> str:
        """Where a video opens; empty where it has no address."""
        return watch_link(video_id, sites=self.sites)

    def moment(self, moment: Moment) -> str:
        """Where a click on a moment goes; empty where its video has no address."""
        return moment_link(moment, lead_in=self.lead_in, sites=self.sites)

    def second(self, video_id: str, seconds: int) -> str:
        """Where a click on a second of a video goes; empty where it has no address."""
        return self.moment(Moment(video_id, seconds, ""))


def note_frame(note: StoredNote, url: str | None, description: str) -> discord.Embed:
    """An embed titled after a note, with its channel and video above and the video's still."""
    source = " · ".join(part for part in (note.channel_name, note.video_title) if part)
    embed = frame(note.title, description, channel=note.channel, author=source, url=url)
    if still := thumbnail(note.video_id):
        embed.set_thumbnail(url=still)
    return embed


def frame(
    title: str,
    description: str,
    *,
    channel: str = "",
    author: str = "",
    url: str | None = None,
) -> discord.Embed:
    """An embed in its channel's colour; `title` is shown as it stands, `description` is mark-up."""
    embed = discord.Embed(
        title=shorten(title, TITLE_LIMIT, render=escape),
        url=url,
        description=description,
        colour=channel_colour(channel),
    )
    if author:
        embed.set_author(name=shorten(author, AUTHOR_LIMIT))
    return embed


@lru_cache(maxsize=1_000)
def channel_colour(channel: str) -> discord.Colour:
    """The same colour for a channel every time, readable on light and dark."""
    hue = hashlib.blake2b(channel.encode(errors="replace"), digest_size=2).digest()
    red, green, blue = colorsys.hls_to_rgb(int.from_bytes(hue, "big") / 65536, 0.55, 0.6)
    return discord.Colour.from_rgb(round(red * 255), round(green * 255), round(blue * 255))


def path_of(stored: StoredExcerpt) -> str:
    """Where the excerpt stands: its headings, and the label that it does not itself begin with."""
    excerpt = stored.excerpt
    parts = list(excerpt.headings)
    if excerpt.label and not excerpt.text.startswith(excerpt.label):
        parts.append(excerpt.label)
    return shorten(" › ".join(parts), PATH_ROOM, render=escape)


def moments_line(moments: Sequence[Moment], look: Look, *, most: int = MOST_MOMENTS) -> str:
    """`▶ 22:20 · 44:59 · +3`, each a link; empty where none can be opened."""
    most = min(most, look.moments)
    rest = iter(moments)
    opened = ((moment, link) for moment in rest if (link := look.moment(moment)))
    shown = [f"[{label(moment)}]({link})" for moment, link in islice(opened, most)]
    if not shown:
        return ""
    videos = Counter(moment.video_id for moment in rest)
    more = sum(times for video_id, times in videos.items() if look.video(video_id))
    return "▶ " + " · ".join(shown + ([f"+{more}"] if more else []))


def correction_line(moments: Sequence[Moment]) -> str:
    """What the note writes for the first time that was corrected; nothing where none was."""
    raw = next((moment.raw for moment in moments if moment.repaired), "")
    written = shorten(raw, RAW_ROOM, render=escape)
    return italic(f"time corrected: the note writes {written}") if raw else ""


def label(moment: Moment) -> str:
    """What a moment's link says: its true time."""
    return clock(moment.seconds) if moment.plausible else "video"


def linked(stored: StoredExcerpt, look: Look) -> Moment | None:
    """The first moment that can be opened."""
    return next((moment for moment in stored.excerpt.moments if look.moment(moment)), None)


def first_link(stored: StoredExcerpt, look: Look) -> str | None:
    """Where an excerpt opens its video; None where nothing of it can be opened."""
    if moment := linked(stored, look):
        return look.moment(moment)
    return look.video(stored.note.video_id) or None


def watch_button(stored: StoredExcerpt, look: Look) -> tuple[LinkButton, ...]:
    """The button that opens an excerpt's video at its first moment, where it can be opened."""
    moment = linked(stored, look)
    link = look.moment(moment) if moment else look.video(stored.note.video_id)
    if not link:
        return ()
    at = f" at {clock(moment.seconds)}" if moment and moment.plausible else ""
    return (LinkButton(f"▶ Watch{at}", link),)


def closing_button(*, private: bool) -> ActionButton:
    """The last button: what only the asker sees can be shown to all, the rest be taken away."""
    if private:
        return ActionButton("Share", Action(Verb.SHARE))
    return ActionButton("Delete", Action(Verb.DELETE))


def page_buttons(turn: Action, *, page: int, pages: int) -> tuple[ActionButton, ...]:
    """◀ ▶ to the pages beside `page`, counted from 0; none where there is one page."""
    if pages < 2:
        return ()
    return (
        ActionButton("◀", replace(turn, page=page - 1), disabled=page <= 0),
        ActionButton("▶", replace(turn, page=page + 1), disabled=page >= pages - 1),
    )


def correction(why: Sequence[str]) -> str:
    """What was read differently from how it was typed, for people."""
    read = "".join(
        f" · {reason.partition(': ')[2]}"
        for reason in why
        if reason.startswith(("spelling", "acronym"))
    )
    return shorten(read, CORRECTION_ROOM)
