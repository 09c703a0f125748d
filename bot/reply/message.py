"""One answer as a value: what is said and shown, before anything is sent."""

from dataclasses import dataclass

import discord


@dataclass(frozen=True, slots=True)
class LinkButton:
    """A button that opens an address; costs the bot nothing when pressed."""

    label: str
    """At most 80 characters."""
    url: str


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to one command or click."""

    content: str = ""
    embeds: tuple[discord.Embed, ...] = ()
    buttons: tuple[LinkButton, ...] = ()
    ephemeral: bool = False
    """Seen by the asker only."""
    attachment: tuple[str, str] | None = None
    """(file name, text) of a file to attach."""
