"""One answer as a value: what is said and shown, before anything is sent."""

from dataclasses import dataclass

import discord

from bot.model import Action


@dataclass(frozen=True, slots=True)
class LinkButton:
    """A button that opens an address; costs the bot nothing when pressed."""

    label: str
    """At most 80 characters."""
    url: str


@dataclass(frozen=True, slots=True)
class ActionButton:
    """A button that asks the bot for something."""

    label: str
    """At most 80 characters."""
    action: Action
    disabled: bool = False
    primary: bool = False
    """Whether it is what most people want next."""


@dataclass(frozen=True, slots=True)
class Option:
    """One choice in a menu."""

    label: str
    """At most 100 characters, as `description`; neither is mark-up."""
    action: Action
    description: str = ""


@dataclass(frozen=True, slots=True)
class Menu:
    """A menu that takes a row of its own; picking from it does what the choice says."""

    placeholder: str
    options: tuple[Option, ...]
    """1 to 25."""


Row = tuple[LinkButton | ActionButton, ...] | Menu
"""At most five buttons, or one menu."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to one command or click."""

    content: str = ""
    embeds: tuple[discord.Embed, ...] = ()
    rows: tuple[Row, ...] = ()
    """At most five."""
    ephemeral: bool = False
    """Seen by the asker only."""
    notice: bool = False
    """Whether it is a word about what was asked, and no answer to put in an answer's place."""
    attachment: tuple[str, str] | None = None
    """(file name, text) of a file to attach."""
