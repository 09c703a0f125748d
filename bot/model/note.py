"""What reading a vault makes: notes with their excerpts and moments, and index pages."""

from dataclasses import dataclass
from enum import StrEnum

from bot.model.times import LITERALLY, NoteTimes, TimeReading

PLAUSIBLE_SECONDS = 12 * 60 * 60
"""A time at or past this is taken for a mistake: the link opens the video without it."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A video and a second in it, as one citation gives it."""

    video_id: str
    seconds: int
    """From the start of the video; 0 is the start."""
    raw: str
    """The time as the note writes it: `00:22:20`."""
    repaired: bool = False
    """Whether `seconds` departs from the literal reading of `raw`."""
    doubtful: bool = False
    """Whether it is likely in another unit, and nothing tells which."""

    @property
    def plausible(self) -> bool:
        """Whether a link may jump there."""
        return self.seconds < PLAUSIBLE_SECONDS and not self.doubtful


def distinct(moments: tuple[Moment, ...]) -> tuple[Moment, ...]:
    """Each second once: two times that a note writes may come to one, as they are read now."""
    if len(moments) < 2:
        return moments
    found: dict[tuple[str, int], Moment] = {}
    for moment in moments:
        found.setdefault((moment.video_id, moment.seconds), moment)
    return tuple(found.values())


class ExcerptKind(StrEnum):
    """What an excerpt was in its note."""

    SENTENCE = "sentence"
    ITEM = "item"
    QUOTE = "quote"
    """A block quote (`> …`) without a callout head."""
    CALLOUT = "callout"
    TABLE_ROW = "table row"
    HEADING = "heading"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The smallest passage that carries its own citations: what is indexed and quoted."""

    text: str
    """Plain words: no Markdown, no citations, one line."""
    moments: tuple[Moment, ...]
    """Each time once, in the order of the note; `distinct` has each second once. Empty where every
    time was unreadable."""
    headings: tuple[str, ...] = ()
    """The heading path above it, outermost first; the note's title is not part of it."""
    label: str = ""
    """The bold label of a list item, or the title of a callout, that the text stands under."""
    kind: ExcerptKind = ExcerptKind.SENTENCE
    spoken: bool = False
    """Whether these are somebody's own words; everything else is paraphrase."""
    context: str = ""
    """The uncited sentences just before it in the same block: shown, never quoted as cited."""
    line: int = 1
    """Where it starts in the file, 1-based."""


@dataclass(frozen=True, slots=True)
class Note:
    """One Markdown file about one topic of one video."""

    path: str
    """Relative to the vault, with `/`; the note's identity."""
    title: str
    channel: str
    """The channel's key: the top folder, invisible characters removed; may be empty."""
    video_id: str
    """A YouTube id, `site:id` for another site, or empty for a plain note."""
    channel_label: str = ""
    """The channel's name as the note's own `From:` line labels it; may be empty."""
    aliases: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    lead: str = ""
    """The first paragraph as plain words, cited or not; of a very long one the beginning."""
    headings: tuple[str, ...] = ()
    excerpts: tuple[Excerpt, ...] = ()
    uncited: tuple[str, ...] = ()
    """Passages of blocks without any citation, as plain words."""
    links: tuple[str, ...] = ()
    """Targets of its wikilinks as written (no label, no heading part), each once."""
    silent: bool = False
    """Whether all it says is that the video holds nothing on its topic."""
    times: NoteTimes | None = None
    """What its times tell of their unit; None where it has no video of its own."""
    reading: TimeReading = LITERALLY
    """How its times were read into `excerpts`."""


@dataclass(frozen=True, slots=True)
class Video:
    """What an index page tells of a video."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class IndexPage:
    """A file without a video of its own that lists videos, or names channels."""

    path: str
    title: str
    channel: str
    """The key of the channel whose folder it stands in; empty at the top of the vault."""
    videos: tuple[Video, ...] = ()
    channel_names: tuple[tuple[str, str], ...] = ()
    """(channel key, display name) pairs that it gives, as a directory page does."""
