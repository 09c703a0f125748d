"""Answers without embeds: the same words as one message, for screen readers and small screens.

Made from the embed that would be sent, so that both say the same.
"""

import re
from dataclasses import dataclass, replace

import discord

from bot.reply.embeds import Look
from bot.reply.message import Reply
from bot.reply.text import CONTENT_LIMIT, escape, shorten

_LINK = re.compile(r"\]\((https?://[^)\s]+)\)")
_NOTHING = "\u200b"
_ROOM = CONTENT_LIMIT - 100
"""What is left is for the line that sharing adds."""


def dressed(reply: Reply, look: Look) -> Reply:
    """The reply as the look wants it: with embeds, or plain."""
    return plain(reply) if look.plain else reply


def plain(reply: Reply) -> Reply:
    """The reply with its embeds as text; one that has none stays as it is."""
    if not reply.embeds:
        return reply
    parts = [_Part(reply.content), *(part for embed in reply.embeds for part in _parts(embed))]
    parts = [part for part in parts if part.text]
    while len(whole := "\n".join(part.text for part in parts)) > _ROOM:
        spare = max(part.spare for part in parts)
        if not spare:
            break
        del parts[max(place for place, part in enumerate(parts) if part.spare == spare)]
    return replace(reply, content=shorten(whole, _ROOM), embeds=())


@dataclass(frozen=True, slots=True)
class _Part:
    """A passage of an embed."""

    text: str
    spare: int = 0
    """What has more of it is left out sooner where there is no room; 0 never is."""


def _parts(embed: discord.Embed) -> list[_Part]:
    """What an embed says, from top to bottom."""
    title = f"**{embed.title}**" if embed.title else ""
    fields = (
        "\n".join(filter(None, (_heading(field.name), field.value))) for field in embed.fields
    )
    # In an embed these two are no mark-up.
    author = escape(embed.author.name or "")
    footer = f"-# {escape(embed.footer.text)}" if embed.footer.text else ""
    return [
        _Part(title),
        _Part(author, 3),
        _Part(_unfurled(embed.description or "")),
        # The buttons lead on to what the fields say.
        *(_Part(_unfurled(field), 1) for field in fields),
        _Part(footer, 2),
    ]


def _heading(name: str | None) -> str:
    return f"**{name}**" if name and name != _NOTHING else ""


def _unfurled(text: str) -> str:
    """Links without the preview that Discord adds to addresses in a message."""
    return _LINK.sub(r"](<\1>)", text)
