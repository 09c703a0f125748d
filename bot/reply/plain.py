"""Answers without embeds: the same words as one message, for screen readers and small screens.

Made from the embed that would be sent, so that both say the same.
"""

import re
from dataclasses import replace

import discord

from bot.reply.embeds import Look
from bot.reply.message import Reply
from bot.reply.text import CONTENT_LIMIT, escape, shorten

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
    parts = [part for part in parts if part]
    while len(parts) > 1 and len("\n".join(parts)) > CONTENT_LIMIT:
        # Only where the addresses of a site of one's own are long; the buttons lead on.
        del parts[-2]
    return replace(reply, content=shorten("\n".join(parts), CONTENT_LIMIT), embeds=())


def _parts(embed: discord.Embed) -> list[str]:
    """What an embed says, from top to bottom, in passages that may be left out."""
    title = f"**{embed.title}**" if embed.title else ""
    fields = (
        "\n".join(filter(None, (_heading(field.name), field.value))) for field in embed.fields
    )
    # In an embed these two are no mark-up.
    author = escape(embed.author.name or "")
    footer = f"-# {escape(embed.footer.text)}" if embed.footer.text else ""
    passages = [title, author, embed.description or "", *fields, footer]
    return [_unfurled(passage) for passage in passages]


def _heading(name: str | None) -> str:
    return f"**{name}**" if name and name != _NOTHING else ""


def _unfurled(text: str) -> str:
    """Links without the preview that Discord adds to addresses in a message."""
    return _LINK.sub(r"](<\1>)", text)
