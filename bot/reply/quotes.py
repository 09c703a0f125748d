"""One excerpt as an answer: its words, where they stand, when they were said."""

from collections.abc import Sequence
from functools import partial

import discord

from bot.keys import format_key
from bot.model import Action, QuoteHit, StoredExcerpt, Verb
from bot.reply.embeds import (
    Look,
    closing_button,
    correction,
    correction_line,
    first_link,
    label,
    linked,
    moments_line,
    note_frame,
    path_of,
    watch_button,
)
from bot.reply.message import ActionButton, Reply, Row
from bot.reply.plain import dressed
from bot.reply.text import CONTENT_LIMIT, cut, emphasise, escape, italic

SAID = "🗣 said in the video"
"""Stands above somebody's own words; paraphrase has nothing there."""
EXCERPT_ROOM = 1100
"""Characters of an excerpt in one answer, after escaping; what is longer has several parts."""
PLAIN_ROOM = 500
"""The same in a message without embeds, where bold takes its part of the room too."""


def quote_reply(
    hit: QuoteHit,
    look: Look,
    *,
    private: bool = False,
    part: int = 0,
    next_match: ActionButton | None = None,
    is_first: bool = False,
    is_last: bool = False,
    closes: bool = True,
) -> Reply:
    """The excerpt with its place in the note and in the video.

    `is_first` and `is_last` tell that nothing of the video stands before or after it, `closes`
    whether it can be shared or deleted.
    """
    key = hit.excerpt.key
    parts = _parts(hit, look)
    part = min(max(part, 0), len(parts) - 1)
    walk = (
        ActionButton("◀ Earlier", Action(Verb.EARLIER, key), disabled=is_first),
        ActionButton("Later ▶", Action(Verb.LATER, key), disabled=is_last),
    )
    first: Row = (*watch_button(hit.excerpt, look), *walk, *([next_match] if next_match else []))
    more = _part_button(key, part, len(parts))
    second: Row = (
        *more,
        ActionButton("Note", Action(Verb.NOTE, hit.excerpt.note.key)),
        ActionButton("Cite", Action(Verb.CITE, key)),
        *([closing_button(private=private)] if closes else []),
    )
    reply = Reply(embeds=(_embed(hit, look, parts, part),), rows=(first, second), ephemeral=private)
    return dressed(reply, look)


def quote_embed(hit: QuoteHit, look: Look) -> discord.Embed:
    """The excerpt as a block quote, its heading path above it, its moments below."""
    return _embed(hit, look, _parts(hit, look), 0)


def _embed(hit: QuoteHit, look: Look, parts: Sequence[str], part: int) -> discord.Embed:
    stored, excerpt = hit.excerpt, hit.excerpt.excerpt
    lines = [
        SAID if excerpt.spoken else "",
        italic(path_of(stored)),
        f"> {parts[part]}",
        moments_line(excerpt.moments, look),
        correction_line(excerpt.moments),
    ]
    embed = note_frame(stored.note, first_link(stored, look), "\n".join(filter(None, lines)))
    said = "said in the video" if excerpt.spoken else "from the note"
    of = f" · part {part + 1} of {len(parts)}" if len(parts) > 1 else ""
    embed.set_footer(text=f"q:{format_key(stored.key)} · {said}{of}{correction(hit.why)}")
    return embed


def _parts(hit: QuoteHit, look: Look) -> list[str]:
    """The excerpt's words as mark-up, in as many parts as it takes.

    Bold does not count, for whoever goes on to the next part is shown it without.
    """
    text, start = hit.excerpt.excerpt.text, 0
    room = PLAIN_ROOM if look.plain else EXCERPT_ROOM
    parts: list[str] = []
    while not parts or start < len(text):
        spans = [(begin - start, end - start) for begin, end in hit.emphasis if begin >= start]
        marked = partial(_marked, spans=spans)
        size, rendered = cut(text[start:], room, render=escape, show=marked)
        parts.append(rendered)
        start += max(size, 1)
        start += len(text[start:]) - len(text[start:].lstrip())
    return parts


def _marked(text: str, *, spans: Sequence[tuple[int, int]]) -> str:
    """The beginning of an excerpt as mark-up, with those spans in bold that are in it whole."""
    return emphasise(text, [span for span in spans if span[1] <= len(text)])


def _part_button(key: int, part: int, parts: int) -> tuple[ActionButton, ...]:
    """The way to the next part; after the last to the first."""
    if parts < 2:
        return ()
    following = (part + 1) % parts
    action = Action(Verb.PART, key, page=following)
    return (ActionButton(f"Part {following + 1} of {parts}", action, primary=True),)


def match_button(action: Action, *, number: int, matches: int) -> ActionButton | None:
    """The way to the next of several matches; `number`, from 1, is the one that is shown."""
    if matches < 2:
        return None
    return ActionButton(f"Next match ({number} of {matches})", action)


def cite_reply(stored: StoredExcerpt, look: Look) -> Reply:
    """The excerpt to copy, as Markdown and as plain text; in a file where it is long."""
    text, note = stored.excerpt.text, stored.note
    moment = linked(stored, look)
    source = " · ".join(filter(None, (note.channel_name, note.video_title, note.title)))
    at = f", {label(moment)}" if moment and moment.plausible else ""
    link = first_link(stored, look) or ""
    markdown = f"> {text}\n> — {_linked_source(source + at, link)}"
    plain = f"“{text}” — {source}{at}" + (f", {link}" if link else "")
    content = f"Markdown\n{_block(markdown)}\nPlain text\n{_block(plain)}"
    if len(content) > CONTENT_LIMIT or "```" in markdown:
        return Reply(
            content="It does not fit a message: here is a file, as Markdown and as plain text.",
            attachment=("quote.txt", f"{markdown}\n\n{plain}\n"),
            ephemeral=True,
        )
    return Reply(content=content, ephemeral=True)


def _linked_source(source: str, link: str) -> str:
    named = source.replace("[", "(").replace("]", ")")
    return f"[{named}]({link})" if link else named


def _block(text: str) -> str:
    return f"```\n{text}\n```"
