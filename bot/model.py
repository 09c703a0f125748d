"""The values that pass between rooms: frozen, and free of Discord, SQL and Markdown.

Reading makes `Note` and `IndexPage`; the store hands back `StoredNote` and `StoredExcerpt`; search
wraps them as `NoteHit` and `QuoteHit`; replies are made of those.
"""

from dataclasses import dataclass
from enum import StrEnum

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

    @property
    def plausible(self) -> bool:
        """Whether a link may jump there."""
        return self.seconds < PLAUSIBLE_SECONDS


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
    """In the order of the note, each once; empty where every time was unreadable."""
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
    """11 characters, or empty for a plain note."""
    channel_label: str = ""
    """The channel's name as the note's own `From:` line labels it; may be empty."""
    aliases: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    lead: str = ""
    """The first paragraph as plain words, cited or not."""
    headings: tuple[str, ...] = ()
    excerpts: tuple[Excerpt, ...] = ()
    uncited: tuple[str, ...] = ()
    """Passages of blocks without any citation, as plain words."""
    links: tuple[str, ...] = ()
    """Targets of its wikilinks as written (no label, no heading part), each once."""


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


class Severity(StrEnum):
    """How much a problem costs the reader of the vault."""

    ERROR = "error"
    """Something of the note is lost or unusable."""
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the vault that could not be read as its author meant it."""

    path: str
    line: int
    """1-based; 0 where it concerns the whole file."""
    code: str
    """Stable, lower case with dashes: `frontmatter-yaml`."""
    message: str
    severity: Severity = Severity.WARNING


@dataclass(frozen=True, slots=True)
class FileStamp:
    """What tells whether a file changed without reading it, and after reading it."""

    path: str
    size: int
    """Bytes."""
    mtime_ns: int
    digest: str = ""
    """Of the file's bytes; empty until it was read."""


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """One file, read: its content as a value, and what could not be read."""

    stamp: FileStamp
    content: Note | IndexPage
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class IndexedFile:
    """A read file with what the store keeps beside its words."""

    file: ParsedFile
    key: int = 0
    """Of the note, from its path; the same after any load. 0 for an index page."""
    excerpt_keys: tuple[int, ...] = ()
    """One per excerpt, from the note's path, the first moment and the words."""
    excerpt_words: tuple[str, ...] = ()
    """One per excerpt: its folded words, one blank between them."""


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What one load did. Counts of notes, but for `excerpts` and `problems`."""

    notes: int
    """In the vault after the load."""
    excerpts: int
    added: int
    changed: int
    removed: int
    unchanged: int
    problems: int
    """All that stand in the vault now, not only those of files that changed."""
    seconds: float


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
class Match:
    """What a stored text must hold to become a candidate; all words are folded."""

    groups: tuple[tuple[str, ...], ...]
    """Any one word of a group makes it match."""
    at_least: int = 0
    """How many groups must match; 0 for all of them."""
    phrases: tuple[tuple[str, ...], ...] = ()
    """Words that must stand side by side, each phrase somewhere."""
    excluded: tuple[str, ...] = ()
    channel: str = ""
    """A channel's key; empty for all."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An excerpt that satisfies a `Match`, before it is ranked."""

    excerpt_id: int
    note_id: int
    text: str
    spoken: bool
    rank: float
    """The store's own relevance (bm25, negative); lower is better."""


@dataclass(frozen=True, slots=True)
class NoteHit:
    """A note that answers a query."""

    note: StoredNote
    score: float
    why: tuple[str, ...]
    """How it matched, strongest first: `exact`, `prefix`, `spelling: deepsek → deepseek`."""


@dataclass(frozen=True, slots=True)
class QuoteHit:
    """An excerpt that answers a query."""

    excerpt: StoredExcerpt
    score: float
    why: tuple[str, ...]
    emphasis: tuple[tuple[int, int], ...] = ()
    """(start, end) offsets into the excerpt's text of the words that the query meant."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One autocomplete choice, within Discord's limits."""

    name: str
    value: str


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
