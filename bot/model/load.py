"""What passes between the reader of files and the store, and what a load reports."""

from dataclasses import dataclass

from bot.model.note import IndexPage, Note
from bot.model.problem import Problem


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
class FileIds:
    """The ids that a note and its excerpts are to have in the store."""

    note: int
    first_excerpt: int
    """The others follow."""
    excerpts: int
    """How many there are for."""


@dataclass(frozen=True, slots=True)
class IndexedFile:
    """A read file with what the store keeps beside its words."""

    file: ParsedFile
    ids: FileIds
    key: int = 0
    """Of the note, from its path; the same after any load. 0 for an index page."""
    excerpt_keys: tuple[int, ...] = ()
    """One per excerpt, from the note's path, the first moment and the words."""
    excerpt_words: tuple[str, ...] = ()
    """One per excerpt: its folded words, one blank between them."""
    about: str = ""
    """The folded words of the note's headings, tags and lead."""
    acronyms: tuple[tuple[str, str], ...] = ()
    """(short form, what the note says that it stands for), folded, each once."""


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
    repaired_notes: int
    """Notes with times in the wrong unit that were corrected."""
    repaired: int
    """Moments whose time was corrected."""
    seconds: float
    fetch_failed: str = ""
    """Why what was loaded may be old: the source could not be fetched; else empty."""
