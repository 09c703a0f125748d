"""What a button or a choice in a menu asks for: all that is needed to do it again later."""

from dataclasses import dataclass
from enum import StrEnum


class Verb(StrEnum):
    """What is asked for; the values stand in messages that are years old, so they stay."""

    QUOTE = "q"
    """Show a quote: `key`."""
    NEXT = "x"
    """Show match `page`, from 0, in `channel`, of the query that the message carries."""
    EARLIER = "e"
    """Show the quote before the quote `key` in its video."""
    LATER = "l"
    """Show the quote after it."""
    PART = "p"
    """Show another part, `page`, of a quote too long for one message: `key`."""
    CITE = "c"
    """Give a quote to copy: `key`."""
    RANDOM = "r"
    """Show a quote at random, of `channel`."""
    NOTE = "n"
    """Show a note: `key`."""
    NOTE_PAGE = "np"
    """Show page `page` of the note `key`."""
    QUOTES = "nq"
    """List all quotes of a note, `key`."""
    QUOTES_PAGE = "nqp"
    """Turn to page `page` of that list."""
    SEARCH = "s"
    """Turn to page `page` of what the query that the message carries finds in `channel`."""
    SEARCH_NOTES = "sn"
    SEARCH_QUOTES = "sq"
    VIDEO = "v"
    """Show what a video, `key`, is about: its notes and their moments."""
    VIDEO_PAGE = "vp"
    """Turn to page `page` of that."""
    AROUND = "a"
    """Turn to page `page` of what a video says around a second, `text`."""
    BROWSE = "b"
    """Turn to page `page` of the channels."""
    BROWSE_CHANNEL = "bc"
    """Turn to page `page` of the videos of `channel`."""
    BROWSE_VIDEO = "bv"
    """Turn to page `page` of the notes of a video, `key`."""
    SHARE = "sh"
    """Show everybody what only the asker sees."""
    DELETE = "d"
    """Take an answer away."""


TURNS = frozenset(
    {
        Verb.NEXT,
        Verb.EARLIER,
        Verb.LATER,
        Verb.PART,
        Verb.RANDOM,
        Verb.NOTE_PAGE,
        Verb.QUOTES_PAGE,
        Verb.SEARCH,
        Verb.SEARCH_NOTES,
        Verb.SEARCH_QUOTES,
        Verb.VIDEO_PAGE,
        Verb.AROUND,
        Verb.BROWSE,
        Verb.BROWSE_CHANNEL,
        Verb.BROWSE_VIDEO,
    }
)
"""Those that replace what is shown; the others open something beside it."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that a press asks for."""

    verb: Verb
    key: int = 0
    """Of the quote, note or video that it is about; 0 for none."""
    page: int = 0
    """From 0."""
    channel: int = 0
    """The key of the channel's name, for names are too long; 0 for all channels."""
    text: str = ""
    """What else the verb says, or a piece of a query that the message carries; short, one line."""
