"""What the store hands back."""

from dataclasses import dataclass

from bot.model.note import Excerpt


@dataclass(frozen=True, slots=True)
class StoredNote:
    """A note as the store knows it, with the names that its ids stand for."""

    id: int
    """Of the row; may change with any load."""
    key: int
    """The same after any load: what people, choices and buttons hold."""
    path: str
    title: str
    channel: str
    channel_name: str
    """For people; the key where the vault gives no better name."""
    video_id: str
    video_title: str
    """Empty where no index page names the video."""
    lead: str = ""
    aliases: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredExcerpt:
    """An excerpt as the store knows it, with the note that it stands in."""

    id: int
    key: int
    note: StoredNote
    position: int
    """Its place among the note's excerpts, from 0."""
    excerpt: Excerpt


@dataclass(frozen=True, slots=True)
class TitleEntry:
    """What the title index keeps in memory of one note."""

    note_id: int
    key: int
    title: str
    channel: str
    channel_name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VaultStatus:
    """What the database holds now."""

    notes: int
    excerpts: int
    videos: int
    channels: int
    problems: int
    repaired: int
    """Moments whose time was corrected."""
    loaded_at: int | None
    """Unix time of the last load; None before the first."""
    database_bytes: int
