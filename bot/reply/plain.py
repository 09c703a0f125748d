"""Answers without embeds: the same words as one message, for screen readers and small screens.

Made from the embed that would be sent, so that both say the same.
"""

import re
from dataclasses import replace

import discord

from bot.reply.embeds import Look
from bot.reply.message import Reply
from bot.reply.text import AUTHOR_LIMIT, CONTENT_LIMIT, escape, shorten

ROOM = CONTENT_LIMIT - 100
"""Characters; the rest is for the name of whoever shares an answer."""
FOOTER_ROOM = 200

_LINK = re.compile(r"\]\((https?://[^)\s]+)\)")
_NOTHING = "\u200b"


def dressed(reply: Reply, look: Look) -> Reply:
    """The reply as the look wants it: with embeds, or plain."""
    return plain(reply) if look.plain else reply


def plain(reply: Reply) -> Reply:
    """The reply with its embeds as text; one that has none stays as it is."""
    if not reply.embeds:
        return reply
    parts = [reply.content, *(part for embed in reply.embeds for part in _parts(embed))]
    lines = [line for part in parts for line in part.split("\n") if line]
    while len(lines) > 1 and len("\n".join(lines)) > ROOM:
        # Only where the addresses of a site of one's own are long; the buttons lead on.
        del lines[-2]
    return replace(reply, content=shorten("\n".join(lines), ROOM), embeds=())


def _parts(embed: discord.Embed) -> list[str]:
    """What an embed says, from top to bottom."""
    title = f"**{embed.title}**" if embed.title else ""
    fields = (
        "\n".join(filter(None, (_heading(field.name), field.value))) for field in embed.fields
    )
    # In an embed these two are no mark-up.
    author = shorten(embed.author.name or "", AUTHOR_LIMIT, render=escape)
    footer = shorten(embed.footer.text or "", FOOTER_ROOM, render=escape)
    passages = [title, author, embed.description or "", *fields, f"-# {footer}" if footer else ""]
    return [_unfurled(passage) for passage in passages]


def _heading(name: str | None) -> str:
    return f"**{name}**" if name and name != _NOTHING else ""


def _unfurled(text: str) -> str:
    """Links without the preview that Discord adds to addresses in a message."""
    return _LINK.sub(r"](<\1>)", text)
