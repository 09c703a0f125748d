"""What a server chose, and what it asked."""

from dataclasses import dataclass
from enum import StrEnum


class Replies(StrEnum):
    """Who sees an answer where the asker doesn't say."""

    PUBLIC = "public"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class GuildSettings:
    """What one server chose; None leaves it to the configuration."""

    channel: str = ""
    """The key of the vault's channel that is looked in where none is named; empty for all."""
    replies: Replies = Replies.PUBLIC
    lead_in: int | None = None
    """Seconds that a link starts before its moment."""
    plain: bool | None = None
    """Whether answers are text without embeds."""


@dataclass(frozen=True, slots=True)
class Miss:
    """Something that was asked and not found; who asked is not kept."""

    kind: str
    """The command: note, quote, search or video."""
    text: str
    times: int
    last_at: int
    """Unix time."""
