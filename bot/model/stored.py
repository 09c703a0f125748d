"""What the store hands back."""

from dataclasses import dataclass

from bot.model.note import Excerpt, Moment
from bot.model.problem import Problem
from bot.model.times import NoteTimes, TimeReading


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
    silent: bool = False
    """Whether all it says is that the video holds nothing on its topic."""


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
    silent: bool = False
    """Whether the note says nothing on it: ranked last."""
    video_title: str = ""
    """Empty where no index page names the video."""
    video_id: str = ""


@dataclass(frozen=True, slots=True)
class VideoEntry:
    """A video that notes are about, as the video index keeps it in memory."""

    key: int
    """From its id: what choices and buttons hold."""
    video_id: str
    """Empty for the notes of a channel that are about no video."""
    title: str
    """That of its first note where no index page names it."""
    channel: str
    channel_name: str
    notes: int
    """How many are about it."""


@dataclass(frozen=True, slots=True)
class VaultStatus:
    """What the database holds now."""

    notes: int
    excerpts: int
    videos: int
    channels: int
    problems: int
    repaired_notes: int
    """Notes with times in the wrong unit that were corrected."""
    repaired: int
    """Moments whose time was corrected."""
    loaded_at: int | None
    """Unix time of the last load; None before the first."""
    database_bytes: int


@dataclass(frozen=True, slots=True)
class StoredTimes:
    """What a load knows of a note's times, and how they were read."""

    times: NoteTimes
    reading: TimeReading


@dataclass(frozen=True, slots=True)
class StoredMoments:
    """The moments of one excerpt, as a load rereads them."""

    excerpt_id: int
    line: int
    moments: tuple[Moment, ...]


@dataclass(frozen=True, slots=True)
class RereadNote:
    """A note whose times a load reads otherwise than they are stored."""

    times: NoteTimes
    reading: TimeReading
    repaired: int
    """Corrected moments of the whole note."""
    changed: tuple[StoredMoments, ...]
    """Only those excerpts whose moments differ from what is stored."""
    problems: tuple[Problem, ...]
    """What is reported of its times now, instead of what was."""
