"""What search asks of the store, and what it finds."""

from dataclasses import dataclass

from bot.model.stored import StoredExcerpt, StoredNote, TitleEntry


@dataclass(frozen=True, slots=True)
class StoredWords:
    """The folded words of every excerpt, as arrays: what search makes its index of.

    Excerpts stand note by note, in the note's order.
    """

    vocabulary: tuple[str, ...]
    """Every word that was ever stored; `words` holds places in it."""
    note_ids: tuple[int, ...]
    excerpts: tuple[int, ...]
    """How many each note has."""
    words: bytes
    """Of all excerpts on end: little-endian integers of 32 bits."""
    lengths: bytes
    """How many words each excerpt has: 32 bits."""
    keys: bytes
    """The key of each excerpt: 64 bits."""
    about: bytes
    """Of the headings, tags and lead of all notes on end: 32 bits."""
    about_lengths: tuple[int, ...]
    """How many words those of each note have."""


@dataclass(frozen=True, slots=True)
class NoteHit:
    """A note that answers a query."""

    note: StoredNote
    score: float = 0.0
    """0 where it was asked for by its id, and so was not ranked."""
    why: tuple[str, ...] = ()
    """How it matched, strongest first: `exact`, `prefix`, `spelling: deepsek → deepseek`."""


@dataclass(frozen=True, slots=True)
class QuoteHit:
    """An excerpt that answers a query."""

    excerpt: StoredExcerpt
    score: float = 0.0
    """As for notes."""
    why: tuple[str, ...] = ()
    emphasis: tuple[tuple[int, int], ...] = ()
    """(start, end) offsets into the excerpt's text of the words that the query meant."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One autocomplete choice, within Discord's limits."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class StoredVault:
    """All that search is made of, of one load."""

    serial: int
    """Which load: each that changed something makes up a number; 0 before the first."""
    words: StoredWords
    titles: tuple[TitleEntry, ...]
    channels: tuple[tuple[str, str], ...]
    """(key, display name) of every channel that has notes, by name."""
    acronyms: tuple[tuple[str, str, int], ...]
    """(short form, what it stands for, how many notes say so), folded."""
